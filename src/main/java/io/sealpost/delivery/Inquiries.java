package io.sealpost.delivery;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.sealpost.device.Channel;
import io.sealpost.device.Channels;
import io.sealpost.device.Device;
import io.sealpost.device.Devices;
import io.sealpost.enrollment.RetrySettings;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What was sent and never answered: webhooks may be lost, devices may be silent for weeks. */
@Component
@Transactional
public class Inquiries {
    private final JdbcClient jdbc;
    private final Clock clock;
    private final Devices devices;
    private final Channels channels;
    private final Deliveries deliveries;
    private final UnderWay underWay;
    private final Inventories inventories;
    private final RetrySettings retry;
    private final DeliverySettings settings;

    Inquiries(JdbcClient jdbc, Clock clock, Devices devices, Channels channels, Deliveries deliveries, UnderWay underWay,
              Inventories inventories, RetrySettings retry, DeliverySettings settings) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.devices = devices;
        this.channels = channels;
        this.deliveries = deliveries;
        this.underWay = underWay;
        this.inventories = inventories;
        this.retry = retry;
        this.settings = settings;
    }

    /**
     * One transaction: looks at deliveries whose answer is overdue. A device that was heard of since has probably answered, so
     * it is asked what it holds; one that was not is only to be woken. Each time it waits as long again as it has waited since the
     * sending, a day at most.
     */
    public List<Work> overdue(int most) {
        List<Work> work = new ArrayList<>();
        jdbc.sql("""
                select id, device, kind, request, state, coalesce(sent_at, created_at) from delivery
                where state in ('SENT', 'DEFERRED', 'ACKNOWLEDGED') and due_at <= ? order by due_at fetch first ? rows only""")
            .params(Timestamp.from(clock.instant()), most)
            .query((row, n) -> new Overdue(row.getObject(1, UUID.class), row.getObject(2, UUID.class),
                Kind.valueOf(row.getString(3)), row.getString(4), row.getString(5), row.getTimestamp(6).toInstant()))
            .list()
            .forEach(o -> work.addAll(chase(o)));
        return work;
    }

    /**
     * One transaction: asks devices what they hold that were not asked for long, so that what vanished without a word is found: a
     * device that joined again and whose reports were all lost, a profile that somebody took away. Each has a time of its own in
     * {@code sealpost.delivery.inventory-every}, so that they never come together.
     */
    List<Work> periodic(int most) {
        Instant now = clock.instant();
        List<Work> work = new ArrayList<>();
        jdbc.sql("""
                select v.id from device v where v.state = 'JOINED' and (v.inventory_at is null or v.inventory_at <= :now)
                and exists (select 1 from item i where i.device = v.id) order by v.inventory_at fetch first :most rows only""")
            .param("now", Timestamp.from(now)).param("most", most).query(UUID.class).list().stream().map(devices::tryLock)
            .flatMap(Optional::stream).filter(d -> channels.knows(d.channel())).forEach(device -> {
                boolean asked = jdbc.sql("select count(inventory_at) from device where id = ?").param(device.id()).query(Integer.class)
                    .single() > 0;
                jdbc.sql("update device set inventory_at = ? where id = ?").params(Timestamp.from(next(device.id(), now)), device.id())
                    .update();
                work.addAll(asked ? inventories.inquire(device) : List.of()); // one that is new here gets its time first
            });
        return work;
    }

    private Instant next(UUID device, Instant now) {
        long every = settings.inventoryEvery().toSeconds();
        return Instant.ofEpochSecond(now.getEpochSecond() + every
            - Math.floorMod(now.getEpochSecond() - Math.floorMod(device.hashCode(), every), every));
    }

    /** What was sent through a channel and not answered, the newest first: for a poll that asks the MDM. Deferred ones too. */
    public List<Delivery> unanswered(Channel channel, int most) {
        return jdbc.sql("""
                select d.id, d.device, v.channel, v.external_id, d.user_id, d.generation, d.kind, d.request, d.command,
                       d.external_key, d.attempts
                from delivery d join device v on v.id = d.device
                where v.channel = ? and d.state in ('SENT', 'DEFERRED') order by d.sent_at desc fetch first ? rows only""")
            .params(channel.name(), most).query(Deliveries::delivery).list();
    }

    private List<Work> chase(Overdue overdue) {
        Optional<Device> free = devices.tryLock(overdue.device);
        if (free.isEmpty()) {
            return List.of(); // somebody is at it; the next tick looks again
        }
        Device device = free.get();
        Instant now = clock.instant();
        Duration answer = channels.get(device.channel()).answerWithin();
        boolean heardOf = device.seenAt() != null && device.seenAt().isAfter(overdue.sentAt);
        if (!heardOf) {
            devices.wakeAt(device.id(), now);
        }
        if (heardOf && overdue.kind == Kind.INQUIRE) { // one that was put off is overdue when no NotNow came for as long
            jdbc.sql("update delivery set state = 'LOST', due_at = null, ended_at = ? where id = ?")
                .params(Timestamp.from(now), overdue.id).update();
            boolean again = awaited(device, overdue.request) && !underWay.inquiring(device.id(), overdue.request);
            return again ? List.of(again(device, overdue.request)) : List.of();
        }
        Duration waited = Duration.between(overdue.sentAt, now);
        Duration wait = waited.compareTo(answer) < 0 ? answer : waited;
        Instant next = now.plus(wait.compareTo(Duration.ofDays(1)) > 0 ? Duration.ofDays(1) : wait);
        jdbc.sql("update delivery set due_at = ? where id = ?").params(Timestamp.from(next), overdue.id).update();
        return heardOf && overdue.kind != Kind.INQUIRE ? inventories.inquire(device) : List.of();
    }

    /** Whether something cannot go on without this inventory. */
    private boolean awaited(Device device, String request) {
        return device.recipient() == null && request.equals(Inventories.CERTIFICATES) || jdbc.sql("""
                select count(*) from delivery where device = ? and generation = ? and kind <> 'INQUIRE'
                and state in ('SENT', 'ACKNOWLEDGED')""")
            .params(device.id(), device.generation()).query(Integer.class).single() > 0;
    }

    /** Asks the same once more, the later the more often the answer was lost since the last one came. */
    private Work again(Device device, String request) {
        int losses = jdbc.sql("""
                select count(*) from delivery l where l.device = :device and l.generation = :generation and l.request = :request
                and l.state = 'LOST' and not exists (select 1 from delivery a where a.device = l.device and a.request = l.request
                                                     and a.state = 'ACKNOWLEDGED' and a.created_at > l.created_at)""")
            .param("device", device.id()).param("generation", device.generation()).param("request", request)
            .query(Integer.class).single();
        return deliveries.open(device, null, Kind.INQUIRE, request, null, retry.after(losses));
    }

    private record Overdue(UUID id, UUID device, Kind kind, String request, String state, Instant sentAt) {
    }
}
