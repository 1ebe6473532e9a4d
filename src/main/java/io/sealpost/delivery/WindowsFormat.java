package io.sealpost.delivery;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

import io.sealpost.device.Channel;
import io.sealpost.device.Device;
import io.sealpost.payload.Pkcs12Encoding;
import io.sealpost.payload.windows.WindowsIdentity;
import io.sealpost.payload.windows.WindowsRecipient;
import io.sealpost.payload.windows.WindowsSealing;
import io.sealpost.pki.Uuids;
import org.springframework.stereotype.Component;

/** Windows': one configuration profile with the trust anchors for the PC, one with the identities for its user. */
@Component
class WindowsFormat implements Format {
    static final String INSTALL = "InstallWindowsProfiles";
    static final String REMOVE = "RemoveWindowsProfiles";
    private final WindowsSealing sealing;

    WindowsFormat(WindowsSealing sealing) {
        this.sealing = sealing;
    }

    @Override
    public String name() {
        return "windows";
    }

    @Override
    public Shape shape(Device device) {
        return new Shape(true, true, Shape.Signing.OWN, Shape.Mail.NONE, true);
    }

    @Override
    public String installing() {
        return INSTALL;
    }

    @Override
    public String removing() {
        return REMOVE;
    }

    @Override
    public List<String> inquiries(Device device) {
        return List.of("HostDetails");
    }

    @Override
    public boolean showsRecipient(Device device) {
        return false;
    }

    /** Labels are a host's for as long as Fleet knows it, and bring their profiles whenever it enrols. */
    @Override
    public boolean keeps() {
        return true;
    }

    @Override
    public String unreachable(Channel channel) {
        return "no-recipient-certificate: nobody stated the PC's own certificate, to whose key the passwords are encrypted; see "
            + "docs/channels/" + channel.kind() + ".md";
    }

    @Override
    public String settings(Channel channel) {
        return channel.pkcs12() + " " + store(channel);
    }

    @Override
    public void check(Channel channel) {
        channel.require("device-ca");
    }

    /** Names carry what the MDM's answer must be matched by: the profile's id, and the command that brought it. */
    @Override
    public WindowsProfiles seal(Delivery delivery, Bundle bundle, Device device, Channel channel) {
        if (delivery.kind() != Kind.INSTALL) {
            return new WindowsProfiles(delivery.externalKey(), List.of());
        }
        List<WindowsIdentity> identities = bundle.identities().map(p -> new WindowsIdentity(p.certificate(), bundle.key(p))).toList();
        List<X509Certificate> anchors = bundle.certificates(ItemKind.TRUST_ANCHOR);
        String identifier = bundle.identifier();
        List<WindowsProfiles.Named> wanted = new ArrayList<>();
        if (!anchors.isEmpty()) {
            byte[] profile = sealing.anchors(anchors);
            UUID content = Uuids.named("trust", device.id(), new String(profile, StandardCharsets.UTF_8));
            wanted.add(new WindowsProfiles.Named(identifier + " trust " + content, profile));
        }
        if (!identities.isEmpty()) {
            byte[] profile = sealing.identities(identities, new WindowsRecipient(device.recipient(), store(channel)),
                Pkcs12Encoding.valueOf(channel.pkcs12().toUpperCase(Locale.ROOT)));
            UUID content = Bundles.profileUuid(device.id(), bundle.digest());
            wanted.add(new WindowsProfiles.Named(identifier + " " + content + " " + delivery.command(), profile));
        }
        return new WindowsProfiles(identifier, wanted);
    }

    /** Where the PC keeps the key of its recipient certificate. */
    static String store(Channel channel) {
        return channel.parameters().getOrDefault("password-store", "My");
    }
}
