package io.sealpost.operations;

import io.sealpost.operations.SyncView.Syncs;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What the directory sync read and changed, run by run. */
@Component
@Transactional(readOnly = true)
class SyncViews {
    private final JdbcClient database;

    SyncViews(JdbcClient database) {
        this.database = database;
    }

    /** A page, newest first; the query is checked by the contract (listSyncs). */
    public Syncs list(Map<String, Object> query) {
        var page = Page.of(query);
        var sql = new StringBuilder("select * from sync");
        var values = new HashMap<String, Object>();
        if (page.after() != null) {
            sql.append(" where started_at < :at or (started_at = :at and id < :after)");
            values.put("after", Page.id(page.after()));
            values.put("at", get(page.after()).startedAt().atOffset(ZoneOffset.UTC));
        }
        values.put("fetch", page.fetch());
        var found = database.sql(sql.append(" order by started_at desc, id desc limit :fetch").toString()).params(values)
                .query(SyncView::of).list();
        var shown = page.shown(found);
        return new Syncs(shown, page.isLast(found) ? null : shown.get(shown.size() - 1).id());
    }

    /** The run with that id. */
    public SyncView get(String id) {
        UUID sync = Page.id(id);
        Optional<SyncView> found = database.sql("select * from sync where id = ?").param(sync).query(SyncView::of).optional();
        return found.orElseThrow(() -> Problems.refuse(HttpStatus.NOT_FOUND,
                "There is no sync run with the id '" + id + "'. Look for it with GET /api/v1/syncs."));
    }
}
