package io.sealpost.delivery;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

import io.sealpost.device.Channel;
import io.sealpost.device.Channels;
import io.sealpost.device.Devices;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Rows outlive the configuration: what waits for a channel that was removed from it. */
@Component
@Transactional
class RemovedChannels {
    private static final List<String> WAITING = List.of("PENDING", "SENT", "DEFERRED");

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Channels channels;
    private final Devices devices;
    private final Deliveries deliveries;
    private final Ledger ledger;

    RemovedChannels(JdbcClient jdbc, Clock clock, Channels channels, Devices devices, Deliveries deliveries, Ledger ledger) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.channels = channels;
        this.devices = devices;
        this.deliveries = deliveries;
        this.ledger = ledger;
    }

    /**
     * Due deliveries to such channels are FAILED, in one transaction. What a device has acknowledged stays so, and is looked at a
     * day later: the channel may be back. Once it is, the next comparison opens what is still wanted.
     */
    void fail(int most) {
        Collection<String> known = channels.all().stream().map(Channel::name).toList();
        jdbc.sql("""
                select d.id, d.device, v.channel, d.state from delivery d join device v on v.id = d.device
                where d.due_at <= :now and v.channel not in (:known) order by d.device fetch first :most rows only""")
            .param("now", now()).param("known", known.isEmpty() ? List.of("") : known).param("most", most)
            .query((row, n) -> new Waiting(row.getObject(1, UUID.class), row.getObject(2, UUID.class), row.getString(3),
                row.getString(4))).list()
            .forEach(this::fail);
    }

    private void fail(Waiting waiting) {
        if (devices.tryLock(waiting.device).isEmpty()) {
            return; // somebody is at it; the next tick looks again
        }
        if (!WAITING.contains(waiting.state)) {
            jdbc.sql("update delivery set due_at = ? where id = ?")
                .params(Timestamp.from(clock.instant().plus(Duration.ofDays(1))), waiting.id).update();
            return;
        }
        String text = "sealpost.channels has no " + waiting.channel + " any more, which this device is managed by: put it back, and the"
            + " next comparison sends again; or say at the MDM that the device has left";
        deliveries.end(waiting.id, "FAILED", "unknown-channel", text);
        ledger.move(waiting.id, WAITING, "FAILED", "unknown-channel", text);
    }

    private Timestamp now() {
        return Timestamp.from(clock.instant());
    }

    private record Waiting(UUID id, UUID device, String channel, String state) {
    }
}
