package io.sealpost.payload.windows;

import io.sealpost.pki.Certificates;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;

/** How Windows names certificates. */
final class Thumbprint {
    private Thumbprint() {
    }

    /** SHA-1 over the DER, in upper-case hex. */
    static String of(X509Certificate certificate) {
        try {
            return HexFormat.of().withUpperCase().formatHex(MessageDigest.getInstance("SHA-1").digest(Certificates.der(certificate)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
