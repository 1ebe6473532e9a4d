package io.sealpost.lab.world;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealpost.lab.android.AmapiServer;
import io.sealpost.lab.android.Enterprise;
import io.sealpost.lab.android.Phone;
import io.sealpost.lab.android.SecureHardware;
import io.sealpost.lab.ca.Pem;
import io.sealpost.lab.ca.Template;
import io.sealpost.lab.device.Mailbox;
import io.sealpost.lab.device.Managed;
import io.sealpost.lab.gateway.GatewayProperties;
import io.sealpost.lab.people.Person;

/** Android phones with the companion app, managed by the Android Management API. */
final class AndroidMdm implements Management {
    static final String CHANNEL = "android";
    private static final String ENTERPRISE = "enterprises/LC00lab";
    private static final String ACCOUNT = "gateway@lab.example.com";

    private final Ground ground;
    private final Enterprise enterprise;
    private final SecureHardware hardware = new SecureHardware();
    private final AmapiServer google;

    AndroidMdm(Ground ground) {
        this.ground = ground;
        enterprise = new Enterprise(ENTERPRISE, ground.clock());
        var account = ground.files().leaf("google", "Service account", Template.client(), ground.issuing());
        google = new AmapiServer(enterprise, ACCOUNT, account.getPublicKey());
        Pem.write(ground.files().file("attestation-root.pem"), Pem.of(hardware.root()));
    }

    @Override
    public int each(Options.Platform platform) {
        return platform == Options.Platform.ANDROID ? 1 : 0;
    }

    @Override
    public List<Managed> make(Options.Platform platform, Person owner, int nth) {
        var id = "3" + HexFormat.of().formatHex(ground.chance().bytes(8, "android", owner.uid(), nth)).substring(1);
        var folder = ground.devices().resolve(id);
        var mailbox = new Mailbox(ground.root().certificate(), ground.issuing().certificate(), folder.resolve("sent.p7s"));
        return List.of(new AndroidPhone(id, new Phone(enterprise, hardware, ground.threads(), owner, folder, mailbox), owner));
    }

    @Override
    public void configure(GatewayProperties gateway) {
        var files = ground.files();
        gateway.set("spring.ssl.bundle.pem.google.keystore.certificate", "file:" + files.file("google.pem"));
        gateway.set("spring.ssl.bundle.pem.google.keystore.private-key", "file:" + files.file("google.key"));
        var prefix = "sealpost.channels." + CHANNEL + ".";
        gateway.set(prefix + "kind", "android");
        gateway.set(prefix + "url", google.url());
        gateway.set(prefix + "signer", "google");
        gateway.list(prefix + "device-ca", files.file("attestation-root.pem"));
        gateway.list(prefix + "owners", "MDM");
        gateway.set(prefix + "timeout", "20s");
        gateway.set(prefix + "answer-within", "5s");
        Map.of("enterprise", ENTERPRISE, "account", ACCOUNT, "token-url", google.tokenUrl(), "app", "com.example.smime",
                "gateway-url", ground.gateway()).forEach((name, value) -> gateway.set(prefix + "parameters." + name, value));
        gateway.set("sealpost.platforms.ANDROID.channel", CHANNEL);
    }

    @Override
    public void describe(ObjectNode endpoints) {
        endpoints.putObject(CHANNEL).put("url", google.url()).put("enterprise", ENTERPRISE).put("account", ACCOUNT)
                .put("key", ground.files().file("google.key").toString());
    }

    @Override
    public Set<String> accessTokens() {
        return google.accessTokens();
    }

    @Override
    public List<String[]> figures() {
        return List.of();
    }

    @Override
    public void close() {
        google.close();
    }
}
