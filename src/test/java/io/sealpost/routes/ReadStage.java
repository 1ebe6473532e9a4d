package io.sealpost.routes;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.sealpost.Core;
import io.sealpost.Databases;
import io.sealpost.Ticking;
import io.sealpost.directory.ActiveDirectory;
import io.sealpost.directory.Directories;
import io.sealpost.directory.Directory;
import io.sealpost.directory.Guard;
import io.sealpost.directory.Plans;
import io.sealpost.directory.Sync;
import io.sealpost.directory.Syncs;
import io.sealpost.pki.Uuids;
import io.sealpost.directory.Watermarks;
import io.sealpost.routing.RoutingFixture;
import org.apache.camel.Exchange;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Flow sync-directory with the routes that read, over a database of its own and one directory, corporate. */
public final class ReadStage implements AutoCloseable {
    public final Ticking clock = new Ticking();
    public final Core core;
    private final Databases database;
    private final RouteFixture routes;
    private Sync sync;

    /** @param settings below sealpost.directories.corporate */
    public ReadStage(Path folder, SslBundles bundles, Map<String, String> settings) throws Exception {
        this(Databases.H2, folder, bundles, settings);
    }

    public ReadStage(Databases database, Path folder, SslBundles bundles, Map<String, String> settings) throws Exception {
        this.database = database;
        Map<String, Object> keys = new HashMap<>(Map.of("sealpost.node", "test"));
        settings.forEach((key, value) -> keys.put("sealpost.directories.corporate." + key, value));
        core = Core.on(database, folder, clock, keys);
        Directories directories = core.get(Directories.class);
        Map<String, Object> beans = new HashMap<>(RoutingFixture.beans(directories, bundles));
        beans.putAll(Map.of("directories", directories, "syncs", core.get(Syncs.class), "guard", core.get(Guard.class),
            "plans", core.get(Plans.class), "watermarks", core.get(Watermarks.class), "activeDirectory", core.get(ActiveDirectory.class)));
        routes = RouteFixture.of(beans, new String[] {"enqueue"}, "flows/sync-directory.camel.yaml",
            "directories/read-ldap.camel.yaml", "directories/look-up-entry.camel.yaml", "directories/read-openldap.camel.yaml",
            "directories/read-active-directory.camel.yaml", "directories/read-active-directory-windows.camel.yaml");
    }

    public void sync() {
        clock.pass(Duration.ofMinutes(1));
        routes.send("direct:sync-directory", "", Map.of());
    }

    /** Only the read, into staging. */
    public void read() {
        clock.pass(Duration.ofMinutes(1));
        Directory corporate = core.get(Directories.class).get("corporate");
        sync = core.get(Syncs.class).begin(corporate, false);
        Exchange exchange = routes.send("direct:read-" + corporate.kind(), null, Map.of("directory", corporate, "sync", sync));
        if (exchange.getException() != null || !"FULL".equals(last().get("reach"))) {
            throw new IllegalStateException("The read failed: " + last(), exchange.getException());
        }
    }

    /** Only the plan for what was read, and the guard's look at it. */
    public void plan() {
        Directory corporate = core.get(Directories.class).get("corporate");
        core.get(Guard.class).believe(sync, corporate);
        core.get(Plans.class).make(sync);
        core.get(Guard.class).check(sync, corporate);
    }

    /** A read that was done for its time only ends here. */
    public void forget() {
        if (sync != null) {
            core.get(Syncs.class).fail(sync, new IllegalStateException("Read for its time only"));
        }
    }

    /** What was read counts as applied, without the work of applying it. */
    public void keep() {
        JdbcTemplate jdbc = core.get(JdbcTemplate.class);
        List<Object[]> users = new ArrayList<>();
        jdbc.query("select external_id, digest from sync_entry", row -> {
            users.add(new Object[] {Uuids.named("user", "corporate", row.getString(1)), row.getString(1), row.getString(2)});
            if (users.size() == 1000) {
                insert(jdbc, users);
            }
        });
        insert(jdbc, users);
        jdbc.update("delete from sync_entry");
        jdbc.update("update sync set state = 'DONE', ended_at = started_at");
        if (database == Databases.POSTGRESQL) {
            jdbc.execute("analyze"); // what it does by itself within a minute
        }
    }

    private static void insert(JdbcTemplate jdbc, List<Object[]> users) {
        jdbc.batchUpdate("insert into directory_user (id, directory, external_id, state, entry_digest, updated_at)"
            + " values (?, 'corporate', ?, 'ACTIVE', ?, current_timestamp)", users);
        users.clear();
    }

    /** DONE, or FAILED and why: somebody is looked up by name, as when a device joins. */
    public String lookUp(String name) {
        Directory corporate = core.get(Directories.class).get("corporate");
        Exchange exchange = routes.send("ldap:ldap-corporate?base=RAW(" + corporate.base() + ")&scope=subtree",
            core.get(Directories.class).filterFor(corporate, name), Map.of());
        return exchange.getException() == null && exchange.getMessage().getBody(List.class).size() == 1 ? "DONE"
            : "FAILED " + exchange.getException();
    }

    /** Of the last run: state, reach, entries read, text. */
    public Map<String, Object> last() {
        return core.get(JdbcClient.class).sql("select state, reach, entries, added, changed, suspended, watermark, text from sync"
            + " order by started_at desc fetch first 1 rows only").query().singleRow();
    }

    public List<String> active() {
        return core.get(JdbcClient.class).sql("select n.name from directory_user u join user_name n on n.user_id = u.id and n.kind = 'uid'"
            + " where u.state = 'ACTIVE' order by n.name").query(String.class).list();
    }

    public int one(String sql) {
        return core.get(JdbcClient.class).sql(sql).query(Integer.class).single();
    }

    @Override
    public void close() {
        routes.close();
        core.close();
    }
}
