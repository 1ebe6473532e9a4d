package io.sealpost.routes;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

import io.sealpost.device.Basis;
import io.sealpost.device.Device;
import io.sealpost.device.Devices;
import io.sealpost.device.Owners;
import io.sealpost.lab.android.Phone;
import io.sealpost.lab.device.InstalledIdentity;
import io.sealpost.TestCertificates;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Connector android from a phone that enrols to what its key chain holds. */
class AndroidTest {
    @TempDir
    Path folder;
    private AndroidStage stage;

    @BeforeEach
    void start() throws Exception {
        stage = new AndroidStage(folder);
    }

    @AfterEach
    void stop() {
        stage.close();
    }

    private static List<X509Certificate> held(Phone phone) {
        return phone.identities().stream().map(InstalledIdentity::certificate).toList();
    }

    private void settle(Phone phone, List<X509Certificate> wanted) {
        Awaitility.await().atMost(Duration.ofSeconds(40)).pollInterval(Duration.ofMillis(300)).untilAsserted(() -> {
            stage.tick();
            assertThat(held(phone)).as(() -> "trouble: " + phone.trouble()).containsExactlyInAnyOrderElementsOf(wanted);
            assertThat(stage.states()).containsExactly("VERIFIED");
        });
    }

    @Test
    void S16_S21_aPhoneThatEnrolsGetsItsUsersHistoryAndOnlyThatThroughAnOwnerChange() throws Exception {
        List<X509Certificate> anna = stage.user("anna", 4, 2, 0);
        List<X509Certificate> bert = stage.user("bert", 0);
        Phone phone = stage.phone("anna@example.com");
        settle(phone, anna);
        assertThat(phone.authorities()).as("root and intermediate").containsExactlyInAnyOrder(TestCertificates.root(),
            TestCertificates.issuing());
        assertThat(phone.identities()).allMatch(i -> io.sealpost.pki.Certificates.matches(i.key(), i.certificate().getPublicKey()));
        assertThat(stage.google.tokensIssued()).as("the access token is kept").isEqualTo(1);
        nothingSecretWentToGoogle();

        Device device = stage.core.get(Devices.class).get(Devices.id("phones", phone.id())).orElseThrow();
        stage.core.get(Owners.class).state("phones", phone.id(), Basis.MDM, "bert@example.com");
        settle(phone, bert);
        assertThat(stage.jdbc().sql("select alias from app_identity where device = ?").param(device.id()).query(String.class).list())
            .hasSize(1);
    }

    private void nothingSecretWentToGoogle() throws Exception {
        try (var files = Files.list(folder.resolve("phone/received"))) {
            List<Path> received = files.sorted().toList();
            assertThat(received.stream().map(f -> f.getFileName().toString().substring(4)).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder("policy.json", "identity.p7m");
            for (Path policy : received.stream().filter(f -> f.toString().endsWith("policy.json")).toList()) {
                assertThat(Files.readString(policy)).contains("CERT_INSTALL").doesNotContainIgnoringCase("pkcs12")
                    .doesNotContainIgnoringCase("password").doesNotContain("PRIVATE");
            }
        }
    }

    @Test
    void G1_quotaIsWaitedForAndAPhoneThatEnrolsAgainStartsAfresh() {
        List<X509Certificate> anna = stage.user("anna", 0);
        stage.google.exhaust(1);
        Phone phone = stage.phone("anna@example.com");
        settle(phone, anna);
        UUID first = Devices.id("phones", phone.id());
        phone.enrol("anna@example.com");
        assertThat(Devices.id("phones", phone.id())).isNotEqualTo(first);
        Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(300)).untilAsserted(() -> {
            stage.tick();
            assertThat(held(phone)).as(() -> "trouble: " + phone.trouble()).containsExactlyElementsOf(anna);
        });
    }
}
