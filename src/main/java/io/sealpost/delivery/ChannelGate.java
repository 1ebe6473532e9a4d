package io.sealpost.delivery;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.sealpost.device.ChannelStates;
import io.sealpost.device.Channels;
import io.sealpost.enrollment.RetrySettings;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Whether a delivery may leave now, or waits in its row: no thread ever waits for a channel. One that did not take several in a row
 * rests, and is then tried with one delivery at a time, so that it takes no workers from others. Runs in its callers' transactions.
 */
@Component
@Transactional(propagation = Propagation.MANDATORY)
class ChannelGate {
    /** It has its place in the rate, which is its due time. */
    private static final String PLACED = "rate-limited";
    /** So many failures in a row are the channel's and not a delivery's. */
    private static final int ENOUGH = 3;
    private static final Duration LONGEST_REST = Duration.ofMinutes(1);

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Channels channels;
    private final ChannelStates states;
    private final Workers workers;
    private final DeliverySettings settings;
    private final RetrySettings retry;

    ChannelGate(JdbcClient jdbc, Clock clock, Channels channels, ChannelStates states, Workers workers, DeliverySettings settings,
                RetrySettings retry) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.channels = channels;
        this.states = states;
        this.workers = workers;
        this.settings = settings;
        this.retry = retry;
    }

    /**
     * False: it waits. Why stands in its row, unless all of its channel wait.
     *
     * @param lease when the worker that takes it counts as dead
     */
    boolean passes(Delivery delivery, Instant lease) {
        ChannelStates.State state = states.of(delivery.channel());
        if (state == ChannelStates.State.PAUSED || state == ChannelStates.State.DRAINING && delivery.kind() == Kind.INSTALL) {
            jdbc.sql("update delivery set code = 'channel-paused', text = ? where id = ?").params("An operator has the channel "
                + state + ": POST /api/v1/channels/" + delivery.channel() + "/resume sends it", delivery.id()).update();
            return false;
        }
        if (!workers.begin(delivery, share(delivery.channel()), lease)) {
            return false;
        }
        boolean passes = limited(delivery);
        if (!passes) {
            workers.end(delivery);
        }
        return passes;
    }

    /** A channel has its share of its kind's workers; one that does not answer has one. */
    private int share(String channel) {
        return states.failures(channel) >= ENOUGH ? 1
            : Math.max(1, settings.workers() / channels.ofKind(channels.get(channel).kind()).size());
    }

    /** Whether the delivery's channel rests. */
    boolean closed(UUID delivery) {
        return jdbc.sql("select v.channel from delivery d join device v on v.id = d.device where d.id = ?").param(delivery)
            .query(String.class).optional().flatMap(states::rests).isPresent();
    }

    /** How many of the channel's deliveries may be handed out in one go. */
    int most(String channel, int most) {
        return states.rests(channel).isPresent() ? 0 : states.failures(channel) >= ENOUGH ? 1 : most;
    }

    /** The worker is free; the delivery that waited for it. */
    Optional<UUID> left(Delivery delivery) {
        return workers.end(delivery);
    }

    /** The channel answered. */
    void answered(Delivery delivery) {
        states.answered(delivery.channel());
    }

    /**
     * The channel did not take the delivery.
     *
     * @param headers of its answer, or null
     * @return when the delivery is due again
     */
    Instant failed(Delivery delivery, Map<String, String> headers) {
        int failures = states.failed(delivery.channel());
        Optional<Duration> told = RetrySettings.told(headers);
        if (told.isEmpty() && failures < ENOUGH) {
            return clock.instant().plus(retry.after(delivery.attempts() + 1));
        }
        Duration own = retry.after(failures - ENOUGH + 1);
        Instant until = clock.instant().plus(told.orElse(own.compareTo(LONGEST_REST) < 0 ? own : LONGEST_REST));
        states.rest(delivery.channel(), until);
        workers.forget(delivery.channel());
        return until;
    }

    private boolean limited(Delivery delivery) {
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
