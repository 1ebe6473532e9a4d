package io.sealpost.lab.android;

import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

/** What the Android Management API takes to change a device, and as a command to it. */
final class DeviceRules {
    private static final Set<String> MODIFIABLE = Set.of("policyName", "state", "disabledReason");
    private static final Set<String> COMMANDS = Set.of("LOCK", "RESET_PASSWORD", "REBOOT", "RELINQUISH_OWNERSHIP", "CLEAR_APP_DATA",
            "START_LOST_MODE", "STOP_LOST_MODE", "ADD_ESIM", "REMOVE_ESIM", "REQUEST_DEVICE_INFO", "WIPE");
    private static final Set<String> COMMAND_FIELDS = Set.of("type", "duration", "newPassword", "resetPasswordFlags",
            "clearAppsDataParams",
            "startLostModeParams", "stopLostModeParams", "addEsimParams", "removeEsimParams", "requestDeviceInfoParams", "wipeParams");

    private DeviceRules() {
    }

    /** @return the fields that are to be changed */
    static Set<String> check(JsonNode body, String mask, String enterprise) {
        body.fieldNames().forEachRemaining(name -> {
            if (!MODIFIABLE.contains(name) && !name.equals("name")) {
                throw GoogleError.invalid("device", "Invalid JSON payload received. Unknown name \"" + name
                        + "\" at 'device': Cannot find field.");
            }
        });
        var fields = mask == null ? MODIFIABLE : PolicyRules.mask(mask, MODIFIABLE);
        var policy = body.path("policyName");
        if (body.has("policyName")
                && !(policy.isTextual() && policy.asText().matches("\\Q" + enterprise + "\\E/policies/[A-Za-z0-9_.-]+"))) {
            throw GoogleError.invalid("device.policy_name", "Invalid policy name: " + policy);
        }
        if (body.has("state") && !Set.of("ACTIVE", "DISABLED").contains(body.path("state").asText())) {
            throw GoogleError.invalid("device.state", "Invalid value at 'device.state': only ACTIVE and DISABLED are allowed.");
        }
        return fields.stream().filter(body::has).collect(java.util.stream.Collectors.toSet());
    }

    static void checkCommand(JsonNode command) {
        command.fieldNames().forEachRemaining(name -> {
            if (!COMMAND_FIELDS.contains(name)) {
                throw GoogleError.invalid("command", "Invalid JSON payload received. Unknown name \"" + name
                        + "\" at 'command': Cannot find field.");
            }
        });
        if (!COMMANDS.contains(command.path("type").asText())) {
            throw GoogleError.invalid("command.type", "Invalid value at 'command.type' (Command.CommandType), " + command.path("type"));
        }
    }
}
