package io.sealpost.enrollment;

import io.sealpost.pki.Certificates;
import io.sealpost.pki.UndecodableCertificate;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;

/** What EST answers: a certs-only CMS message (RFC 7030, section 4.2.3; RFC 8951). */
final class CertsOnly {
    private CertsOnly() {
    }

    /**
     * Reads the certificates of an answer, at least one.
     *
     * @param body base64, with line breaks or without, with PEM armour or without; or DER itself, which some CAs send
     * @throws UndecodableCertificate if it is neither, or holds none
     */
    public static List<X509Certificate> read(byte[] body) {
        List<X509Certificate> certificates = Certificates.parsePkcs7(body.length > 0 && body[0] == 0x30 ? body : decoded(body));
        if (certificates.isEmpty()) {
            throw new UndecodableCertificate("The CA's answer holds no certificate", null);
        }
        return certificates;
    }

    private static byte[] decoded(byte[] body) {
        String text = new String(body, StandardCharsets.US_ASCII).replaceAll("-----(BEGIN|END) [A-Z0-9 #]{1,32}-----", "")
            .replaceAll("\\s", "");
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new UndecodableCertificate("The CA's answer is neither base64 nor DER", e);
        }
    }
}
