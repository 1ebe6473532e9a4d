package io.sealpost.payload.apple;

import io.sealpost.escrow.WrappedKey;
import java.security.cert.X509Certificate;
import java.util.UUID;

/** A certificate with its wrapped key, and the payload it becomes. */
public record Identity(X509Certificate certificate, WrappedKey key, UUID payloadUuid) {
    @Override
    public String toString() {
        return "Identity[payloadUuid=" + payloadUuid + ", spki=" + key.spki() + "]";
    }
}
