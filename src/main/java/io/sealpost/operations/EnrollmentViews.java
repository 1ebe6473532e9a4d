package io.sealpost.operations;

import io.sealpost.operations.EnrollmentView.Enrollments;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Which signing certificates were asked from which CA, and what came of it. */
@Component
@Transactional(readOnly = true)
class EnrollmentViews {
    private static final String SHOWN = "select e.*, d.external_id, a.mailbox from enrollment e left join device d on d.id = e.device"
            + " left join address a on a.user_id = e.user_id and a.is_primary where true";
    private final JdbcClient database;

    EnrollmentViews(JdbcClient database) {
        this.database = database;
    }

    /** A page, newest first; the query is checked by the contract (listEnrollments). */
    public Enrollments list(Map<String, Object> query) {
        var page = Page.of(query);
        var sql = new StringBuilder(SHOWN);
        var values = new HashMap<String, Object>();
        if (page.after() != null) {
            var after = Page.id(page.after());
            sql.append(" and (e.created_at < :at or (e.created_at = :at and e.id < :after))");
            values.put("after", after);
            values.put("at", database.sql("select created_at from enrollment where id = ?").param(after)
                    .query(OffsetDateTime.class).optional().orElseThrow(() -> missing(page.after())));
        }
        if (query.containsKey("device")) {
            sql.append(" and d.external_id = :device");
            values.put("device", query.get("device"));
        }
        if (query.containsKey("state")) {
            sql.append(" and e.state = :state");
            values.put("state", query.get("state"));
        }
        values.put("fetch", page.fetch());
        var found = database.sql(sql.append(" order by e.created_at desc, e.id desc limit :fetch").toString()).params(values)
                .query(EnrollmentView::of).list();
        var shown = page.shown(found);
        return new Enrollments(shown, page.isLast(found) ? null : shown.get(shown.size() - 1).id());
    }

    /** The request with that id. */
    public EnrollmentView get(String id) {
        UUID enrollment = Page.id(id);
        var found = database.sql(SHOWN + " and e.id = ?").param(enrollment).query(EnrollmentView::of).optional();
        return found.orElseThrow(() -> missing(id));
    }

    private static RuntimeException missing(String id) {
        return Problems.refuse(HttpStatus.NOT_FOUND,
                "There is no enrollment with the id '" + id + "'. Look for it with GET /api/v1/enrollments?device=.");
    }
}
