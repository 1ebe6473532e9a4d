package io.sealpost.lab.android;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

/** What the Android Management API takes as a policy: known fields, their types, and what it says of several together. */
final class PolicyRules {
    private static final int LONGEST_VALUE = 65_535;

    private PolicyRules() {
    }

    /** @throws GoogleError names the field that is wrong */
    static void check(JsonNode policy) {
        object("Policy", policy, "policy");
        var scopes = new HashSet<String>();
        var packages = new HashSet<String>();
        for (var application : policy.path("applications")) {
            var name = application.path("packageName").asText();
            if (!name.matches("[A-Za-z][A-Za-z0-9_]*(\\.[A-Za-z][A-Za-z0-9_]*)+")) {
                throw GoogleError.invalid("policy.applications", "Invalid package name: \"" + name + "\".");
            }
            if (!packages.add(name)) {
                throw GoogleError.invalid("policy.applications", "Duplicate package name: " + name + ".");
            }
            application.path("delegatedScopes").forEach(scope -> scopes.add(scope.asText()));
            application.path("managedConfiguration").forEach(value -> {
                if (value.isTextual() && value.asText().length() > LONGEST_VALUE) {
                    throw GoogleError.invalid("policy.applications", "A managed configuration value is longer than 65535 characters.");
                }
            });
        }
        if (scopes.contains("CERT_SELECTION") && !policy.path("choosePrivateKeyRules").isEmpty()) {
            throw GoogleError.invalid("policy.choose_private_key_rules",
                    "choosePrivateKeyRules must be empty if any application has CERT_SELECTION delegation scope.");
        }
    }

    /** @return the top-level fields that an update mask names */
    static Set<String> mask(String mask, Set<String> fields) {
        var named = new HashSet<String>();
        for (var field : mask.split(",")) {
            var top = field.split("\\.")[0];
            if (!fields.contains(top)) {
                throw GoogleError.invalid("update_mask", "Request contains an invalid argument: update_mask path '" + field + "'.");
            }
            named.add(top);
        }
        return named;
    }

    private static void object(String type, JsonNode value, String path) {
        if (!value.isObject()) {
            throw GoogleError.invalid(path, "Invalid value at '" + path + "' (" + type + "), not an object.");
        }
        var fields = PolicyFields.of(type);
        value.fields().forEachRemaining(field -> {
            var kind = fields.get(field.getKey());
            if (kind == null) {
                throw GoogleError.invalid(path,
                        "Invalid JSON payload received. Unknown name \"" + field.getKey() + "\" at '" + path + "': Cannot find field.");
            }
            value(kind, field.getValue(), path + "." + snake(field.getKey()));
        });
    }

    private static void value(String kind, JsonNode value, String path) {
        if (kind.startsWith("[]")) {
            demand(value.isArray(), path, "a list", value);
            for (int i = 0; i < value.size(); i++) {
                value(kind.substring(2), value.get(i), path + "[" + i + "]");
            }
        } else if (kind.equals("OpenNetworkConfiguration")) {
            demand(value.isObject(), path, "google.protobuf.Struct", value);
            OncRules.check(value);
        } else if (PolicyFields.of(kind) != null) {
            object(kind, value, path);
        } else {
            demand(fits(kind, value), path, kind, value);
        }
    }

    private static boolean fits(String kind, JsonNode value) {
        return switch (kind) {
            case "boolean" -> value.isBoolean();
            case "integer" -> value.isInt();
            case "int64" -> value.isIntegralNumber() || value.isTextual() && value.asText().matches("-?[0-9]+");
            case "string" -> value.isTextual();
            case "object" -> value.isObject();
            case "enum" -> value.isTextual() && value.asText().matches("[A-Z][A-Z0-9_]*");
            default -> value.isTextual() && List.copyOf(PolicyFields.values(kind)).contains(value.asText());
        };
    }

    private static void demand(boolean fits, String path, String kind, JsonNode value) {
        if (!fits) {
            throw GoogleError.invalid(path, "Invalid value at '" + path + "' (" + kind + "), " + value);
        }
    }

    private static String snake(String name) {
        return String.join("_", Arrays.stream(name.split("(?=[A-Z])")).map(String::toLowerCase).toList());
    }
}
