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
import java.util.stream.Stream;

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

    Stream<Finding> findings(RouteFiles files) {
        List<Finding> found = new ArrayList<>();
        files.all().flatMap(f -> f.parts().stream()).forEach(part -> check(part, List.of(SCHEMA.path("items")), "a route file", found));
        return found.stream();
    }

    private void check(YamlPart part, List<JsonNode> schemas, String within, List<Finding> found) {
        List<JsonNode> all = expanded(schemas);
        String kind = part.node() instanceof MappingNode ? "object" : part.node() instanceof SequenceNode ? "array" : "string";
        List<JsonNode> fitting = all.stream().filter(s -> fits(s.path("type").asText(""), kind)).toList();
        if (fitting.isEmpty()) {
            found.add(part.finding(within + " cannot be " + named(kind), "Write it as the other files do: "
                + (all.stream().anyMatch(s -> s.path("type").asText().equals("array")) ? "a list with dashes" : "names with values")));
        } else if (kind.equals("object")) {
            object(part, fitting, within, found);
        } else if (kind.equals("array")) {
            List<JsonNode> items = fitting.stream().map(s -> s.path("items")).filter(i -> !i.isMissingNode()).toList();
            part.items().forEach(item -> check(item, items, "an item of " + within, found));
        } else {
            scalar(part, fitting, within, found);
        }
    }

    private void object(YamlPart part, List<JsonNode> schemas, String within, List<Finding> found) {
        Map<String, List<JsonNode>> known = new TreeMap<>();
        schemas.forEach(s -> s.path("properties").properties().forEach(
            p -> known.computeIfAbsent(p.getKey(), k -> new ArrayList<>()).add(p.getValue())));
        boolean open = known.isEmpty(); // parameters: any word
        part.entries().forEach((word, value) -> {
            if (known.containsKey(word)) {
                check(value, known.get(word), word, found);
            } else if (!open) {
                found.add(value.finding(within + " has no " + word,
                    Likeness.meant(word, known.keySet(), "Take it away, or write one of " + few(known.keySet()))));
            }
        });
        Set<String> required = new HashSet<>();
        schemas.forEach(s -> s.path("required").forEach(r -> required.add(r.asText())));
        required.stream().filter(word -> schemas.stream().allMatch(s -> s.path("required").isArray()))
            .filter(word -> part.get(word) == null).sorted()
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

    /** A scalar is text, number or truth alike: Camel converts. Nothing at all stands for an empty object. */
    private static boolean fits(String type, String kind) {
        return switch (type) {
            case "" -> true;
            case "object", "array" -> type.equals(kind);
            default -> kind.equals("string");
        };
    }

    /** What a schema refers to and chooses from, flat. */
    private static List<JsonNode> expanded(List<JsonNode> schemas) {
        List<JsonNode> all = new ArrayList<>();
        for (JsonNode schema : schemas) {
            if (schema.has("$ref")) {
                all.addAll(expanded(List.of(SCHEMA.at(schema.get("$ref").asText().substring(1)))));
                continue;
            }
            if (schema.has("type") || schema.has("properties") || schema.has("enum")) {
                all.add(schema);
            }
            for (String choice : List.of("oneOf", "anyOf", "allOf")) {
                schema.path(choice).forEach(s -> all.addAll(expanded(List.of(s))));
            }
        }
        return all;
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
}
