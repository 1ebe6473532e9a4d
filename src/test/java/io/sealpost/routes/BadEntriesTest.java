package io.sealpost.routes;

import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.sealpost.TestCertificates;
import io.sealpost.pki.Certificates;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/** Flow sync-directory with entries, and a directory, that are not what they should be. */
class BadEntriesTest extends DirectoryStage {
    @Test
    void P2_aValueThatIsNoCertificateIsReportedAndTheRestCounts() throws Exception {
        add("anna");
        ldap.modify("uid=anna,dc=example,dc=com", new Modification(ModificationType.ADD, "userCertificate;binary", new byte[] {1, 2}));

        sync();

        assertThat(one("select count(*) from user_certificate")).isEqualTo(1);
        assertThat(one("select count(*) from audit where action = 'entry-finding'")).isEqualTo(1);
    }

    @Test
    void P2_aCertificateThatIsNotForMailIsLeftOutAndReported() throws Exception {
        add("anna");
        byte[] client = Certificates.der(TestCertificates.issue(TestCertificates.key("somebody", "2048").getPublic(), "anna@example.com",
            TestCertificates.ENCRYPT, new KeyPurposeId[] {KeyPurposeId.id_kp_clientAuth}, 1));
        byte[] signing = Certificates.der(TestCertificates.mail(TestCertificates.key("s", "2048").getPublic(), "a@b",
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

        assertThat(one("select count(*) from sync where state = 'FAILED' and text like '%The directory ended the search%'")).isEqualTo(1);
        assertThat(one("select (select count(*) from directory_user) + (select count(*) from sync_entry)") + work()).isZero();
        pages = Integer.MAX_VALUE;
        sync();
        assertThat(one("select count(*) from directory_user")).isEqualTo(10);
    }
}
