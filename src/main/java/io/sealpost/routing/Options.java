package io.sealpost.routing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.camel.Component;

/**
 * Components and their options, by each component's own description in its jar. Camel checks those of a {@code toD} when the first
 * message comes, and camel-http never: it sends what it does not know to the server.
 */
final class Options {
    private static final String SERVICES = "/META-INF/services/org/apache/camel/component/";
    private static final Map<String, Set<String>> KNOWN = new ConcurrentHashMap<>();

    private final RouteBeans beans;

    Options(RouteBeans beans) {
        this.beans = beans;
    }

    Stream<Finding> findings(RouteFiles files) {
        Set<String> schemes = new TreeSet<>();
        files.everything().map(part -> part.text("uri")).filter(uri -> uri != null).map(Options::scheme).filter(this::exists)
            .forEach(schemes::add);
        Stream<Finding> unknown = files.everything().filter(p -> p.key().equals("uri") && p.text() != null && !p.text().isEmpty())
            .filter(uri -> !exists(scheme(uri.text()))).map(uri -> uri.finding("There is no component " + scheme(uri.text()),
                Likeness.meant(scheme(uri.text()), schemes, "Correct what stands before the first colon")));
        return Stream.concat(unknown, options(files));
    }

    /** Camel's components say so in their jars; ours are beans. */
    private boolean exists(String scheme) {
        Class<?> bean = beans.type(scheme);
        return bean != null && Component.class.isAssignableFrom(bean) || Options.class.getResource(SERVICES + scheme) != null;
    }

    private static Stream<Finding> options(RouteFiles files) {
        return files.everything().filter(part -> part.text("uri") != null && part.get("parameters") != null).flatMap(part -> {
            Set<String> known = KNOWN.computeIfAbsent(scheme(part.text("uri")), Options::read);
            return part.get("parameters").entries().values().stream().filter(o -> !known.isEmpty() && !known(known, o.key()))
                .map(o -> o.finding(scheme(part.text("uri")) + ": has no option " + o.key(),
                    Likeness.meant(o.key(), known, "Take it away")));
        });
    }

    /** By its name, or by the prefix of names that are another library's. */
    private static boolean known(Set<String> known, String option) {
        return known.contains(option) || known.stream().anyMatch(k -> k.endsWith(".") && option.startsWith(k));
    }

    /** An address that comes from the configuration is HTTP. */
    private static String scheme(String uri) {
        return uri.startsWith("${") ? "http" : uri.split(":", 2)[0];
    }

    /** The names of a component's options, and prefixes of names with their dot; empty where it does not say them. */
    private static Set<String> read(String scheme) {
        try (InputStream service = Options.class.getResourceAsStream(SERVICES + scheme)) {
            if (service == null) {
                return Set.of();
            }
            Properties properties = new Properties();
            properties.load(service);
            String type = properties.getProperty("class");
            String description = "/META-INF/" + type.substring(0, type.lastIndexOf('.')).replace('.', '/') + "/" + scheme + ".json";
            try (InputStream json = Options.class.getResourceAsStream(description)) {
                Set<String> names = new TreeSet<>();
                if (json != null) {
                    JsonNode component = new ObjectMapper().readTree(json);
                    component.path("properties").fieldNames().forEachRemaining(names::add);
                    component.path("properties").findValuesAsText("prefix").forEach(names::add);
                    component.path("componentProperties").fieldNames().forEachRemaining(names::add); // http takes timeouts of these
                }
                return names;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
