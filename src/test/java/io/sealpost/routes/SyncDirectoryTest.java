package io.sealpost.routes;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.sealpost.Core;
import io.sealpost.Databases;
import io.sealpost.TestCertificates;
import io.sealpost.Ticking;
import io.sealpost.directory.Directories;
import io.sealpost.directory.Guard;
import io.sealpost.directory.Syncs;
import io.sealpost.pki.Certificates;
import io.sealpost.routing.RoutingFixture;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/** Flow sync-directory with read-ldap, and look-up-user, against a directory that speaks LDAP and a real database. */
class SyncDirectoryTest {
    @TempDir
    Path folder;
    private InMemoryDirectoryServer ldap;
    private final Ticking clock = new Ticking();
    private volatile int pages = Integer.MAX_VALUE; // what the directory answers before it is gone
    private Core core;
    private RouteFixture routes;

    @BeforeEach
    void start() throws Exception {
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig("dc=example,dc=com");
        config.setSchema(null);
        config.setListenerConfigs(InMemoryListenerConfig.createLDAPConfig("ldap", java.net.InetAddress.getLoopbackAddress(), 0, null));
        config.addAdditionalBindCredentials("cn=sealpost", "secret");
        config.addInMemoryOperationInterceptor(new InMemoryOperationInterceptor() {
            @Override
            public void processSearchRequest(InMemoryInterceptedSearchRequest request) {
                if (pages-- == 0) {
                    ldap.closeAllConnections(false);
                }
            }
        });
        ldap = new InMemoryDirectoryServer(config);
        ldap.add(new Entry("dc=example,dc=com", new com.unboundid.ldap.sdk.Attribute("objectClass", "domain")));
        ldap.startListening();
        core = Core.on(Databases.H2, folder, clock, Map.of("sealpost.node", "test",
            "sealpost.directories.corporate.kind", "ldap",
            "sealpost.directories.corporate.url", "ldap://127.0.0.1:" + ldap.getListenPort(),
            "sealpost.directories.corporate.bind-dn", "cn=sealpost", "sealpost.directories.corporate.password", "secret",
            "sealpost.directories.corporate.base", "dc=example,dc=com",
            "sealpost.directories.corporate.filter", "(&(objectClass=inetOrgPerson)(uid=*))",
            "sealpost.directories.corporate.attributes.id", "employeeNumber",
            "sealpost.directories.corporate.page-size", "3"));
        Directories directories = core.get(Directories.class);
        Map<String, Object> beans = new java.util.HashMap<>(RoutingFixture.beans(directories));
        beans.putAll(Map.of("directories", directories, "syncs", core.get(Syncs.class), "guard", core.get(Guard.class)));
        routes = RouteFixture.of(beans, new String[] {"enqueue"}, "flows/sync-directory.camel.yaml",
            "directories/read-ldap.camel.yaml", "directories/look-up-user.camel.yaml");
    }

    @AfterEach
    void stop() {
        routes.close();
        core.close();
        ldap.shutDown(true);
    }

    @Test
    void P2_aRunThatDiedMakesWayForTheNextButOneThatGoesOnDoesNot() {
        Syncs syncs = core.get(Syncs.class);
        var corporate = core.get(Directories.class).named("corporate").get(0);
        var first = syncs.begin(corporate);
        clock.pass(Duration.ofSeconds(150));
        syncs.stage(first, corporate, List.of());
        clock.pass(Duration.ofSeconds(150));
        assertThat(syncs.begin(corporate)).as("the first goes on").isNull();

        clock.pass(Duration.ofSeconds(1));

        assertThat(syncs.begin(corporate)).isNotNull();
        assertThat(core.get(JdbcClient.class).sql("select text from sync where id = ?").param(first.id()).query(String.class).single())
            .isEqualTo("its process died in the middle");
    }

    @Test
    void G3_usersAndTheirEncryptionCertificatesComeInPages() throws Exception {
        for (int i = 0; i < 10; i++) {
            add("user" + i);
        }

        sync();

        assertThat(one("select count(*) from directory_user")).isEqualTo(10);
        assertThat(one("select count(*) from user_certificate")).isEqualTo(10);
        assertThat(state()).isEqualTo("DONE");
        assertThat(one("select count(*) from sync_entry")).isZero();
        assertThat(work()).isEqualTo(10);
    }

    @Test
    void G3_aRunWithoutChangeHasNothingToHandOn() throws Exception {
        add("anna");
        sync();
        routes.recorded("enqueue").reset();

        sync();

        assertThat(work()).isZero();
        assertThat(one("select count(*) from audit where action like 'user-%'")).isEqualTo(1);
    }

    @Test
    void S26_aCertificateThatLeavesTheDirectoryStaysInTheHistory() throws Exception {
        add("anna");
        sync();
        ldap.modify("uid=anna,dc=example,dc=com", new Modification(ModificationType.REPLACE, "userCertificate;binary",
            certificate("anna", 0)));

        sync();

        assertThat(one("select count(*) from user_certificate")).isEqualTo(2);
    }

    @Test
    void P3_aReadThatLosesMostUsersIsRefused() throws Exception {
        for (int i = 0; i < 5; i++) {
            add("user" + i);
        }
        sync();
        for (int i = 0; i < 4; i++) {
            ldap.delete("uid=user" + i + ",dc=example,dc=com");
        }

        sync();

        assertThat(state()).isEqualTo("FAILED");
        assertThat(one("select count(*) from directory_user where state = 'ACTIVE'")).isEqualTo(5);
    }

    @Test
    void G3_aDirectoryThatCannotBeReachedFailsTheRunAndNothingElse() throws Exception {
        add("anna");
        sync();
        ldap.shutDown(true);

        sync();

        assertThat(state()).isEqualTo("FAILED");
        assertThat(one("select count(*) from directory_user where state = 'ACTIVE'")).isEqualTo(1);
    }

    @Test
    void P2_aValueThatIsNoCertificateIsReportedAndTheRestCounts() throws Exception {
        add("anna");
        ldap.modify("uid=anna,dc=example,dc=com", new Modification(ModificationType.ADD, "userCertificate;binary", new byte[] {1, 2}));

        sync();

        assertThat(one("select count(*) from user_certificate")).isEqualTo(1);
        assertThat(one("select count(*) from audit where action = 'entry-finding'")).isEqualTo(1);
    }

    @Test
    void S3_anOwnerNobodyKnowsYetIsLookedUp() throws Exception {
        add("anna");
        add("bruno");
        routes.recorded("enqueue").expectedMessageCount(1);

        routes.send("jms:queue:look-ups", "anna@example.com", Map.of());

        routes.recorded("enqueue").assertIsSatisfied(10_000);
        assertThat(core.get(JdbcClient.class).sql("select name from user_name").query(String.class).list()).containsExactly("anna");
    }

    @Test
    void S16_aNameWithFilterCharactersFindsNobody() throws Exception {
        add("anna");
        routes.recorded("enqueue").expectedMessageCount(1);

        routes.send("jms:queue:look-ups", "*)(uid=*", Map.of());

        routes.recorded("enqueue").assertIsSatisfied(10_000);
        assertThat(one("select count(*) from directory_user")).isZero();
    }

    @Test
    void P2_aCertificateThatIsNotForMailIsLeftOutAndReported() throws Exception {
        add("anna");
        byte[] client = Certificates.der(TestCertificates.issue(TestCertificates.key("somebody", "2048").getPublic(), "anna@example.com",
            TestCertificates.ENCRYPT, new KeyPurposeId[] {KeyPurposeId.id_kp_clientAuth}, 1));
        byte[] signing = Certificates.der(TestCertificates.mail(TestCertificates.key("somebody", "2048").getPublic(), "anna@example.com",
            TestCertificates.SIGN, 1));
        ldap.modify("uid=anna,dc=example,dc=com", new Modification(ModificationType.ADD, "userCertificate;binary", client, signing));

        sync();

        assertThat(one("select count(*) from user_certificate")).isEqualTo(1);
        assertThat(findings()).as("a signing certificate is no mistake").hasSize(1);
        assertThat(findings().get(0)).contains("is left out", "lacks emailProtection");
    }

    @Test
    void P2_oddAndLongTextsOfOneEntryStopNobodyElse() throws Exception {
        add("anna");
        Entry odd = entry("odd");
        odd.setAttribute("cn", "  \"O*'(Bri\\en)\"\u0000\u001b[31m\r\n2026-11-23 ERROR  J\u00f6rg \u674e \uD83D\uDE00\uFFFF ");
        odd.setAttribute("uid", "u".repeat(400));
        odd.setAttribute("mail", "no address", "odd@example.com", "o".repeat(400) + "@example.com");
        ldap.add(odd);
        Entry nameless = entry("nameless");
        nameless.setAttribute("employeeNumber", "n".repeat(300));
        nameless.removeAttribute("mail");
        ldap.add(nameless);

        sync();

        assertThat(state()).isEqualTo("DONE");
        assertThat(one("select count(*) from directory_user")).isEqualTo(3);
        assertThat(core.get(JdbcClient.class).sql("select display_name from directory_user where external_id = 'id-odd'")
            .query(String.class).single()).isEqualTo("\"O*'(Bri\\en)\"  [31m  2026-11-23 ERROR  J\u00f6rg \u674e \uD83D\uDE00");
        assertThat(String.join("|", findings())).contains("cn holds control characters", "uid is left out", "mail is left out",
            "\"no address\" is left out", "No mail address", "known by a hash");
        sync();
        assertThat(one("select changed from sync order by started_at desc fetch first 1 rows only")).as("and it is stable").isZero();
    }

    @Test
    void P2_anAddressIsItsFirstHoldersUntilTheDirectoryIsMended() throws Exception {
        add("anna");
        Entry second = entry("zoe");
        second.setAttribute("mail", "anna@example.com");
        ldap.add(second);
        sync();
        assertThat(holder()).isEqualTo("id-anna");
        assertThat(one("select count(*) from audit where action = 'address-taken'")).isEqualTo(1);

        ldap.modify("uid=anna,dc=example,dc=com", new Modification(ModificationType.REPLACE, "mail", "anna.new@example.com"));
        sync();
        sync();

        assertThat(holder()).as("although zoe's own entry never changed").isEqualTo("id-zoe");
    }

    @Test
    void P2_aDirectoryThatIsGoneMidReadChangesNothingAndTheNextReadHeals() throws Exception {
        for (int i = 0; i < 10; i++) {
            add("user" + i);
        }
        pages = 1;

        sync();

        assertThat(state()).isEqualTo("FAILED");
        assertThat(core.get(JdbcClient.class).sql("select text from sync").query(String.class).single())
            .contains("The directory ended the search");
        assertThat(one("select count(*) from directory_user")).isZero();
        assertThat(one("select count(*) from sync_entry")).isZero();
        assertThat(work()).isZero();
        pages = Integer.MAX_VALUE;
        sync();
        assertThat(one("select count(*) from directory_user")).isEqualTo(10);
    }

    private List<String> findings() {
        return core.get(JdbcClient.class).sql("select detail from audit where action = 'entry-finding'").query(String.class).list();
    }

    private String holder() {
        return core.get(JdbcClient.class).sql("select u.external_id from address a join directory_user u on u.id = a.user_id"
            + " where a.mailbox = 'anna@example.com'").query(String.class).single();
    }

    private void sync() {
        clock.pass(Duration.ofMinutes(1));
        routes.send("direct:sync-directory", "", Map.of());
    }

    private void add(String uid) throws Exception {
        ldap.add(entry(uid));
    }

    private static Entry entry(String uid) throws Exception {
        Entry entry = new Entry("uid=" + uid + ",dc=example,dc=com");
        entry.addAttribute("objectClass", "inetOrgPerson");
        entry.addAttribute("employeeNumber", "id-" + uid);
        entry.addAttribute("uid", uid);
        entry.addAttribute("cn", uid);
        entry.addAttribute("mail", uid + "@example.com");
        entry.addAttribute("userCertificate;binary", certificate(uid, 2));
        return entry;
    }

    private static byte[] certificate(String uid, int yearsAgo) {
        return Certificates.der(TestCertificates.mail(TestCertificates.key("somebody", "2048").getPublic(), uid + "@example.com",
            TestCertificates.ENCRYPT, yearsAgo));
    }

    private int one(String sql) {
        return core.get(JdbcClient.class).sql(sql).query(Integer.class).single();
    }

    private String state() {
        return core.get(JdbcClient.class).sql("select state from sync order by started_at desc, ended_at desc fetch first 1 rows only")
            .query(String.class).single();
    }

    private int work() {
        return routes.recorded("enqueue").getExchanges().stream().mapToInt(e -> e.getMessage().getBody(List.class).size()).sum();
    }
}
