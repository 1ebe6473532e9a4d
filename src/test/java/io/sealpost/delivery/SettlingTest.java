package io.sealpost.delivery;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

import io.sealpost.Databases;
import io.sealpost.TestCertificates;
import io.sealpost.enrollment.Enrollment;
import io.sealpost.enrollment.Enrollments;
import io.sealpost.enrollment.Outcome;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A bundle waits a moment for the signing certificate that was just asked for, and no longer. */
class SettlingTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Databases.class)
    void S13_aPromptCaCostsTheDeviceOneBundle(Databases database) throws Exception {
        try (Stage stage = Stage.withCa(database, folder)) {
            UUID anna = joined(stage);
            assertThat(text(stage)).isEqualTo("Waits a moment for the device's signing certificate");
            Enrollment asked = stage.asked();
            assertThat(claimed(stage)).as("before the CA has said anything").isNull();

            var certificate = TestCertificates.mail(new JcaPKCS10CertificationRequest(asked.csr()).getPublicKey(), asked.address(),
                TestCertificates.SIGN, 0);
            stage.get(Enrollments.class).record(asked, new Outcome.Issued(List.of(certificate)));

            assertThat(stage.compare(anna)).extracting(Work::id).containsExactly(pending(stage).toString());
            assertThat(stage.get(Bundles.class).wanted(claimed(stage)).certificates(ItemKind.SIGNING_IDENTITY))
                .containsExactly(certificate);
            assertThat(stage.compare(anna)).as("nothing more").isEmpty();
        }
    }

    @Test
    void S26_aCaThatTakesItsTimeHoldsUpNoEncryptionIdentity() throws Exception {
        try (Stage stage = Stage.withCa(Databases.H2, folder)) {
            UUID anna = joined(stage);
            stage.get(Enrollments.class).record(stage.asked(), new Outcome.Pending(Duration.ofHours(1), "7"));

            assertThat(stage.compare(anna)).extracting(Work::id).containsExactly(pending(stage).toString());
            assertThat(claimed(stage)).as("at once").isNotNull();
        }
    }

    @Test
    void S26_aCaThatIsNotThereHoldsUpNoEncryptionIdentity() throws Exception {
        try (Stage stage = Stage.withCa(Databases.H2, folder)) {
            joined(stage);
            stage.asked();
            stage.clock.pass(Duration.ofSeconds(6));

            assertThat(claimed(stage)).as("after the moment").isNotNull();
        }
    }

    @Test
    void aBundleThatIsBeingSealedIsLeftToItsWorker() throws Exception {
        try (Stage stage = Stage.withCa(Databases.H2, folder)) {
            UUID anna = joined(stage);
            Enrollment asked = stage.asked();
            stage.clock.pass(Duration.ofSeconds(6));
            claimed(stage);
            stage.get(Enrollments.class).record(asked, new Outcome.Pending(Duration.ofHours(1), "7"));

            assertThat(stage.compare(anna)).isEmpty();
            assertThat(claimed(stage)).isNull();
        }
    }

    /** A device of a user, compared: its request is made and its bundle opened. */
    private static UUID joined(Stage stage) {
        UUID anna = stage.user("anna", 0);
        stage.own("anna");
        stage.join();
        stage.compare(anna);
        stage.clock.pass(Duration.ofSeconds(1));
        return anna;
    }

    private static UUID pending(Stage stage) {
        return stage.newest("InstallProfile", "PENDING");
    }

    private static Delivery claimed(Stage stage) {
        return stage.get(Deliveries.class).claim(pending(stage));
    }

    private static String text(Stage stage) {
        return stage.jdbc().sql("select text from delivery where id = ?").param(pending(stage)).query(String.class).single();
    }
}
