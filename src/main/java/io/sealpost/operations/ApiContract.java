package io.sealpost.operations;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * Checks what a client sent against {@code openapi/sealpost-v1.yaml}, so that its rules stand in one place. Only what it
 * returns may be used: a header of the request could carry any of the same names.
 */
@Component("contract")
class ApiContract {
    private final ObjectMapper json;
    private final JsonNode document;
    private final JsonSchema schema;

    ApiContract(ObjectMapper json) throws IOException {
        this.json = json.copy().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        try (var in = new ClassPathResource("openapi/sealpost-v1.yaml").getInputStream()) {
            Object tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
            this.document = json.valueToTree(tree);
        }
        this.schema = new JsonSchema(document);
    }

    /** The parameters of a raw query string (may be null), decoded and typed. */
    public Map<String, Object> query(String operation, String raw) {
        var known = parameters(operation);
        var given = json.createObjectNode();
        var violations = new ArrayList<String>();
        UriComponentsBuilder.newInstance().query(raw).build().getQueryParams().forEach((encoded, values) -> {
            var name = decodedQuery(encoded);
            var parameter = known.stream().filter(one -> one.path("name").asText().equals(name)).findFirst();
            if (parameter.isEmpty()) {
                violations.add("'" + name + "' is no parameter here; known are "
                        + String.join(", ", known.stream().map(one -> one.path("name").asText()).toList()));
            } else if (values.size() > 1) {
                violations.add("'" + name + "' may be given once");
            } else {
                var type = schema.resolved(parameter.get().path("schema"));
                given.set(name, typed(decodedQuery(values.get(0)), type));
                violations.addAll(schema.violations(name, given.get(name), type));
            }
        });
        known.stream().filter(one -> one.path("required").asBoolean()).map(one -> one.path("name").asText())
                .filter(name -> !given.has(name)).forEach(name -> violations.add("'" + name + "' must be given"));
        return accepted(given, violations);
    }

    /** A part of a path, which arrives as it was sent: without its percent-encoding (RFC 3986, section 2.1). */
    public String decoded(String part) {
        return UriUtils.decode(part, StandardCharsets.UTF_8);
    }

    /** The JSON object of a request's body; an empty body is an object without members. */
    public Map<String, Object> body(String operation, String text) {
        var type = operation(operation).at("/requestBody/content/application~1json/schema");
        try {
            var given = text == null || text.isBlank() ? json.createObjectNode() : json.readTree(text);
            return accepted(given, schema.violations("body", given, type));
        } catch (JsonProcessingException e) {
            throw Problems.refuse(HttpStatus.BAD_REQUEST, "The body is not JSON: " + e.getOriginalMessage());
        }
    }

    /** Texts by name, as one of the contract's schemas has them. */
    void fits(String name, Map<String, String> given) {
        var type = document.at("/components/schemas/" + name);
        accepted(json.valueToTree(given), schema.violations(name, json.valueToTree(given), type));
    }

    private Map<String, Object> accepted(JsonNode given, List<String> violations) {
        if (!violations.isEmpty()) {
            throw Problems.refuse(HttpStatus.BAD_REQUEST, String.join(". ", violations) + ".");
        }
        return json.convertValue(given, json.getTypeFactory().constructMapType(Map.class, String.class, Object.class));
    }

    /** Those of the operation, and those that all operations of its path have (OpenAPI 3.0, Path Item Object). */
    private List<JsonNode> parameters(String operation) {
        return Stream.of(path(operation), operation(operation)).flatMap(at -> each(at.path("parameters"))).map(schema::resolved)
                .filter(parameter -> parameter.path("in").asText().equals("query")).toList();
    }

    private JsonNode operation(String id) {
        return each(path(id)).filter(operation -> named(operation, id)).findFirst().orElseThrow();
    }

    private JsonNode path(String id) {
        return each(document.path("paths")).filter(path -> each(path).anyMatch(operation -> named(operation, id))).findFirst()
                .orElseThrow(() -> new IllegalStateException("openapi/sealpost-v1.yaml has no operation " + id));
    }

    private static boolean named(JsonNode operation, String id) {
        return operation.path("operationId").asText().equals(id);
    }

    private static Stream<JsonNode> each(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false);
    }

    private static JsonNode typed(String value, JsonNode type) {
        return type.path("type").asText().equals("integer") && value.matches("-?\\d{1,18}")
                ? LongNode.valueOf(Long.parseLong(value)) : TextNode.valueOf(value);
    }

    /** A plus sign is a space there (application/x-www-form-urlencoded). */
    private String decodedQuery(String part) {
        return part == null ? "" : decoded(part.replace('+', ' '));
    }
}
