package io.sealpost.operations;

import io.sealpost.operations.UserView.Certificate;
import io.sealpost.operations.UserView.Name;
import io.sealpost.operations.UserView.Users;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Who is known, with which certificates and devices. */
@Component
@Transactional(readOnly = true)
class UserViews {
    private final JdbcClient database;

    UserViews(JdbcClient database) {
        this.database = database;
    }

    /** A page by id; the query is checked by the contract (listUsers). */
    public Users list(Map<String, Object> query) {
        var page = Page.of(query);
        var sql = new StringBuilder("select id, directory, state, display_name from directory_user where true");
        var values = new HashMap<String, Object>();
        if (page.after() != null) {
            sql.append(" and id > :after");
            values.put("after", Page.id(page.after()));
        }
        if (query.get("name") instanceof String name) {
            sql.append(" and id in (select user_id from address where mailbox = :name union"
                    + " select user_id from user_name where name = :name)");
            values.put("name", name.toLowerCase(Locale.ROOT));
        }
        values.put("fetch", page.fetch());
        var found = users(sql.append(" order by id limit :fetch").toString(), values);
        var shown = page.shown(found);
        return new Users(complete(shown), page.isLast(found) ? null : shown.get(shown.size() - 1).id());
    }

    /** The user with that id. */
    public UserView get(String id) {
        return complete(users("select id, directory, state, display_name from directory_user where id = :id", Map.of("id", Page.id(id))))
                .stream().findFirst().orElseThrow(() -> Problems.refuse(HttpStatus.NOT_FOUND,
                        "There is no user with the id '" + id + "'. Look for it with GET /api/v1/users?name=."));
    }

    private List<UserView> users(String sql, Map<String, Object> values) {
        return database.sql(sql).params(values).query((row, number) -> new UserView(row.getObject("id", UUID.class),
                row.getString("directory"), row.getString("state"), row.getString("display_name"), List.of(), List.of(), List.of(),
                List.of(), List.of())).list();
    }

    /** One query for each kind of part, however many users. */
    private List<UserView> complete(List<UserView> users) {
        if (users.isEmpty()) {
            return users;
        }
        var ids = users.stream().map(UserView::id).toList();
        var names = parts(ids, "select * from user_name where user_id in (:ids) order by kind",
                (row, number) -> new Name(row.getString("kind"), row.getString("name")));
        var addresses = parts(ids, "select * from address where user_id in (:ids) order by is_primary desc, mailbox",
                (row, number) -> row.getString("mailbox"));
        var devices = parts(ids, "select owner as user_id, external_id from device where owner in (:ids) order by channel, external_id",
                (row, number) -> row.getString("external_id"));
        var certificates = parts(ids, "select u.user_id, u.purpose, u.source, c.sha256, c.subject, c.serial, c.not_before, c.not_after,"
                + " c.revoked_at, p.state as publication, p.text as publication_text,"
                + " exists (select 1 from wrapped_key k where k.spki = c.spki) as in_escrow from user_certificate u"
                + " join certificate c on c.sha256 = u.certificate left join publication p on p.user_id = u.user_id"
                + " and p.certificate = u.certificate and u.purpose = 'ENCRYPTION' where u.user_id in (:ids)"
                + " order by c.not_before, c.sha256, u.purpose",
                (row, number) -> new Certificate(row.getString("sha256"), row.getString("subject"), row.getString("serial"),
                        Column.time(row, "not_before"), Column.time(row, "not_after"), row.getString("purpose"),
                        row.getString("source"), row.getBoolean("in_escrow"), Column.time(row, "revoked_at"),
                        row.getString("publication"), row.getString("publication_text")));
        var findings = parts(ids, "select * from finding where user_id in (:ids) order by name, certificate, id", FindingView.Own::of);
        return users.stream().map(user -> new UserView(user.id(), user.directory(), user.state(), user.displayName(),
                names.getOrDefault(user.id(), List.of()), addresses.getOrDefault(user.id(), List.of()),
                certificates.getOrDefault(user.id(), List.of()), devices.getOrDefault(user.id(), List.of()),
                findings.getOrDefault(user.id(), List.of()))).toList();
    }

    private <T> Map<UUID, List<T>> parts(List<UUID> ids, String sql, RowMapper<T> mapper) {
        var parts = new HashMap<UUID, List<T>>();
        database.sql(sql).param("ids", ids).query((row, number) -> parts
                .computeIfAbsent(row.getObject("user_id", UUID.class), user -> new ArrayList<>()).add(mapper.mapRow(row, number))).list();
        return parts;
    }
}
