package io.sealpost.delivery;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

import io.sealpost.device.Device;
import io.sealpost.enrollment.Enrollments;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * A bundle waits a moment for the signing certificate that was just asked for: a device whose CA answers promptly installs one
 * bundle, not two. A CA that takes its time, or is not there, holds up no encryption identity for longer than that moment.
 */
@Component
@EnableConfigurationProperties(DeliverySettings.class)
class Settling {
    private static final String CODE = "settling";
    private final JdbcClient jdbc;
    private final Clock clock;
    private final Enrollments enrollments;
    private final DeliverySettings settings;

    Settling(JdbcClient jdbc, Clock clock, Enrollments enrollments, DeliverySettings settings) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.enrollments = enrollments;
        this.settings = settings;
    }

    /** How long a bundle opened now may wait for the CA's first answer about the device; zero if nothing was asked. */
    Duration wait(Device device) {
        return enrollments.asked(device.id()) ? settings.settle() : Duration.ZERO;
    }

    /** Says on the delivery what it waits for. */
    void begin(UUID delivery) {
        jdbc.sql("update delivery set code = ?, text = ? where id = ?")
            .params(CODE, "Waits a moment for the device's signing certificate", delivery).update();
    }

    /** The delivery that need not wait any longer, because the CA has answered. */
    Optional<UUID> end(Device device) {
        if (enrollments.asked(device.id())) {
            return Optional.empty();
        }
        Optional<UUID> settled = jdbc.sql("select id from delivery where device = ? and state = 'PENDING' and attempts = 0 and code = ?")
            .params(device.id(), CODE).query(UUID.class).optional();
        settled.ifPresent(id -> jdbc.sql("update delivery set due_at = ?, code = null, text = null where id = ?")
            .params(Timestamp.from(clock.instant()), id).update());
        return settled;
    }
}
