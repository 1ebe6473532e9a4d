package io.sealpost.servers;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.RDN;
import io.sealpost.directory.ActiveDirectory;
import io.sealpost.routes.ReadStage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Route read-active-directory against Samba's domain controller. Each test has an organizational unit of its own. */
class ActiveDirectoryTest {
    private static final String HOST = "127.0.0.79";
    private static final GeneratedPeople PEOPLE = new GeneratedPeople();
    private static final TlsFiles TLS = new TlsFiles();
    @TempDir
    static Path shared;
    private static Samba samba;
    private static LDAPConnection admin;
    @TempDir
    Path folder;
    private String unit;

    @BeforeAll
    static void start() throws Exception {
        TLS.write(shared.resolve("tls"), HOST, Duration.ofDays(1));
        samba = new Samba(shared.resolve("dc"), HOST, shared.resolve("tls"));
        samba.account("reader");
        admin = samba.connect();
    }

    @AfterAll
    static void stop() {
        admin.close();
        samba.close();
    }

    private ReadStage stage(String name, Map<String, String> more) throws Exception {
        unit = "OU=" + name + "," + Samba.DOMAIN;
        admin.add(unit, new Attribute("objectClass", "organizationalUnit"));
        Map<String, String> settings = new HashMap<>(Map.of("kind", "active-directory", "url", "ldap://" + HOST, "bind-dn", Samba.ADMIN,
            "password", Samba.PASSWORD, "base", unit));
        settings.putAll(more);
        return new ReadStage(folder, TLS.bundles(), settings);
    }

    private String add(String name) throws LDAPException {
        String dn = "CN=" + name + "," + unit;
        admin.add(dn, new Attribute("objectClass", "user"), new Attribute("sAMAccountName", name),
            new Attribute("userAccountControl", "544"),
            new Attribute("userPrincipalName", name + "@example.com"), new Attribute("displayName", "Person " + name),
            new Attribute("proxyAddresses", "SMTP:" + name + "@example.com", "smtp:" + name + ".alias@example.com"),
            new Attribute("mail", name + "@old.example.com"),
            new Attribute("userCertificate", PEOPLE.certificate(name.hashCode() & 0xFFF)));
        return dn;
    }

    @Test
    void G3_allThenOnlyChangesAndDeletionsThenNothing() throws Exception {
        try (ReadStage stage = stage("Changes", Map.of())) {
            for (int i = 0; i < 220; i++) {
                add("c" + i);
            }
            stage.sync();
            assertThat(stage.last()).containsEntry("state", "DONE").containsEntry("reach", "FULL").containsEntry("entries", 220);
            assertThat(stage.active()).hasSize(220);
            assertThat(stage.one("select count(*) from user_certificate")).isEqualTo(220);
            assertThat(stage.one("select count(*) from address where is_primary and mailbox = 'c7@example.com'")).isEqualTo(1);
            assertThat(stage.one("select count(*) from address where mailbox = 'c7.alias@example.com'")).isEqualTo(1);
            assertThat(stage.one("select count(*) from directory_user where length(external_id) = 36")).isEqualTo(220);
            assertThat(List.of("c7", "c7@example.com", "c7.alias@example.com")).allMatch(name -> stage.lookUp(name).equals("DONE"));

            for (int i = 0; i < 100; i++) {
                admin.modify("CN=c" + i + "," + unit, new Modification(ModificationType.REPLACE, "displayName", "Changed " + i));
            }
            for (int i = 200; i < 210; i++) {
                admin.delete("CN=c" + i + "," + unit);
            }
            stage.sync();
            assertThat(stage.last()).containsEntry("state", "DONE").containsEntry("reach", "CHANGES").containsEntry("entries", 110)
                .containsEntry("changed", 100).containsEntry("suspended", 10);
            assertThat(stage.active()).hasSize(210);

            stage.sync();
            assertThat(stage.last()).containsEntry("state", "DONE").containsEntry("reach", "CHANGES").containsEntry("entries", 0);
        }
    }

    @Test
    void P3_whoIsMovedOutOfTheBaseIsSeen() throws Exception {
        try (ReadStage stage = stage("Moves", Map.of())) {
            String dn = add("mover");
            add("stayer");
            stage.sync();

            admin.modifyDN(dn, new RDN("CN=mover").toString(), true, "CN=Users," + Samba.DOMAIN);
            stage.sync();

            assertThat(stage.last()).containsEntry("reach", "CHANGES").containsEntry("entries", 1).containsEntry("state", "DONE")
                .containsEntry("suspended", 1);
            assertThat(stage.active()).containsExactly("stayer");
        }
    }

    @Test
    void P3_aDisabledAccountIsNoMoreInUseAndComesBack() throws Exception {
        try (ReadStage stage = stage("Disabled", Map.of())) {
            String dn = add("d1");
            add("d2");
            stage.sync();
            admin.modify(dn, new Modification(ModificationType.REPLACE, "userAccountControl", "546"));
            stage.sync();
            assertThat(stage.last()).containsEntry("reach", "CHANGES").containsEntry("suspended", 1).containsEntry("state", "DONE");
            assertThat(stage.active()).containsExactly("d2");

            admin.modify(dn, new Modification(ModificationType.REPLACE, "userAccountControl", "544"));
            stage.sync();
            assertThat(stage.active()).containsExactly("d1", "d2");
        }
    }

    @Test
    void P3_withoutTheRightToSeeDeletedOnesEachRunReadsEverythingAndSaysSo() throws Exception {
        try (ReadStage stage = stage("Rights", Map.of("bind-dn", "reader@EXAMPLE.COM"))) {
            add("r1");
            stage.sync();
            stage.sync();

            assertThat(stage.last()).containsEntry("state", "DONE").containsEntry("reach", "FULL").containsEntry("entries", 1);
            assertThat(stage.core.get(ActiveDirectory.class).findings().get("corporate")).contains("CN=Deleted Objects," + Samba.DOMAIN);
        }
    }

    @Test
    void G3_whoIsInAGroupThroughAnotherOneIsInScopeAndAChangedGroupIsReadAnew() throws Exception {
        try (ReadStage stage = stage("Groups", Map.of("groups[0]", "CN=outer,OU=Groups," + Samba.DOMAIN))) {
            String in = add("g-in");
            String direct = add("g-direct");
            String out = add("g-out");
            group("inner", in);
            group("outer", direct, "CN=inner," + unit);
            stage.sync();
            assertThat(stage.last()).containsEntry("state", "DONE").containsEntry("reach", "FULL").containsEntry("entries", 3);
            assertThat(stage.one("select count(*) from user_group where group_name = 'CN=outer," + unit + "'")).isEqualTo(2);

            stage.sync();
            assertThat(stage.last()).containsEntry("reach", "CHANGES").containsEntry("entries", 0);

            admin.modify("CN=inner," + unit, new Modification(ModificationType.ADD, "member", out));
            stage.sync();
            assertThat(stage.last()).containsEntry("state", "DONE").containsEntry("reach", "FULL").containsEntry("added", 1);
            assertThat(stage.active()).containsExactly("g-direct", "g-in", "g-out");
        }
    }

    private void group(String name, String... members) throws LDAPException {
        admin.add("CN=" + name + "," + unit, new Attribute("objectClass", "group"), new Attribute("sAMAccountName", name),
            new Attribute("member", members));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ldaps", "start-tls"})
    void S10_itIsReadOverTls(String how) throws Exception {
        boolean ldaps = how.equals("ldaps");
        try (ReadStage stage = stage("Tls" + how, Map.of("url", (ldaps ? "ldaps://" : "ldap://") + HOST, "tls", "directory",
            "start-tls", String.valueOf(!ldaps)))) {
            add("t" + how.length());
            stage.sync();

            assertThat(stage.last()).containsEntry("state", "DONE").containsEntry("entries", 1);
        }
    }
}
