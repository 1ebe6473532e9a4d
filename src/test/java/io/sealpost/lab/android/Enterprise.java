package io.sealpost.lab.android;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** One enterprise at the Android Management API: its policies and devices. */
public final class Enterprise {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> READ_ONLY = Set.of("name", "version");

    private final String name;
    private final Map<String, ObjectNode> policies = new LinkedHashMap<>();
    private final Map<String, Enrolled> devices = new LinkedHashMap<>();
    private final Clock clock;
    private int enrolled;

    /** @param name for example enterprises/LC00lab */
    public Enterprise(String name) {
        this(name, Clock.systemUTC());
    }

    /** The same, by this clock. */
    public Enterprise(String name, Clock clock) {
        this.name = name;
        this.clock = clock;
    }

    /** A device as the API keeps it, and how it is woken. */
    private record Enrolled(ObjectNode resource, Runnable wake) {
    }

    /**
     * A phone enrols.
     *
     * @param tokenData additionalData of its enrolment token, or null
     * @param wake      called when there is something for it, as Firebase Cloud Messaging does
     * @return its deviceId
     */
    public synchronized String enrol(String tokenData, Runnable wake) {
        return enrol(String.format("3%015x", ++enrolled * 7919L), tokenData, wake);
    }

    /** The same under a given deviceId. */
    synchronized String enrol(String id, String tokenData, Runnable wake) {
        var now = clock.instant().toString();
        var device = JSON.createObjectNode().put("name", name + "/devices/" + id).put("managementMode", "DEVICE_OWNER")
                .put("state", "ACTIVE").put("appliedState", "ACTIVE").put("policyCompliant", true).put("enrollmentTime", now)
                .put("lastStatusReportTime", now).put("lastPolicySyncTime", now).put("policyName", name + "/policies/default");
        if (tokenData != null) {
            device.put("enrollmentTokenData", tokenData);
        }
        device.putObject("hardwareInfo").put("brand", "lab").put("model", "Lab Phone");
        devices.put(id, new Enrolled(device, wake));
        return id;
    }

    /** The policy that the phone should apply; null if there is none yet or the phone is no longer managed. */
    synchronized JsonNode policyFor(String device) {
        var known = devices.get(device);
        var policy = known == null ? null : policies.get(last(known.resource.path("policyName").asText()));
        return policy == null ? null : policy.deepCopy();
    }

    /** What the phone says after it applied a policy. */
    synchronized void status(String device, JsonNode applied, List<Map<String, Object>> nonCompliance, JsonNode applications) {
        var known = devices.get(device);
        if (known != null) {
            known.resource.put("lastStatusReportTime", clock.instant().toString()).put("policyCompliant", nonCompliance.isEmpty());
            known.resource.put("appliedPolicyName", applied.path("name").asText())
                    .put("appliedPolicyVersion", applied.path("version").asText());
            known.resource.set("nonComplianceDetails", JSON.valueToTree(nonCompliance));
            known.resource.set("applicationReports", applications);
        }
    }

    synchronized boolean manages(String device) {
        return devices.containsKey(device);
    }

    synchronized JsonNode patchPolicy(String id, JsonNode body, String mask) {
        PolicyRules.check(body);
        var old = policies.getOrDefault(id, JSON.createObjectNode().put("name", name + "/policies/" + id).put("version", "0"));
        var patched = mask == null ? JSON.createObjectNode() : old.deepCopy();
        var fields = new ArrayList<>(mask == null ? fieldNames(body) : PolicyRules.mask(mask, PolicyFields.of("Policy").keySet()));
        fields.removeAll(READ_ONLY);
        for (var field : fields) {
            if (body.has(field)) {
                patched.set(field, body.get(field));
            } else {
                patched.remove(field);
            }
        }
        PolicyRules.check(patched);
        patched.put("name", old.path("name").asText()).put("version", Long.toString(old.path("version").asLong() + 1));
        policies.put(id, patched);
        devices.values().stream().filter(each -> last(each.resource.path("policyName").asText()).equals(id))
                .forEach(each -> each.wake.run());
        return patched.deepCopy();
    }

    synchronized JsonNode policy(String id) {
        return found(policies.get(id)).deepCopy();
    }

    synchronized JsonNode patchDevice(String id, JsonNode body, String mask) {
        var device = found(devices.get(id));
        for (var field : DeviceRules.check(body, mask, name)) {
            device.resource.set(field, body.path(field));
        }
        device.wake.run();
        return device.resource.deepCopy();
    }

    synchronized JsonNode device(String id) {
        return found(devices.get(id)).resource.deepCopy();
    }

    synchronized JsonNode devices(int pageSize, String pageToken) {
        var from = pageToken == null ? 0 : Integer.parseInt(pageToken);
        var all = new ArrayList<>(devices.values());
        var page = JSON.createObjectNode();
        if (from < all.size()) {
            var list = page.putArray("devices");
            all.subList(from, Math.min(all.size(), from + pageSize)).forEach(each -> list.add(each.resource.deepCopy()));
        }
        if (from + pageSize < all.size()) {
            page.put("nextPageToken", Integer.toString(from + pageSize));
        }
        return page;
    }

    synchronized void delete(String id) {
        found(devices.get(id));
        devices.remove(id).wake.run();
    }

    synchronized JsonNode command(String id, JsonNode command) {
        found(devices.get(id));
        DeviceRules.checkCommand(command);
        var operation = JSON.createObjectNode().put("name", name + "/devices/" + id + "/operations/" + System.nanoTime());
        operation.set("metadata", command);
        if (command.path("type").asText().equals("WIPE")) {
            delete(id);
        }
        return operation;
    }

    private static List<String> fieldNames(JsonNode body) {
        var names = new ArrayList<String>();
        body.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static <T> T found(T entity) {
        if (entity == null) {
            throw GoogleError.notFound();
        }
        return entity;
    }

    private static String last(String resource) {
        return resource.substring(resource.lastIndexOf('/') + 1);
    }

    String name() {
        return name;
    }

    Clock clock() {
        return clock;
    }
}
