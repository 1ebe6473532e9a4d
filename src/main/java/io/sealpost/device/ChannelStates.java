package io.sealpost.device;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.sealpost.audit.Audit;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Which channels are paused, draining or do not answer, and the places in their rates; in the database, for all nodes and restarts. */
@Component
@Transactional
public class ChannelStates {
    /** PAUSED: nothing is sent. DRAINING: no INSTALL is sent; removals and inquiries are, so that what is under way comes to its end. */
    public enum State { RUNNING, PAUSED, DRAINING }

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Audit audit;
    private final Channels channels;

    ChannelStates(JdbcClient jdbc, Clock clock, Audit audit, Channels channels) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.audit = audit;
        this.channels = channels;
    }

    /** The channel's state; one that nobody ever changed is RUNNING. */
    public State of(String channel) {
        return jdbc.sql("select state from channel_state where channel = ?").param(channel).query(String.class).optional()
            .map(State::valueOf).orElse(State.RUNNING);
    }

    /** @throws UnknownChannel if the channel is not configured */
    public void pause(String channel) {
        become(channel, State.PAUSED);
    }

    /** @throws UnknownChannel if the channel is not configured */
    public void drain(String channel) {
        become(channel, State.DRAINING);
    }

    /** @throws UnknownChannel if the channel is not configured */
    public void resume(String channel) {
        become(channel, State.RUNNING);
    }

    private void become(String channel, State state) {
        lock(channels.get(channel).name());
        int changed = jdbc.sql("update channel_state set state = :state, since = :now where channel = :channel and state <> :state")
            .param("state", state.name()).param("now", now()).param("channel", channel).update();
        if (changed > 0) {
            audit.record("channel-" + state.name().toLowerCase(java.util.Locale.ROOT), channel, null);
        }
    }

    /** It did not take a delivery. @return how many in a row it did not take */
    public int failed(String channel) {
        lock(channel);
        jdbc.sql("update channel_state set failures = failures + 1 where channel = ?").param(channel).update();
        return failures(channel);
    }

    /** How many deliveries in a row it did not take; 0 if it took the last one. */
    public int failures(String channel) {
        return jdbc.sql("select failures from channel_state where channel = ?").param(channel).query(Integer.class).optional().orElse(0);
    }

    /** Nothing is sent to it before then, nor before what was said earlier. */
    public void rest(String channel, Instant until) {
        jdbc.sql("update channel_state set rests_until = :until where channel = :channel"
            + " and (rests_until is null or rests_until < :until)")
            .param("until", Timestamp.from(until)).param("channel", channel).update();
    }

    /** Until when nothing is sent to it, because it did not answer or said so; empty if that is over. */
    public Optional<Instant> rests(String channel) {
        return jdbc.sql("select rests_until from channel_state where channel = ? and rests_until > ?").params(channel, now())
            .query((row, n) -> row.getTimestamp(1).toInstant()).optional();
    }

    /** It took a delivery: all is well again. */
    public void answered(String channel) {
        jdbc.sql("update channel_state set failures = 0, rests_until = null where channel = ? and failures > 0").param(channel).update();
    }

    /** Takes the next free place in the channel's rate; the next one is that much later. A place may be in the future. */
    public Instant place(String channel, Duration between) {
        Instant free = lock(channel);
        Instant place = free.isAfter(clock.instant()) ? free : clock.instant();
        jdbc.sql("update channel_state set next_at = ? where channel = ?").params(Timestamp.from(place.plus(between)), channel).update();
        return place;
    }

    /** Holds the channel's row until the transaction ends, and says from when on there is a free place. */
    private Instant lock(String channel) {
        jdbc.sql("insert into channel_state (channel, state, since, next_at) values (?, 'RUNNING', ?, ?) on conflict do nothing")
            .params(channel, now(), now()).update();
        return jdbc.sql("select next_at from channel_state where channel = ? for update").param(channel)
            .query((row, n) -> row.getTimestamp(1).toInstant()).single();
    }

    private Timestamp now() {
        return Timestamp.from(clock.instant());
    }
}
