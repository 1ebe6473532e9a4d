package io.sealpost.enrollment;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;

/**
 * A signing certificate that its CA is asked to revoke, claimed by the worker that holds it.
 *
 * @param issuer      the issuer's name (RFC 2253)
 * @param serial      the serial number, hex, lower case
 * @param certificate the certificate, DER
 */
public record Revocation(UUID id, String ca, String issuer, String serial, byte[] certificate, int attempts) {
    /** The certificate in base64 without line breaks. */
    public String certificateBase64() {
        return Base64.getEncoder().encodeToString(certificate);
    }

    /** The issuer's name, percent-encoded as one segment of a URL's path (RFC 3986, 3.3). */
    public String issuerInPath() {
        return URLEncoder.encode(issuer, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public String toString() {
        return "revocation of serial " + serial + " at " + ca;
    }
}
