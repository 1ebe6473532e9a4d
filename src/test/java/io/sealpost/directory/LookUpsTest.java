package io.sealpost.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

import io.sealpost.Core;
import io.sealpost.Databases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

class LookUpsTest {
    private static final Pattern SCANNED = Pattern.compile("scanCount: (\\d+)");
    @TempDir
    Path folder;

    /** A run over changes comes every few minutes: it looks at those who claim an address, not at all users. */
    @Test
    void G3_whoClaimsAFreeAddressIsFoundWithoutLookingAtAllUsers() {
        try (Core core = Core.on(Databases.H2, folder, Clock.systemUTC(), Map.of("sealpost.node", "test"))) {
            JdbcClient jdbc = core.get(JdbcClient.class);
            jdbc.sql("insert into directory_user (id, directory, external_id, state, entry_digest, updated_at) select random_uuid(),"
                + " 'corporate', 'id-' || \"X\", 'ACTIVE', 'address-freed', current_timestamp from system_range(1, 5000)").update();
            // statistics as wrong as they may be: whatever H2 makes of them, it has only one way to go
            jdbc.sql("alter table directory_user alter column directory selectivity 100").update();
            assertThat(scanned(jdbc)).as("rows looked at, where nobody claims one").isLessThan(50);
            jdbc.sql("insert into address_claim (mailbox, user_id) select 'a@example.com', id from directory_user"
                + " where external_id = 'id-4711'").update();
            assertThat(asked(jdbc, "").query().listOfRows()).extracting(row -> row.get("external_id")).containsExactly("id-4711");
            assertThat(scanned(jdbc)).as("rows looked at").isLessThan(50);
        }
    }

    private static int scanned(JdbcClient jdbc) {
        String plan = asked(jdbc, "explain analyze ").query(String.class).single();
        return SCANNED.matcher(plan).results().mapToInt(scan -> Integer.parseInt(scan.group(1))).sum();
    }

    private static JdbcClient.StatementSpec asked(JdbcClient jdbc, String before) {
        return jdbc.sql(before + LookUps.SAID_TO_BE_GONE).param("sync", new UUID(0, 0)).param("directory", "corporate").param("after", "")
            .param("most", 100);
    }
}
