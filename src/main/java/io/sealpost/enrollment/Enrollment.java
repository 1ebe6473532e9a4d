package io.sealpost.enrollment;

import java.util.Base64;
import java.util.UUID;

/**
 * One certification request on its way, claimed by the worker that holds it.
 *
 * @param csr PKCS #10 (RFC 2986), DER
 */
public record Enrollment(UUID id, String ca, String profile, UUID device, UUID user, String address, byte[] csr, String requestId,
                         int attempts) {
    /** The request as EST wants it: base64 of the DER, no armour (RFC 8951, 3.1). */
    public String csrBase64() {
        return Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(csr);
    }

    @Override
    public String toString() {
        return "enrollment " + id + " at " + ca;
    }
}
