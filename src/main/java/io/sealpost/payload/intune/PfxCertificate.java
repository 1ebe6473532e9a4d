package io.sealpost.payload.intune;

import io.sealpost.pki.Certificates;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.HexFormat;

/**
 * A userPFXCertificate as Graph takes it.
 *
 * @param thumbprint SHA-1 of the certificate, lower-case hex; with the user's id it is the entity's id
 * @param json       the body of POST or PATCH, UTF-8
 */
public record PfxCertificate(String thumbprint, byte[] json) {

    /** A certificate's name at Intune: its SHA-1, lower-case hex. */
    public static String thumbprint(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(Certificates.der(certificate)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has SHA-1", e);
        }
    }

    @Override
    public String toString() {
        return "PfxCertificate[" + thumbprint + "]";
    }
}
