package io.sealpost.routing;

import java.util.List;
import java.util.Map;

import org.springframework.jmx.export.annotation.ManagedAttribute;
import org.springframework.jmx.export.annotation.ManagedResource;
import org.springframework.stereotype.Component;

/** What the console shows of route files. */
@Component
@ManagedResource(objectName = "io.sealpost:type=Routes", description = "Route files that were edited while the gateway runs")
public class RouteFigures {
    private final RouteReload reload;

    RouteFigures(RouteReload reload) {
        this.reload = reload;
    }

    @ManagedAttribute(description = "What is wrong with saved files that do not run: file, line (0: none), problem, fix; what ran before"
        + " runs on")
    public List<Map<String, Object>> getRejectedFiles() {
        return reload.rejected().stream().map(RejectedFile::findings).flatMap(List::stream).map(f -> Map.<String, Object>of(
            "file", f.file(), "line", f.line(), "problem", f.what(), "fix", f.fix())).toList();
    }
}
