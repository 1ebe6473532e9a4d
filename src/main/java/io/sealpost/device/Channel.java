package io.sealpost.device;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Our outbound adapter to one MDM.
 *
 * @param name         its name under {@code sealpost.channels}
 * @param kind         picks the routes {@code send-<kind>}, {@code receive-<kind>}, {@code poll-<kind>}
 * @param deviceCa     what recipient certificates must chain to
 * @param signer       the {@code spring.ssl.bundle} that signs for it: configuration profiles, assertions
 * @param format       the payload format of all its devices; empty: each platform's own
 * @param parameters   what only this kind's routes and format know, by name
 * @param answerWithin how long a sent command may stay unanswered before we ask what the device holds
 */
public record Channel(String name, String kind, String url, String signer, String pkcs12, String format, Map<String, String> parameters,
                      List<X509Certificate> deviceCa, Set<Basis> owners, Duration timeout, Duration answerWithin, Secrets secrets) {

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

    /** As {@link #authorization}, where the password is a token (RFC 6750). A secret. */
    public String bearer() {
        return "Bearer " + secrets.password;
    }

    /** This channel, logged in: {@link #bearer} bears this access token. */
    public Channel loggedIn(String accessToken) {
        return new Channel(name, kind, url, signer, pkcs12, format, parameters, deviceCa, owners, timeout, answerWithin,
            new Secrets(secrets.username, accessToken, secrets.webhookKey));
    }

    /** The user or client id itself, for the body of a token request. */
    public String username() {
        return secrets.username;
    }

    /** The password or client secret itself, for the body of a token request. A secret. */
    public String password() {
        return secrets.password;
    }

    /**
     * A parameter that this kind of channel cannot do without.
     *
     * @throws IllegalStateException names the missing key
     */
    public String parameter(String key) {
        String value = parameters.get(key);
        if (value == null || value.isBlank()) {
            throw new IllegalStateException("sealpost.channels." + name + ".parameters." + key + " is missing: see docs/channels/" + kind
                + ".md");
        }
        return value;
    }

    /**
     * Says which of its keys the kind cannot do without: username, password, webhook-key, signer, device-ca.
     *
     * @throws IllegalStateException names the first one that is missing
     */
    public void require(String... keys) {
        Map<String, Boolean> given = Map.of("username", !secrets.username.isBlank(), "password", !secrets.password.isBlank(),
            "webhook-key", !secrets.webhookKey.isBlank(), "signer", !signer.isBlank(), "device-ca", !deviceCa.isEmpty());
        for (String key : keys) {
            if (!given.get(key)) {
                throw new IllegalStateException("sealpost.channels." + name + "." + key + " is missing: a channel of kind " + kind
                    + " needs it (docs/channels/" + kind + ".md)");
            }
        }
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
