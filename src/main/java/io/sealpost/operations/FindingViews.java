package io.sealpost.operations;

import io.sealpost.operations.FindingView.Findings;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What is wrong with users' entries and certificates (P8, P11, P12). */
@Component
@Transactional(readOnly = true)
class FindingViews {
    private static final List<String> COLUMNS = List.of("user", "userId", "directory", "finding", "certificate", "text", "since");
    private final JdbcClient database;

    FindingViews(JdbcClient database) {
        this.database = database;
    }

    /** A page; the query is checked by the contract (listFindings). */
    public Findings list(Map<String, Object> query) {
        var page = Page.of(query);
        var sql = new StringBuilder("""
                select f.id, f.user_id, u.directory, f.name, f.certificate, f.text, f.since, coalesce(
                    (select a.mailbox from address a where a.user_id = f.user_id and a.is_primary),
                    (select min(n.name) from user_name n where n.user_id = f.user_id), u.display_name) as user_name
                from finding f join directory_user u on u.id = f.user_id where true""");
        var values = new HashMap<String, Object>();
        if (page.after() != null) {
            sql.append(" and f.id > :after");
            values.put("after", Page.id(page.after()));
        }
        if (query.get("finding") instanceof String word) {
            sql.append(" and f.name = :finding");
            values.put("finding", word.toUpperCase(Locale.ROOT).replace('-', '_'));
        }
        if (query.get("directory") instanceof String directory) {
            sql.append(" and u.directory = :directory");
            values.put("directory", directory);
        }
        if (query.get("user") instanceof String user) {
            sql.append(" and f.user_id in (select user_id from address where mailbox = :user union"
                    + " select user_id from user_name where name = :user)");
            values.put("user", user.toLowerCase(Locale.ROOT));
        }
        values.put("fetch", page.fetch());
        var found = database.sql(sql.append(" order by f.id limit :fetch").toString()).params(values).query(FindingView::of).list();
        var shown = page.shown(found);
        var next = page.isLast(found) ? null : shown.get(shown.size() - 1).id();
        var csv = "csv".equals(query.get("format"));
        return new Findings(shown, next, csv ? Csv.of(COLUMNS, shown.stream().map(FindingViews::cells).toList()) : null,
                next == null ? null : Csv.link("/api/v1/findings", query, next.toString()));
    }

    private static List<Object> cells(FindingView row) {
        return Arrays.asList(row.user(), row.userId(), row.directory(), row.finding(), row.certificate(), row.text(), row.since());
    }
}
