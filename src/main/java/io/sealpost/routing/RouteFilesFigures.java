package io.sealpost.routing;

import java.util.List;

import org.springframework.jmx.export.annotation.ManagedAttribute;
import org.springframework.jmx.export.annotation.ManagedResource;
import org.springframework.stereotype.Component;

/** What the console shows of route files. */
@Component
@ManagedResource(objectName = "io.sealpost:type=RouteFiles", description = "Route files that were edited while the gateway runs")
public class RouteFilesFigures {
    private final RouteReload reload;

    RouteFilesFigures(RouteReload reload) {
        this.reload = reload;
    }

    @ManagedAttribute(description = "Saved files that do not run, because they would not work; what ran before runs on")
    public int getRejectedCount() {
        return reload.rejected().size();
    }

    @ManagedAttribute(description = "What is wrong with them: file, line, what, fix")
    public String[] getRejected() {
        return reload.rejected().stream().map(RejectedFile::findings).flatMap(List::stream).map(Finding::toString)
            .toArray(String[]::new);
    }
}
