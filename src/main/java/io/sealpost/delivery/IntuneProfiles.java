package io.sealpost.delivery;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealpost.device.Channel;
import org.springframework.stereotype.Component;

/**
 * Without an assigned profile "PKCS imported certificate" for its platform and purpose, a phone gets nothing of what was imported
 * (Microsoft Graph beta, intune-deviceconfig-*importedpfxcertificateprofile). Looks which are missing, and makes them if it may.
 */
@Component("intuneProfiles")
public class IntuneProfiles {
    private static final String PATH = "/beta/deviceManagement/deviceConfigurations";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> PURPOSES = List.of("smimeEncryption", "smimeSigning");
    private static final Map<String, String> TYPES = new TreeMap<>(Map.of("ios", "iosImportedPFXCertificateProfile",
        "android-work-profile", "androidForWorkImportedPFXCertificateProfile",
        "android-device-owner", "androidDeviceOwnerImportedPFXCertificateProfile"));
    private final Map<String, List<String>> lacking = new ConcurrentHashMap<>();

    /** Asks for all device configurations and whom they are assigned to. */
    public GraphCall list() {
        return new GraphCall("GET", PATH, "$expand=assignments", null);
    }

    /**
     * Looks which profiles are missing, for {@link #lacking}.
     *
     * @return what makes them, or assigns those of ours that nobody is assigned to; nothing unless {@code ensure-profiles} is true
     */
    public List<GraphCall> missing(Channel channel, byte[] answer) throws IOException {
        JsonNode read = JSON.readTree(answer);
        boolean whole = !read.has("@odata.nextLink");
        List<String> said = new ArrayList<>();
        List<GraphCall> calls = new ArrayList<>();
        for (String platform : platforms(channel)) {
            for (String purpose : PURPOSES) {
                List<JsonNode> there = there(read, "#microsoft.graph." + TYPES.get(platform), purpose);
                if (there.stream().allMatch(profile -> profile.path("assignments").isEmpty())) {
                    said.add(platform + ", " + purpose + ": " + (there.isEmpty() ? "no profile" : "its profile is assigned to nobody")
                        + (whole ? "" : " on the first page of device configurations"));
                    there.stream().filter(profile -> profile.path("displayName").asText().equals(name(purpose))).findFirst()
                        .ifPresentOrElse(ours -> calls.add(assignment(ours.path("id").asText())), () -> {
                            if (there.isEmpty()) {
                                calls.add(new GraphCall("POST", PATH, null, profile(platform, purpose)));
                            }
                        });
                }
            }
        }
        lacking.put(channel.name(), List.copyOf(said));
        return whole && Boolean.parseBoolean(channel.parameters().get("ensure-profiles")) ? calls : List.of();
    }

    /** Assigns a profile that was just made to all licensed users; what was assigned already is assigned the same way again. */
    public GraphCall assign(byte[] answer) throws IOException {
        JsonNode made = JSON.readTree(answer);
        return made.has("id") ? assignment(made.path("id").asText()) : list();
    }

    /** By channel, the profiles without which phones get nothing. */
    public Map<String, List<String>> lacking() {
        return lacking;
    }

    private static List<String> platforms(Channel channel) {
        List<String> named = Arrays.stream(channel.parameters().getOrDefault("platforms", String.join(",", TYPES.keySet())).split(","))
            .map(String::strip).toList();
        if (!TYPES.keySet().containsAll(named)) {
            throw new IllegalStateException("sealpost.channels." + channel.name() + ".parameters.platforms: use " + TYPES.keySet());
        }
        return named;
    }

    private static List<JsonNode> there(JsonNode read, String type, String purpose) {
        List<JsonNode> there = new ArrayList<>();
        read.path("value").forEach(each -> {
            if (each.path("@odata.type").asText().equals(type) && each.path("intendedPurpose").asText().equalsIgnoreCase(purpose)) {
                there.add(each);
            }
        });
        return there;
    }

    private static String name(String purpose) {
        return "Sealpost " + purpose;
    }

    private static byte[] profile(String platform, String purpose) {
        ObjectNode profile = JSON.createObjectNode().put("@odata.type", "#microsoft.graph." + TYPES.get(platform))
            .put("displayName", name(purpose)).put("description", "Delivers what Sealpost imports").put("intendedPurpose", purpose);
        return profile.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    private static GraphCall assignment(String id) {
        ObjectNode body = JSON.createObjectNode();
        body.putArray("assignments").addObject().putObject("target")
            .put("@odata.type", "#microsoft.graph.allLicensedUsersAssignmentTarget");
        return new GraphCall("POST", PATH + "/" + IntuneFormats.encoded(id) + "/assign", null,
            body.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
