package io.sealpost.operations;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** Checks a value against a schema of our OpenAPI document: the keywords that the document uses (OpenAPI 3.0.3, Schema Object). */
record JsonSchema(JsonNode document) {
    /** What is wrong with the value, each in one sentence; empty if it fits. */
    List<String> violations(String name, JsonNode value, JsonNode schema) {
        var found = new ArrayList<String>();
        check(name, value, resolved(schema), found);
        return found;
    }

    /** Follows a local {@code $ref}. */
    JsonNode resolved(JsonNode schema) {
        return schema.has("$ref") ? resolved(document.at(schema.get("$ref").textValue().substring(1))) : schema;
    }

    private void check(String name, JsonNode value, JsonNode schema, List<String> found) {
        if (value.isNull() && schema.path("nullable").asBoolean()) {
            return;
        }
        switch (schema.path("type").asText()) {
            case "string" -> text(name, value, schema, found);
            case "integer" -> integer(name, value, schema, found);
            case "number" -> expect(value.isNumber(), name, "a number", found);
            case "boolean" -> expect(value.isBoolean(), name, "true or false", found);
            case "array" -> array(name, value, schema, found);
            case "object" -> object(name, value, schema, found);
            default -> throw new IllegalStateException("The OpenAPI document gives no type that we check for " + name);
        }
    }

    private static void expect(boolean fits, String name, String what, List<String> found) {
        if (!fits) {
            found.add("'" + name + "' must be " + what);
        }
    }

    private static void text(String name, JsonNode value, JsonNode schema, List<String> found) {
        var allowed = StreamSupport.stream(schema.path("enum").spliterator(), false).map(JsonNode::asText).toList();
        var least = schema.path("minLength").asInt();
        var most = schema.path("maxLength").asInt(Integer.MAX_VALUE);
        if (!value.isTextual()) {
            expect(false, name, "a string", found);
        } else if (!allowed.isEmpty()) {
            expect(allowed.contains(value.textValue()), name, "one of " + String.join(", ", allowed), found);
        } else if (value.textValue().length() < least || value.textValue().length() > most) {
            expect(false, name, "from " + least + " to " + most + " characters long", found);
        } else if (schema.has("pattern")) {
            expect(value.textValue().matches(schema.get("pattern").textValue()), name, "of the form " + schema.get("pattern"), found);
        }
    }

    private static void integer(String name, JsonNode value, JsonNode schema, List<String> found) {
        var least = schema.path("minimum").asLong(Long.MIN_VALUE);
        var most = schema.path("maximum").asLong(Long.MAX_VALUE);
        expect(value.isIntegralNumber() && value.longValue() >= least && value.longValue() <= most, name,
                schema.has("maximum") ? "a whole number from " + least + " to " + most : "a whole number", found);
    }

    private void array(String name, JsonNode value, JsonNode schema, List<String> found) {
        expect(value.isArray(), name, "a list", found);
        for (var entry : value) {
            check(name, entry, resolved(schema.path("items")), found);
        }
    }

    private void object(String name, JsonNode value, JsonNode schema, List<String> found) {
        expect(value.isObject(), name, "a JSON object", found);
        var properties = schema.path("properties");
        for (var required : schema.path("required")) {
            expect(!value.isObject() || value.has(required.asText()), required.asText(), "given", found);
        }
        for (var property : value.properties()) {
            if (properties.has(property.getKey())) {
                check(property.getKey(), property.getValue(), resolved(properties.get(property.getKey())), found);
            } else {
                found.add("'" + property.getKey() + "' is unknown here; known are " + String.join(", ", names(properties)));
            }
        }
    }

    private static List<String> names(JsonNode properties) {
        return properties.properties().stream().map(Map.Entry::getKey).toList();
    }
}
