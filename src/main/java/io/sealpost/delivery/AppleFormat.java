package io.sealpost.delivery;

import java.util.List;
import java.util.Locale;
import java.util.UUID;

import io.sealpost.device.Channel;
import io.sealpost.device.Device;
import io.sealpost.device.Platform;
import io.sealpost.payload.Pkcs12Encoding;
import io.sealpost.payload.apple.Anchor;
import io.sealpost.payload.apple.Identity;
import io.sealpost.payload.apple.MdmCommands;
import io.sealpost.payload.apple.ProfileContent;
import io.sealpost.payload.apple.ProfileSealing;
import org.springframework.stereotype.Component;

/**
 * Apple's: MDM commands, and for an INSTALL one configuration profile with everything in it. A Mac takes two: the trust anchors
 * over its own channel, the identities over its user's, where Mail looks for them.
 */
@Component
class AppleFormat implements Format {
    private final ProfileSealing profiles;
    private final ProfileSigners signers;

    AppleFormat(ProfileSealing profiles, ProfileSigners signers) {
        this.profiles = profiles;
        this.signers = signers;
    }

    @Override
    public String name() {
        return "apple";
    }

    @Override
    public Shape shape(Device device) {
        if (device.platform() != Platform.MACOS) {
            return new Shape(true, true, Shape.Signing.OWN, Shape.Mail.ACCOUNT, true);
        }
        return device.parent() == null ? new Shape(true, false, Shape.Signing.NONE, Shape.Mail.NONE, true)
            : new Shape(false, true, Shape.Signing.OWN, Shape.Mail.PREFERENCE, true);
    }

    @Override
    public String installing() {
        return "InstallProfile";
    }

    @Override
    public String removing() {
        return "RemoveProfile";
    }

    /** A configuration profile is replaced as one: the device keeps the old one until it has taken the new one whole. */
    @Override
    public boolean replacesWhole() {
        return true;
    }

    @Override
    public List<String> inquiries(Device device) {
        return List.of(Inventories.CERTIFICATES, Inventories.PROFILES);
    }

    @Override
    public boolean showsRecipient(Device device) {
        return device.parent() == null; // the identity of a Mac is its device channel's
    }

    /** NanoMDM has nothing that empties a queue but a device that joins again; Fleet hands Apple commands to the same code. */
    @Override
    public boolean queues() {
        return true;
    }

    @Override
    public String unreachable(Channel channel) {
        return "no-recipient-certificate: the device lists no RSA identity of the channel's device CA; see sealpost.channels."
            + channel.name() + ".device-ca";
    }

    @Override
    public void check(Channel channel) {
        channel.require("signer", "device-ca");
    }

    /** An MDM command, XML property list in UTF-8. */
    @Override
    public byte[] seal(Delivery delivery, Bundle bundle, Device device, Channel channel) {
        return switch (delivery.request()) {
            case "InstallProfile" -> MdmCommands.installProfile(delivery.command(), profile(bundle, device, channel, scope(device)));
            case "RemoveProfile" -> MdmCommands.removeProfile(delivery.command(), delivery.externalKey());
            case Inventories.CERTIFICATES -> MdmCommands.certificateList(delivery.command());
            case Inventories.PROFILES -> MdmCommands.profileList(delivery.command());
            default -> throw new IllegalStateException("No such request: " + delivery.request());
        };
    }

    /** The signed configuration profile itself, CMS SignedData, DER. */
    byte[] profile(Bundle bundle, Device device, Channel channel, String scope) {
        List<Anchor> anchors = bundle.parts().stream().filter(p -> p.kind() == ItemKind.TRUST_ANCHOR)
            .map(p -> new Anchor(p.certificate(), p.payload())).toList();
        List<Identity> identities = bundle.identities()
            .map(p -> new Identity(p.certificate(), bundle.key(p), p.payload())).toList();
        UUID uuid = Bundles.profileUuid(device.id(), bundle.digest());
        ProfileContent content = new ProfileContent(bundle.identifier(), uuid, bundle.title(), null, anchors, identities, scope,
            bundle.mail());
        return profiles.seal(content, device.recipient(), signers.get(channel.signer()),
            Pkcs12Encoding.valueOf(channel.pkcs12().toUpperCase(Locale.ROOT)));
    }

    private static String scope(Device device) {
        return device.platform() != Platform.MACOS ? null : device.parent() == null ? "System" : "User";
    }
}
