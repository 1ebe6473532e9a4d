package io.sealpost.routing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.apache.camel.component.direct.DirectConsumer;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.springframework.stereotype.Component;

/**
 * The routes that run, and their exchange for others. A route that takes messages from outside is stopped first and finishes what
 * it has; one that is called is closed when its callers are quiet, and who calls it meanwhile waits (camel.component.direct.block).
 */
@Component
class LiveRoutes {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private final CamelContext camel;
    private final RequestGate gate;

    LiveRoutes(CamelContext camel, RequestGate gate) {
        this.camel = camel;
        this.gate = gate;
    }

    /** A route still works on messages after ten seconds: everything runs as before, and it can be tried again. */
    static final class Busy extends Exception {
        private static final long serialVersionUID = 1L;

        Busy(String route) {
            super("The route " + route + " is still busy");
        }
    }

    /**
     * Exchanges the routes of the files that differ; all routes where a policy is among them, because policies are part of each.
     *
     * @throws Busy      if a route does not come to rest; nothing has changed then
     * @throws Exception what Camel says where the new routes do not start; the old ones run again then
     */
    void exchange(RouteFiles old, RouteFiles next) throws Exception {
        Set<String> names = old.differences(next);
        boolean policies = Stream.of(old, next).flatMap(RouteFiles::all).filter(f -> names.contains(f.name()))
            .anyMatch(RouteFile::hasPolicy);
        if (policies) {
            names.addAll(old.byName().keySet());
            names.addAll(next.byName().keySet());
        }
        boolean http = Stream.of(old, next).flatMap(RouteFiles::all).filter(f -> names.contains(f.name()))
            .anyMatch(LiveRoutes::takesRequests);
        if (http && !gate.close(PATIENCE)) {
            throw new Busy("of an HTTP request");
        }
        try {
            exchange(old, next, names, policies);
        } finally {
            if (http) {
                gate.open();
            }
        }
    }

    private void exchange(RouteFiles old, RouteFiles next, Set<String> names, boolean policies) throws Exception {
        rest(inOrder(old, names));
        try {
            remove(old, names, policies);
            load(next, names);
        } catch (Exception e) {
            remove(next, names, policies);
            load(old, names);
            throw e;
        }
    }

    /** Brings routes to rest, callers before those they call. */
    private void rest(List<String> ids) throws Exception {
        List<String> resting = new ArrayList<>();
        try {
            for (String id : ids) {
                resting.add(id);
                rest(id);
            }
        } catch (Busy e) {
            for (String id : resting) {
                wake(id);
            }
            throw e;
        }
    }

    private void rest(String id) throws Exception {
        Route route = camel.getRoute(id);
        if (route == null) {
            return;
        }
        if (route.getConsumer() instanceof DirectConsumer direct) {
            direct.suspend(); // callers wait from here on
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (camel.getInflightRepository().size(id) > 0 && System.nanoTime() < end) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
        }
        if (!camel.getRouteController().stopRoute(id, PATIENCE.toSeconds(), TimeUnit.SECONDS, true)) {
            throw new Busy(id);
        }
    }

    private void wake(String id) throws Exception {
        Route route = camel.getRoute(id);
        if (route == null) {
            return;
        }
        if (camel.getRouteController().getRouteStatus(id) != ServiceStatus.Started) {
            camel.getRouteController().startRoute(id);
        } else if (route.getConsumer() instanceof DirectConsumer direct && direct.isSuspended()) {
            direct.resume();
        }
    }

    private void remove(RouteFiles files, Set<String> names, boolean policies) throws Exception {
        for (String id : inOrder(files, names)) {
            if (camel.getRoute(id) != null) {
                camel.getRouteController().stopRoute(id, PATIENCE.toSeconds(), TimeUnit.SECONDS);
                camel.removeRoute(id);
            }
        }
        if (policies) {
            ModelCamelContext model = (ModelCamelContext) camel;
            for (var policy : List.copyOf(model.getRouteConfigurationDefinitions())) {
                model.removeRouteConfiguration(policy);
            }
        }
    }

    /** Policies first, then files that are called, then those that take messages from outside. */
    private void load(RouteFiles files, Set<String> names) throws Exception {
        List<RouteFile> order = files.all().filter(f -> names.contains(f.name()) && f.top("rest").findAny().isEmpty())
            .sorted(Comparator.comparing((RouteFile f) -> !f.hasPolicy()).thenComparing(f -> !onlyCalled(f))).toList();
        for (RouteFile file : order) {
            PluginHelper.getRoutesLoader(camel).loadRoutes(ResourceHelper.fromString(file.name(), file.text()));
        }
    }

    private static boolean takesRequests(RouteFile file) {
        return file.top("route").map(r -> r.get("from")).filter(Objects::nonNull).map(from -> from.text("uri"))
            .anyMatch(uri -> uri != null && uri.startsWith("platform-http:"));
    }

    private static boolean onlyCalled(RouteFile file) {
        return file.top("route").allMatch(route -> direct(route) != null);
    }

    /** The routes of these files: those that take messages from outside first, then callers before those they call. */
    static List<String> inOrder(RouteFiles files, Set<String> names) {
        List<YamlPart> routes = new ArrayList<>(files.all().filter(f -> names.contains(f.name())).flatMap(f -> f.top("route")).toList());
        Set<String> ordered = new LinkedHashSet<>();
        routes.stream().filter(r -> direct(r) == null).forEach(r -> ordered.add(r.text("id")));
        routes.removeIf(r -> direct(r) == null);
        while (!routes.isEmpty()) {
            YamlPart next = routes.stream().filter(r -> routes.stream().noneMatch(other -> other != r && calls(other, direct(r))))
                .findFirst().orElse(routes.get(0)); // they call each other in a circle
            ordered.add(next.text("id"));
            routes.remove(next);
        }
        return List.copyOf(ordered);
    }

    private static boolean calls(YamlPart route, String name) {
        return route.all().map(YamlPart::text).filter(Objects::nonNull).anyMatch(t -> t.equals("direct:" + name)
            || t.startsWith("direct:") && t.contains("${") && ("direct:" + name).startsWith(t.substring(0, t.indexOf("${"))));
    }

    private static String direct(YamlPart route) {
        String uri = route.get("from") == null ? null : route.get("from").text("uri");
        return uri != null && uri.startsWith("direct:") ? uri.substring("direct:".length()) : null;
    }
}
