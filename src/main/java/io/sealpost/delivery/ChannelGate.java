package io.sealpost.delivery;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import io.sealpost.device.ChannelStates;
import io.sealpost.device.Channels;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Whether a delivery may leave now, or waits in its row: no thread ever waits for a channel. Runs in its callers' transactions. */
@Component
@Transactional(propagation = Propagation.MANDATORY)
class ChannelGate {
    /** It has its place in the rate, which is its due time. */
    private static final String PLACED = "rate-limited";

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Channels channels;
    private final ChannelStates states;

    ChannelGate(JdbcClient jdbc, Clock clock, Channels channels, ChannelStates states) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.channels = channels;
        this.states = states;
    }

    /** False: it waits, with the reason in its row. */
    boolean passes(Delivery delivery) {
        ChannelStates.State state = states.of(delivery.channel());
        if (state == ChannelStates.State.PAUSED || state == ChannelStates.State.DRAINING && delivery.kind() == Kind.INSTALL) {
            jdbc.sql("update delivery set code = 'channel-paused', text = ? where id = ?").params("An operator has the channel "
                + state + ": POST /api/v1/channels/" + delivery.channel() + "/resume sends it", delivery.id()).update();
            return false;
        }
        double rate = channels.rate(delivery.channel());
        boolean placed = rate > 0 && jdbc.sql("select count(*) from delivery where id = ? and code = ?").params(delivery.id(), PLACED)
            .query(Integer.class).single() > 0;
        return rate == 0 || placed || placed(delivery, states.place(delivery.channel(), Duration.ofNanos((long) (1e9 / rate))));
    }

    private boolean placed(Delivery delivery, Instant place) {
        if (!place.isAfter(clock.instant())) {
            return true;
        }
        jdbc.sql("update delivery set due_at = ?, code = ?, text = ? where id = ?").params(Timestamp.from(place), PLACED,
            "It leaves when it is due: see sealpost.channels." + delivery.channel() + ".rate", delivery.id()).update();
        return false;
    }
}
