package io.sealpost.operations;

import io.sealpost.device.Channel;
import io.sealpost.device.ChannelStates;
import io.sealpost.device.Channels;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The configured channels, their state, and what waits for them. */
@Component
@Transactional(readOnly = true)
class ChannelViews {
    private final JdbcClient database;
    private final Clock clock;
    private final Channels channels;
    private final ChannelStates states;

    ChannelViews(JdbcClient database, Clock clock, Channels channels, ChannelStates states) {
        this.database = database;
        this.clock = clock;
        this.channels = channels;
        this.states = states;
    }

    /** All of them, by name. */
    public ChannelView.Channels list() {
        return new ChannelView.Channels(channels.all().stream().map(this::view).toList());
    }

    /** The channel with that name. */
    public ChannelView get(String name) {
        if (!channels.knows(name)) {
            throw Problems.refuse(HttpStatus.NOT_FOUND, "There is no channel '" + name + "' under sealpost.channels."
                    + " GET /api/v1/channels lists those that are.");
        }
        return view(channels.get(name));
    }

    private ChannelView view(Channel channel) {
        Instant since = database.sql("select since from channel_state where channel = ?").param(channel.name())
                .query((row, number) -> Column.time(row, "since")).optional().orElse(null);
        return new ChannelView(channel.name(), channel.kind(), states.of(channel.name()).name(), since,
                states.rests(channel.name()).orElse(null),
                count(channel, "l.state = 'PENDING'"), count(channel, "l.state in ('SENT', 'DEFERRED')"),
                database.sql("select count(*) from delivery l join device d on d.id = l.device where d.channel = ?"
                        + " and l.state = 'FAILED' and l.ended_at > ?")
                        .params(channel.name(), Timestamp.from(clock.instant().minus(Duration.ofDays(1)))).query(Long.class).single(),
                channels.rate(channel.name()));
    }

    private long count(Channel channel, String which) {
        return database.sql("select count(*) from delivery l join device d on d.id = l.device where d.channel = ? and " + which)
                .param(channel.name()).query(Long.class).single();
    }
}
