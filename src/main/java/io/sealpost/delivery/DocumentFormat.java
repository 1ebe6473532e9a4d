package io.sealpost.delivery;

import java.io.ByteArrayOutputStream;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealpost.device.Channel;
import io.sealpost.device.Channels;
import io.sealpost.device.Device;
import io.sealpost.device.Platform;
import io.sealpost.payload.Pkcs12Encoding;
import io.sealpost.payload.android.Identity;
import io.sealpost.payload.android.IdentitySealing;
import io.sealpost.payload.windows.WindowsIdentity;
import io.sealpost.payload.windows.WindowsRecipient;
import io.sealpost.payload.windows.WindowsSealing;
import io.sealpost.pki.Certificates;
import io.sealpost.user.User;
import io.sealpost.user.Users;
import org.springframework.stereotype.Component;

/**
 * One sealed document for each delivery, in the platform's own payload format but without any MDM's commands around it: for MDMs that
 * we know nothing of. Nobody can be asked what a device holds; importers state devices, and what they are encrypted to.
 */
@Component
class DocumentFormat implements Format {
    static final String NAME = "document";
    private static final String INSTALL = "InstallDocument";
    private static final String REMOVE = "RemoveDocument";
    private final AppleFormat apple;
    private final WindowsSealing windows;
    private final IdentitySealing android;
    private final Channels channels;
    private final Users users;
    private final Clock clock;
    private final ObjectMapper json = new ObjectMapper();

    DocumentFormat(AppleFormat apple, WindowsSealing windows, IdentitySealing android, Channels channels, Users users, Clock clock) {
        this.apple = apple;
        this.windows = windows;
        this.android = android;
        this.channels = channels;
        this.users = users;
        this.clock = clock;
    }

    @Override
    public String name() {
        return NAME;
    }

    /** A Mac has one for its user, which holds the trust anchors too: there is no second channel to it. */
    @Override
    public Shape shape(Device device) {
        return new Shape(true, true, Shape.Signing.OWN, switch (device.platform()) {
            case IOS -> Shape.Mail.ACCOUNT;
            case MACOS -> Shape.Mail.PREFERENCE;
            case WINDOWS, ANDROID -> Shape.Mail.NONE;
        }, true);
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
        return List.of();
    }

    @Override
    public boolean showsRecipient(Device device) {
        return false;
    }

    @Override
    public boolean unheard() {
        return true;
    }

    @Override
    public String unreachable(Channel channel) {
        return "no-recipient-certificate: nobody stated the device's own certificate; state it as recipientCertificate by"
            + " PUT /api/v1/devices/{id}, it must chain to sealpost.channels." + channel.name() + ".device-ca";
    }

    @Override
    public String settings(Channel channel) {
        return channel.pkcs12() + " " + WindowsFormat.store(channel);
    }

    @Override
    public void check(Channel channel) {
        channel.require("device-ca");
        for (Platform platform : List.of(Platform.IOS, Platform.MACOS)) {
            if (channels.of(platform).filter(c -> c.name().equals(channel.name())).isPresent()) {
                channel.require("signer");
            }
        }
    }

    @Override
    public Document seal(Delivery delivery, Bundle bundle, Device device, Channel channel) {
        User user = users.get(delivery.user()).orElseThrow();
        String name = user.primaryAddress().orElse(user.title());
        if (delivery.kind() == Kind.REMOVE) {
            return new Document(delivery.id(), Kind.REMOVE, channel.name(), device.externalId(), device.platform(), user.id(), name,
                delivery.externalKey(), null, clock.instant(), null, null, null);
        }
        Pkcs12Encoding encoding = Pkcs12Encoding.valueOf(channel.pkcs12().toUpperCase(Locale.ROOT));
        Made made = switch (device.platform()) {
            case IOS -> profile(bundle, device, channel, null);
            case MACOS -> profile(bundle, device, channel, "User");
            case WINDOWS -> new Made("xml", "application/xml-external-parsed-entity", syncMl(bundle, device, channel, encoding));
            case ANDROID -> new Made("smime.json", "application/json", messages(bundle, device, encoding));
        };
        return new Document(delivery.id(), Kind.INSTALL, channel.name(), device.externalId(), device.platform(), user.id(), name,
            bundle.identifier(), bundle.digest(), clock.instant(), made.extension, made.mediaType, made.content);
    }

    private Made profile(Bundle bundle, Device device, Channel channel, String scope) {
        channel.require("signer");
        return new Made("mobileconfig", "application/x-apple-aspen-config", apple.profile(bundle, device, channel, scope));
    }

    /** SyncML commands without an envelope: an Add for each trust anchor, then one Atomic with the identities. UTF-8. */
    private byte[] syncMl(Bundle bundle, Device device, Channel channel, Pkcs12Encoding encoding) {
        ByteArrayOutputStream commands = new ByteArrayOutputStream();
        List<X509Certificate> anchors = bundle.certificates(ItemKind.TRUST_ANCHOR);
        if (!anchors.isEmpty()) {
            commands.writeBytes(windows.anchors(anchors));
        }
        commands.writeBytes(windows.identities(bundle.identities().map(p -> new WindowsIdentity(p.certificate(), bundle.key(p))).toList(),
            new WindowsRecipient(device.recipient(), WindowsFormat.store(channel)), encoding));
        return commands.toByteArray();
    }

    /** A JSON object: CAs in DER, and each identity as the companion app takes it (docs/channels/android.md), all in base64. */
    private byte[] messages(Bundle bundle, Device device, Pkcs12Encoding encoding) {
        ObjectNode all = json.createObjectNode();
        ArrayNode anchors = all.putArray("anchors");
        bundle.certificates(ItemKind.TRUST_ANCHOR).forEach(c -> anchors.add(Certificates.der(c)));
        ArrayNode identities = all.putArray("identities");
        android.seal(bundle.identities().map(p -> new Identity(p.certificate(), bundle.key(p))).toList(), device.recipient(), encoding)
            .forEach(one -> identities.addObject().put("alias", one.alias()).put("message", Base64.getEncoder()
                .encodeToString(one.cms())));
        return all.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    private record Made(String extension, String mediaType, byte[] content) {
    }
}
