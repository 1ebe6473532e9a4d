package io.sealpost.routes;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.sealpost.lab.people.DomainController;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each row of docs/sync-faults.md is played: a dry run and a run under the fault. When the guard is asked nothing outside staging is
 * written. {@code -Dfaults.write=true} writes the file.
 */
class SyncFaultsTest {
    private static final Path TABLE = Path.of("docs", "sync-faults.md");

    @TempDir
    Path folder;

    @Test
    void P3_theTableOfFaultsIsTheDocumented() throws Exception {
        if (Boolean.getBoolean("faults.write")) {
            Files.writeString(TABLE, table());
        }
        assertThat(Files.readString(TABLE)).isEqualTo(table());
        assertThat(rows()).hasSizeGreaterThan(200);
        assertThat(List.of(LdapFaults.rows(), ActiveDirectoryFaults.rows(), OpenLdapFaults.rows())).allMatch(kind -> kind.size() > 50);
        assertThat(rows()).extracting(FaultRow::cause).as("no two rows with one cause").doesNotHaveDuplicates();
    }

    @Test
    void P3_noFaultOfAnLdapServerRemovesAnybodyWronglyOrWritesBeforeTheGuard() throws Exception {
        ScriptedDirectory server = new ScriptedDirectory("employeeNumber", false);
        play(server, LdapFaults.rows(), Map.of("kind", "ldap", "url", "ldap://127.0.0.1:" + server.port(), "bind-dn", "cn=sealpost",
            "password", "secret", "base", ScriptedDirectory.BASE, "filter", ScriptedDirectory.FILTER, "disabled",
            "(employeeType=disabled)", "attributes.id", "employeeNumber", "page-size", "3", "sentinels", "id-sentinel"));
    }

    @Test
    void P3_noFaultOfOpenLdapRemovesAnybodyWronglyOrWritesBeforeTheGuard() throws Exception {
        ScriptedDirectory server = new ScriptedDirectory("entryUUID", true);
        play(server, OpenLdapFaults.rows(), Map.of("kind", "openldap", "url", "ldap://127.0.0.1:" + server.port(), "bind-dn",
            "cn=sealpost", "password", "secret", "base", ScriptedDirectory.BASE, "filter", ScriptedDirectory.FILTER, "disabled",
            "(employeeType=disabled)", "page-size", "3", "sentinels", "sentinel"));
    }

    @Test
    void P3_noFaultOfActiveDirectoryRemovesAnybodyWronglyOrWritesBeforeTheGuard() throws Exception {
        ScriptedControllers server = new ScriptedControllers();
        play(server, ActiveDirectoryFaults.rows(), Map.of("kind", "active-directory", "url", "ldap://127.0.0.1:" + server.first().port(),
            "urls[0]", "ldap://127.0.0.1:" + server.second().port(), "bind-dn", DomainController.BIND_DN, "password",
            DomainController.PASSWORD, "base", ScriptedControllers.BASE, "groups[0]", ScriptedControllers.OUTER, "sentinels",
            ScriptedControllers.SENTINEL));
    }

    private <S extends FaultStage.Server> void play(S server, List<FaultRow<S>> rows, Map<String, String> settings) throws Exception {
        List<String> wrong = new ArrayList<>();
        try (FaultStage<S> stage = new FaultStage<>(folder, server, settings)) {
            for (FaultRow<S> row : rows) {
                wrong.addAll(stage.play(row));
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static List<FaultRow<?>> rows() {
        return Stream.<List<? extends FaultRow<?>>>of(LdapFaults.rows(), ActiveDirectoryFaults.rows(), OpenLdapFaults.rows())
            .<FaultRow<?>>flatMap(List::stream).toList();
    }

    private static String table() {
        StringBuilder text = new StringBuilder("""
            # Faults of a directory, and what a run plans

            Made by `SyncFaultsTest` (`mvn -o test -Dtest=SyncFaultsTest -Dfaults.write=true`), which also plays each row: a dry run and a
            run under the fault, over one sentinel and nine users: in four pages, or in three windows with users of a domain controller.
            Three users may leave at once there. A run begins to read everything, or what changed since the last one. After `DONE` the plan
            was applied; after `REFUSED` nothing was, and the run waits for an approval; after `FAILED` nothing is concluded from the read.
            `of all` and `of changes` say what was read in the end. The dry run's plan and hash are the run's, and when the guard is asked
            nothing outside staging has been written.

            `SUSPEND` is no removal: who is seen again within `removal.grace` has lost nothing. `busy` stands for each result code that is
            treated like it.

            | no. | kind | reads | fault | point | the run ends |
            |---|---|---|---|---|---|
            """);
        int number = 0;
        for (FaultRow<?> row : rows()) {
            text.append("| ").append(++number).append(" | ").append(row).append(" |\n");
        }
        return text.toString();
    }
}
