package io.sealpost.operations;

import io.sealpost.delivery.Activations;
import io.sealpost.operations.MatrixView.Matrix;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Which certificate is on which device, for whom, since when, and why not (P4). */
@Component
@Transactional(readOnly = true)
class MatrixViews {
    private static final List<String> COLUMNS = List.of("user", "device", "channel", "platform", "item", "certificate", "subject",
            "serial", "notAfter", "state", "reason", "since", "provenAt", "activation");
    /** A verified item is proven by each inventory of its kind that the device has answered since. */
    private static final String CELLS = """
            , cell as (
              select s.channel, s.external_id, s.platform, s.mail_set_up, s.has_identities,
                i.kind, i.certificate, c.subject, c.serial, c.not_after,
                i.updated_at, coalesce(i.id, cast('00000000-0000-0000-0000-000000000000' as uuid)) as item_id,
                coalesce(i.user_id, s.owner_id) as user_id,
                case when i.id is null then s.owner else coalesce(
                    (select a.mailbox from address a where a.user_id = i.user_id and a.is_primary),
                    (select min(n.name) from user_name n where n.user_id = i.user_id)) end as user_name,
                coalesce(i.state, s.state) as cell_state,
                case when i.id is null then s.reason
                     when i.code is not null then i.code || coalesce(': ' || i.text, '') end as cell_reason,
                case when i.state = 'VERIFIED' then coalesce((select max(l.ended_at) from delivery l where l.device = s.device
                    and l.generation = s.generation and l.kind = 'INQUIRE' and l.state = 'ACKNOWLEDGED'
                    and l.request <> case when i.certificate is null then 'CertificateList' else 'ProfileList' end),
                    i.updated_at) end as proven_at
              from shown s left join item i on i.device = s.device and i.generation = s.generation
              left join certificate c on c.sha256 = i.certificate)
            select * from cell where true
            """;
    private static final String ITEM = "select 1 from item i where i.device = d.id and i.generation = d.generation";
    private static final String USER = "select user_id from address where mailbox = :user union"
            + " select user_id from user_name where name = :user";
    private final JdbcClient database;
    private final Activations activations;

    MatrixViews(JdbcClient database, Activations activations) {
        this.database = database;
        this.activations = activations;
    }

    /** A page; the query is checked by the contract (getMatrix). */
    public Matrix list(Map<String, Object> query) {
        var page = Page.of(query);
        var devices = new StringBuilder("select d.* from device d where true"); // those that have cells of the page, and few others
        var sql = new StringBuilder(CELLS);
        var values = new HashMap<String, Object>();
        if (page.after() != null) {
            after(page.after(), devices, sql, values);
        }
        Map.of("channel", "channel", "device", "external_id").forEach((filter, column) -> {
            if (query.containsKey(filter)) {
                devices.append(" and d.").append(column).append(" = :").append(filter);
                values.put(filter, query.get(filter));
            }
        });
        if (query.get("state") instanceof String state) {
            devices.append(" and (exists (").append(ITEM).append(" and i.state = :state) or not exists (").append(ITEM).append("))");
            sql.append(" and cell_state = :state");
            values.put("state", state);
        }
        if (query.get("user") instanceof String user) {
            devices.append(" and (d.owner in (").append(USER).append(") or exists (").append(ITEM).append(" and i.user_id in (")
                    .append(USER).append(")))");
            sql.append(" and user_id in (").append(USER).append(")");
            values.put("user", user.toLowerCase(Locale.ROOT));
        }
        if (!query.containsKey("state") && !query.containsKey("user")) {
            devices.append(" order by d.channel, d.external_id limit :fetch + 1"); // each has a cell, but the first may be shown already
        }
        values.put("fetch", page.fetch());
        sql.insert(0, DeviceViews.of(devices.toString())).append(" order by channel, external_id, item_id limit :fetch");
        var found = database.sql(sql.toString()).params(values)
                .query((row, number) -> MatrixView.of(row, activations.of(row).get(0).activation())).list();
        var shown = page.shown(found);
        var next = page.isLast(found) ? null : next(shown.get(shown.size() - 1));
        var csv = "csv".equals(query.get("format"));
        return new Matrix(shown, next, csv ? Csv.of(COLUMNS, shown.stream().map(MatrixViews::cells).toList()) : null,
                next == null ? null : Csv.link("/api/v1/matrix", query, next));
    }

    private static void after(String after, StringBuilder devices, StringBuilder sql, Map<String, Object> values) {
        var parts = after.split("/", 3);
        if (parts.length < 3) {
            throw Problems.refuse(HttpStatus.BAD_REQUEST, "'after' is the 'next' of the page before, as it was given.");
        }
        devices.append(" and (d.channel > :c or (d.channel = :c and d.external_id >= :d))");
        sql.append(" and (channel > :c or (channel = :c and (external_id > :d or (external_id = :d and item_id > :i))))");
        values.putAll(Map.of("i", Page.id(parts[0]), "c", parts[1], "d", parts[2]));
    }

    private static String next(MatrixView last) {
        return last.id() + "/" + last.channel() + "/" + last.device();
    }

    private static List<Object> cells(MatrixView row) {
        return Arrays.asList(row.user(), row.device(), row.channel(), row.platform(), row.item(), row.certificate(), row.subject(),
                row.serial(), row.notAfter(), row.state(), row.reason(), row.since(), row.provenAt(), row.activation());
    }
}
