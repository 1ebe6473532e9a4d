package io.sealpost.operations;

import io.sealpost.delivery.IntuneProfiles;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.stereotype.Component;

/** DEGRADED while Intune lacks what brings imported certificates to phones, or has Outlook take them by itself. */
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
            .withDetail("fix", "Set parameters.ensure-profiles: true, and Sealpost makes and assigns what it may; or make it in Intune:"
                + " for each platform and purpose a profile \"PKCS imported certificate\", for Outlook an app configuration policy for"
                + " managed devices with both keys true; and assign them (docs/channels/intune.md)").build();
    }
}
