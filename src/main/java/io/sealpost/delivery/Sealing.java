package io.sealpost.delivery;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.sealpost.device.Channel;
import io.sealpost.device.Channels;
import io.sealpost.device.Device;
import io.sealpost.escrow.WrappedKey;
import io.sealpost.payload.Pkcs12Encoding;
import io.sealpost.payload.apple.Anchor;
import io.sealpost.payload.apple.Identity;
import io.sealpost.payload.apple.MdmCommands;
import io.sealpost.payload.apple.ProfileContent;
import io.sealpost.payload.apple.ProfileSealing;
import io.sealpost.pki.Certificates;
import org.springframework.stereotype.Component;

/** Makes what leaves: one call from wrapped keys to bytes that only the device can open. */
@Component
public class Sealing {
    private final Deliveries deliveries;
    private final Channels channels;
    private final ProfileSealing profiles;
    private final ProfileSigners signers;

    Sealing(Deliveries deliveries, Channels channels, ProfileSealing profiles, ProfileSigners signers) {
        this.deliveries = deliveries;
        this.channels = channels;
        this.profiles = profiles;
        this.signers = signers;
    }

    /**
     * Reads the owner again, assembles, proves, encrypts for the device and signs.
     *
     * @param bundle with its keys for an INSTALL; ignored otherwise
     * @return an MDM command, XML property list in UTF-8
     * @throws Superseded if the device changed hands since the delivery was claimed
     */
    public byte[] seal(Delivery delivery, Object bundle) {
        Device device = deliveries.confirm(delivery);
        return switch (delivery.request()) {
            case "InstallProfile" -> MdmCommands.installProfile(delivery.command(), profile((Bundle) bundle, device));
            case "RemoveProfile" -> MdmCommands.removeProfile(delivery.command(), delivery.externalKey());
            case "CertificateList" -> MdmCommands.certificateList(delivery.command());
            case "ProfileList" -> MdmCommands.profileList(delivery.command());
            default -> throw new IllegalStateException("No such request: " + delivery.request());
        };
    }

    private byte[] profile(Bundle bundle, Device device) {
        Channel channel = channels.get(device.channel());
        Map<String, WrappedKey> keys = bundle.keys().stream().collect(Collectors.toMap(WrappedKey::spki, Function.identity()));
        List<Anchor> anchors = bundle.parts().stream().filter(p -> p.kind() == ItemKind.TRUST_ANCHOR)
            .map(p -> new Anchor(p.certificate(), p.payload())).toList();
        List<Identity> identities = bundle.identities().map(p -> identity(p, keys)).toList();
        UUID uuid = Bundles.profileUuid(device.id(), bundle.digest());
        ProfileContent content = new ProfileContent(bundle.identifier(), uuid, bundle.title(), null, anchors, identities, bundle.mail());
        return profiles.seal(content, device.recipient(), signers.get(channel.signer()),
            Pkcs12Encoding.valueOf(channel.pkcs12().toUpperCase(java.util.Locale.ROOT)));
    }

    private static Identity identity(Part part, Map<String, WrappedKey> keys) {
        WrappedKey key = keys.get(Certificates.spki(part.certificate().getPublicKey()));
        if (key == null) {
            throw new IllegalStateException("The escrow route brought no key for certificate " + part.sha256());
        }
        return new Identity(part.certificate(), key, part.payload());
    }
}
