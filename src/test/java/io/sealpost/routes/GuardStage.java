package io.sealpost.routes;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.sealpost.directory.Approvals;
import io.sealpost.directory.SyncRequest;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/** Ten users, of whom three may leave at once, and what a test asks of the tables. */
abstract class GuardStage extends DirectoryStage {
    private static final List<String> STAGING = List.of("sync", "sync_entry", "sync_change", "sync_lock");

    @Override
    Map<String, String> more() {
        return Map.of("sealpost.directories.corporate.disabled", "(employeeType=disabled)",
            "sealpost.directories.corporate.sentinels", "id-sentinel");
    }

    void people(int count) throws Exception {
        add("sentinel");
        for (int i = 1; i < count; i++) {
            add("user" + i);
        }
        sync();
        assertThat(active()).isEqualTo(count);
    }

    void leave(int count) throws Exception {
        for (int i = 1; i <= count; i++) {
            ldap.delete(dn(i));
        }
    }

    static String dn(int user) {
        return "uid=user" + user + ",dc=example,dc=com";
    }

    void set(int user, String attribute, String value) throws Exception {
        ldap.modify(dn(user), new Modification(ModificationType.REPLACE, attribute, value));
    }

    int active() {
        return one("select count(*) from directory_user where state = 'ACTIVE'");
    }

    List<String> plan() {
        return core.get(JdbcClient.class).sql("select c.who || ' ' || c.what || ' ' || c.why from sync_change c"
            + " join sync s on s.id = c.sync where s.started_at = (select max(started_at) from sync) order by c.seq")
            .query(String.class).list();
    }

    Map<String, Object> last() {
        return core.get(JdbcClient.class).sql("select * from sync order by started_at desc fetch first 1 rows only").query().singleRow();
    }

    void dryRun() {
        clock.pass(Duration.ofMinutes(1));
        routes.send("direct:sync-directory", new SyncRequest("corporate", true), Map.of());
    }

    void approve(Object id, Object hash) {
        var sync = core.get(Approvals.class).approve(id.toString(), hash.toString());
        routes.send("direct:apply-plan", "", Map.of("sync", sync));
    }

    /** Every row of every table but those of the sync itself. */
    Map<String, List<String>> everythingElse() {
        JdbcClient jdbc = core.get(JdbcClient.class);
        Map<String, List<String>> all = new TreeMap<>();
        tables(jdbc).forEach(t -> all.put(t, rows(jdbc, t)));
        return all;
    }

    /** All but those that a run reads into. */
    static List<String> tables(JdbcClient jdbc) {
        List<String> tables = jdbc.sql("select table_name from information_schema.tables where lower(table_schema) = 'public'"
            + " order by table_name").query(String.class).list().stream().map(String::toLowerCase)
            .filter(t -> !STAGING.contains(t) && !t.startsWith("flyway") && !t.startsWith("qrtz")).toList();
        assertThat(tables).contains("directory_user", "user_certificate", "audit", "item");
        return tables;
    }

    static List<String> rows(JdbcClient jdbc, String table) {
        return jdbc.sql("select * from " + table).query().listOfRows().stream().map(GuardStage::text).sorted().toList();
    }

    private static String text(Map<String, Object> row) {
        return row.entrySet().stream().map(e -> e.getKey() + "=" + (e.getValue() instanceof byte[] b ? List.of(b.length) : e.getValue()))
            .sorted().toList().toString();
    }
}
