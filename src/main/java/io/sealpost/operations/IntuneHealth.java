package io.sealpost.operations;

import io.sealpost.delivery.IntuneProfiles;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.stereotype.Component;

/** DEGRADED while Intune lacks a profile without which it delivers what was imported to nobody. */
@Component
class IntuneHealth implements HealthIndicator {
    private final IntuneProfiles profiles;

    IntuneHealth(IntuneProfiles profiles) {
        this.profiles = profiles;
    }

    @Override
    public Health health() {
        Map<String, List<String>> lacking = new TreeMap<>(profiles.lacking());
        lacking.values().removeIf(List::isEmpty);
        return lacking.isEmpty() ? Health.up().build() : Health.status("DEGRADED").withDetails(lacking)
            .withDetail("fix", "Make a profile \"PKCS imported certificate\" in Intune for each and assign it, or set"
                + " parameters.ensure-profiles: true (docs/channels/intune.md)").build();
    }
}
