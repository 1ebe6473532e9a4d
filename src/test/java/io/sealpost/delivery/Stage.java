package io.sealpost.delivery;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.sealpost.Core;
import io.sealpost.Databases;
import io.sealpost.TestCertificates;
import io.sealpost.Ticking;
import io.sealpost.device.Device;
import io.sealpost.device.Devices;
import io.sealpost.enrollment.Enrollment;
import io.sealpost.enrollment.Enrollments;
import io.sealpost.escrow.Escrow;
import io.sealpost.escrow.EscrowFixture;
import io.sealpost.escrow.Origin;
import io.sealpost.pki.Certificates;
import io.sealpost.user.DirectoryEntry;
import io.sealpost.user.Users;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.IdGenerator;
import org.springframework.util.JdkIdGenerator;

/** A gateway's beans with one channel, and the two sides around them played by hand: users before, an MDM behind. */
final class Stage implements AutoCloseable {
    static final String UDID = "00008110-0001";
    final Ticking clock = new Ticking();
    final Core core;
    final UUID device = Devices.id("mdm", UDID);
    final X509Certificate recipient = TestCertificates.issue(TestCertificates.key("device", "2048").getPublic(), null,
        TestCertificates.SIGN, new org.bouncycastle.asn1.x509.KeyPurposeId[0], 0);

    Stage(Databases database, Path folder) throws Exception {
        this(database, folder, Map.of());
    }

    /** @param more keys of the configuration */
    Stage(Databases database, Path folder, Map<String, String> more) throws Exception {
        this(database, folder, more, new JdkIdGenerator());
    }

    /** @param ids of new rows, for tests that are to be repeated exactly */
    Stage(Databases database, Path folder, Map<String, String> more, IdGenerator ids) throws Exception {
        Path ca = folder.resolve("ca.pem");
        Files.writeString(ca, pem(TestCertificates.root()) + pem(TestCertificates.issuing()));
        Map<String, Object> settings = new HashMap<>(EscrowFixture.settings(folder.resolve("kek.p12")));
        settings.put("sealpost.certificate-profiles.trusted-root.certificates", ca);
        Map.of("kind", "nanomdm", "url", "http://127.0.0.1:1", "username", "u", "password", "p", "webhook-key", "k", "device-ca", ca,
            "signer", "s", "answer-within", "10m").forEach((key, value) -> settings.put("sealpost.channels.mdm." + key, value));
        settings.put("sealpost.node", "test");
        settings.put("sealpost.platforms.IOS.channel", "mdm");
        settings.putAll(more);
        core = Core.on(database, folder, clock, ids, settings);
    }

    /** With a CA, so that each device is to have a signing identity of its own. */
    static Stage withCa(Databases database, Path folder) throws Exception {
        return withCa(database, folder, Map.of());
    }

    /** @param more keys of the configuration */
    static Stage withCa(Databases database, Path folder, Map<String, String> more) throws Exception {
        Map<String, String> keys = new HashMap<>(more);
        keys.putAll(Map.of("sealpost.certificate-profiles.pkcs.ca", "issuing",
            "sealpost.certificate-profiles.pkcs.key", "ec-p256"));
        Map.of("kind", "est", "url", "https://ca.example.com", "tls", "issuing", "trust", folder.resolve("ca.pem").toString())
            .forEach((key, value) -> keys.put("sealpost.cas.issuing." + key, value));
        return new Stage(database, folder, keys);
    }

    /** Claims the certification request that was opened, as flow issue-signing-certificate does. */
    Enrollment asked() {
        return get(Enrollments.class).claim(jdbc().sql("select id from enrollment where state = 'NEW'").query(UUID.class).single());
    }

    private static String pem(X509Certificate certificate) {
        return "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(Certificates.der(certificate))
            + "\n-----END CERTIFICATE-----\n";
    }

    <T> T get(Class<T> type) {
        return core.get(type);
    }

    /** A user with certificates of these years, whose keys are in escrow. */
    UUID user(String name, int... yearsAgo) {
        List<X509Certificate> certificates = new ArrayList<>();
        for (int years : yearsAgo) {
            KeyPair key = TestCertificates.key(name + years, "2048");
            certificates.add(TestCertificates.mail(key.getPublic(), name + "@example.com", TestCertificates.ENCRYPT, years));
            transaction().executeWithoutResult(t ->
                get(Escrow.class).keep(key.getPrivate(), key.getPublic(), Origin.IMPORT, null));
        }
        return get(Users.class).save("corporate", new DirectoryEntry(name, name, Map.of("uid", name),
            List.of(name + "@example.com"), List.of(), certificates, "0".repeat(64)));
    }

    List<Work> own(String name) {
        return get(Ownership.class).state("mdm", UDID, name + "@example.com");
    }

    Report event(Report.Event event, Instant at) {
        return event(UDID, event, at);
    }

    Report event(String udid, Report.Event event, Instant at) {
        return new Report("mdm", udid, event, at, "IOS", "iPhone14,5", null, null, null, null, List.of(), List.of());
    }

    List<Work> apply(Report report) {
        return get(Confirmations.class).apply(report);
    }

    /** The device joins, and lists its own certificate when it is asked. */
    void join() {
        apply(event(Report.Event.JOINED, clock.pass(Duration.ofSeconds(1))));
        answer("CertificateList", List.of(new Report.Listed(Certificates.der(recipient), true)), List.of());
    }

    /** Claims and sends the newest pending delivery of this request, as flow deliver does, but for sealing. */
    Delivery send(String request) {
        clock.pass(Duration.ofSeconds(1));
        Delivery delivery = get(Deliveries.class).claim(newest(request, "PENDING"));
        if (delivery.kind() == Kind.INSTALL) {
            get(Bundles.class).wanted(delivery);
        }
        get(Deliveries.class).sent(delivery);
        return delivery;
    }

    /** Sends an inquiry, if it was not, and answers it. */
    List<Work> answer(String request, List<Report.Listed> certificates, List<Report.Profile> profiles) {
        Delivery delivery = send(request);
        return apply(new Report("mdm", UDID, Report.Event.CONNECTED, clock.pass(Duration.ofSeconds(1)), null, null,
            delivery.commandUuid(), Report.Answer.ACKNOWLEDGED, null, null, certificates, profiles));
    }

    List<Work> answer(Delivery delivery, Report.Answer answer) {
        return apply(new Report("mdm", UDID, Report.Event.CONNECTED, clock.pass(Duration.ofSeconds(1)), null, null,
            delivery.commandUuid(), answer, null, null, List.of(), List.of()));
    }

    List<Work> compare(UUID user) {
        return get(Reconciliation.class).compare(user);
    }

    UUID newest(String request, String state) {
        return jdbc().sql("select id from delivery where device = ? and request = ? and state = ? order by created_at desc"
            + " fetch first 1 rows only").params(device, request, state).query(UUID.class).single();
    }

    List<String> states(String request) {
        return jdbc().sql("select state from delivery where device = ? and request = ? order by created_at, id")
            .params(device, request).query(String.class).list();
    }

    List<String> items(UUID user) {
        return jdbc().sql("select distinct state from item where device = ? and user_id = ? order by 1").params(device, user)
            .query(String.class).list();
    }

    Device device() {
        return get(Devices.class).get(device).orElseThrow();
    }

    JdbcClient jdbc() {
        return get(JdbcClient.class);
    }

    TransactionTemplate transaction() {
        return new TransactionTemplate(get(PlatformTransactionManager.class));
    }

    @Override
    public void close() {
        core.close();
    }
}
