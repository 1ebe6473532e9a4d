package io.sealpost.delivery;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import io.sealpost.escrow.WrappedKey;
import io.sealpost.payload.apple.MailPayload;
import io.sealpost.pki.Certificates;

/**
 * Everything that one device should hold for its user. Keys are wrapped, or not there yet.
 *
 * @param identifier PayloadIdentifier of the configuration profile: one per user on a device
 * @param parts      trust anchors, identities, what mail is told
 * @param mail       null while no mail profile can be given
 * @param digest     SHA-256, hex, over item ids, certificates and settings: equal digests mean there is nothing to send
 */
public record Bundle(UUID device, UUID user, int generation, String title, String identifier, List<Part> parts,
                     MailPayload mail, String digest, List<WrappedKey> keys) {

    /** The public keys whose wrapped keys must be fetched: SHA-256 of the SubjectPublicKeyInfo, hex. */
    public List<String> spkis() {
        return identities().map(p -> Certificates.spki(p.certificate().getPublicKey())).toList();
    }

    /** This bundle with its wrapped keys. */
    public Bundle with(List<WrappedKey> wrapped) {
        return new Bundle(device, user, generation, title, identifier, parts, mail, digest, List.copyOf(wrapped));
    }

    /** The wrapped key of an identity. */
    WrappedKey key(Part identity) {
        String spki = Certificates.spki(identity.certificate().getPublicKey());
        return keys.stream().filter(k -> k.spki().equals(spki)).findFirst().orElseThrow(
            () -> new IllegalStateException("The escrow route brought no key for certificate " + identity.sha256()));
    }

    /** Whether there is anything in it that is worth a delivery of its own. */
    boolean hasIdentities() {
        return identities().findAny().isPresent();
    }

    /** The certificate, SHA-256 in hex, of the identity with this PayloadUUID; null if there is none. */
    String certificate(UUID payload) {
        return identities().filter(p -> p.payload().equals(payload)).map(Part::sha256).findFirst().orElse(null);
    }

    Stream<Part> identities() {
        return parts.stream().filter(p -> p.kind() == ItemKind.ENCRYPTION_IDENTITY || p.kind() == ItemKind.SIGNING_IDENTITY);
    }

    List<X509Certificate> certificates(ItemKind kind) {
        return parts.stream().filter(p -> p.kind() == kind).map(Part::certificate).toList();
    }

    @Override
    public String toString() {
        return "bundle of " + parts.size() + " items for device " + device;
    }
}
