package io.sealpost.routes;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedModifyRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import io.sealpost.Core;
import io.sealpost.Databases;
import io.sealpost.OpenSsl;
import io.sealpost.TestCertificates;
import io.sealpost.Ticking;
import io.sealpost.delivery.Work;
import io.sealpost.device.Devices;
import io.sealpost.directory.Directories;
import io.sealpost.directory.Findings;
import io.sealpost.directory.Publications;
import io.sealpost.escrow.Escrow;
import io.sealpost.escrow.EscrowFixture;
import io.sealpost.escrow.Origin;
import io.sealpost.pki.Certificates;
import io.sealpost.routing.RoutingFixture;
import io.sealpost.user.DirectoryEntry;
import io.sealpost.user.Purpose;
import io.sealpost.user.Source;
import io.sealpost.user.UserCertificates;
import io.sealpost.user.Users;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A directory with two accounts, one that reads and one that writes certificates; anna in it; and the flow that publishes. */
public final class PublishStage implements AutoCloseable {
    static final String ANNA = "uid=anna,dc=example,dc=com";
    final Ticking clock = new Ticking();
    final InMemoryDirectoryServer ldap;
    final Core core;
    final RouteFixture routes;
    final UUID anna;
    private final List<String> writers = new ArrayList<>();
    volatile ResultCode refusal;

    /** @param more keys and values; with another url, and accounts of it, the directory is that one */
    public PublishStage(Path folder, String... more) throws Exception {
        this(Databases.H2, folder, more);
    }

    PublishStage(Databases database, Path folder, String... more) throws Exception {
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig("dc=example,dc=com");
        config.setSchema(null);
        config.setListenerConfigs(InMemoryListenerConfig.createLDAPConfig("ldap", java.net.InetAddress.getLoopbackAddress(), 0, null));
        config.addAdditionalBindCredentials("cn=reader", "read secret");
        config.addAdditionalBindCredentials("cn=publisher", "publish secret");
        config.addInMemoryOperationInterceptor(new InMemoryOperationInterceptor() {
            @Override
            public void processModifyRequest(InMemoryInterceptedModifyRequest request) throws LDAPException {
                writers.add(request.getConnectedAddress() == null ? "internal" : request.getRequest().getDN());
                if (refusal != null) {
                    throw new LDAPException(refusal, "as the test says");
                }
            }
        });
        ldap = new InMemoryDirectoryServer(config);
        ldap.add(new Entry("dc=example,dc=com", new com.unboundid.ldap.sdk.Attribute("objectClass", "domain")));
        ldap.startListening();
        core = Core.on(database, folder, clock, settings(folder, more));
        anna = core.get(Users.class).save("corporate", new DirectoryEntry("id-anna", "Anna", Map.of("uid", "anna"),
            List.of("anna@example.com"), List.of(), List.of(), "0".repeat(64)));
        Directories directories = core.get(Directories.class);
        Map<String, Object> beans = new HashMap<>(RoutingFixture.beans(directories));
        beans.putAll(Map.of("directories", directories, "publications", publications(), "escrow", core.get(Escrow.class)));
        routes = RouteFixture.of(beans, new String[] {"enqueue"}, "flows/publish-certificate.camel.yaml",
            "directories/publish-ldap.camel.yaml", "escrow/fetch-keys-local.camel.yaml");
    }

    private Map<String, Object> settings(Path folder, String... more) throws Exception {
        Path trusted = folder.resolve("anchors.pem");
        Files.writeString(trusted, OpenSsl.pem(TestCertificates.root()) + OpenSsl.pem(TestCertificates.issuing()));
        Map<String, Object> settings = new HashMap<>(EscrowFixture.settings(folder.resolve("kek.p12")));
        settings.putAll(Map.of("sealpost.node", "test", "sealpost.certificate-profiles.trusted-root.certificates", trusted,
            "sealpost.channels.mdm.kind", "nanomdm", "sealpost.channels.mdm.url", "http://127.0.0.1:1",
            "sealpost.channels.mdm.username", "u", "sealpost.channels.mdm.password", "p", "sealpost.channels.mdm.webhook-key", "k",
            "sealpost.channels.mdm.signer", "mdm", "sealpost.channels.mdm.device-ca", trusted,
            "sealpost.platforms.IOS.channel", "mdm"));
        String directory = "sealpost.directories.corporate.";
        Map.of("kind", "ldap", "url", "ldap://127.0.0.1:" + ldap.getListenPort(), "bind-dn", "cn=reader", "password", "read secret",
            "base", "dc=example,dc=com", "attributes.id", "employeeNumber", "publish.enabled", "true", "publish.bind-dn", "cn=publisher",
            "publish.password", "publish secret").forEach((key, value) -> settings.put(directory + key, value));
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return settings;
    }

    Publications publications() {
        return core.get(Publications.class);
    }

    /** Anna's entry, with these values of userCertificate. */
    void entry(X509Certificate... certificates) throws Exception {
        Entry entry = new Entry(ANNA);
        entry.addAttribute("objectClass", "inetOrgPerson");
        entry.addAttribute("employeeNumber", "id-anna");
        entry.addAttribute("mail", "anna@example.com");
        for (X509Certificate each : certificates) {
            entry.addAttribute("userCertificate;binary", Certificates.der(each));
        }
        ldap.add(entry);
    }

    /** An encryption certificate of anna's that we know, with its key in escrow. */
    public X509Certificate identity(String key, int yearsAgo) {
        KeyPair pair = TestCertificates.key(key, "2048");
        X509Certificate certificate = TestCertificates.mail(pair.getPublic(), "anna@example.com", TestCertificates.ENCRYPT, yearsAgo);
        core.get(Escrow.class).keep(pair.getPrivate(), pair.getPublic(), Origin.IMPORT, null);
        core.get(UserCertificates.class).add(anna, certificate, Purpose.ENCRYPTION, Source.DIRECTORY);
        return certificate;
    }

    /** A joined iPhone of anna's, and the state in which it has the certificate; null: it is not to have it yet. */
    public UUID device(String udid, X509Certificate certificate, String state) {
        UUID id = Devices.id("mdm", udid);
        jdbc().sql("insert into device (id, channel, external_id, platform, state, owner, generation)"
            + " values (?, 'mdm', ?, 'IOS', 'JOINED', ?, 1)").params(id, udid, anna).update();
        if (state != null) {
            holds(id, certificate, state);
        }
        return id;
    }

    /** The device has, or is to have, one more certificate. */
    public void holds(UUID device, X509Certificate certificate, String state) {
        jdbc().sql("insert into item (id, device, user_id, generation, kind, certificate, external_key, state, updated_at) values"
            + " (?, ?, ?, 1, 'ENCRYPTION_IDENTITY', ?, ?, ?, ?)").params(UUID.randomUUID(), device, anna,
            Certificates.sha256(certificate), UUID.randomUUID().toString(), state, java.sql.Timestamp.from(clock.instant())).update();
    }

    public void verified(UUID device) {
        jdbc().sql("update item set state = 'VERIFIED' where device = ?").param(device).update();
    }

    /** What flow reconcile-user does, then wake-due a moment later; the entries that were handed out. */
    public int compare() {
        core.get(Findings.class).check(anna);
        publications().review(anna);
        clock.pass(Duration.ofSeconds(61));
        List<Work> due = publications().due();
        due.forEach(work -> routes.send("jms:queue:publications?waitForTaskToComplete=Always", work.id(), Map.of()));
        return due.size();
    }

    /** What a sender finds: every certificate of both attributes, by serial. */
    List<String> shown(String attribute) throws Exception {
        Entry entry = ldap.getEntry(ANNA);
        byte[][] values = entry.getAttributeValueByteArrays(attribute);
        List<String> serials = new ArrayList<>();
        for (byte[] value : values == null ? new byte[0][] : values) {
            if (attribute.startsWith("userCertificate")) {
                serials.add(Certificates.parse(value).getSerialNumber().toString(16));
            } else {
                Certificates.parsePkcs7(value).stream().filter(c -> c.getBasicConstraints() < 0)
                    .forEach(c -> serials.add(c.getSerialNumber().toString(16)));
            }
        }
        return serials;
    }

    static String serial(X509Certificate certificate) {
        return certificate.getSerialNumber().toString(16);
    }

    public String state(X509Certificate certificate) {
        return jdbc().sql("select state from publication where certificate = ?").param(Certificates.sha256(certificate))
            .query(String.class).optional().orElse("none");
    }

    public String text(X509Certificate certificate) {
        return jdbc().sql("select coalesce(text, '') from publication where certificate = ?").param(Certificates.sha256(certificate))
            .query(String.class).single();
    }

    List<String> writers() {
        return writers;
    }

    JdbcClient jdbc() {
        return core.get(JdbcClient.class);
    }

    @Override
    public void close() {
        routes.close();
        core.close();
        ldap.shutDown(true);
    }
}
