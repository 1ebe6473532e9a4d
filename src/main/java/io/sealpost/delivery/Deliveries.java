package io.sealpost.delivery;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import io.sealpost.audit.Audit;
import io.sealpost.device.Channels;
import io.sealpost.device.Device;
import io.sealpost.device.Devices;
import io.sealpost.pki.Uuids;
import io.sealpost.user.Users;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.util.IdGenerator;

/**
 * Deliveries on their way out: opened, claimed, sent, postponed, failed. Each public method is one transaction, and holds the
 * device's row before it touches the delivery's: rows are locked in one order everywhere, devices first.
 */
@Component
@Transactional
public class Deliveries {
    /** Beside the channel's answers: assembling, proving and sealing a bundle. */
    private static final Duration SEALING = Duration.ofSeconds(20);

    private final JdbcClient jdbc;
    private final Clock clock;
    private final IdGenerator ids;
    private final Audit audit;
    private final Ledger ledger;
    private final Devices devices;
    private final Channels channels;
    private final Entitlements entitlements;
    private final Formats formats;
    private final ChannelGate gate;
    private final Users users;

    Deliveries(JdbcClient jdbc, Clock clock, IdGenerator ids, Audit audit, Ledger ledger, Devices devices, Channels channels,
               Entitlements entitlements, Formats formats, ChannelGate gate, Users users) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.ids = ids;
        this.audit = audit;
        this.ledger = ledger;
        this.devices = devices;
        this.channels = channels;
        this.entitlements = entitlements;
        this.formats = formats;
        this.gate = gate;
        this.users = users;
    }

    /** Opens a delivery, to be sent at once. */
    Work open(Device device, UUID user, Kind kind, String request, String externalKey, Duration wait) {
        UUID id = ids.generateId();
        Timestamp now = now();
        if (kind != Kind.INQUIRE && formats.of(device).unheard()) {
            jdbc.sql("update delivery set state = 'CLOSED', code = 'superseded', due_at = null, ended_at = ?"
                + " where device = ? and kind = 'INSTALL' and state = 'SENT'").params(now, device.id()).update();
        }
        jdbc.sql("""
                insert into delivery (id, device, user_id, generation, kind, request, command, state, external_key, attempts, due_at,
                                      queued_at, created_at)
                values (:id, :device, :user, :generation, :kind, :request, :command, 'PENDING', :key, 0, :due, :now, :now)""")
            .param("id", id).param("device", device.id()).param("user", user).param("generation", device.generation())
            .param("kind", kind.name()).param("request", request).param("command", Uuids.named("command", id, request))
            .param("key", externalKey).param("due", Timestamp.from(clock.instant().plus(wait))).param("now", now).update();
        if (kind != Kind.INQUIRE) {
            audit.record("delivery-opened", id.toString(), request + " to " + Devices.name(device) + " for user " + user);
        }
        return work(device.channel(), id);
    }

    /** The delivery's queue: one for each kind of channel, so that a slow kind holds up no other. */
    Work work(String channel, UUID delivery) {
        return new Work("deliveries." + channels.get(channel).kind(), delivery.toString());
    }

    /**
     * Takes a delivery, and with it its device, to send it now.
     *
     * @return null if there is nothing to do: it has ended, is not due, its device is taken, it no longer fits the device, or its
     *         channel does not take it now
     */
    public Delivery claim(UUID id) {
        if (gate.closed(id)) {
            return null; // thousands may come for a channel that does not answer: they are dropped before they cost anything
        }
        // First the lock, then the look: after a death the same message may come to two workers at once. It waits for a short
        // transaction that holds the row; a worker that sends holds it by its claim, and looks again itself.
        jdbc.sql("select device from delivery where id = ?").param(id).query(UUID.class).optional().ifPresent(devices::lock);
        Optional<Delivery> due = jdbc.sql("""
                select d.id, d.device, v.channel, v.external_id, d.user_id, d.generation, d.kind, d.request, d.command,
                       d.external_key, d.attempts
                from delivery d join device v on v.id = d.device where d.id = ? and d.state = 'PENDING' and d.due_at <= ?""")
            .params(id, now()).query(Deliveries::delivery).optional();
        if (due.isEmpty() || taken(due.get())) {
            return null;
        }
        Delivery delivery = due.get();
        Device device = devices.get(delivery.device()).orElseThrow();
        boolean managed = device.state() == Device.State.JOINED
            || device.state() == Device.State.LEFT && delivery.kind() == Kind.REMOVE; // opened since it left: the MDM keeps what was sent
        boolean fits = managed && device.generation() == delivery.generation()
            && (delivery.kind() != Kind.INSTALL || entitlements.fits(device, delivery.user()));
        if (!fits) {
            close(delivery, "The device has left, joined anew or changed its owner since");
            return null;
        }
        Timestamp lease = Timestamp.from(clock.instant().plus(lease(delivery)));
        if (!gate.passes(delivery, lease.toInstant())) {
            return null;
        }
        jdbc.sql("update device set claim = ?, claimed_until = ? where id = ?").params(id, lease, delivery.device()).update();
        jdbc.sql("update delivery set attempts = attempts + 1, due_at = ? where id = ?").params(lease, id).update();
        return delivery;
    }

    /** Longer than any sending may take, with what is repeated in place; a worker that died holds its device no longer than this. */
    private Duration lease(Delivery delivery) {
        return channels.get(delivery.channel()).timeout().multipliedBy(5).plus(SEALING);
    }

    private boolean taken(Delivery delivery) {
        return jdbc.sql("select id from device where id = ? and (claim is null or claim = ? or claimed_until < ?)")
            .params(delivery.device(), delivery.id(), now()).query(UUID.class).optional().isEmpty();
    }

    /**
     * The last look before anything is sealed: the device is still this worker's and its owner still the one the bundle is for.
     *
     * @return what to encrypt to, and for whom
     * @throws Superseded if not; the delivery is closed and the next comparison decides
     */
    Device confirm(Delivery delivery) {
        Device device = devices.get(delivery.device()).orElseThrow();
        boolean mine = jdbc.sql("select count(*) from device v join delivery d on d.id = v.claim where v.id = ? and d.id = ?"
            + " and d.state = 'PENDING'").params(delivery.device(), delivery.id()).query(Integer.class).single() > 0;
        boolean fits = device.generation() == delivery.generation()
            && (delivery.kind() != Kind.INSTALL || entitlements.fits(device, delivery.user()));
        if (!mine || !fits) {
            throw new Superseded("Another worker has the device now, or it changed its owner: " + delivery);
        }
        return device;
    }

    /**
     * The channel took it: SENT, which is never more than that (a report may have overtaken us).
     *
     * @return what else waits for this device
     */
    public List<Work> sent(Delivery delivery) {
        Device device = devices.lock(delivery.device()).orElseThrow();
        gate.answered(delivery);
        if (device.state() == Device.State.LEFT && pending(delivery)) {
            end(delivery.id(), "REMOVED", null, "The device has left: what its MDM kept for it is gone from there");
            ledger.removed(device.id(), delivery.user());
        }
        Instant answer = clock.instant().plus(channels.get(delivery.channel()).answerWithin());
        jdbc.sql("update delivery set sent_at = ? where id = ?").params(now(), delivery.id()).update();
        jdbc.sql("update delivery set state = 'SENT', due_at = ?, code = null, text = null where id = ? and state = 'PENDING'")
            .params(Timestamp.from(answer), delivery.id()).update();
        ledger.move(delivery.id(), List.of("PENDING"), "SENT", null, null);
        devices.wakeAt(delivery.device(), answer);
        if (delivery.kind() != Kind.INQUIRE) {
            audit.record("delivery-sent", delivery.id().toString(), delivery.request() + " to " + delivery.channel() + "/"
                + delivery.externalId());
        }
        return release(delivery);
    }

    /** The channel could not be reached: sent again later, under the same command id. */
    public List<Work> postpone(Delivery delivery, Exception cause) {
        return postpone(delivery, cause, null);
    }

    /** The channel was busy, or in trouble, and its answer's headers may say when to come again. */
    public List<Work> postpone(Delivery delivery, Exception cause, Map<String, String> headers) {
        devices.lock(delivery.device());
        Instant again = gate.failed(delivery, headers);
        jdbc.sql("update delivery set due_at = ?, code = 'unreachable', text = ? where id = ? and state = 'PENDING'")
            .params(Timestamp.from(again), cut(String.valueOf(cause.getMessage())), delivery.id()).update();
        return release(delivery);
    }

    /** The channel refused it with this HTTP status: as {@link #fail}, with what to look at. */
    public List<Work> refused(Delivery delivery, int status) {
        gate.answered(delivery);
        return fail(delivery, new Refused("http-" + status, "The MDM answered HTTP " + status + ": look at its log, and at url and"
            + " username of sealpost.channels." + delivery.channel()));
    }

    /** The channel refused it, or it could not be made: no retry, for people to look at. A report that came first stands. */
    public List<Work> fail(Delivery delivery, Exception cause) {
        devices.lock(delivery.device());
        if (pending(delivery)) {
            String code = cause instanceof Refused refused ? refused.code() : cause.getClass().getSimpleName();
            end(delivery.id(), "FAILED", code, String.valueOf(cause.getMessage()));
            ledger.move(delivery.id(), List.of("PENDING"), "FAILED", code, cut(String.valueOf(cause.getMessage())));
        }
        return release(delivery);
    }

    private boolean pending(Delivery delivery) {
        return jdbc.sql("select count(*) from delivery where id = ? and state = 'PENDING'").param(delivery.id()).query(Integer.class)
            .single() > 0;
    }

    /** It no longer fits its device; the next comparison, which is asked for, opens another if one is needed. */
    public List<Work> close(Delivery delivery, String why) {
        Device device = devices.lock(delivery.device()).orElseThrow();
        if (pending(delivery)) {
            end(delivery.id(), "CLOSED", "superseded", why);
            jdbc.sql("update delivery set attempts = ? where id = ?").params(delivery.attempts(), delivery.id()).update(); // this was none
        }
        Stream.of(delivery.user(), device.owner()).filter(Objects::nonNull).sorted().distinct().forEach(users::due);
        return release(delivery);
    }

    private List<Work> release(Delivery delivery) {
        jdbc.sql("update device set claim = null, claimed_until = null where id = ? and claim = ?")
            .params(delivery.device(), delivery.id()).update();
        List<UUID> others = jdbc.sql("select id from delivery where device = ? and state = 'PENDING' and due_at <= ? and id <> ?"
            + " order by created_at").params(delivery.device(), now(), delivery.id()).query(UUID.class).list();
        return Stream.concat(others.stream(), gate.left(delivery).stream()).distinct().map(id -> work(delivery.channel(), id)).toList();
    }

    /** Ends a delivery in this state. */
    void end(UUID id, String state, String code, String text) {
        jdbc.sql("update delivery set state = ?, code = ?, text = ?, due_at = null, ended_at = ? where id = ?")
            .params(state, code, cut(text), now(), id).update();
        audit.record("delivery-" + state.toLowerCase(java.util.Locale.ROOT), id.toString(), code == null ? null : code + ": " + text);
    }

    /** The device has it; if its inventory, where it has one, does not show that in the channel's answer time, it is asked again. */
    void acknowledged(Device device, UUID id, String text) {
        end(id, "ACKNOWLEDGED", null, text);
        Instant ask = clock.instant().plus(channels.get(device.channel()).answerWithin());
        jdbc.sql("update delivery set due_at = ? where id = ?")
            .params(formats.of(device).inquiries(device).isEmpty() ? null : Timestamp.from(ask), id).update();
    }

    /**
     * The device said NotNow: it is still at the MDM, also if it was given up here, and may be carried out at any time. It was sent, also
     * if whoever sent it died before that was written down.
     */
    void deferred(Device device, UUID id) {
        jdbc.sql("""
                update delivery set state = 'DEFERRED', ended_at = null, code = null, text = null, sent_at = coalesce(sent_at, :now),
                       due_at = case when kind = 'INQUIRE' then :ask else coalesce(due_at, :ask) end
                where id = :id and (kind <> 'INQUIRE' or state <> 'LOST')""")
            .param("ask", Timestamp.from(clock.instant().plus(channels.get(device.channel()).answerWithin()))).param("id", id)
            .param("now", now()).update();
    }

    /** Everything under way to the device is lost with its old management, or ends because it left. */
    void drop(UUID device, String state) {
        jdbc.sql("update delivery set state = :state, due_at = null, ended_at = :now where device = :device"
                + " and state in ('PENDING', 'SENT', 'DEFERRED', 'ACKNOWLEDGED')")
            .param("state", state).param("now", now()).param("device", device).update();
    }

    private Timestamp now() {
        return Timestamp.from(clock.instant());
    }

    private static String cut(String text) {
        return text == null || text.length() <= 1024 ? text : text.substring(0, 1024);
    }

    static Delivery delivery(ResultSet row, int n) throws SQLException {
        return new Delivery(row.getObject("id", UUID.class), row.getObject("device", UUID.class), row.getString("channel"),
            row.getString("external_id"), row.getObject("user_id", UUID.class), row.getInt("generation"),
            Kind.valueOf(row.getString("kind")), row.getString("request"), row.getObject("command", UUID.class),
            row.getString("external_key"), row.getInt("attempts"));
    }
}
