package io.sealpost.payload.intune;

import io.sealpost.escrow.WrappedKey;
import io.sealpost.user.Purpose;
import java.security.cert.X509Certificate;

/** A user's certificate with its wrapped key, and what Intune is to use it for. */
public record ImportedIdentity(String userPrincipalName, X509Certificate certificate, WrappedKey key, Purpose purpose) {
    @Override
    public String toString() {
        return "ImportedIdentity[" + purpose + ", spki=" + key.spki() + "]";
    }
}
