package io.sealpost.delivery;

import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import java.util.UUID;

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

    DueDeliveries(JdbcClient jdbc, Clock clock, Deliveries deliveries) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.deliveries = deliveries;
    }

    /**
     * Each is handed out again after a minute only, or when the lease of a worker has ended that held their device and died. What a
     * paused channel would refuse is left alone.
     */
    List<Work> due(int most) {
        Timestamp minuteAgo = Timestamp.from(clock.instant().minusSeconds(60));
        List<Work> due = jdbc.sql("""
                select d.id, v.channel from delivery d join device v on v.id = d.device
                where d.state = 'PENDING' and d.due_at <= :now
                and (d.queued_at is null or d.queued_at < d.due_at or d.queued_at < :before
                     or v.claimed_until <= :now and d.queued_at < v.claimed_until)
                and not exists (select 1 from channel_state c where c.channel = v.channel
                                and (c.state = 'PAUSED' or c.state = 'DRAINING' and d.kind = 'INSTALL'))
                order by d.due_at fetch first :most rows only""")
            .param("now", now()).param("before", minuteAgo).param("most", most)
            .query((row, n) -> deliveries.work(row.getString(2), row.getObject(1, UUID.class))).list();
        return due.stream().filter(w -> handOut(UUID.fromString(w.id()))).toList();
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
