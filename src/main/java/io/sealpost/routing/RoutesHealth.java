package io.sealpost.routing;

import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;
import org.springframework.stereotype.Component;

/** Health component routes: DEGRADED while a saved route file does not run, with file, line and fix. */
@Component("routes")
class RoutesHealth implements HealthIndicator {
    private static final Status DEGRADED = new Status("DEGRADED", "Saved route files do not run; what ran before runs on");
    private final RouteReload reload;

    RoutesHealth(RouteReload reload) {
        this.reload = reload;
    }

    @Override
    public Health health() {
        Health.Builder health = reload.rejected().isEmpty() ? Health.up() : Health.status(DEGRADED);
        reload.rejected().forEach(file -> health.withDetail(file.file(), file.findings().stream().map(Finding::toString).toList()));
        return health.build();
    }
}
