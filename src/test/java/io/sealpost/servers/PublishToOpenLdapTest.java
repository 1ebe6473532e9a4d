package io.sealpost.servers;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

import com.unboundid.ldap.sdk.LDAPConnection;
import io.sealpost.pki.Certificates;
import io.sealpost.routes.PublishStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Certificates published to slapd, by an account that may write nothing else, as ldapsearch shows them (P8). */
class PublishToOpenLdapTest {
    private static final String PUBLISHER = "cn=publisher,dc=example,dc=com";
    private static final String ANNA = "uid=anna," + Slapd.BASE;
    private static final String NOBODY_ELSE = """
        access to attrs=userPassword by anonymous auth by * none
        access to attrs=%s by dn.exact="%s" write by * read
        access to * by * read
        """;
    @TempDir
    private Path folder;

    @Test
    void P8_ldapsearchFindsTheNewCertificateOnlyOnceAllDevicesShowIt() throws Exception {
        try (Slapd slapd = slapd("userCertificate,userSMIMECertificate"); PublishStage stage = stage(slapd)) {
            X509Certificate old = stage.identity("old", 1);
            UUID first = stage.device("u1", old, "VERIFIED");
            stage.compare();
            assertThat(shown(slapd)).as("text: %s", stage.text(old)).containsExactly(serial(old), serial(old));

            X509Certificate fresh = stage.identity("fresh", 0);
            UUID second = stage.device("u2", fresh, "ACKNOWLEDGED");
            stage.holds(first, fresh, "VERIFIED");
            stage.compare();
            assertThat(shown(slapd)).containsExactly(serial(old), serial(old));

            stage.verified(second);
            stage.compare();
            assertThat(stage.state(fresh)).as(stage.text(fresh)).isEqualTo("PUBLISHED");
            assertThat(shown(slapd)).containsExactly(serial(fresh), serial(fresh));
        }
    }

    @Test
    void P8_withoutTheRightItSaysWhichOneIsMissing() throws Exception {
        try (Slapd slapd = slapd("userSMIMECertificate"); PublishStage stage = stage(slapd)) {
            X509Certificate old = stage.identity("old", 1);
            stage.device("u1", old, "VERIFIED");
            stage.compare();
            assertThat(stage.text(old)).contains("let " + PUBLISHER + " write usercertificate");
            assertThat(shown(slapd)).isEmpty();
        }
    }

    private Slapd slapd(String writable) throws Exception {
        Slapd slapd = new Slapd(folder.resolve("slapd"), 0, -1, NOBODY_ELSE.formatted(writable, PUBLISHER));
        try (LDAPConnection admin = slapd.connect()) {
            admin.add("dn: " + PUBLISHER, "objectClass: organizationalRole", "objectClass: simpleSecurityObject", "cn: publisher",
                "userPassword: publish secret");
            admin.add("dn: " + ANNA, "objectClass: inetOrgPerson", "uid: anna", "cn: Anna", "sn: Anna", "employeeNumber: id-anna",
                "mail: anna@example.com");
        }
        return slapd;
    }

    private PublishStage stage(Slapd slapd) throws Exception {
        String directory = "sealpost.directories.corporate.";
        return new PublishStage(folder, directory + "url", slapd.url(), directory + "bind-dn", "", directory + "password", "",
            directory + "base", Slapd.BASE, directory + "publish.bind-dn", PUBLISHER);
    }

    /** Serial numbers: of userCertificate, then of the PKCS #7. */
    private List<String> shown(Slapd slapd) throws Exception {
        String ldif = ServerProcess.said(folder, "ldapsearch", "-x", "-LLL", "-o", "ldif-wrap=no", "-H", slapd.url(), "-b", ANNA,
            "userCertificate", "userSMIMECertificate");
        List<String> serials = new ArrayList<>();
        values(ldif, "userCertificate").forEach(value -> serials.add(serial(Certificates.parse(value))));
        values(ldif, "userSMIMECertificate").forEach(value -> Certificates.parsePkcs7(value).stream()
            .filter(c -> c.getBasicConstraints() < 0).forEach(c -> serials.add(serial(c))));
        return serials;
    }

    private static List<byte[]> values(String ldif, String attribute) {
        return Pattern.compile("^" + attribute + "(?:;binary)?:: (.*)$", Pattern.MULTILINE).matcher(ldif).results()
            .map(found -> Base64.getDecoder().decode(found.group(1))).toList();
    }

    private static String serial(X509Certificate certificate) {
        return certificate.getSerialNumber().toString(16);
    }
}
