package io.sealpost.operations;

import io.sealpost.directory.ActiveDirectory;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.stereotype.Component;

/** Health component directories: DEGRADED while a bind account lacks a right that reads of changes need. */
@Component("directoriesHealthIndicator")
class DirectoriesHealth implements HealthIndicator {
    private final ActiveDirectory activeDirectory;

    DirectoriesHealth(ActiveDirectory activeDirectory) {
        this.activeDirectory = activeDirectory;
    }

    @Override
    public Health health() {
        var findings = activeDirectory.findings();
        return findings.isEmpty() ? Health.up().build() : Health.status("DEGRADED").withDetails(findings).build();
    }
}
