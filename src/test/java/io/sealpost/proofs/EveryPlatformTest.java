package io.sealpost.proofs;

import io.sealpost.lab.world.Options.Platform;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A world with every kind of device that the gateway reaches. */
class EveryPlatformTest {
    @Test
    void S2_S4_S5_S12_everyDeviceIsProvenOnEveryPlatform() {
        try (var run = LabRun.start(EveryPlatformTest.class, 3, List.of(Platform.IOS, Platform.MACOS, Platform.WINDOWS, Platform.ANDROID,
                Platform.INTUNE))) {
            run.proven();
        }
    }
}
