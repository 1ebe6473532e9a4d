package io.sealpost.lab.device;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/** A certificate with its key, as a device holds it. */
public record InstalledIdentity(X509Certificate certificate, PrivateKey key) {
    /** Whether it signs (RFC 8550: digitalSignature), rather than decrypts. */
    public boolean signs() {
        var usage = certificate.getKeyUsage();
        return usage != null && usage[0];
    }

    @Override
    public String toString() {
        return "InstalledIdentity[" + certificate.getSerialNumber().toString(16) + "]";
    }
}
