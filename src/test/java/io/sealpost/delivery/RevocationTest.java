package io.sealpost.delivery;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.sealpost.Databases;
import io.sealpost.TestCertificates;
import io.sealpost.enrollment.Enrollment;
import io.sealpost.enrollment.Enrollments;
import io.sealpost.enrollment.Outcome;
import io.sealpost.enrollment.Revocation;
import io.sealpost.enrollment.Revocations;
import io.sealpost.pki.Certificates;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Nothing is revoked at the CA unless the profile says so, and then only what was made for a device that has given it back (S31). */
class RevocationTest {
    private static final Map<String, String> REVOKING = Map.of("sealpost.certificate-profiles.pkcs.revoke", "on-removal");
    @TempDir
    Path folder;

    @Test
    void S31_byDefaultNothingIsEverRevoked() throws Exception {
        try (Stage stage = Stage.withCa(Databases.H2, folder)) {
            UUID anna = installed(stage);
            removed(stage, anna);
            assertThat(stage.items(anna)).containsExactly("REMOVED");
            stage.apply(stage.event(Report.Event.LEFT, stage.clock.pass(Duration.ofSeconds(1))));
            assertThat(states(stage)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void S31_onlyTheSigningCertificateIsRevokedOnceItsRemovalIsConfirmed(Databases database) throws Exception {
        try (Stage stage = Stage.withCa(database, folder, REVOKING)) {
            UUID anna = installed(stage);
            stage.get(Retirements.class).begin("mdm", Stage.UDID);
            stage.compare(anna);
            stage.answer(stage.send("RemoveProfile"), Report.Answer.ACKNOWLEDGED);
            assertThat(states(stage)).as("the device only says so yet").isEmpty();
            stage.answer("ProfileList", List.of(), List.of());

            assertThat(states(stage)).containsExactly("PENDING");
            assertThat(stage.jdbc().sql("select certificate from revocation").query(String.class).single())
                .isEqualTo(stage.jdbc().sql("select certificate from enrollment").query(String.class).single());
            Revocations revocations = stage.get(Revocations.class);
            Revocation first = revocations.claim(due(stage));
            X509Certificate certificate = Certificates.parse(first.certificate());
            assertThat(first.serial()).isEqualTo(certificate.getSerialNumber().toString(16));
            assertThat(revocations.claim(first.id())).as("another worker").isNull();

            revocations.postpone(first, new java.io.IOException("down"));
            assertThat(stage.get(DueRows.class).revocations()).as("not yet").isEmpty();
            stage.clock.pass(Duration.ofHours(1));
            Revocation second = revocations.claim(due(stage));
            assertThat(second.attempts()).isEqualTo(2);
            revocations.record(second, new Outcome.Pending(null, null));
            stage.clock.pass(Duration.ofHours(1));
            revocations.record(revocations.claim(due(stage)), new Outcome.Revoked());

            assertThat(states(stage)).containsExactly("REVOKED");
            stage.clock.pass(Duration.ofDays(1));
            assertThat(stage.get(DueRows.class).revocations()).isEmpty();
            stage.apply(stage.event(Report.Event.LEFT, stage.clock.pass(Duration.ofSeconds(1))));
            assertThat(states(stage)).as("once").hasSize(1);
            assertThat(stage.jdbc().sql("select action from audit where action like 'revocation-%' order by seq").query(String.class)
                .list()).containsExactly("revocation-opened", "revocation-revoked");
        }
    }

    @Test
    void S31_aDeviceThatLeavesManagementHasGivenItBackToo() throws Exception {
        try (Stage stage = Stage.withCa(Databases.H2, folder, REVOKING)) {
            installed(stage);
            stage.apply(stage.event(Report.Event.LEFT, stage.clock.pass(Duration.ofSeconds(1))));
            assertThat(states(stage)).containsExactly("PENDING");
        }
    }

    @Test
    void S31_joiningAnewIsNoRemoval() throws Exception {
        try (Stage stage = Stage.withCa(Databases.H2, folder, REVOKING)) {
            installed(stage);
            stage.apply(stage.event(Report.Event.JOINING, stage.clock.pass(Duration.ofSeconds(1))));
            assertThat(stage.jdbc().sql("select state from enrollment").query(String.class).list()).containsExactly("CLOSED");
            assertThat(states(stage)).isEmpty();
        }
    }

    @Test
    void P2_whatTheCaRefusesWaitsForPeopleWithItsCause() throws Exception {
        try (Stage stage = Stage.withCa(Databases.H2, folder, REVOKING)) {
            removed(stage, installed(stage));
            Revocations revocations = stage.get(Revocations.class);
            revocations.deny(revocations.claim(due(stage)), 403);
            stage.clock.pass(Duration.ofDays(1));
            assertThat(stage.get(DueRows.class).revocations()).isEmpty();
            assertThat(stage.jdbc().sql("select state || ' ' || code || ' ' || text from revocation").query(String.class).single())
                .startsWith("DENIED http-403 ").contains("by hand");
        }
    }

    private static UUID installed(Stage stage) throws Exception {
        UUID anna = stage.user("anna", 0);
        stage.own("anna");
        stage.join();
        stage.compare(anna);
        Enrollment asked = stage.asked();
        stage.get(Enrollments.class).record(asked, new Outcome.Issued(List.of(TestCertificates.mail(
            new JcaPKCS10CertificationRequest(asked.csr()).getPublicKey(), asked.address(), TestCertificates.SIGN, 0))));
        stage.jdbc().sql("update delivery set state = 'CLOSED' where kind = 'INSTALL' and state = 'PENDING'").update();
        stage.compare(anna);
        stage.answer(stage.send("InstallProfile"), Report.Answer.ACKNOWLEDGED);
        return anna;
    }

    private static void removed(Stage stage, UUID user) {
        stage.get(Retirements.class).begin("mdm", Stage.UDID);
        stage.compare(user);
        stage.answer(stage.send("RemoveProfile"), Report.Answer.ACKNOWLEDGED);
        stage.answer("ProfileList", List.of(), List.of());
    }

    private static UUID due(Stage stage) {
        List<Work> due = stage.get(DueRows.class).revocations();
        assertThat(due).extracting(Work::queue).containsExactly("revocations");
        return UUID.fromString(due.get(0).id());
    }

    private static List<String> states(Stage stage) {
        return stage.jdbc().sql("select state from revocation").query(String.class).list();
    }
}
