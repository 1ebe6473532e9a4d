package io.sealpost.user;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import io.sealpost.Core;
import io.sealpost.Databases;
import io.sealpost.ScannedRows;
import io.sealpost.Ticking;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Who is to be compared with the ledger, which is asked every few seconds. */
class UsersDueTest {
    private final Ticking clock = new Ticking();
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void G5_whoIsDueComesFirstThenWhoWasNotComparedForLongestOrEver(Databases kind) {
        try (Core core = Core.on(kind, folder, clock, Map.of("sealpost.node", "test"))) {
            JdbcClient jdbc = core.get(JdbcClient.class);
            Instant now = clock.instant();
            user(jdbc, 1, null, now.minus(Duration.ofHours(23)));
            user(jdbc, 2, null, now.minus(Duration.ofHours(25)));
            user(jdbc, 3, null, now.minus(Duration.ofHours(26)));
            user(jdbc, 4, now.minus(Duration.ofMinutes(1)), now.minus(Duration.ofHours(1)));
            user(jdbc, 5, now.minus(Duration.ofMinutes(2)), null);
            user(jdbc, 6, now.plus(Duration.ofDays(7)), now.minus(Duration.ofDays(3)));
            user(jdbc, 7, null, null);
            Users users = core.get(Users.class);
            assertThat(users.due(Duration.ofDays(1), 3)).extracting(UUID::getLeastSignificantBits).containsExactly(5L, 4L, 3L);
            assertThat(users.due(Duration.ofDays(1), 3)).as("those were handed out").extracting(UUID::getLeastSignificantBits)
                .containsExactly(2L, 7L);
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
            ScannedRows.assertLessThan(20, jdbc, Users.DUE, Map.of("now", Timestamp.from(now),
                "old", Timestamp.from(now.minus(Duration.ofDays(1))), "most", 100));
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
