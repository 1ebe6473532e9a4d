package io.sealpost.device;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/**
 * Our outbound adapter to one MDM.
 *
 * @param name         its name under {@code sealpost.channels}
 * @param kind         picks the routes {@code send-<kind>}, {@code receive-<kind>}, {@code poll-<kind>}
 * @param deviceCa     what recipient certificates must chain to
 * @param signer       the {@code spring.ssl.bundle} that signs configuration profiles
 * @param answerWithin how long a sent command may stay unanswered before we ask what the device holds
 */
public record Channel(String name, String kind, String url, String signer, String pkcs12, List<X509Certificate> deviceCa,
                      Set<Basis> owners, Duration timeout, Duration answerWithin, Secrets secrets) {

    /** What we log in with, and what the MDM's webhook is authenticated by. Redacts itself. */
    record Secrets(String username, String password, String webhookKey) {
        @Override
        public String toString() {
            return "redacted";
        }
    }

    /** The value of an HTTP Authorization header (RFC 7617). A secret: set it right before the call, remove it right after. */
    public String authorization() {
        byte[] pair = (secrets.username + ":" + secrets.password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    /** The HMAC key of the MDM's webhook. A secret. */
    public String webhookKey() {
        return secrets.webhookKey;
    }

    /** For endpoint options that want milliseconds. */
    public long timeoutMillis() {
        return timeout.toMillis();
    }

    @Override
    public String toString() {
        return "channel " + name + " (" + kind + ")";
    }
}
