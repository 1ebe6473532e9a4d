package io.sealpost.routes;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.sealpost.Core;
import io.sealpost.Databases;
import io.sealpost.Ticking;
import io.sealpost.directory.ActiveDirectory;
import io.sealpost.directory.Directories;
import io.sealpost.directory.Directory;
import io.sealpost.directory.Guard;
import io.sealpost.directory.Plan;
import io.sealpost.directory.Plans;
import io.sealpost.directory.Sync;
import io.sealpost.directory.SyncRequest;
import io.sealpost.directory.Syncs;
import io.sealpost.directory.Watermarks;
import io.sealpost.routing.RoutingFixture;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/** One sentinel and nine users in a directory of one kind, whose server is in trouble, with all routes that read and a database. */
final class FaultStage<S extends FaultStage.Server> implements AutoCloseable {
    /** What plays the directory. */
    interface Server extends AutoCloseable {
        /** All is well again. */
        void mend() throws Exception;

        /** Whether a run came to where something is to go wrong since this was last asked; true if that is nowhere. */
        boolean reached();

        @Override
        void close();
    }

    private static final Duration ALL = Duration.ofHours(25); // sealpost.directories.<name>.full-every has passed
    private final Ticking clock = new Ticking();
    private final S server;
    private final Core core;
    private final JdbcClient jdbc;
    private final RouteFixture routes;
    private final List<String> tables;
    private final List<String> everybody;
    private final List<String> wrong = new ArrayList<>();
    private Map<String, List<String>> before;
    private boolean well;
    private boolean fresh;

    /** @param settings below sealpost.directories.faulty; hasty is the same directory, for what is waited for in vain */
    FaultStage(Path folder, S server, Map<String, String> settings) throws Exception {
        this.server = server;
        Map<String, Object> keys = new HashMap<>(Map.of("sealpost.node", "test"));
        for (String name : List.of("faulty", "hasty")) {
            settings.forEach((key, value) -> keys.put("sealpost.directories." + name + "." + key, value));
        }
        keys.put("sealpost.directories.hasty.timeout", "250ms");
        core = Core.on(Databases.H2, folder, clock, keys);
        jdbc = core.get(JdbcClient.class);
        Directories directories = core.get(Directories.class);
        Map<String, Object> beans = new HashMap<>(RoutingFixture.beans(directories));
        beans.putAll(Map.of("directories", directories, "syncs", core.get(Syncs.class), "guard", new WatchedGuard(),
            "plans", core.get(Plans.class), "watermarks", core.get(Watermarks.class), "activeDirectory", core.get(ActiveDirectory.class)));
        routes = RouteFixture.impatient(beans, new String[] {"enqueue"}, "flows/sync-directory.camel.yaml",
            "directories/read-ldap.camel.yaml", "directories/look-up-entry.camel.yaml", "directories/read-openldap.camel.yaml",
            "directories/read-active-directory.camel.yaml", "directories/read-active-directory-windows.camel.yaml");
        tables = GuardStage.tables(jdbc).stream().filter(t -> !t.equals("audit")).toList();
        run("faulty", ALL, false);
        everybody = active();
        assertThat(everybody).hasSize(10);
    }

    /** @return what is not as the row says; empty if all is */
    List<String> play(FaultRow<S> row) throws Exception {
        server.mend();
        if (!well || !row.all() && !fresh) {
            String healed = run("faulty", ALL, false);
            assertThat(active()).as("all is well before " + row + ": " + healed + " " + last("text")).isEqualTo(everybody);
            fresh = true;
        }
        wrong.clear();
        before = outside();
        row.does().to(server);
        String directory = row.waits() ? "hasty" : "faulty";
        String planned = run(directory, row.all() ? ALL : Duration.ofMinutes(1), true);
        String hash = last("plan_hash");
        untouched("after the dry run");
        reached("dry run");
        String ended = run(directory, row.all() ? ALL : Duration.ofMinutes(1), false);
        reached("run");
        if (!ended.startsWith("DONE")) {
            untouched("although the run did not come to its end");
        }
        expect(row.ends(), ended + (ended.equals(row.ends()) ? "" : " (" + last("text") + ")"));
        expect(row.fails() ? row.ends() : "PLANNED" + row.ends().substring(row.ends().indexOf(' ')), planned);
        if (!row.fails()) {
            expect(hash, last("plan_hash"));
        }
        boolean done = row.ends().startsWith("DONE");
        expect(String.valueOf(10 - (done ? count(row, "SUSPEND") : 0) + (done ? count(row, "ADD") : 0)), String.valueOf(active().size()));
        before = null;
        well = ended.equals("FAILED");
        fresh &= !row.all();
        return wrong.stream().map(w -> row + " => " + w).toList();
    }

    private void reached(String what) {
        if (!server.reached()) {
            wrong.add("the " + what + " did not come to its point");
        }
    }

    private void expect(String said, String is) {
        if (!String.valueOf(said).equals(is)) {
            wrong.add("expected " + said + ", but was " + is);
        }
    }

    private static int count(FaultRow<?> row, String what) {
        return Stream.of(row.ends().split("[:,] ")).filter(part -> part.contains(what))
            .mapToInt(part -> Integer.parseInt(part.substring(0, part.indexOf(' ')))).sum();
    }

    private String run(String directory, Duration wait, boolean dryRun) {
        clock.pass(wait);
        routes.send("direct:sync-directory", new SyncRequest(directory, dryRun), Map.of());
        String state = last("state");
        return state.equals("FAILED") ? state : state + " of " + (last("reach").equals("FULL") ? "all" : "changes") + ": " + plan();
    }

    private String plan() {
        String plan = jdbc.sql("select count(*) || ' ' || what || ' ' || why from sync_change where sync = "
            + "(select id from sync order by started_at desc fetch first 1 rows only) group by what, why order by what, why")
            .query(String.class).list().stream().collect(Collectors.joining(", "));
        return plan.isEmpty() ? "nothing" : plan;
    }

    private String last(String column) {
        return jdbc.sql("select " + column + " from sync order by started_at desc fetch first 1 rows only")
            .query((row, n) -> String.valueOf(row.getString(1))).single();
    }

    private List<String> active() {
        return jdbc.sql("select external_id from directory_user where state = 'ACTIVE' order by external_id").query(String.class).list();
    }

    private void untouched(String when) {
        if (before != null && !before.equals(outside())) {
            wrong.add("something outside staging was written " + when);
        }
    }

    /** Every row outside staging; of the audit record how many are not of the sync's own life. */
    private Map<String, List<String>> outside() {
        Map<String, List<String>> all = new TreeMap<>();
        tables.forEach(t -> all.put(t, GuardStage.rows(jdbc, t)));
        all.put("audit", List.of(jdbc.sql("select count(*) from audit where action not like 'sync-%'").query(String.class).single()));
        return all;
    }

    @Override
    public void close() {
        routes.close();
        core.close();
        server.close();
    }

    /** The guard, which each run comes to with nothing written outside staging. */
    final class WatchedGuard {
        private final Guard guard = core.get(Guard.class);

        public void believe(Sync sync, Directory directory) {
            untouched("before the guard believed the read");
            guard.believe(sync, directory);
        }

        public Plan check(Sync sync, Directory directory) {
            untouched("before the guard saw the plan");
            return guard.check(sync, directory);
        }
    }
}
