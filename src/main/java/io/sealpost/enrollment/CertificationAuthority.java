package io.sealpost.enrollment;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;

/**
 * A CA that signing certificates are asked from.
 *
 * @param name    its name under {@code sealpost.cas}
 * @param kind    picks the route {@code enroll-<kind>}
 * @param tls     the {@code spring.ssl.bundle} with our client certificate and their trust
 * @param trust   what issued certificates must chain to: the root first, then intermediates
 * @param pending how long to wait before asking again when the CA names no time
 */
public record CertificationAuthority(String name, String kind, String url, String tls, List<X509Certificate> trust,
                                     Duration timeout, Duration pending) {
    /** For endpoint options that want milliseconds. */
    public long timeoutMillis() {
        return timeout.toMillis();
    }
}
