package io.sealpost.delivery;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.sealpost.device.Device;
import io.sealpost.device.Devices;
import io.sealpost.device.Platform;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

class FleetReportsTest {
    private static final Instant JOINED = Instant.parse("2026-11-23T12:00:00.123Z");
    private final Devices devices = mock();

    private Report report(Device.State known, String enrolledAt, String status) throws Exception {
        when(devices.get(any())).thenReturn(known == null ? Optional.empty() : Optional.of(new Device(UUID.randomUUID(), "fleet", "PC-1",
            null, Platform.WINDOWS, known, null, null, 1, JOINED, JOINED, false)));
        var json = "{\"hosts\": [{\"uuid\": \"PC-1\", \"platform\": \"windows\", \"hardware_model\": \"PC\", \"seen_time\":"
            + " \"2026-11-23T13:00:00Z\", \"last_enrolled_at\": \"" + enrolledAt + "\", \"mdm\": {\"enrollment_status\": \"" + status
            + "\"}}]}";
        return new FleetReports(devices).page(new FleetPage("fleet", 0, List.of()), json.getBytes(StandardCharsets.UTF_8)).hosts().get(0)
            .report();
    }

    @Test
    void S27_aPcThatWasEnrolledAnewHasJoinedAgainThoughNobodySawItLeave() throws Exception {
        assertThat(report(Device.State.JOINED, "2026-11-23T12:59:00.5Z", "On (automatic)")).satisfies(each -> {
            assertThat(each.event()).isEqualTo(Report.Event.JOINED);
            assertThat(each.at()).isEqualTo("2026-11-23T12:59:00.5Z");
        });
    }

    @Test
    void S27_anyOtherPcIsOnlyHeardOf() throws Exception {
        assertThat(report(null, "2026-11-23T12:59:00Z", "On (automatic)").event()).isEqualTo(Report.Event.CONNECTED);
        assertThat(report(Device.State.LEFT, "2026-11-23T12:59:00Z", "On (automatic)").event()).isEqualTo(Report.Event.CONNECTED);
        assertThat(report(Device.State.JOINED, JOINED.plusNanos(999_999).toString(), "On (automatic)").event())
            .as("a database keeps less than Fleet says").isEqualTo(Report.Event.CONNECTED);
        assertThat(report(Device.State.JOINED, "", "On (manual)").event()).isEqualTo(Report.Event.CONNECTED);
    }

    @Test
    void S30_aPcWhoseManagementIsOffHasLeft() throws Exception {
        assertThat(report(Device.State.JOINED, "2026-11-23T12:59:00Z", "Off").event()).isEqualTo(Report.Event.LEFT);
    }
}
