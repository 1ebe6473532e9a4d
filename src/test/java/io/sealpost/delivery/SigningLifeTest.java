package io.sealpost.delivery;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.sealpost.Databases;
import io.sealpost.TestCertificates;
import io.sealpost.device.Channels;
import io.sealpost.device.Device;
import io.sealpost.device.Devices;
import io.sealpost.enrollment.Enrollment;
import io.sealpost.enrollment.Enrollments;
import io.sealpost.enrollment.Outcome;
import io.sealpost.enrollment.SigningIdentities;
import io.sealpost.escrow.Escrow;
import io.sealpost.escrow.IdentityImport;
import io.sealpost.escrow.Manifest;
import io.sealpost.escrow.Result;
import io.sealpost.pki.Certificates;
import io.sealpost.profile.CertificateProfiles;
import io.sealpost.user.User;
import io.sealpost.user.UserCertificates;
import io.sealpost.user.Users;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

/** Signing certificates from the first to the next: renewed in time, or imported for all devices. */
class SigningLifeTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Databases.class)
    void P5_theNewIdentityIsVerifiedBeforeTheOldKeyIsDestroyed(Databases database) throws Exception {
        try (Stage stage = Stage.withCa(database, folder)) {
            UUID anna = stage.user("anna", 0);
            stage.own("anna");
            stage.join();
            X509Certificate old = issue(stage, anna, 0);
            assertThat(delivered(stage, anna)).containsExactly(old);
            assertThat(stage.compare(anna)).as("not yet").isEmpty();
            stage.clock.pass(Duration.ofDays(700));

            X509Certificate renewed = issue(stage, anna, -1);
            assertThat(keys(stage)).as("both").isEqualTo(2);
            assertThat(bothWhereItemsAreSingle(stage, anna)).containsExactly(renewed, old);
            assertThat(delivered(stage, anna)).containsExactly(renewed);

            assertThat(keys(stage)).as("the old one is destroyed").isEqualTo(1);
            assertThat(stage.compare(anna)).as("nothing more").isEmpty();
            assertThat(stage.jdbc().sql("select state from enrollment order by created_at").query(String.class).list())
                .containsExactly("CLOSED", "ISSUED");
            assertThat(stage.jdbc().sql("select state from item where kind = 'SIGNING_IDENTITY' and certificate = ?")
                .param(Certificates.sha256(old)).query(String.class).single()).isEqualTo("REMOVED");
        }
    }

    @Test
    void P5_aRenewalThatIsRefusedWaitsForPeopleAndTheOldOneServesOn() throws Exception {
        try (Stage stage = Stage.withCa(Databases.H2, folder)) {
            UUID anna = stage.user("anna", 0);
            stage.own("anna");
            stage.join();
            X509Certificate old = issue(stage, anna, 0);
            delivered(stage, anna);
            stage.clock.pass(Duration.ofDays(700));
            stage.compare(anna);
            stage.get(Enrollments.class).deny(stage.asked(), 403, "not now");

            assertThat(stage.compare(anna)).isEmpty();

            assertThat(bothWhereItemsAreSingle(stage, anna)).containsExactly(old);
        }
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void S14_anImportedSigningCertificateIsOneForAllDevicesAndClosesTheirOwn(Databases database) throws Exception {
        try (Stage stage = Stage.withCa(database, folder)) {
            UUID anna = stage.user("anna", 0);
            stage.own("anna");
            stage.join();
            issue(stage, anna, 0);
            KeyPair key = TestCertificates.key("imported", "2048");
            X509Certificate shared = TestCertificates.mail(key.getPublic(), "anna@example.com", TestCertificates.SIGN, 0);
            assertThat(imported(stage, key, shared)).isEqualTo(Result.Status.IMPORTED);

            assertThat(delivered(stage, anna)).containsExactly(shared);

            stage.get(Ownership.class).state("mdm", "second", "anna@example.com");
            Device second = stage.get(Devices.class).get(Devices.id("mdm", "second")).orElseThrow();
            assertThat(stage.transaction().execute(t -> stage.get(Bundles.class).desired(second, user(stage, anna)))
                .certificates(ItemKind.SIGNING_IDENTITY)).containsExactly(shared);
            assertThat(stage.jdbc().sql("select distinct state from enrollment").query(String.class).list()).containsExactly("CLOSED");
            assertThat(keys(stage)).isZero();
            assertThat(stage.compare(anna)).as("no request of its own any more").isEmpty();
        }
    }

    @Test
    void P10_aRevokedSigningCertificateNeverGoesOutAndARevokedEncryptionCertificateDoes() throws Exception {
        try (Stage stage = Stage.withCa(Databases.H2, folder)) {
            UUID anna = stage.user("anna", 0);
            stage.own("anna");
            stage.join();
            X509Certificate signing = issue(stage, anna, 0);
            assertThat(desired(stage, anna).certificates(ItemKind.SIGNING_IDENTITY)).containsExactly(signing);

            stage.jdbc().sql("update certificate set revoked_at = ?").param(java.sql.Timestamp.from(stage.clock.instant())).update();

            assertThat(desired(stage, anna).certificates(ItemKind.SIGNING_IDENTITY)).isEmpty();
            assertThat(desired(stage, anna).certificates(ItemKind.ENCRYPTION_IDENTITY)).as("old mail needs it").hasSize(1);
        }
    }

    @Test
    void S26_aNewEncryptionCertificateIsAddedAndTheMailProfileSwitchesToIt() throws Exception {
        try (Stage stage = new Stage(Databases.H2, folder, Map.of("sealpost.certificate-profiles.email.host", "mail.example.com"))) {
            UUID anna = stage.user("anna", 1);
            stage.own("anna");
            stage.join();
            Bundle before = desired(stage, anna);

            stage.user("anna", 0);

            Bundle after = desired(stage, anna);
            assertThat(after.certificates(ItemKind.ENCRYPTION_IDENTITY)).hasSize(2)
                .containsAll(before.certificates(ItemKind.ENCRYPTION_IDENTITY));
            Part newest = after.identities().filter(p -> !before.parts().contains(p)).findFirst().orElseThrow();
            assertThat(before.mail().toString()).doesNotContain(newest.payload().toString());
            assertThat(after.mail().toString()).contains(newest.payload().toString());
        }
    }

    /** A comparison asks for a certificate, and the CA issues one. */
    private static X509Certificate issue(Stage stage, UUID user, int yearsAgo) throws Exception {
        assertThat(stage.compare(user)).extracting(Work::queue).contains("enrollments");
        Enrollment asked = stage.asked();
        X509Certificate issued = TestCertificates.mail(new JcaPKCS10CertificationRequest(asked.csr()).getPublicKey(), asked.address(),
            TestCertificates.SIGN, yearsAgo);
        assertThat(stage.get(Enrollments.class).record(asked, new Outcome.Issued(List.of(issued)))).isInstanceOf(Outcome.Issued.class);
        return issued;
    }

    /** Everything is sent, accepted, shown and compared; the signing certificates of what was sent. */
    private static List<X509Certificate> delivered(Stage stage, UUID user) {
        stage.jdbc().sql("update delivery set state = 'CLOSED' where kind = 'INSTALL' and state = 'PENDING'").update();
        stage.compare(user);
        stage.clock.pass(Duration.ofSeconds(1));
        Delivery delivery = stage.get(Deliveries.class).claim(stage.newest("InstallProfile", "PENDING"));
        Bundle bundle = stage.get(Bundles.class).wanted(delivery);
        stage.get(Deliveries.class).sent(delivery);
        stage.answer(delivery, Report.Answer.ACKNOWLEDGED);
        stage.compare(user);
        int before = keys(stage);
        assertThat(before).as("no key goes before the device shows the new certificate")
            .isEqualTo(stage.jdbc().sql("select count(*) from enrollment where state = 'ISSUED'").query(Integer.class).single());
        stage.answer("CertificateList", bundle.parts().stream().filter(p -> p.certificate() != null)
            .map(p -> new Report.Listed(Certificates.der(p.certificate()), false)).toList(), List.of());
        stage.compare(user);
        return bundle.certificates(ItemKind.SIGNING_IDENTITY);
    }

    private static int keys(Stage stage) {
        return stage.jdbc().sql("select count(*) from wrapped_key where origin = 'DEVICE'").query(Integer.class).single();
    }

    private static Bundle desired(Stage stage, UUID user) {
        return stage.transaction().execute(t -> stage.get(Bundles.class).desired(stage.device(), user(stage, user)));
    }

    private static User user(Stage stage, UUID user) {
        return stage.get(Users.class).get(user).orElseThrow();
    }

    /** What a format that addresses single items would be given. */
    private static List<X509Certificate> bothWhereItemsAreSingle(Stage stage, UUID user) {
        Format single = mock();
        when(single.shape(any())).thenReturn(new Shape(true, true, Shape.Signing.OWN, Shape.Mail.NONE, true));
        when(single.settings(any())).thenReturn("");
        Formats formats = mock();
        when(formats.of(any())).thenReturn(single);
        Bundles bundles = new Bundles(stage.get(Users.class), stage.get(UserCertificates.class), stage.get(Devices.class),
            stage.get(Channels.class), formats, stage.get(Escrow.class), stage.get(CertificateProfiles.class),
            stage.get(SigningIdentities.class), stage.get(Ledger.class), stage.get(Clock.class), new BundleSettings("com.example"));
        return bundles.desired(stage.device(), user(stage, user)).certificates(ItemKind.SIGNING_IDENTITY);
    }

    private Result.Status imported(Stage stage, KeyPair key, X509Certificate certificate) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("a", key.getPrivate(), "pw".toCharArray(), new Certificate[] {certificate});
        try (OutputStream out = Files.newOutputStream(folder.resolve("sign.p12"))) {
            store.store(out, "pw".toCharArray());
        }
        Files.writeString(folder.resolve("m.csv"), "file,password,user,purpose\nsign.p12,pw,anna@example.com,smimeSigning\n");
        IdentityImport imports = stage.get(IdentityImport.class);
        try (Manifest manifest = imports.open(folder.resolve("m.csv"))) {
            Result result = imports.importRow(manifest.next());
            imports.finish(manifest);
            return result.status();
        }
    }
}
