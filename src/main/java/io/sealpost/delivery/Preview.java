package io.sealpost.delivery;

import java.time.Instant;
import java.util.List;

/**
 * What a device would get now; no key is looked at for it.
 *
 * @param user     the owner's primary address, or another name; null without owner
 * @param sendable whether it could be sent now; if not, reason says why
 * @param differs  whether it is another than the last one that was sent
 * @param digest   of item ids, certificates and settings: SHA-256, hex
 * @param mail     null while mail is told nothing
 */
public record Preview(String device, String user, boolean sendable, boolean differs, String reason, String digest, List<Item> items,
                      Mail mail) {

    /** @param certificate SHA-256 over its DER, hex; null for what is no certificate, as what follows it */
    public record Item(ItemKind kind, String certificate, String subject, String serial, Instant notAfter) {
        static Item of(Part part) {
            return part.certificate() == null ? new Item(part.kind(), null, null, null, null) : new Item(part.kind(), part.sha256(),
                part.certificate().getSubjectX500Principal().getName(), part.certificate().getSerialNumber().toString(16),
                part.certificate().getNotAfter().toInstant());
        }
    }

    /** The certificates to sign with and to decrypt for: SHA-256, hex, or null. */
    public record Mail(String signing, String encryption) {
    }
}
