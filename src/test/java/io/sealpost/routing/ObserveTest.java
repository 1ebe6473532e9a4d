package io.sealpost.routing;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedModifyRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import io.sealpost.OpenSsl;
import io.sealpost.Sealpost;
import io.sealpost.TestCertificates;
import io.sealpost.pki.Certificates;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command observe against a directory over LDAP (P8, P11). */
class ObserveTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final AtomicInteger writes = new AtomicInteger();
    private volatile int pages = Integer.MAX_VALUE;
    @TempDir
    private Path folder;
    private InMemoryDirectoryServer ldap;

    @BeforeEach
    void start() throws Exception {
        var config = new InMemoryDirectoryServerConfig("dc=example,dc=com");
        config.setSchema(null);
        config.setListenerConfigs(InMemoryListenerConfig.createLDAPConfig("ldap", InetAddress.getLoopbackAddress(), 0, null));
        config.addAdditionalBindCredentials("cn=reader", "read secret");
        config.addInMemoryOperationInterceptor(new InMemoryOperationInterceptor() {
            @Override
            public void processModifyRequest(InMemoryInterceptedModifyRequest request) {
                writes.incrementAndGet();
            }

            @Override
            public void processSearchRequest(InMemoryInterceptedSearchRequest request) {
                List.of(ldap).stream().filter(server -> pages-- == 0).forEach(server -> server.closeAllConnections(false));
            }
        });
        ldap = new InMemoryDirectoryServer(config);
        ldap.add(new Entry("dc=example,dc=com", new Attribute("objectClass", "domain")));
        ldap.startListening();
        Files.writeString(folder.resolve("password"), "read secret\n");
        Files.writeString(folder.resolve("issuers.pem"), OpenSsl.pem(TestCertificates.root()) + OpenSsl.pem(TestCertificates.issuing()));
    }

    @AfterEach
    void stop() {
        ldap.shutDown(true);
    }

    private int observe(String... more) {
        var arguments = new java.util.ArrayList<>(List.of("observe", "--url", "ldap://127.0.0.1:" + ldap.getListenPort(), "--base",
            "dc=example,dc=com", "--bind", "cn=reader", "--password-file", folder.resolve("password").toString()));
        arguments.addAll(List.of(more));
        return new CommandLine(new Sealpost()).setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true))
            .execute(arguments.toArray(String[]::new));
    }

    private void add(String uid, Object... certificates) throws Exception {
        var entry = new Entry("uid=" + uid + ",dc=example,dc=com", new Attribute("objectClass", "inetOrgPerson"),
            new Attribute("entryUUID", "id-" + uid), new Attribute("uid", uid), new Attribute("mail", uid + "@example.com"));
        for (Object each : certificates) {
            entry.addAttribute("userCertificate;binary", each instanceof X509Certificate c ? Certificates.der(c) : (byte[]) each);
        }
        ldap.add(entry);
    }

    /** Valid at the time of day: the command has no other clock. */
    private static X509Certificate certificate(String address, int daysAgo, int daysLeft) {
        int now = (int) Duration.between(TestCertificates.NOW, Instant.now()).toDays();
        return TestCertificates.withCrl(TestCertificates.key("observed", "2048").getPublic(), address, null, daysAgo - now,
            daysLeft + now);
    }

    @Test
    void P8_itSaysWhoseCertificatesAreCurrentStaleTiedOrphanedOrOfAWrongUsage() throws Exception {
        add("good", certificate("good@example.com", 100, 100), certificate("good@example.com", 900, -300));
        add("stale", certificate("stale@example.com", 900, -300));
        add("tied", certificate("tied@example.com", 1, 100), certificate("tied@example.com", 1, 200));
        add("orphan", certificate("somebody@example.com", 1, 100));
        add("wrong", TestCertificates.issue(TestCertificates.key("w", "2048").getPublic(), "wrong@example.com", TestCertificates.ENCRYPT,
            new org.bouncycastle.asn1.x509.KeyPurposeId[] {org.bouncycastle.asn1.x509.KeyPurposeId.id_kp_clientAuth}, 0));
        add("none");
        add("evil\u001b[2J", new byte[] {1});
        long files = count();

        assertThat(observe("--issuers", folder.resolve("issuers.pem").toString())).as(err.toString()).isZero();

        assertThat(out.toString()).contains("Read 7 entries", "2  have a certificate that mail can be encrypted to",
            "2  have encryption certificates, but none that is current", "3  have no encryption certificate", "3  users with none",
            "2  current: what mail", "1  stale: still valid", "2  stale: expired", "1  valid, but not for", "1  tie", "1  orphaned",
            "1  usage", "1  expired", "1  undecodable", "4  users, each of whose devices", "6  private keys to import first");
        assertThat(out.toString()).doesNotContain("\u001b", "unknown-issuer");
        assertThat(out.toString().lines()).allMatch(line -> line.length() <= 80);
        assertThat(count()).as("nothing is written").isEqualTo(files);
        assertThat(writes).hasValue(0);
    }

    private long count() throws Exception {
        try (var here = Files.list(Path.of(""))) {
            return here.count();
        }
    }

    @Test
    void P3_aReadThatBreaksOffConcludesNothing() throws Exception {
        for (int i = 0; i < 1200; i++) {
            add("user" + i);
        }
        pages = 1;

        assertThat(observe()).isEqualTo(1);

        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).contains("Broken off after 500 entries, so there is nothing to conclude");
    }

    @Test
    void P2_whatIsWrongWithItsArgumentsIsNamed() throws Exception {
        Files.writeString(folder.resolve("password"), "wrong");
        assertThat(observe()).isEqualTo(1);
        assertThat(err.toString()).contains("invalid credentials", "look at bind-dn and password").doesNotContain("read secret");

        assertThat(observe("--kind", "novell")).isEqualTo(1);
        assertThat(err.toString()).contains("there is no kind novell");
        assertThat(observe("--issuers", folder.resolve("nowhere").toString())).isEqualTo(1);
        assertThat(err.toString()).contains("there is no file");
        assertThat(observe("--attribute", "mial=mail")).isNotZero();
    }
}
