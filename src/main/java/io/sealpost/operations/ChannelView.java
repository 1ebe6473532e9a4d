package io.sealpost.operations;

import java.time.Instant;
import java.util.List;

/** A channel as the API shows it. */
record ChannelView(String name, String kind, String state, Instant since, long waiting, long sent, long failedLastDay, double rate) {
    record Channels(List<ChannelView> channels) {
    }
}
