package io.sealpost.delivery;

import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import java.util.UUID;

import io.sealpost.device.Channel;
import io.sealpost.device.Channels;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Deliveries whose time has come. */
@Component
@Transactional
class DueDeliveries {
    private final JdbcClient jdbc;
    private final Clock clock;
    private final Deliveries deliveries;
    private final Channels channels;
    private final ChannelGate gate;

    DueDeliveries(JdbcClient jdbc, Clock clock, Deliveries deliveries, Channels channels, ChannelGate gate) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.deliveries = deliveries;
        this.channels = channels;
        this.gate = gate;
    }

    /**
     * Each is handed out again after a minute only, or when the lease of a worker has ended that held their device and died. What a
     * paused channel would refuse, or one that does not answer, is left alone.
     *
     * @param most of each channel, so that those of one never keep back another's
     */
    List<Work> due(int most) {
        return channels.all().stream().map(Channel::name).flatMap(name -> due(name, gate.most(name, most)).stream()).toList();
    }

    private List<Work> due(String channel, int most) {
        Timestamp minuteAgo = Timestamp.from(clock.instant().minusSeconds(60));
        List<UUID> due = most == 0 ? List.of() : jdbc.sql("""
                select d.id from delivery d join device v on v.id = d.device
                where v.channel = :channel and d.state = 'PENDING' and d.due_at <= :now
                and (d.queued_at is null or d.queued_at < d.due_at or d.queued_at < :before
                     or v.claimed_until <= :now and d.queued_at < v.claimed_until)
                and not exists (select 1 from channel_state c where c.channel = v.channel
                                and (c.state = 'PAUSED' or c.state = 'DRAINING' and d.kind = 'INSTALL'))
                order by d.due_at fetch first :most rows only""")
            .param("channel", channel).param("now", now()).param("before", minuteAgo).param("most", most).query(UUID.class).list();
        return due.stream().filter(this::handOut).map(id -> deliveries.work(channel, id)).toList();
    }

    /** One that somebody is at is left alone. */
    private boolean handOut(UUID id) {
        return jdbc.sql("select id from delivery where id = ? for update skip locked").param(id).query(UUID.class).optional()
            .map(free -> jdbc.sql("update delivery set queued_at = ? where id = ?").params(now(), free).update() > 0).orElse(false);
    }

    private Timestamp now() {
        return Timestamp.from(clock.instant());
    }
}
