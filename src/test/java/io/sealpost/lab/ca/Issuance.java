package io.sealpost.lab.ca;

import java.security.cert.X509Certificate;
import java.time.Instant;

/**
 * One certificate that was issued over EST.
 *
 * @param address     the rfc822Name it names
 * @param certificate the certificate
 * @param request     SHA-256 of the request's DER, lower-case hex
 * @param issuedAt    when
 */
public record Issuance(String address, X509Certificate certificate, String request, Instant issuedAt) {
}
