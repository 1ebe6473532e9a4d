package io.sealpost.lab.mdm;

import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

/** NanoMDM's webhook events (micromdm/nanomdm, service/webhook/event.json): what may be in one, and of which type. */
final class Event {
    private static final Set<String> TOPICS = Set.of("mdm.Authenticate", "mdm.TokenUpdate", "mdm.CheckOut", "mdm.UserAuthenticate",
            "mdm.SetBootstrapToken", "mdm.GetBootstrapToken", "mdm.Connect", "mdm.DeclarativeManagement", "mdm.GetToken");
    private static final Set<String> TYPES = Set.of("Device", "User", "User Enrollment (Device)", "User Enrollment", "Shared iPad");
    private static final Map<String, String> TOP = Map.of("topic", "text*", "created_at", "text*", "event_id", "text",
            "acknowledge_event", "object", "checkin_event", "object");
    private static final Map<String, String> ACKNOWLEDGE = Map.of("status", "text*", "raw_payload", "text*", "command_uuid", "text",
            "enrollment_id", "text", "udid", "text", "ids", "object", "url_params", "object");
    private static final Map<String, String> CHECKIN = Map.of("raw_payload", "text*", "token_update_tally", "integer",
            "enrollment_id", "text", "udid", "text", "ids", "object", "url_params", "object");
    private static final Map<String, String> IDS = Map.of("id", "text*", "type", "text*", "parent_id", "text");

    private Event() {
    }

    /** Checks an event before it is sent. @throws IllegalStateException if NanoMDM would not send it so */
    static void check(JsonNode event) {
        object("event", event, TOP);
        require(TOPICS.contains(event.path("topic").asText()), "unknown topic " + event.path("topic"));
        OffsetDateTime.parse(event.path("created_at").asText());
        boolean connect = event.path("topic").asText().equals("mdm.Connect");
        require(event.has("acknowledge_event") == connect && event.has("checkin_event") != connect, "the wrong part for its topic");
        var part = connect ? event.path("acknowledge_event") : event.path("checkin_event");
        object(connect ? "acknowledge_event" : "checkin_event", part, connect ? ACKNOWLEDGE : CHECKIN);
        Base64.getDecoder().decode(part.path("raw_payload").asText());
        if (part.has("ids")) {
            object("ids", part.path("ids"), IDS);
            require(TYPES.contains(part.path("ids").path("type").asText()), "unknown type of enrolment");
        }
        for (var parameter : part.path("url_params")) {
            require(parameter.isTextual(), "a URL parameter that is no string");
        }
    }

    private static void object(String name, JsonNode value, Map<String, String> fields) {
        require(value.isObject(), name + " is no object");
        value.fieldNames().forEachRemaining(field -> {
            var type = fields.get(field);
            require(type != null, name + " has no field " + field);
            var given = value.path(field);
            require(switch (type.replace("*", "")) {
                case "text" -> given.isTextual();
                case "integer" -> given.isIntegralNumber();
                default -> given.isObject();
            }, name + "." + field + " is no " + type);
        });
        fields.forEach((field, type) -> require(!type.endsWith("*") || value.has(field), name + " lacks " + field));
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalStateException("not NanoMDM's event: " + problem);
        }
    }
}
