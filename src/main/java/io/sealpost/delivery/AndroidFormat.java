package io.sealpost.delivery;

import java.util.List;
import java.util.Locale;

import io.sealpost.device.Channel;
import io.sealpost.device.Device;
import io.sealpost.payload.Pkcs12Encoding;
import io.sealpost.payload.android.Identity;
import io.sealpost.payload.android.IdentitySealing;
import org.springframework.stereotype.Component;

/** Android's: CAs for the device's policy, identities for the companion app, each sealed to the key that the app registered. */
@Component
class AndroidFormat implements Format {
    static final String INSTALL = "InstallIdentities";
    static final String REMOVE = "RemoveIdentities";
    static final String REPORT = "DeviceReport";
    private final IdentitySealing identities;

    AndroidFormat(IdentitySealing identities) {
        this.identities = identities;
    }

    @Override
    public String name() {
        return "android";
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
        return List.of(REPORT);
    }

    /** Until its app has registered a key, which only an attestation brings, a device is asked: that puts app and token in its policy. */
    @Override
    public boolean showsRecipient(Device device) {
        return device.recipient() == null;
    }

    @Override
    public String unreachable(Channel channel) {
        return "no-recipient-certificate: the companion app " + channel.parameter("app") + " has not registered a key yet; is it"
            + " installed, and does it reach " + channel.parameter("gateway-url") + "?";
    }

    @Override
    public void check(Channel channel) {
        channel.require("signer", "device-ca");
        List.of("enterprise", "account", "token-url", "app", "gateway-url").forEach(channel::parameter);
    }

    /** What the companion app is to find, and the CAs of the policy; for an inquiry, nothing new. */
    @Override
    public AppBundle seal(Delivery delivery, Bundle bundle, Device device, Channel channel) {
        return switch (delivery.request()) {
            case INSTALL -> new AppBundle(bundle.certificates(ItemKind.TRUST_ANCHOR), identities.seal(bundle.identities()
                .map(p -> new Identity(p.certificate(), bundle.key(p))).toList(), device.recipient(),
                Pkcs12Encoding.valueOf(channel.pkcs12().toUpperCase(Locale.ROOT))), bundle.identifier(),
                Bundles.profileUuid(device.id(), bundle.digest()).toString());
            case REMOVE -> new AppBundle(List.of(), List.of(), null, null);
            case REPORT, Inventories.CERTIFICATES -> AppBundle.AS_BEFORE;
            default -> throw new IllegalStateException("No such request: " + delivery.request());
        };
    }
}
