package io.sealpost.servers;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.sealpost.routes.ReadStage;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;

/** Route read-openldap against OpenLDAP's slapd. */
class OpenLdapTest {
    @TempDir
    Path folder;

    private ReadStage stage(Slapd slapd) throws Exception {
        return new ReadStage(folder, new DefaultSslBundleRegistry(), Map.of("kind", "openldap", "url", slapd.url(), "bind-dn", Slapd.ADMIN,
            "password", "secret", "base", Slapd.BASE));
    }

    @Test
    void G3_aFullReadThenOnlyChangesAndDeletions() throws Exception {
        try (Slapd slapd = new Slapd(folder.resolve("slapd"), 300, 1000, ""); ReadStage stage = stage(slapd);
             LDAPConnection admin = slapd.connect()) {
            stage.sync();
            assertThat(stage.last()).containsEntry("state", "DONE").containsEntry("reach", "FULL").containsEntry("entries", 300);

            for (int i = 0; i < 100; i++) {
                admin.modify(Slapd.dn(i), new Modification(ModificationType.REPLACE, "cn", "Changed " + i));
            }
            for (int i = 200; i < 210; i++) {
                admin.delete(Slapd.dn(i));
            }
            stage.sync();
            assertThat(stage.last()).containsEntry("state", "DONE").containsEntry("reach", "CHANGES").containsEntry("entries", 110)
                .containsEntry("changed", 100).containsEntry("suspended", 10);
            assertThat(stage.active()).hasSize(290);

            stage.sync();
            assertThat(stage.last()).containsEntry("state", "DONE").containsEntry("reach", "CHANGES").containsEntry("entries", 0);
        }
    }

    @Test
    void P3_aServerThatForgotWhatWasDeletedIsReadAnewInOneRun() throws Exception {
        try (Slapd slapd = new Slapd(folder.resolve("slapd"), 60, 1000, ""); ReadStage stage = stage(slapd);
             LDAPConnection admin = slapd.connect()) {
            stage.sync();
            admin.modify(Slapd.dn(1), new Modification(ModificationType.REPLACE, "cn", "Changed"));
            admin.delete(Slapd.dn(2));
            slapd.restart();   // its log is in memory only

            stage.sync();

            assertThat(stage.last()).containsEntry("state", "DONE").containsEntry("reach", "FULL").containsEntry("changed", 1)
                .containsEntry("suspended", 1);
        }
    }

    @Test
    void P3_whoLeavesTheFilterIsSeenAndComesBack() throws Exception {
        try (Slapd slapd = new Slapd(folder.resolve("slapd"), 60, 1000, "");
             ReadStage stage = new ReadStage(folder, new DefaultSslBundleRegistry(), Map.of("kind", "openldap", "url", slapd.url(),
                 "bind-dn", Slapd.ADMIN, "password", "secret", "base", Slapd.BASE,
                 "filter", "(&(objectClass=inetOrgPerson)(!(employeeType=contractor)))"));
             LDAPConnection admin = slapd.connect()) {
            stage.sync();
            admin.modify(Slapd.dn(1), new Modification(ModificationType.ADD, "employeeType", "contractor"));
            stage.sync();
            assertThat(stage.last()).containsEntry("state", "DONE").containsEntry("reach", "CHANGES").containsEntry("suspended", 1);

            admin.modify(Slapd.dn(1), new Modification(ModificationType.DELETE, "employeeType"));
            stage.sync();
            assertThat(stage.last()).containsEntry("state", "DONE").containsEntry("reach", "CHANGES").containsEntry("changed", 1);
            assertThat(stage.active()).hasSize(60);
        }
    }

    @Test
    void P3_aReadThatHitsTheServersLimitFailsAndSaysWhichLimit() throws Exception {
        try (Slapd slapd = new Slapd(folder.resolve("slapd"), 60, 1000, "sizelimit 20\naccess to * by * read");
             ReadStage stage = new ReadStage(folder, new DefaultSslBundleRegistry(), Map.of("kind", "openldap", "url", slapd.url(),
                 "base", Slapd.BASE))) {
            stage.sync();

            assertThat(stage.last()).containsEntry("state", "FAILED");
            assertThat(stage.last().get("text").toString()).contains("size limit of our bind account");
            assertThat(stage.one("select count(*) from directory_user")).isZero();
        }
    }

    @Test
    void G3_withoutTheOverlayAllIsReadInPages() throws Exception {
        try (Slapd slapd = new Slapd(folder.resolve("slapd"), 60, -1, ""); ReadStage stage = stage(slapd)) {
            stage.sync();
            stage.sync();

            assertThat(stage.last()).containsEntry("state", "DONE").containsEntry("reach", "FULL").containsEntry("entries", 60)
                .containsEntry("watermark", null);
        }
    }
}
