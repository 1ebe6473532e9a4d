package io.sealpost.routing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * The words of Camel's YAML DSL and where each may stand, after schema/camelYamlDsl.json of camel-yaml-dsl. It names the one word
 * that is wrong; a general validator names each of the sixty alternatives that could have stood there (docs/rationale.md).
 */
final class DslSchema {
    private static final JsonNode SCHEMA = load();
    private static final Place TOP = new Place(List.of(SCHEMA.path("items")));

    Stream<Finding> findings(RouteFiles files) {
        List<Finding> found = new ArrayList<>();
        files.all().flatMap(f -> f.parts().stream()).forEach(part -> check(part, TOP, "a route file", found));
        return found.stream();
    }

    private void check(YamlPart part, Place place, String within, List<Finding> found) {
        String kind = part.node() instanceof MappingNode ? "object" : part.node() instanceof SequenceNode ? "array" : "string";
        List<JsonNode> fitting = place.fitting(kind);
        if (fitting.isEmpty()) {
            found.add(part.finding(within + " cannot be " + named(kind), "Write it as the other files do: "
                + (place.fitting("array").isEmpty() ? "names with values" : "a list with dashes")));
        } else if (kind.equals("object")) {
            object(part, place, within, found);
        } else if (kind.equals("array")) {
            part.items().forEach(item -> check(item, place.item(), "an item of " + within, found));
        } else {
            scalar(part, fitting, within, found);
        }
    }

    private void object(YamlPart part, Place place, String within, List<Finding> found) {
        boolean open = place.words().isEmpty(); // parameters: any word
        part.entries().forEach((word, value) -> {
            if (place.words().contains(word)) {
                check(value, place.word(word), word, found);
            } else if (!open) {
                found.add(value.finding(within + " has no " + word,
                    Likeness.meant(word, place.words(), "Take it away, or write one of " + few(place.words()))));
            }
        });
        place.required().stream().filter(word -> part.get(word) == null).sorted()
            .forEach(word -> found.add(part.finding(within + " needs " + word, "Add " + word + " to it")));
    }

    private static void scalar(YamlPart part, List<JsonNode> schemas, String within, List<Finding> found) {
        Set<String> allowed = new HashSet<>();
        schemas.forEach(s -> s.path("enum").forEach(e -> allowed.add(e.asText())));
        String text = part.text();
        if (!allowed.isEmpty() && schemas.stream().allMatch(s -> s.has("enum")) && !allowed.contains(text) && !text.contains("{{")) {
            found.add(part.finding(within + " cannot be " + text, Likeness.meant(text, allowed, "Write one of " + few(allowed))));
        }
        if (schemas.stream().allMatch(s -> s.path("type").asText().equals("boolean")) && !text.matches("true|false|.*\\{\\{.*")) {
            found.add(part.finding(within + " is true or false, not " + text, "Write true or false"));
        }
    }

    private static String few(Set<String> words) {
        return String.join(", ", words.stream().sorted().limit(12).toList()) + (words.size() > 12 ? ", …" : "");
    }

    private static String named(String kind) {
        return switch (kind) {
            case "object" -> "names with values";
            case "array" -> "a list";
            default -> "a bare text";
        };
    }

    private static JsonNode load() {
        try (InputStream json = DslSchema.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
            return new ObjectMapper().readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where something may stand, and what: each place is worked out once, because there are few and files come again and again. */
    private static final class Place {
        private final List<JsonNode> all;
        private final Map<String, List<JsonNode>> known = new TreeMap<>();
        private final Map<String, Place> places = new ConcurrentHashMap<>();

        Place(List<JsonNode> schemas) {
            all = expanded(schemas).toList();
            fitting("object").forEach(s -> s.path("properties").properties().forEach(
                p -> known.computeIfAbsent(p.getKey(), k -> new ArrayList<>()).add(p.getValue())));
        }

        List<JsonNode> fitting(String kind) {
            return all.stream().filter(s -> fits(s.path("type").asText(""), kind)).toList();
        }

        Set<String> words() {
            return known.keySet();
        }

        Place word(String word) {
            return places.computeIfAbsent(word, w -> new Place(known.get(w)));
        }

        Place item() {
            return places.computeIfAbsent("", w -> new Place(fitting("array").stream().map(s -> s.path("items"))
                .filter(i -> !i.isMissingNode()).toList()));
        }

        /** What every choice requires, and any of them. */
        Set<String> required() {
            List<JsonNode> objects = fitting("object");
            Set<String> required = new HashSet<>();
            if (objects.stream().allMatch(s -> s.path("required").isArray())) {
                objects.forEach(s -> s.path("required").forEach(r -> required.add(r.asText())));
            }
            return required;
        }

        /** A scalar is text, number or truth alike: Camel converts. Nothing at all stands for an empty object. */
        private static boolean fits(String type, String kind) {
            return switch (type) {
                case "" -> true;
                case "object", "array" -> type.equals(kind);
                default -> kind.equals("string");
            };
        }

        /** What a schema refers to and chooses from, flat. */
        private static Stream<JsonNode> expanded(List<JsonNode> schemas) {
            return schemas.stream().flatMap(schema -> {
                if (schema.has("$ref")) {
                    return expanded(List.of(SCHEMA.at(schema.get("$ref").asText().substring(1))));
                }
                Stream<JsonNode> itself = schema.has("type") || schema.has("properties") || schema.has("enum") ? Stream.of(schema)
                    : Stream.empty();
                return Stream.concat(itself, Stream.of("oneOf", "anyOf", "allOf").flatMap(choice ->
                    StreamSupport.stream(schema.path(choice).spliterator(), false).flatMap(s -> expanded(List.of(s)))));
            });
        }
    }
}
