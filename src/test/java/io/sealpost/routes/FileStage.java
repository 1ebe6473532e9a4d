package io.sealpost.routes;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.dd.plist.NSDictionary;
import com.dd.plist.PropertyListParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sealpost.Core;
import io.sealpost.Databases;
import io.sealpost.OpenSsl;
import io.sealpost.TestCertificates;
import io.sealpost.Ticking;
import io.sealpost.delivery.Answers;
import io.sealpost.delivery.Bundles;
import io.sealpost.delivery.Confirmations;
import io.sealpost.delivery.Deliveries;
import io.sealpost.delivery.Ownership;
import io.sealpost.delivery.Reconciliation;
import io.sealpost.delivery.Report;
import io.sealpost.delivery.Reports;
import io.sealpost.delivery.Sealing;
import io.sealpost.delivery.Work;
import io.sealpost.device.Channels;
import io.sealpost.escrow.Escrow;
import io.sealpost.escrow.EscrowFixture;
import io.sealpost.escrow.Origin;
import io.sealpost.user.DirectoryEntry;
import io.sealpost.user.Users;
import org.apache.camel.support.DefaultExchange;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cms.CMSEnvelopedData;
import org.bouncycastle.cms.jcajce.JceKeyTransEnvelopedRecipient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/** A gateway's beans and the routes of connector file, a real folder, one user and one device that an importer states. */
abstract class FileStage {
    static final KeyPair DEVICE = TestCertificates.key("device", "2048");
    static final X509Certificate RECIPIENT = TestCertificates.issue(DEVICE.getPublic(), null, TestCertificates.SIGN,
        new KeyPurposeId[0], 0);
    final Ticking clock = new Ticking();
    final ObjectMapper json = new ObjectMapper();
    @TempDir
    Path folder;
    Path exchange;
    Core core;
    RouteFixture routes;
    UUID anna;
    boolean broken;

    @AfterEach
    void stop() {
        if (routes != null) {
            routes.close();
        }
        if (core != null) {
            core.close();
        }
    }

    void start(String platform) throws Exception {
        start(platform, Map.of());
    }

    void start(String platform, Map<String, String> channel) throws Exception {
        start(platform, channel, Map.of());
    }

    void start(String platform, Map<String, String> channel, Map<String, String> more) throws Exception {
        exchange = folder.resolve("exchange of jamf");
        Path ca = folder.resolve("ca.pem");
        Files.writeString(ca, OpenSsl.pem(TestCertificates.root()) + OpenSsl.pem(TestCertificates.issuing()));
        Map<String, Object> settings = new HashMap<>(EscrowFixture.settings(folder.resolve("kek.p12")));
        settings.putAll(Map.of("sealpost.node", "test", "sealpost.platforms." + platform + ".channel", "jamf",
            "sealpost.certificate-profiles.trusted-root.certificates", ca.toString()));
        settings.putAll(more);
        Map<String, String> keys = new HashMap<>(Map.of("kind", "file", "format", "document", "url", exchange.toString(),
            "device-ca", ca.toString(), "signer", "profiles"));
        keys.putAll(channel);
        keys.forEach((name, value) -> settings.put("sealpost.channels.jamf." + name, value));
        core = Core.on(Databases.H2, folder, clock, settings);
        KeyPair key = TestCertificates.key("Signer", "2048");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("signer", key.getPrivate(), new char[] {'x'}, new Certificate[] {
            TestCertificates.mail(key.getPublic(), "mdm@example.com", TestCertificates.SIGN, 0)});
        core.get(DefaultSslBundleRegistry.class).registerBundle("profiles", SslBundle.of(SslStoreBundle.of(store, "x", null)));
        routes = RouteFixture.of(Map.of("deliveries", core.get(Deliveries.class), "bundles", core.get(Bundles.class),
            "sealing", core.get(Sealing.class), "escrow", core.get(Escrow.class), "channels", core.get(Channels.class),
            "reports", new Kept(), "answers", core.get(Answers.class)), new String[] {"enqueue"},
            "channels/send-file.camel.yaml", "flows/deliver.camel.yaml", "escrow/fetch-keys-local.camel.yaml");
        anna = user("anna", 5, 1);
    }

    UUID user(String name, int... yearsAgo) {
        List<X509Certificate> certificates = new ArrayList<>();
        for (int years : yearsAgo) {
            KeyPair key = TestCertificates.key(name + years, "2048");
            certificates.add(TestCertificates.mail(key.getPublic(), name + "@example.com", TestCertificates.ENCRYPT, years));
            core.get(Escrow.class).keep(key.getPrivate(), key.getPublic(), Origin.IMPORT, null);
        }
        return core.get(Users.class).save("corporate", new DirectoryEntry(name, name, Map.of("uid", name), List.of(name + "@example.com"),
            List.of(), certificates, "0".repeat(64)));
    }

    void own(String user) {
        core.get(Ownership.class).recipient("jamf", "D-1", OpenSsl.pem(RECIPIENT));
        core.get(Ownership.class).state("jamf", "D-1", user + "@example.com");
    }

    List<Work> compare() {
        clock.pass(Duration.ofSeconds(1));
        return core.get(Reconciliation.class).compare(anna);
    }

    void deliver() {
        deliver(compare());
    }

    void deliver(List<Work> work) {
        clock.pass(Duration.ofSeconds(1));
        for (Work each : work) {
            assertThat(each.queue()).isEqualTo("deliveries.file");
            assertThat(routes.send("direct:deliver", each.id(), Map.of()).getException()).isNull();
        }
    }

    void answer(String form, String delivery, String result, String codeAndText, String certificates) throws Exception {
        answers("answer." + form, form.equals("csv")
            ? "delivery,result,code,text,certificates\r\n" + delivery + "," + result + ","
                + (codeAndText.isEmpty() ? "," : codeAndText) + "," + certificates + "\r\n"
            : json.writeValueAsString(List.of(Map.of("delivery", delivery, "result", result, "certificates",
                List.of(certificates.split(" "))))));
    }

    void answers(String name, String text) throws Exception {
        Files.createDirectories(exchange.resolve("answers"));
        Files.writeString(exchange.resolve("answers").resolve(name), text);
        routes.camel().getRoute("poll-file").getProcessor().process(new DefaultExchange(routes.camel()));
        for (String report = next(); report != null; report = next()) {
            clock.pass(Duration.ofSeconds(1));
            core.get(Confirmations.class).apply(core.get(Reports.class).read(report));
        }
    }

    String next() {
        return routes.next("reports", String.class);
    }

    List<String> names() throws Exception {
        try (var files = Files.list(exchange)) {
            return files.map(file -> file.getFileName().toString()).filter(name -> !name.equals("answers")).sorted().toList();
        }
    }

    List<JsonNode> manifests() throws Exception {
        List<JsonNode> manifests = new ArrayList<>();
        for (String name : names()) {
            if (name.matches("[0-9a-f-]{36}\\.json")) {
                manifests.add(json.readTree(Files.readAllBytes(exchange.resolve(name))));
                assertThat(name).isEqualTo(manifests.get(manifests.size() - 1).path("delivery").asText() + ".json");
            }
        }
        return manifests;
    }

    byte[] content(JsonNode manifest) throws Exception {
        byte[] content = Files.readAllBytes(exchange.resolve(manifest.path("file").asText()));
        assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content)))
            .isEqualTo(manifest.path("sha256").asText());
        return content;
    }

    static byte[] open(byte[] enveloped) throws Exception {
        PrivateKey key = DEVICE.getPrivate();
        return new CMSEnvelopedData(enveloped).getRecipientInfos().getRecipients().iterator().next()
            .getContent(new JceKeyTransEnvelopedRecipient(key));
    }

    static NSDictionary plist(byte[] bytes) throws Exception {
        return (NSDictionary) PropertyListParser.parse(bytes);
    }

    List<String> items() {
        return core.get(JdbcClient.class).sql("select distinct state from item order by 1").query(String.class).list();
    }

    /** Reports that cannot be kept while the database is broken. */
    public final class Kept {
        public String write(Report report) throws Exception {
            if (broken) {
                throw new DataAccessResourceFailureException("no connection");
            }
            return core.get(Reports.class).write(report);
        }
    }
}
