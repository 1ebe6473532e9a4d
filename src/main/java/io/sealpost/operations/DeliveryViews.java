package io.sealpost.operations;

import io.sealpost.operations.DeliveryView.Deliveries;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What was sent to which device, and what came of it. */
@Component
@Transactional(readOnly = true)
class DeliveryViews {
    private static final String SHOWN = "select l.*, d.external_id, a.mailbox from delivery l join device d on d.id = l.device"
            + " left join address a on a.user_id = l.user_id and a.is_primary where true";
    private final JdbcClient database;

    DeliveryViews(JdbcClient database) {
        this.database = database;
    }

    /** A page, newest first; the query is checked by the contract (listDeliveries). */
    public Deliveries list(Map<String, Object> query) {
        var page = Page.of(query);
        var sql = new StringBuilder(SHOWN);
        var values = new HashMap<String, Object>();
        if (page.after() != null) {
            var after = Page.id(page.after());
            sql.append(" and (l.created_at < :at or (l.created_at = :at and l.id < :after))");
            values.put("after", after);
            values.put("at", database.sql("select created_at from delivery where id = ?").param(after)
                    .query(OffsetDateTime.class).optional().orElseThrow(() -> missing(page.after())));
        }
        if (query.containsKey("device")) {
            sql.append(" and d.external_id = :device");
            values.put("device", query.get("device"));
        }
        if (query.containsKey("state")) {
            sql.append(" and l.state = :state");
            values.put("state", query.get("state"));
        }
        values.put("fetch", page.fetch());
        var found = database.sql(sql.append(" order by l.created_at desc, l.id desc limit :fetch").toString()).params(values)
                .query(DeliveryView::of).list();
        var shown = page.shown(found);
        return new Deliveries(shown, page.isLast(found) ? null : shown.get(shown.size() - 1).id());
    }

    /** The delivery with that id. */
    public DeliveryView get(String id) {
        UUID delivery = Page.id(id);
        var found = database.sql(SHOWN + " and l.id = ?").param(delivery).query(DeliveryView::of).optional();
        return found.orElseThrow(() -> missing(id));
    }

    private static RuntimeException missing(String id) {
        return Problems.refuse(HttpStatus.NOT_FOUND,
                "There is no delivery with the id '" + id + "'. Look for it with GET /api/v1/deliveries?device=.");
    }
}
