package io.sealpost.delivery;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sealpost.device.Channel;

/**
 * One look at what a tenant has for phones, page by page (Microsoft Graph beta): its device configurations and app configurations,
 * each with whom they are assigned to, and its apps for iOS and Android.
 */
final class IntuneSurvey {
    static final String PROFILES = "/beta/deviceManagement/deviceConfigurations";
    static final String APP_CONFIGURATIONS = "/beta/deviceAppManagement/mobileAppConfigurations";
    private static final String APPS = "/beta/deviceAppManagement/mobileApps";
    private static final Map<String, String> QUERIES = new LinkedHashMap<>();
    private static final ObjectMapper JSON = new ObjectMapper();

    static {
        QUERIES.put(PROFILES, "$expand=assignments");
        QUERIES.put(APP_CONFIGURATIONS, "$expand=assignments");
        QUERIES.put(APPS, "$filter=" + IntuneFormats.encoded("isof('microsoft.graph.iosStoreApp') or isof('microsoft.graph.iosVppApp')"
            + " or isof('microsoft.graph.androidManagedStoreApp')"));
    }

    private final Channel channel;
    private final List<String> ahead = new ArrayList<>(QUERIES.keySet());
    private final Map<String, List<JsonNode>> read = new LinkedHashMap<>();
    private GraphCall next = first();

    IntuneSurvey(Channel channel) {
        this.channel = channel;
    }

    private GraphCall first() {
        return ahead.isEmpty() ? null : new GraphCall("GET", ahead.get(0), QUERIES.get(ahead.get(0)), null);
    }

    /** The next page to ask for; null after the last. */
    public GraphCall getNext() {
        return next;
    }

    /**
     * Reads the page that was asked for.
     *
     * @throws IOException if it is none
     */
    void read(byte[] page) throws IOException {
        JsonNode answer = JSON.readTree(page);
        if (!answer.path("value").isArray()) {
            throw new IOException("Graph's answer to " + next + " is no list");
        }
        answer.path("value").forEach(read.computeIfAbsent(ahead.get(0), path -> new ArrayList<>())::add);
        next = GraphCall.after(answer);
        if (next == null) {
            ahead.remove(0);
            next = first();
        }
    }

    Channel channel() {
        return channel;
    }

    List<JsonNode> profiles() {
        return read.getOrDefault(PROFILES, List.of());
    }

    List<JsonNode> appConfigurations() {
        return read.getOrDefault(APP_CONFIGURATIONS, List.of());
    }

    List<JsonNode> apps() {
        return read.getOrDefault(APPS, List.of());
    }
}
