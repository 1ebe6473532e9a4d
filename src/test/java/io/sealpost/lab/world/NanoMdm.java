package io.sealpost.lab.world;

import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealpost.lab.ca.Authority;
import io.sealpost.lab.ca.Pem;
import io.sealpost.lab.ca.Template;
import io.sealpost.lab.device.Device;
import io.sealpost.lab.device.DeviceSettings;
import io.sealpost.lab.device.Mac;
import io.sealpost.lab.device.Managed;
import io.sealpost.lab.device.Surroundings;
import io.sealpost.lab.gateway.GatewayProperties;
import io.sealpost.lab.mdm.Mdm;
import io.sealpost.lab.mdm.MdmSettings;
import io.sealpost.lab.people.Person;
import io.sealpost.lab.seed.Secrets;

/** iPhones, iPads and Macs, managed by NanoMDM. */
final class NanoMdm implements Management {
    static final String CHANNEL = "nanomdm";

    private final Ground ground;
    private final Authority deviceCa = Authority.root("Sealpost Lab MDM Devices");
    private final String apiKey = Secrets.password();
    private final String webhookKey = Secrets.password();
    private final String webhook;
    private final Mdm mdm;
    private final Surroundings surroundings;

    NanoMdm(Ground ground) {
        this.ground = ground;
        webhook = ground.gateway() + "/channels/" + CHANNEL + "/webhook";
        mdm = new Mdm(new MdmSettings(apiKey, webhook, ground.channelPassword(), webhookKey, ground.options().lost()), ground.chance(),
                ground.clock());
        surroundings = new Surroundings(mdm, "com.apple.mgmt.External.lab", deviceCa, ground.root().certificate(),
                ground.issuing().certificate(), ground.threads(), ground.devices());
        Pem.write(ground.files().file("device-ca.pem"), Pem.of(deviceCa.certificate()));
        ground.files().leaf("profile-signer", "Sealpost profiles", Template.profileSigner(), ground.issuing());
    }

    @Override
    public int each(Options.Platform platform) {
        return platform == Options.Platform.IOS || platform == Options.Platform.MACOS ? 1 : 0;
    }

    @Override
    public List<Managed> make(Options.Platform platform, Person owner, int nth) {
        int each = ground.options().count(platform);
        boolean namesOwner = nth < each && (each % 2 == 0 ? nth % 2 == 1
                : ground.chance().oneIn(2, "names owner", platform.name(), owner.uid(), nth));
        if (platform == Options.Platform.IOS) {
            return List.of(new Device(settings(owner.uid(), nth, namesOwner, false), surroundings, owner));
        }
        var hex = HexFormat.of().withUpperCase();
        var settings = settings("Mac of " + owner.uid(), nth, namesOwner, false);
        return List.of(new Mac(new DeviceSettings(settings.udid(), "Mac15,3", settings.serial(), namesOwner, false, settings.notNow()),
                hex.formatHex(ground.chance().bytes(8, "guid", owner.uid(), nth)), surroundings, owner));
    }

    /** How the iPhone or iPad of this name and number is made; the same for the same seed. */
    private DeviceSettings settings(String of, int nth, boolean namesOwner, boolean hidesIdentity) {
        var chance = ground.chance();
        var hex = HexFormat.of().withUpperCase();
        var product = chance.oneIn(5, "ipad", of, nth) ? "iPad13,4" : "iPhone14,5";
        int notNow = chance.oneIn(6, "notnow", of, nth) ? 1 + chance.below(2, "twice", of, nth) : 0;
        return new DeviceSettings("00008110-" + hex.formatHex(chance.bytes(8, "udid", of, nth)), product,
                "LAB" + hex.formatHex(chance.bytes(4, "serial", of, nth)), namesOwner, hidesIdentity, notNow);
    }

    /** One more iPhone, whose certificate does not name its owner. @param owner null: nobody's */
    Device more(Person owner, int nth, boolean hidesIdentity) {
        return new Device(settings(owner == null ? "nobody" : owner.uid(), nth, false, hidesIdentity), surroundings, owner);
    }

    @Override
    public void configure(GatewayProperties gateway) {
        var files = ground.files();
        gateway.set("spring.ssl.bundle.pem.profile-signer.keystore.certificate", "file:" + files.file("profile-signer.pem"));
        gateway.set("spring.ssl.bundle.pem.profile-signer.keystore.private-key", "file:" + files.file("profile-signer.key"));
        var prefix = "sealpost.channels." + CHANNEL + ".";
        gateway.set(prefix + "kind", "nanomdm");
        gateway.set(prefix + "url", mdm.url());
        gateway.set(prefix + "username", "nanomdm");
        gateway.set(prefix + "password", apiKey);
        gateway.set(prefix + "webhook-key", webhookKey);
        gateway.set(prefix + "signer", "profile-signer");
        gateway.list(prefix + "device-ca", files.file("device-ca.pem"));
        gateway.list(prefix + "owners", "IMPORTER", "CERTIFICATE");
        gateway.set(prefix + "pkcs12", "compatible");
        gateway.set(prefix + "timeout", "20s");
        gateway.set(prefix + "answer-within", Math.max(3, ground.options().users() / 10) + "s");
        gateway.set("sealpost.platforms.IOS.channel", CHANNEL);
        gateway.set("sealpost.platforms.MACOS.channel", CHANNEL);
    }

    @Override
    public void describe(ObjectNode endpoints) {
        endpoints.putObject("mdm").put("url", mdm.url()).put("user", "nanomdm").put("password", apiKey).put("webhook", webhook)
                .put("webhookKey", webhookKey).put("deviceCa", ground.files().file("device-ca.pem").toString());
    }

    @Override
    public List<String[]> figures() {
        var events = mdm.events();
        return List.of(new String[] {"first profile", untilProfile()},
                new String[] {"webhook events", events.made() + ", " + events.lost() + " of them lost on purpose, " + events.refused()
                        + " not answered with 200" + (events.refusal().isEmpty() ? "" : " (" + events.refusal() + ")")});
    }

    private String untilProfile() {
        var times = mdm.untilProfile();
        return times.isEmpty() ? "none" : String.format(Locale.ROOT,
                "%.2f s after joining with an owner (median), %.2f s (p95), %d devices",
                times.get(times.size() / 2).toMillis() / 1e3, times.get(times.size() * 95 / 100).toMillis() / 1e3, times.size());
    }

    @Override
    public void listen(Consumer<String> listener) {
        mdm.listen(listener);
    }

    Mdm mdm() {
        return mdm;
    }

    @Override
    public void close() {
        mdm.close();
    }
}
