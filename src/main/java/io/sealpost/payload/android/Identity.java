package io.sealpost.payload.android;

import io.sealpost.escrow.WrappedKey;
import java.security.cert.X509Certificate;

/** A certificate with its wrapped key, for the companion app to install. */
public record Identity(X509Certificate certificate, WrappedKey key) {
    @Override
    public String toString() {
        return "Identity[spki=" + key.spki() + "]";
    }
}
