package io.sealpost.user;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

import io.sealpost.Core;
import io.sealpost.Databases;
import io.sealpost.Ticking;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Who is to be compared with the ledger, which is asked every few seconds. */
class UsersDueTest {
    private static final Pattern SCANNED = Pattern.compile("scanCount: (\\d+)");
    private final Ticking clock = new Ticking();
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void G5_whoIsDueComesFirstThenWhoWasNotComparedForLongest(Databases kind) {
        try (Core core = Core.on(kind, folder, clock, Map.of("sealpost.node", "test"))) {
            JdbcClient jdbc = core.get(JdbcClient.class);
            Instant now = clock.instant();
            user(jdbc, 1, null, now.minus(Duration.ofHours(23)));
            user(jdbc, 2, null, now.minus(Duration.ofHours(25)));
            user(jdbc, 3, null, now.minus(Duration.ofHours(26)));
            user(jdbc, 4, now.minus(Duration.ofMinutes(1)), now.minus(Duration.ofHours(1)));
            user(jdbc, 5, now.minus(Duration.ofMinutes(2)), null);
            user(jdbc, 6, now.plus(Duration.ofDays(7)), now.minus(Duration.ofDays(3)));
            Users users = core.get(Users.class);
            assertThat(users.due(Duration.ofDays(1), 3)).extracting(UUID::getLeastSignificantBits).containsExactly(5L, 4L, 3L);
            assertThat(users.due(Duration.ofDays(1), 3)).as("those were handed out").extracting(UUID::getLeastSignificantBits)
                .containsExactly(2L);
        }
    }

    @Test
    void G5_lookingForThemDoesNotLookAtAllUsers() {
        try (Core core = Core.on(Databases.H2, folder, clock, Map.of("sealpost.node", "test"))) {
            JdbcClient jdbc = core.get(JdbcClient.class);
            Instant now = clock.instant();
            for (int i = 0; i < 500; i++) {
                user(jdbc, i, null, now);
            }
            user(jdbc, 1000, now, null);
            user(jdbc, 1001, null, now.minus(Duration.ofDays(2)));
            String plan = jdbc.sql("explain analyze " + Users.DUE).param("now", Timestamp.from(now))
                .param("old", Timestamp.from(now.minus(Duration.ofDays(1)))).param("most", 100).query(String.class).single();
            assertThat(SCANNED.matcher(plan).results().mapToInt(scan -> Integer.parseInt(scan.group(1))).sum()).as(plan).isLessThan(20);
        }
    }

    private static void user(JdbcClient jdbc, long number, Instant due, Instant compared) {
        jdbc.sql("insert into directory_user (id, directory, external_id, state, entry_digest, due_at, compared_at, updated_at)"
            + " values (?, 'corporate', ?, 'ACTIVE', '', ?, ?, ?)").params(new UUID(4, number), "id-" + number, timestamp(due),
                timestamp(compared), Timestamp.from(Instant.EPOCH)).update();
    }

    private static Timestamp timestamp(Instant instant) {
        return instant == null ? null : Timestamp.from(instant);
    }
}
