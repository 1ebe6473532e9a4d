package io.sealpost.proofs;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sealpost.lab.device.Managed;
import io.sealpost.lab.world.Options.Platform;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The life of devices on every platform, in a lab whose clock runs ahead by weeks. */
class LifecycleTest {
    @Test
    void S2_S16_S21_S27_S30_S31_everyDeviceHoldsExactlyWhatItMustAfterEachStepOfItsLife() throws Exception {
        try (var run = LabRun.lifecycle(LifecycleTest.class, 2, List.of(Platform.IOS, Platform.MACOS, Platform.WINDOWS, Platform.ANDROID,
                Platform.INTUNE), RevokingCaTest::able)) {
            run.proven();
            var report = new ObjectMapper().readTree(run.world().options().folder().resolve("report.json").toFile());
            var last = report.path("final");
            assertThat(run.world().devices()).hasSize(18);
            Map<Integer, Long> sizes = run.world().devices().stream().collect(Collectors.groupingBy(device ->
                (int) StreamSupport.stream(last.path(device.id()).spliterator(), false)
                    .filter(item -> item.path("held").asBoolean() && item.path("kind").asText().endsWith("IDENTITY")).count(),
                Collectors.counting()));
            int own = run.person(1).identities().size();
            assertThat(sizes).as("wiped or retired; behind Intune; with a signing identity")
                .isEqualTo(Map.of(0, 12L, own, 2L, own + 1, 4L));
            assertThat(run.count("revocation")).as("S31: nothing is revoked at the CA").isZero();
            assertThat(run.revoked()).as("S31: in the CRL, although the CA can revoke and the route for it is there").isEmpty();
            assertThat(report.path("revoked").asInt(-1)).isZero();
            assertThat(run.world().ca().refused()).isEmpty();
            assertThat(run.count("wrapped_key where origin = 'IMPORT'")).as("keys stay in escrow").isEqualTo(run.world().people().stream()
                .mapToInt(person -> person.identities().size()).sum());
            assertThat(run.count("wrapped_key where origin = 'DEVICE'")).as("signing keys of devices in use").isEqualTo(
                (int) run.world().devices().stream().filter(Managed::signsWithItsOwn).filter(device -> !device.identities().isEmpty())
                    .count());
        }
    }
}
