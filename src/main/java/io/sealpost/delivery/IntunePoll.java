package io.sealpost.delivery;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** One look at all devices that Intune manages, page by page (Microsoft Graph beta, intune-devices-manageddevice). */
final class IntunePoll {
    private static final String PATH = "/beta/deviceManagement/managedDevices";
    private static final Set<String> LEAVING = Set.of("retirePending", "retireIssued", "wipePending", "wipeIssued", "deletePending");
    private static final ObjectMapper JSON = new ObjectMapper();
    private final String channel;
    private final Set<String> staying = new HashSet<>();
    private GraphCall next = new GraphCall("GET", PATH,
        "$select=id,userPrincipalName,operatingSystem,model,managementState,lastSyncDateTime,enrolledDateTime", null);

    IntunePoll(String channel) {
        this.channel = channel;
    }

    /**
     * A device that is managed.
     *
     * @param owner its userPrincipalName, or empty
     */
    record Sighting(Report report, String owner) {
    }

    /** The next page to ask for; null after the last. */
    public GraphCall getNext() {
        return next;
    }

    /** Reads a page. Devices that are being retired, wiped or deleted count as gone, whether or not they know it yet. */
    public List<Sighting> read(byte[] page) throws IOException {
        JsonNode read = JSON.readTree(page);
        if (!read.path("value").isArray()) {
            throw new IOException("Graph's answer lists no devices");
        }
        List<Sighting> sightings = new ArrayList<>();
        for (JsonNode device : read.path("value")) {
            String platform = platform(device.path("operatingSystem").asText());
            if (platform != null && !leaving(device)) {
                staying.add(device.path("id").asText());
                sightings.add(new Sighting(report(device, platform), device.path("userPrincipalName").asText("")));
            }
        }
        next = GraphCall.after(read);
        return sightings;
    }

    /** Whether it was among the pages read, and stays. */
    boolean staying(String id) {
        return staying.contains(id);
    }

    String channel() {
        return channel;
    }

    static boolean leaving(JsonNode device) {
        return LEAVING.contains(device.path("managementState").asText());
    }

    private Report report(JsonNode device, String platform) {
        Instant enrolled = Instant.parse(device.path("enrolledDateTime").asText());
        Instant synced = Instant.parse(device.path("lastSyncDateTime").asText());
        Instant at = synced.isBefore(enrolled) ? enrolled : synced;
        return new Report(channel, device.path("id").asText(), Report.Event.CONNECTED, at, platform,
            device.path("model").asText(null), null, null, null, null, List.of(), List.of());
    }

    private static String platform(String operatingSystem) {
        return operatingSystem.startsWith("Android") ? "ANDROID" : switch (operatingSystem) {
            case "iOS", "iPadOS" -> "IOS";
            case "macOS" -> "MACOS";
            case "Windows" -> "WINDOWS";
            default -> null;
        };
    }
}
