package io.sealpost.lab.graph;

import java.security.cert.X509Certificate;
import java.util.UUID;

import io.sealpost.lab.seed.Secrets;

/**
 * An application that is registered in the tenant.
 *
 * @param certificate what its assertions are verified with; null: it has a secret only
 */
public record Application(String tenant, String clientId, String clientSecret, X509Certificate certificate) {
    /** A fresh one. */
    public static Application create(X509Certificate certificate) {
        return new Application(UUID.randomUUID().toString(), UUID.randomUUID().toString(), Secrets.password(), certificate);
    }

    @Override
    public String toString() {
        return "Application[" + clientId + "]";
    }
}
