package io.sealpost.lab.ca;

import java.security.cert.X509Certificate;
import java.time.Instant;

/**
 * One certificate that was revoked.
 *
 * @param certificate the certificate
 * @param reason      a CRLReason (RFC 5280, section 5.3.1)
 * @param at          when
 */
public record Revocation(X509Certificate certificate, int reason, Instant at) {
}
