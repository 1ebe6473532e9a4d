package io.sealpost.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealpost.Databases;
import io.sealpost.TestCertificates;
import io.sealpost.escrow.Escrow;
import io.sealpost.escrow.Origin;
import io.sealpost.payload.apple.ImapAccount;
import io.sealpost.pki.Certificates;
import io.sealpost.user.Purpose;
import io.sealpost.user.Source;
import io.sealpost.user.UserCertificates;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The account in an iPhone's profile follows the user's certificates, and is never torn down for them (S21, S26, S32). */
class MailAccountTest {
    private static final String EMAIL = "sealpost.certificate-profiles.email.";
    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void S32_anAccountForSigningOnlyIsUpgradedInPlaceAndSwitchesToTheNewestWithinOneProfile(Databases database) throws Exception {
        try (Stage stage = new Stage(database, folder, Map.of(EMAIL + "host", "mail.example.com"))) {
            UUID anna = stage.user("anna");
            signs(stage, anna);
            stage.own("anna");
            stage.join();

            Bundle signing = delivered(stage, anna);
            assertThat(signing.mail().signing()).isNotNull();
            assertThat(signing.mail().encryption()).isNull();
            assertThat(named(stage)).containsExactly("true false");

            stage.user("anna", 1);
            Bundle both = delivered(stage, anna);
            X509Certificate first = both.certificates(ItemKind.ENCRYPTION_IDENTITY).get(0);
            assertThat(both.certificate(both.mail().encryption())).isEqualTo(Certificates.sha256(first));
            assertThat(named(stage)).containsExactly("true true");
            sameButForItsEncryption(signing, both);

            stage.user("anna", 0);
            Bundle renewed = delivered(stage, anna);
            assertThat(renewed.certificates(ItemKind.ENCRYPTION_IDENTITY)).hasSize(2).contains(first);
            assertThat(renewed.certificate(renewed.mail().encryption())).as("the newest, which is in the same profile")
                .isEqualTo(Certificates.sha256(renewed.certificates(ItemKind.ENCRYPTION_IDENTITY).get(1)))
                .isNotEqualTo(Certificates.sha256(first));
            sameButForItsEncryption(both, renewed);
            assertThat(renewed.parts()).as("what did not change keeps its PayloadUUID").containsAll(both.parts());
        }
    }

    /** Apple: payloads whose PayloadIdentifier and PayloadUUID are the same are updated; others are removed and added. */
    private static void sameButForItsEncryption(Bundle one, Bundle other) {
        assertThat(other.identifier()).isEqualTo(one.identifier());
        assertThat(other.mail().payloadUuid()).isEqualTo(one.mail().payloadUuid());
        assertThat(other.mail().signing()).isEqualTo(one.mail().signing());
        assertThat(other.digest()).as("it is sent").isNotEqualTo(one.digest());
    }

    @Test
    void S32_withoutAnEmailProfileTheIdentitiesComeAloneAndWithImapTheAccountIsOne() throws Exception {
        assertThat(account("none", Map.of())).isNull();
        assertThat(account("imap", Map.of(EMAIL + "imap.incoming-host", "imap.example.com", EMAIL + "imap.outgoing-host",
            "smtp.example.com"))).isInstanceOfSatisfying(ImapAccount.class, imap -> {
                assertThat(List.of(imap.incomingPort(), imap.outgoingPort())).containsExactly(993, 465);
                assertThat(imap.signing()).isNotNull();
                assertThat(imap.encryption()).isNotNull();
            });
    }

    private Object account(String name, Map<String, String> settings) throws Exception {
        Path own = java.nio.file.Files.createDirectory(folder.resolve(name));
        try (Stage stage = new Stage(Databases.H2, own, settings)) {
            UUID anna = stage.user("anna", 1);
            signs(stage, anna);
            stage.own("anna");
            stage.join();
            Bundle bundle = delivered(stage, anna);
            assertThat(bundle.identities()).hasSize(2);
            return bundle.mail();
        }
    }

    /** A signing certificate that was imported. */
    private static void signs(Stage stage, UUID user) {
        KeyPair key = TestCertificates.key("anna-signs", "2048");
        X509Certificate certificate = TestCertificates.mail(key.getPublic(), "anna@example.com", TestCertificates.SIGN, 0);
        stage.transaction().executeWithoutResult(t -> {
            stage.get(Escrow.class).keep(key.getPrivate(), key.getPublic(), Origin.IMPORT, null);
            stage.get(UserCertificates.class).add(user, certificate, Purpose.SIGNING, Source.IMPORT);
        });
    }

    /** One profile is sent, no more, and accepted. */
    private static Bundle delivered(Stage stage, UUID user) {
        int before = stage.states("InstallProfile").size();
        stage.compare(user);
        stage.clock.pass(java.time.Duration.ofSeconds(1));
        Delivery delivery = stage.get(Deliveries.class).claim(stage.newest("InstallProfile", "PENDING"));
        Bundle bundle = stage.get(Bundles.class).wanted(delivery);
        stage.get(Deliveries.class).sent(delivery);
        stage.answer(delivery, Report.Answer.ACKNOWLEDGED);
        stage.compare(user);
        assertThat(stage.states("InstallProfile")).hasSize(before + 1);
        return bundle;
    }

    private static List<String> named(Stage stage) {
        return stage.jdbc().sql("select mail_signing, mail_encryption from item where kind = 'MAIL_PROFILE'")
            .query((row, n) -> (row.getString(1) != null) + " " + (row.getString(2) != null)).list();
    }
}
