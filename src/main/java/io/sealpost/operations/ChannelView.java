package io.sealpost.operations;

import java.time.Instant;
import java.util.List;

/**
 * A channel as the API shows it.
 *
 * @param restsUntil nothing is sent before then, because it did not answer or said so; null while it answers
 */
record ChannelView(String name, String kind, String state, Instant since, Instant restsUntil, long waiting, long sent, long failedLastDay,
                   double rate) {
    record Channels(List<ChannelView> channels) {
    }
}
