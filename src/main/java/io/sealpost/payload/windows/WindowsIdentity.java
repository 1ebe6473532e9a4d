package io.sealpost.payload.windows;

import io.sealpost.escrow.WrappedKey;
import java.security.cert.X509Certificate;

/** A certificate with its wrapped key. */
public record WindowsIdentity(X509Certificate certificate, WrappedKey key) {
    @Override
    public String toString() {
        return "WindowsIdentity[spki=" + key.spki() + "]";
    }
}
