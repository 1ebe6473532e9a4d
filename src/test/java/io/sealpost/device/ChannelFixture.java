package io.sealpost.device;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Channels for the tests of other packages. */
public final class ChannelFixture {
    private ChannelFixture() {
    }

    public static Channel nanomdm(String url, Set<Basis> owners, Duration timeout) {
        return new Channel("mdm", "nanomdm", url, "signer", "compatible", "", Map.of(), List.of(), owners, timeout, Duration.ofMinutes(10),
            new Channel.Secrets("nanomdm", "api-key", "hmac-key"));
    }

    /** What asking for a channel throws that is not configured. */
    public static RuntimeException unknown(String name) {
        try {
            none().get(name);
            throw new AssertionError("There is no channel " + name);
        } catch (UnknownChannel e) {
            return e;
        }
    }

    /** No channels at all. */
    public static Channels none() {
        return new Channels(new ChannelSettings(Map.of(), Map.of()));
    }

    /** A channel named like its kind, with a token. */
    public static Channel of(String kind, String url, String token) {
        return new Channel(kind, kind, url, "", "compatible", "", Map.of(), List.of(), Set.of(Basis.MDM), Duration.ofSeconds(5),
            Duration.ofMinutes(5), new Channel.Secrets("", token, ""));
    }
}
