package io.sealpost.delivery;

import java.security.cert.X509Certificate;
import java.util.UUID;

import io.sealpost.pki.Certificates;

/**
 * One thing that a device should hold.
 *
 * @param id          of its row in the ledger, UUIDv5(device, user, kind, what)
 * @param certificate null for the mail profile
 * @param payload     its PayloadUUID; the same for the same thing on the same device, so that nothing unchanged is torn down
 */
record Part(UUID id, ItemKind kind, X509Certificate certificate, UUID payload) {

    String sha256() {
        return certificate == null ? null : Certificates.sha256(certificate);
    }
}
