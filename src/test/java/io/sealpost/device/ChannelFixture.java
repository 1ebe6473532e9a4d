package io.sealpost.device;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Channels for the tests of other packages. */
public final class ChannelFixture {
    private ChannelFixture() {
    }

    public static Channel nanomdm(String url, Set<Basis> owners, Duration timeout) {
        return new Channel("mdm", "nanomdm", url, "signer", "compatible", List.of(), owners, timeout, Duration.ofMinutes(10),
            new Channel.Secrets("nanomdm", "api-key", "hmac-key"));
    }
}
