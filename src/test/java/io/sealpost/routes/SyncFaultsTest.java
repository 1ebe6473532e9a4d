package io.sealpost.routes;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.sealpost.Core;
import io.sealpost.Databases;
import io.sealpost.Ticking;
import io.sealpost.directory.Directories;
import io.sealpost.directory.Guard;
import io.sealpost.directory.Plans;
import io.sealpost.directory.SyncRequest;
import io.sealpost.directory.Syncs;
import io.sealpost.routing.RoutingFixture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each row of docs/sync-faults.md is played: a dry run and a run under the fault. {@code -Dfaults.write=true} writes the file.
 * A further kind of directory brings its rows and its routes.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SyncFaultsTest {
    private static final Path TABLE = Path.of("docs", "sync-faults.md");

    private final Ticking clock = new Ticking();
    private ScriptedDirectory directory;
    private Core core;
    private RouteFixture routes;

    private static List<FaultRow> rows() {
        return Stream.of(LdapFaults.rows()).flatMap(List::stream).toList();
    }

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        directory = new ScriptedDirectory("employeeNumber");
        Map<String, Object> keys = new HashMap<>(Map.of("kind", "ldap", "url", "ldap://127.0.0.1:" + directory.port(), "bind-dn",
            "cn=sealpost", "password", "secret", "base", ScriptedDirectory.BASE, "filter", "(&(objectClass=inetOrgPerson)(uid=*))",
            "disabled", "(employeeType=disabled)", "attributes.id", "employeeNumber", "page-size", "3", "sentinels", "id-sentinel"));
        Map<String, Object> settings = new HashMap<>(Map.of("sealpost.node", "test"));
        keys.forEach((key, value) -> settings.put("sealpost.directories.faulty." + key, value));
        core = Core.on(Databases.H2, folder, clock, settings);
        Directories directories = core.get(Directories.class);
        Map<String, Object> beans = new HashMap<>(RoutingFixture.beans(directories));
        beans.putAll(Map.of("directories", directories, "syncs", core.get(Syncs.class), "guard", core.get(Guard.class),
            "plans", core.get(Plans.class)));
        routes = RouteFixture.impatient(beans, new String[] {"enqueue"}, "flows/sync-directory.camel.yaml",
            "directories/read-ldap.camel.yaml", "directories/look-up-entry.camel.yaml");
    }

    @AfterAll
    void stop() {
        routes.close();
        core.close();
        directory.close();
    }

    @Test
    void P3_theTableOfFaultsIsTheDocumented() throws Exception {
        if (Boolean.getBoolean("faults.write")) {
            Files.writeString(TABLE, table());
        }
        assertThat(Files.readString(TABLE)).isEqualTo(table());
        assertThat(rows()).hasSizeGreaterThan(200);
        assertThat(rows()).extracting(FaultRow::cause).as("no two rows with one cause").doesNotHaveDuplicates();
    }

    @Test
    void P3_noFaultRemovesAnybodyWronglyAndADryRunSaysWhatARunDoes() throws Exception {
        List<String> wrong = new ArrayList<>();
        for (FaultRow row : rows()) {
            directory.mend();
            run(false);
            assertThat(active()).as("all is well before " + row).containsExactlyInAnyOrderElementsOf(everybody());
            row.does().to(directory);
            String planned = run(true);
            String hash = hash();
            String done = run(false);
            int suspended = row.plan().startsWith("DONE") ? suspensions(row.plan()) : 0;
            int added = row.plan().startsWith("DONE") && row.plan().contains("ADD") ? 1 : 0;
            boolean same = row.plan().equals("FAILED") ? planned.equals("FAILED")
                : planned.equals("PLANNED" + row.plan().substring(row.plan().indexOf(':'))) && hash.equals(hash());
            if (!done.equals(row.plan()) || !same || active().size() != 10 - suspended + added) {
                wrong.add(row + " => dry run " + planned + ", run " + done + " (" + text() + "), active " + active().size());
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static int suspensions(String plan) {
        return Stream.of(plan.split("[:,] ")).filter(part -> part.contains("SUSPEND"))
            .mapToInt(part -> Integer.parseInt(part.substring(0, part.indexOf(' ')))).sum();
    }

    private String run(boolean dryRun) {
        clock.pass(Duration.ofMinutes(1));
        routes.send("direct:sync-directory", new SyncRequest("faulty", dryRun), Map.of());
        String state = last("state");
        return state.equals("FAILED") ? state : state + ": " + plan();
    }

    private String plan() {
        String plan = core.get(JdbcClient.class).sql("select count(*) || ' ' || what || ' ' || why from sync_change where sync = "
            + "(select id from sync order by started_at desc fetch first 1 rows only) group by what, why order by what, why")
            .query(String.class).list().stream().collect(Collectors.joining(", "));
        return plan.isEmpty() ? "nothing" : plan;
    }

    private String last(String column) {
        return core.get(JdbcClient.class).sql("select " + column + " from sync order by started_at desc fetch first 1 rows only")
            .query((row, n) -> String.valueOf(row.getString(1))).single();
    }

    private String hash() {
        return last("plan_hash");
    }

    private String text() {
        return last("text");
    }

    private List<String> active() {
        return core.get(JdbcClient.class).sql("select external_id from directory_user where state = 'ACTIVE'").query(String.class).list();
    }

    private static List<String> everybody() {
        return Stream.concat(Stream.of("id-sentinel"), java.util.stream.IntStream.range(1, 10).mapToObj(i -> "id-user" + i)).toList();
    }

    private static String table() {
        StringBuilder text = new StringBuilder("""
            # Faults of a directory, and what a run plans

            Made by `SyncFaultsTest` (`mvn -o test -Dtest=SyncFaultsTest -Dfaults.write=true`), which also plays each row: a dry run and a
            run under the fault, over one sentinel and nine users in four pages. Three users may leave at once there. After `DONE` the
            plan was applied; after `REFUSED` nothing was, and the run waits for an approval; after `FAILED` nothing is concluded from
            the read. The dry run's plan and hash are the run's.

            | no. | kind | fault | point | the run ends |
            |---|---|---|---|---|
            """);
        int number = 0;
        for (FaultRow row : rows()) {
            text.append("| ").append(++number).append(" | ").append(row.cause()).append(" | ").append(row.plan()).append(" |\n");
        }
        return text.toString();
    }
}
