package io.sealpost.payload.apple;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/** Who signs configuration profiles: the key, and its certificate followed by the issuers'. */
public record Signer(PrivateKey key, List<X509Certificate> chain) {
    public Signer {
        chain = List.copyOf(chain);
    }

    @Override
    public String toString() {
        return "Signer[" + (chain.isEmpty() ? "" : chain.get(0).getSubjectX500Principal().getName()) + "]";
    }
}
