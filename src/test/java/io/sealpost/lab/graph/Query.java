package io.sealpost.lab.graph;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The query options of a request (OData 4.01, part 2), percent-decoded: of $filter, equality and "and". */
final class Query {
    private static final Pattern CLAUSE = Pattern.compile("(?:(tolower)\\(\\s*(\\w+)\\s*\\)|(\\w+))\\s+eq\\s+'((?:[^']|'')*)'");
    private static final Pattern AND = Pattern.compile("\\s+and\\s+");
    private static final Pattern OR = Pattern.compile("\\s+or\\s+");
    private static final Pattern ISOF = Pattern.compile("isof\\('(microsoft\\.graph\\.\\w+)'\\)");
    private final Map<String, String> options = new LinkedHashMap<>();

    Query(String raw) {
        for (var pair : raw == null || raw.isEmpty() ? new String[0] : raw.split("&")) {
            var parts = pair.split("=", 2);
            options.put(decoded(parts[0]), parts.length < 2 ? "" : decoded(parts[1]));
        }
    }

    static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** Refuses options that are not among these. */
    Query only(String... known) {
        options.keySet().stream().filter(option -> !List.of(known).contains(option)).findFirst().ifPresent(option -> {
            throw Refusal.badRequest("The query parameter '" + option + "' is not supported");
        });
        return this;
    }

    /** The same query for what follows the first {@code skipped} entities: what is behind an @odata.nextLink. */
    String after(int skipped) {
        var next = new LinkedHashMap<>(options);
        next.put("$skiptoken", Integer.toString(skipped));
        return next.entrySet().stream().map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8)
                .replace("+", "%20")).collect(Collectors.joining("&"));
    }

    /** Of $filter, one or several isof('microsoft.graph.type') joined by "or": the types; none without a filter. */
    Set<String> types() {
        var types = new HashSet<String>();
        for (var clause : options.containsKey("$filter") ? OR.split(options.get("$filter").strip()) : new String[0]) {
            var match = ISOF.matcher(clause);
            if (!match.matches()) {
                throw Refusal.badRequest("Invalid filter clause: " + clause);
            }
            types.add("#" + match.group(1));
        }
        return types;
    }

    String get(String option) {
        return options.get(option);
    }

    Predicate<JsonNode> filter(Set<String> properties) {
        var text = options.get("$filter");
        Predicate<JsonNode> all = node -> true;
        if (text == null) {
            return all;
        }
        for (var clause : AND.split(text.strip())) {
            var match = CLAUSE.matcher(clause);
            if (!match.matches()) {
                throw Refusal.badRequest("Invalid filter clause: " + clause);
            }
            var property = match.group(1) == null ? match.group(3) : match.group(2);
            known(property, properties);
            var value = match.group(4).replace("''", "'");
            boolean lower = match.group(1) != null;
            all = all.and(node -> (lower ? node.path(property).asText().toLowerCase(Locale.ROOT) : node.path(property).asText())
                    .equals(value));
        }
        return all;
    }

    /** What is left of an entity by $select. */
    ObjectNode selected(ObjectNode entity, Set<String> properties) {
        var select = options.get("$select");
        if (select == null) {
            return entity;
        }
        var names = Arrays.stream(select.split(",")).map(String::strip).toList();
        names.forEach(name -> known(name, properties));
        return entity.deepCopy().retain(names);
    }

    private static void known(String property, Set<String> properties) {
        if (!properties.contains(property)) {
            throw Refusal.badRequest("Could not find a property named '" + property + "'");
        }
    }
}
