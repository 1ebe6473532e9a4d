package io.sealpost.operations;

import io.sealpost.delivery.Activations;
import io.sealpost.operations.DeviceView.Devices;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Which device holds what, for whom, and why not (P4). Only what belongs to the device's present generation counts. */
@Component
@Transactional(readOnly = true)
class DeviceViews {
    /** Its last delivery that says something of it: an inquiry counts only if it failed. */
    private static final String LAST = """
            (select l.%s from delivery l where l.device = d.id and l.generation = d.generation and l.state <> 'CLOSED'
               and (l.kind <> 'INQUIRE' or l.state = 'FAILED') order by l.created_at desc, l.id desc limit 1)""";
    /** The worst item decides; without items the owner, then the last delivery. */
    private static final String STATE = """
            coalesce(
              case when d.state = 'LEFT' then 'LEFT' end,
              (select case min(case i.state when 'FAILED' then 1 when 'LOST' then 2 when 'REMOVING' then 3 when 'PENDING' then 4
                                            when 'SENT' then 5 when 'DEFERRED' then 6 when 'ACKNOWLEDGED' then 7
                                            when 'VERIFIED' then 8 end)
                      when 1 then 'FAILED' when 2 then 'LOST' when 3 then 'REMOVING' when 4 then 'PENDING' when 5 then 'SENT'
                      when 6 then 'DEFERRED' when 7 then 'ACKNOWLEDGED' when 8 then 'VERIFIED' end
                 from item i where i.device = d.id and i.generation = d.generation),
              case when d.owner is null then 'UNASSIGNED' end,
            """ + LAST.formatted("state") + ", 'PENDING')";
    private static final String SHOWN = """
            with shown as (
              select d.id as device, d.generation, d.channel, d.external_id, d.platform, d.model, d.owner as owner_id, d.joined_at,
                d.seen_at,
                coalesce((select a.mailbox from address a where a.user_id = d.owner and a.is_primary),
                         (select min(n.name) from user_name n where n.user_id = d.owner)) as owner,
            """ + STATE + """
               as state,
                coalesce(case when d.retired_at is not null then 'retired: company data is removed; it gets nothing until it joins again,'
                    || ' or DELETE /api/v1/devices/' || d.external_id || '/retirement' end, d.reason,
                  (select coalesce(i.code, i.state) || coalesce(': ' || i.text, '') from item i
                     where i.device = d.id and i.generation = d.generation and i.state in ('FAILED', 'LOST')
                     order by i.updated_at desc, i.id limit 1),
                  (select coalesce(l.code, l.state) || coalesce(': ' || l.text, '') from delivery l where l.state in ('FAILED', 'LOST')
                     and l.id =
            """ + LAST.formatted("id") + ")) as reason,\n" + Activations.FACTS + "\nfrom (%s) d)\n";
    private final JdbcClient database;
    private final Activations activations;

    DeviceViews(JdbcClient database, Activations activations) {
        this.database = database;
        this.activations = activations;
    }

    /** SQL for the table {@code shown} of these devices, a query of all columns of {@code device d}: what is looked up is dear. */
    static String of(String devices) {
        return SHOWN.formatted(devices);
    }

    /** A page by channel and id; the query is checked by the contract (listDevices). */
    public Devices list(Map<String, Object> query) {
        var page = Page.of(query);
        var sql = new StringBuilder("select d.* from device d where true");
        var values = new HashMap<String, Object>();
        if (page.after() != null) {
            var slash = page.after().indexOf('/');
            if (slash < 0) {
                throw Problems.refuse(HttpStatus.BAD_REQUEST, "'after' is the 'next' of the page before, as it was given.");
            }
            sql.append(" and (channel > :afterChannel or (channel = :afterChannel and external_id > :afterId))");
            values.put("afterChannel", page.after().substring(0, slash));
            values.put("afterId", page.after().substring(slash + 1));
        }
        Map.of("channel", "channel", "state", STATE).forEach((filter, column) -> {
            if (query.containsKey(filter)) {
                sql.append(" and ").append(column).append(" = :").append(filter);
                values.put(filter, query.get(filter));
            }
        });
        if (query.get("owner") instanceof String owner) {
            sql.append(" and owner in (select user_id from address where mailbox = :owner union"
                    + " select user_id from user_name where name = :owner)");
            values.put("owner", owner.toLowerCase(Locale.ROOT));
        }
        values.put("fetch", page.fetch());
        var order = " order by channel, external_id";
        var found = database.sql(of(sql + order + " limit :fetch") + "select * from shown" + order).params(values)
                .query(this::shown).list();
        var shown = page.shown(found);
        return new Devices(shown, page.isLast(found) ? null : next(shown.get(shown.size() - 1)));
    }

    private static String next(DeviceView last) {
        return last.channel() + "/" + last.id();
    }

    /** The device with that MDM's id, with its items; the query may name the channel (getDevice). */
    public DeviceView find(String id, Map<String, Object> query) {
        var found = database.sql("select id, channel from device where external_id = ? order by channel").param(id)
                .query((row, number) -> Map.entry(row.getString("channel"), row.getObject("id", UUID.class))).list();
        var channels = new ArrayList<String>();
        found.forEach(device -> channels.add(device.getKey()));
        var wanted = query.get("channel");
        var matching = found.stream().filter(device -> wanted == null || device.getKey().equals(wanted)).toList();
        if (matching.isEmpty()) {
            throw Problems.refuse(HttpStatus.NOT_FOUND, "No device has the id '" + id + "'"
                    + (found.isEmpty() ? ". Look for it with GET /api/v1/devices" : " in that channel, but in: " + channels) + ".");
        }
        if (matching.size() > 1) {
            throw Problems.refuse(HttpStatus.CONFLICT, "Several channels have a device with the id '" + id
                    + "': add ?channel= with one of " + channels + ".");
        }
        return get(matching.get(0).getValue());
    }

    /** The device of a channel, by the MDM's id, with its items. */
    public DeviceView in(String channel, String id) {
        return find(id, Map.of("channel", channel));
    }

    private DeviceView get(UUID device) {
        var items = database.sql("select i.* from item i join device d on d.id = i.device and d.generation = i.generation"
                + " where i.device = ? order by i.kind desc, i.updated_at, i.id").param(device).query(DeviceView.Item::of).list();
        return database.sql(of("select d.* from device d where d.id = ?") + "select * from shown").param(device)
                .query(this::shown).single().with(items);
    }

    private DeviceView shown(ResultSet row, int number) throws SQLException {
        return DeviceView.of(row, activations.of(row));
    }
}
