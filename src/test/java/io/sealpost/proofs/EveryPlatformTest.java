package io.sealpost.proofs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sealpost.lab.device.Managed;
import io.sealpost.lab.world.Options.Platform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A world with every kind of device that the gateway reaches, in which everybody has joined. */
class EveryPlatformTest {
    private static LabRun run;
    private static JsonNode report;

    @BeforeAll
    static void everyDeviceIsProven() throws Exception {
        run = LabRun.start(EveryPlatformTest.class, 1, List.of(Platform.IOS, Platform.MACOS, Platform.WINDOWS, Platform.ANDROID,
            Platform.INTUNE)).proven();
        report = new ObjectMapper().readTree(folder().resolve("report.json").toFile());
    }

    @AfterAll
    static void close() {
        run.close();
    }

    private static Path folder() {
        return run.world().options().folder();
    }

    @Test
    void S2_everyPlatformIsThere() {
        assertThat(run.world().devices()).extracting(device -> device.platform() + "/" + device.channel()).containsExactlyInAnyOrder(
            "IOS/nanomdm", "MACOS/nanomdm", "WINDOWS/fleet", "ANDROID/android", "IOS/intune", "ANDROID/intune");
    }

    @Test
    void S12_rootAndIntermediateAreOnEveryDeviceThatTakesThemFromUs() throws Exception {
        var anchors = List.of(certificate("root.pem"), certificate("issuing.pem"));
        var takes = run.world().devices().stream().filter(Managed::takesAnchors).toList();
        assertThat(takes).hasSize(4).allSatisfy(device -> {
            assertThat(device.anchors()).as(device.toString()).containsExactlyInAnyOrderElementsOf(anchors);
            assertThat(kinds(device)).filteredOn("TRUST_ANCHOR"::equals).hasSize(2);
        });
    }

    @Test
    void S21_S26_theReportListsWhatEachDeviceMustHoldAndNothingElse() {
        assertThat(run.world().devices()).allSatisfy(device -> {
            int own = device.owner().identities().size();
            int more = device.channel().equals("nanomdm") ? 4 : device.takesAnchors() ? 3 : 0;
            assertThat(kinds(device)).as(device.toString()).hasSize(own + more);
            assertThat(items(device)).allSatisfy(item -> {
                assertThat(item.path("held").asBoolean()).isTrue();
                assertThat(item.path("state").asText()).isEqualTo(device.provable());
            });
        });
    }

    @Test
    void S4_S5_onlyNativeMailOnIosAndOutlookBehindIntuneMayBeAutomatic() {
        assertThat(run.world().devices()).allSatisfy(device -> {
            boolean may = device.platform().equals("IOS") && device.channel().equals("nanomdm") || device.channel().equals("intune");
            assertThat(may || !run.world().gateway().device(device.id()).path("activation").asText().equals("AUTOMATIC"))
                .as(device.toString()).isTrue();
        });
    }

    @Test
    void S31_nothingIsRevoked() throws Exception {
        assertThat(run.revoked()).isEmpty();
        assertThat(report.path("revoked").asInt(-1)).isZero();
        assertThat(run.world().ca().refused()).as("what the CA was asked and does not do").isEmpty();
    }

    private static List<JsonNode> items(Managed device) {
        return StreamSupport.stream(report.path("final").path(device.id()).spliterator(), false).toList();
    }

    private static List<String> kinds(Managed device) {
        return items(device).stream().map(item -> item.path("kind").asText()).toList();
    }

    private static X509Certificate certificate(String name) throws Exception {
        try (var in = Files.newInputStream(folder().resolve("ca").resolve(name))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }
}
