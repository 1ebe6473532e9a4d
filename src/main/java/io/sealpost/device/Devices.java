package io.sealpost.device;

import java.security.cert.X509Certificate;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.sealpost.audit.Audit;
import io.sealpost.pki.Certificates;
import io.sealpost.pki.Uuids;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The devices we know: joining, leaving, being seen. Each public method is one transaction. */
@Component
@Transactional
public class Devices {
    private static final String COLUMNS = """
        select id, channel, external_id, parent, platform, state, owner, generation, joined_at, seen_at,
               coalesce(recipient_certificate, (select p.recipient_certificate from device p where p.channel = device.channel
                                                and p.external_id = device.parent)) as recipient_certificate,
               retired_at is not null or exists (select 1 from device p where p.channel = device.channel and p.external_id = device.parent
                                                 and p.retired_at is not null) as retired
        from device\s""";

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Audit audit;
    private final Channels channels;
    private final ChannelStates states;

    Devices(JdbcClient jdbc, Clock clock, Audit audit, Channels channels, ChannelStates states) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.audit = audit;
        this.channels = channels;
        this.states = states;
    }

    /** The device with our id; empty if it was never there. */
    public Optional<Device> get(UUID id) {
        return jdbc.sql(COLUMNS + "where id = ?").param(id).query(Devices::device).optional();
    }

    /** As {@link #get}, and holds its row until the transaction ends. */
    public Optional<Device> lock(UUID id) {
        return jdbc.sql(COLUMNS + "where id = ? for update").param(id).query(Devices::device).optional();
    }

    /** As {@link #lock}, but empty as well if another worker holds it. */
    public Optional<Device> tryLock(UUID id) {
        return jdbc.sql(COLUMNS + "where id = ? for update skip locked").param(id).query(Devices::device).optional();
    }

    /** Our id for a device of a channel; whether or not it is known. */
    public static UUID id(String channel, String externalId) {
        return Uuids.named("device", channel, externalId);
    }

    /**
     * The devices that belong to the user, that may still hold or are to hold something of that user, or that a signing certificate
     * is asked for on behalf of that user: first those without a parent, then by id.
     */
    public List<UUID> concerning(UUID user) {
        return jdbc.sql("""
                select d.id from (select id from device where owner = :user
                    union select device from item where user_id = :user and state not in ('REMOVED', 'LOST')
                    union select i.device from item i join device v on v.id = i.device
                          where i.user_id = :user and i.state = 'LOST' and i.generation = v.generation
                    union select device from enrollment where user_id = :user and state <> 'CLOSED') c
                join device d on d.id = c.id order by case when d.parent is null then 0 else 1 end, d.id""")
            .param("user", user).query(UUID.class).list();
    }

    /** As below, for what is no user's own channel. */
    public Device expect(String channel, String externalId) {
        return expect(channel, externalId, null);
    }

    /**
     * Makes the device known, if it is not, as EXPECTED; and holds its row until the transaction ends.
     *
     * @param parent the MDM's id of the device whose user's own channel this is, or null
     */
    public Device expect(String channel, String externalId, String parent) {
        UUID id = id(channel, externalId);
        Optional<Device> known = lock(id);
        if (known.isPresent()) {
            return known.get();
        }
        String platform = channels.onlyPlatform(channels.get(channel).name()).map(Enum::name).orElse("IOS");
        jdbc.sql("""
                insert into device (id, channel, external_id, parent, platform, state, generation, due_at)
                values (?, ?, ?, ?, ?, 'EXPECTED', 0, ?) on conflict do nothing""") // another report may come first
            .params(id, channel, externalId, parent, parent == null ? platform : Platform.MACOS.name(), now()).update();
        return lock(id).orElseThrow();
    }

    /** Its users' own channels (macOS), and holds their rows. */
    public List<Device> children(Device device) {
        return jdbc.sql(COLUMNS + "where channel = ? and parent = ? order by id for update").params(device.channel(), device.externalId())
            .query(Devices::device).list();
    }

    /** The device said what it is, for example when it began to join. */
    public void describe(UUID id, Platform platform, String model) {
        jdbc.sql("update device set platform = coalesce(:platform, platform), model = coalesce(:model, model) where id = :id")
            .param("platform", platform == null ? null : platform.name()).param("model", model).param("id", id).update();
    }

    /** It begins to join (again): what it held is gone with its old management, and so is its certificate. */
    public void joining(Device device, Instant at) {
        jdbc.sql("""
                update device set state = 'EXPECTED', recipient_certificate = null, joined_at = :at, seen_at = :at, due_at = null,
                       reason = null where id = :id""")
            .param("at", Timestamp.from(at)).param("id", device.id()).update();
        audit.record("device-joining", name(device), null);
    }

    /**
     * It has joined: a new generation of everything it holds begins. What was said before of what to encrypt to still holds if it
     * was only expected.
     *
     * @param reason why it gets nothing yet, or null
     */
    public void joined(Device device, Instant at, String reason) {
        jdbc.sql("""
                update device set recipient_certificate = case when state = 'EXPECTED' then recipient_certificate end,
                       state = 'JOINED', generation = generation + 1, joined_at = :at, seen_at = :at, due_at = null, reason = :reason,
                       retired_at = null
                where id = :id""")
            .param("reason", reason).param("at", Timestamp.from(at)).param("id", device.id()).update();
        audit.record("device-joined", name(device), "generation " + (device.generation() + 1));
    }

    /** Its company data is to go, or (false) need not go any more. */
    public void retire(Device device, boolean go) {
        int changed = jdbc.sql("update device set retired_at = :at where id = :id and (retired_at is null) = :go")
            .param("at", go ? now() : null).param("id", device.id()).param("go", go).update();
        if (changed > 0) {
            audit.record(go ? "device-retired" : "retirement-withdrawn", name(device), null);
        }
    }

    /** It has left management; the operating system removed what the MDM had installed. */
    public void left(Device device, Instant at) {
        jdbc.sql("update device set state = 'LEFT', recipient_certificate = null, seen_at = ? where id = ?")
            .params(Timestamp.from(at), device.id()).update();
        audit.record("device-left", name(device), null);
    }

    /**
     * It was heard of. Idle devices call often: written once a minute, and whenever somebody waits for it. Who waits goes on
     * waiting if the MDM saw it before the wait began, which a report that was under way may tell late.
     */
    public void seen(Device device, Instant at) {
        Instant waited = at.plus(channels.get(device.channel()).answerWithin());
        jdbc.sql("""
                update device set seen_at = :at, due_at = case when due_at > :waited then due_at end
                where id = :id and (seen_at is null or seen_at < :minute or (due_at is not null and seen_at < :at))""")
            .param("at", Timestamp.from(at)).param("waited", Timestamp.from(waited))
            .param("minute", Timestamp.from(at.minusSeconds(60))).param("id", device.id()).update();
    }

    /** What deliveries are encrypted to from now on. */
    public void recipient(Device device, X509Certificate certificate) {
        if (!certificate.equals(device.recipient())) {
            jdbc.sql("update device set recipient_certificate = ?, reason = null where id = ?")
                .params(Certificates.der(certificate), device.id()).update();
            audit.record("recipient-certificate", name(device), "sha256 " + Certificates.sha256(certificate));
        }
    }

    /** Why the device gets nothing: shown to operators. */
    public void explain(Device device, String reason) {
        jdbc.sql("update device set reason = ? where id = ?").params(reason, device.id()).update();
    }

    /**
     * The MDM's ids of devices of a channel that should be woken: they were announced, or have work open, and were not
     * heard of since. Each is handed out again after the channel's answer time. None while the channel is paused, or does not answer.
     */
    public List<String> silent(Channel channel, int most) {
        if (states.of(channel.name()) == ChannelStates.State.PAUSED || states.rests(channel.name()).isPresent()) {
            return List.of();
        }
        Instant now = clock.instant();
        List<Device> silent = jdbc.sql(COLUMNS + """
                where channel = :channel and state <> 'LEFT' and due_at <= :now
                order by due_at fetch first :most rows only""")
            .param("channel", channel.name()).param("now", Timestamp.from(now)).param("most", most).query(Devices::device).list();
        silent.forEach(d -> wakeAt(d.id(), now.plus(channel.answerWithin())));
        return silent.stream().map(Device::externalId).toList();
    }

    /** To be woken then, if it was not heard of. */
    public void wakeAt(UUID device, Instant at) {
        jdbc.sql("update device set due_at = ? where id = ?").params(Timestamp.from(at), device).update();
    }

    /** What people read of a device in audit and log: channel and the MDM's id. */
    public static String name(Device device) {
        return device.channel() + "/" + device.externalId();
    }

    private Timestamp now() {
        return Timestamp.from(clock.instant());
    }

    private static Device device(ResultSet row, int n) throws SQLException {
        byte[] recipient = row.getBytes("recipient_certificate");
        return new Device(row.getObject("id", UUID.class), row.getString("channel"), row.getString("external_id"), row.getString("parent"),
            Platform.valueOf(row.getString("platform")), Device.State.valueOf(row.getString("state")),
            row.getObject("owner", UUID.class), recipient == null ? null : Certificates.parse(recipient),
            row.getInt("generation"), instant(row, "joined_at"), instant(row, "seen_at"),
            row.getBoolean("retired"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
