package io.sealpost.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.sealpost.Core;
import io.sealpost.Databases;
import io.sealpost.ScannedRows;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A run over changes comes every few minutes, and looks at what it read, not at all users. H2 plans by statistics that may be old:
 * here they are as wrong as they can be, so that the statements themselves must lead the way.
 */
class RunStatementsTest {
    private static final int USERS = 5000;
    private static final UUID RUN = new UUID(4, 2);
    private static final Map<String, Object> PARAMETERS = Map.of("sync", RUN, "directory", "corporate", "after", "", "most", 100);
    @TempDir
    private static Path folder;
    private static Core core;
    private static JdbcClient jdbc;

    @BeforeAll
    static void manyUsersAndFewChanges() {
        core = Core.on(Databases.H2, folder, Clock.systemUTC(), Map.of("sealpost.node", "test"));
        jdbc = core.get(JdbcClient.class);
        jdbc.sql("insert into directory_user (id, directory, external_id, state, entry_digest, updated_at) select random_uuid(),"
            + " 'corporate', 'id-' || \"X\", 'ACTIVE', 'address-freed', current_timestamp from system_range(1, ?)").param(USERS).update();
        jdbc.sql("insert into address_claim (mailbox, user_id) select 'a@example.com', id from directory_user"
            + " where external_id = 'id-4711'").update();
        jdbc.sql("insert into sync (id, directory, state, dry_run, started_at, step_at, entries, added, changed)"
            + " values (?, 'corporate', 'READING', false, current_timestamp, current_timestamp, 2, 0, 0)").param(RUN).update();
        String entry = "insert into sync_entry (sync, external_id, presence, confirmed, in_scope, disabled, digest, title, content)";
        jdbc.sql(entry + " values (?, 'id-1', 'HERE', true, true, false, 'new', 'a', '{}'), (?, 'id-2', 'DELETED', true, true, false, '',"
            + " 'b', null), (?, 'id-3', 'DELETED', false, true, false, '', 'c', null)").params(RUN, RUN, RUN).update();
        jdbc.sql("insert into sync_change (sync, seq, external_id, who, what, why, digest) values (?, 1, 'id-2', 'b', 'SUSPEND',"
            + " 'DELETED', '')").param(RUN).update();
        jdbc.sql("alter table directory_user alter column directory selectivity 100").update();
        jdbc.sql("alter table sync_entry alter column sync selectivity 1").update();
        jdbc.sql("alter table sync_change alter column sync selectivity 1").update();
    }

    @AfterAll
    static void close() {
        core.close();
    }

    static List<String> statements() {
        return List.of(LookUps.SAID_TO_BE_GONE, Plans.UNCONFIRMED, Plans.DIFFERENCE, Effects.KEYS.formatted(Effects.LEAVERS),
            Effects.PUBLISHED.formatted(Effects.LEAVERS));
    }

    @ParameterizedTest
    @MethodSource("statements")
    void G3_aRunOverFewChangesLooksAtFewRows(String statement) {
        ScannedRows.assertLessThan(50, jdbc, statement, PARAMETERS);
    }

    @Test
    void G3_whoIsSaidToBeGoneAndWhoClaimsAFreeAddressAreLookedUp() {
        assertThat(jdbc.sql(LookUps.SAID_TO_BE_GONE).params(PARAMETERS).query().listOfRows()).extracting(row -> row.get("external_id"))
            .containsExactly("id-3", "id-4711");
    }

    @Test
    void G3_whoChangedOrIsGoneIsInThePlan() {
        assertThat(jdbc.sql(Plans.DIFFERENCE).params(PARAMETERS).query().listOfRows())
            .extracting(row -> row.get("external_id") + " " + row.get("what")).containsExactly("id-2 SUSPEND", "id-1 CHANGE");
    }
}
