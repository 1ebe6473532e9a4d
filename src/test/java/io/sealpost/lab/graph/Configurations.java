package io.sealpost.lab.graph;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** An entity set of configurations that do nothing until they are assigned: deviceConfigurations, mobileAppConfigurations. */
final class Configurations {
    static final Set<String> LISTED = Set.of("id", "displayName", "@odata.type");
    private static final Set<String> TARGETS = Set.of("#microsoft.graph.allLicensedUsersAssignmentTarget",
            "#microsoft.graph.allDevicesAssignmentTarget", "#microsoft.graph.groupAssignmentTarget");
    private final Map<String, Map<String, Predicate<JsonNode>>> types;
    private final Map<String, ObjectNode> entities = new LinkedHashMap<>();

    /** @param types for each @odata.type its properties, and what each must be */
    Configurations(Map<String, Map<String, Predicate<JsonNode>>> types) {
        this.types = types;
    }

    synchronized ObjectNode post(JsonNode body) {
        PfxRules.require(body.isObject(), "Unable to read JSON request payload");
        var type = body.path("@odata.type").asText();
        PfxRules.require(types.containsKey(type), "@odata.type: " + type + " cannot be created here");
        var properties = types.get(type);
        body.fieldNames().forEachRemaining(name -> {
            PfxRules.require(name.equals("@odata.type") || properties.containsKey(name),
                    "The property '" + name + "' does not exist on type '" + type.substring(1) + "'");
            PfxRules.require(name.equals("@odata.type") || properties.get(name).test(body.get(name)),
                    "Cannot convert the value of '" + name + "'");
        });
        PfxRules.require(!body.path("displayName").asText().isBlank(), "The property 'displayName' is required");
        var entity = ((ObjectNode) body).deepCopy();
        entity.put("id", UUID.randomUUID().toString()).put("createdDateTime", Instant.now().toString()).put("version", 1);
        entity.putArray("assignments");
        entities.put(entity.path("id").asText(), entity);
        return unexpanded(entity);
    }

    synchronized ObjectNode assign(String id, JsonNode body) {
        var entity = entities.get(id);
        if (entity == null) {
            throw Refusal.notFound("configuration " + id);
        }
        PfxRules.require(body.path("assignments").isArray() && body.size() == 1, "Parameter 'assignments' is required");
        for (var assignment : body.path("assignments")) {
            var target = assignment.path("target").path("@odata.type").asText();
            PfxRules.require(TARGETS.contains(target), "target: no such assignment target");
        }
        entity.set("assignments", body.path("assignments"));
        return entity.objectNode().set("value", entity.get("assignments"));
    }

    /** Everything, for a list in pages. */
    synchronized List<ObjectNode> list(Query query) {
        boolean expanded = "assignments".equals(query.get("$expand"));
        PfxRules.require(query.get("$expand") == null || expanded, "$expand: only assignments");
        return entities.values().stream().map(each -> expanded ? each : unexpanded(each)).toList();
    }

    synchronized int size() {
        return entities.size();
    }

    /** Those of a type that are assigned to somebody. */
    synchronized List<ObjectNode> assigned(String type) {
        var list = new ArrayList<ObjectNode>();
        entities.values().stream().filter(each -> each.path("@odata.type").asText().equals(type) && !each.path("assignments").isEmpty())
                .forEach(each -> list.add(each.deepCopy()));
        return list;
    }

    private static ObjectNode unexpanded(ObjectNode entity) {
        return entity.deepCopy().without(List.of("assignments"));
    }
}
