package io.sealpost.routing;

import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who calls whom: every {@code direct:} has its route, every named policy its routeConfiguration, every operation its route. */
final class Calls {
    private static final Pattern OPERATION = Pattern.compile("\\boperationId: *(\\w+)");
    private static final String DIRECT = "direct:";
    private final UnaryOperator<String> placeholders;

    /** @param placeholders resolves {@code {{key}}}; leaves what it does not know */
    Calls(UnaryOperator<String> placeholders) {
        this.placeholders = placeholders;
    }

    Stream<Finding> findings(RouteFiles files) {
        TreeSet<String> directs = files.directs();
        Set<String> policies = files.top("routeConfiguration").map(p -> p.text("id")).filter(id -> id != null).collect(Collectors.toSet());
        return Stream.of(
            files.top("route").flatMap(YamlPart::all).flatMap(part -> target(part, directs)),
            files.top("routeConfiguration").flatMap(YamlPart::all).flatMap(part -> target(part, directs)),
            files.top("route").map(r -> r.get("routeConfigurationId")).filter(p -> p != null && !policies.contains(p.text()))
                .map(p -> p.finding("There is no policy " + p.text(), Likeness.meant(p.text(), policies, "Take the line away"))),
            files.top("rest").flatMap(rest -> operations(rest, directs)),
            onePolicy(files)).flatMap(s -> s);
    }

    /** The uri of a step, or the address that an enrich takes as its expression. */
    private Stream<Finding> target(YamlPart part, TreeSet<String> directs) {
        if (part.text() == null || !part.text().startsWith(DIRECT)) {
            return Stream.empty();
        }
        String name = placeholders.apply(part.text()).substring(DIRECT.length()).split("\\?", 2)[0];
        int expression = name.indexOf("${");
        if (expression < 0) {
            return directs.contains(name) ? Stream.empty() : Stream.of(part.finding("There is no route " + DIRECT + name,
                Likeness.meant(name, directs, "Write a route with from: " + DIRECT + name + ", or correct the name")));
        }
        String verb = name.substring(0, expression);
        Set<String> verbs = directs.stream().filter(d -> d.contains("-")).map(d -> d.substring(0, d.lastIndexOf('-') + 1))
            .collect(Collectors.toSet());
        return verb.equals(ConfiguredKinds.REVOKE) || directs.stream().anyMatch(d -> d.startsWith(verb)) ? Stream.empty()
            : Stream.of(part.finding("No route's name begins with " + DIRECT + verb,
                Likeness.meant(verb, verbs, "Write a route with from: " + DIRECT + verb + "KIND, or correct the name")));
    }

    private static Stream<Finding> operations(YamlPart rest, TreeSet<String> directs) {
        YamlPart specification = rest.all().filter(p -> p.key().equals("specification")).findFirst().orElse(null);
        if (specification == null) {
            return Stream.empty();
        }
        try (InputStream contract = Calls.class.getResourceAsStream("/" + specification.text())) {
            if (contract == null) {
                return Stream.of(specification.finding("There is no contract " + specification.text(),
                    "Correct its name: openapi/sealpost-v1.yaml"));
            }
            return OPERATION.matcher(new String(contract.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)).results()
                .map(m -> m.group(1)).filter(id -> !directs.contains(id)).toList().stream()
                .map(id -> specification.finding("The API's operation " + id + " has no route",
                    "Bring back the route with from: direct:" + id + " in the folder api"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Stream<Finding> onePolicy(RouteFiles files) {
        var unnamed = files.top("routeConfiguration").filter(p -> p.text("id") == null).toList();
        if (unnamed.isEmpty()) {
            return Stream.of(new Finding("routes/policies", 0, "There is no error policy: no routeConfiguration without an id",
                "Bring back policies/errors.camel.yaml"));
        }
        return unnamed.stream().skip(1).map(p -> p.finding("A second error policy; the first is " + unnamed.get(0).file() + ":"
            + unnamed.get(0).line(), "Write one routeConfiguration without an id for all routes"));
    }
}
