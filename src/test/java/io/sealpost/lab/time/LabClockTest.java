package io.sealpost.lab.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabClockTest {
    @Test
    void whoLooksAtTheSameFileSeesTheSameTime(@TempDir Path folder) {
        var world = new LabClock(folder.resolve("lab/clock"));
        var gateway = new LabClock(folder.resolve("lab/clock"));
        assertThat(gateway.instant()).isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
        world.pass(Duration.ofDays(-82));
        world.pass(Duration.ofDays(61));
        Awaitility.await().untilAsserted(() -> assertThat(gateway.instant())
                .isBetween(world.instant().minusSeconds(60), world.instant().plusSeconds(60)));
        assertThat(world.instant()).isBetween(Instant.now().minus(Duration.ofDays(22)), Instant.now().minus(Duration.ofDays(20)));
    }
}
