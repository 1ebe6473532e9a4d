package io.sealpost.proofs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.sealpost.lab.device.Device;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How long a device waits that joins a gateway at rest, from its first webhook to its first sealed profile at the MDM. Two seconds
 * are for a machine of its own ({@code -Djoining.devices=20 -Djoining.most=2000}); beside other tests there is more patience.
 */
class JoiningTest {
    private static final int DEVICES = Integer.getInteger("joining.devices", 6);
    private static final Duration MOST = Duration.ofMillis(Integer.getInteger("joining.most", 10_000));

    @Test
    void G3_P4_aDeviceThatJoinsHasItsBundleSentSoon() {
        try (var run = LabRun.start(JoiningTest.class, 1, 0)) {
            run.proven();
            List<Device> late = new ArrayList<>();
            for (int i = 0; i < DEVICES; i++) {
                run.awaitQuiet();
                late.add(run.world().join(run.person(0)));
                run.awaitProven(late.get(i));
            }
            var times = late.stream().map(device -> run.world().mdm().untilProfile(device.udid())).sorted().toList();
            var p95 = times.get(times.size() * 95 / 100 - 1);
            System.out.printf("%d devices, from joining to the first profile sent: median %d ms, p95 %d ms, most %d ms%n", DEVICES,
                times.get(DEVICES / 2).toMillis(), p95.toMillis(), times.get(DEVICES - 1).toMillis());
            assertThat(p95).isLessThan(MOST);
        }
    }
}
