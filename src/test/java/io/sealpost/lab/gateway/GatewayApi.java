package io.sealpost.lab.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sealpost.lab.ca.Pem;
import io.sealpost.lab.device.Managed;

/** The gateway's HTTP API as an outsider calls it: named accounts, HTTP Basic. */
public final class GatewayApi {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String url;
    private final Map<String, String> passwords;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5)).build();

    /** Calls the gateway at {@code url}; {@code passwords} by account name. */
    public GatewayApi(String url, Map<String, String> passwords) {
        this.url = url;
        this.passwords = Map.copyOf(passwords);
    }

    /** What the gateway says of its health: HTTP status and body, or why there is no answer. */
    public String health() {
        try {
            var response = send("viewer", request("/actuator/health").GET());
            return response.statusCode() + " " + response.body();
        } catch (UncheckedIOException e) {
            return e.toString();
        }
    }

    /** Whether the gateway says that it is up. */
    public boolean healthy() {
        return health().startsWith("200 ");
    }

    /**
     * States whose device it is, and what to encrypt to if nobody else can, as account importer.
     *
     * @return the answer's status and body, for a person to read; it begins with the status
     */
    public String claim(Managed device, String owner) {
        var body = JSON.createObjectNode().put("channel", device.channel()).put("owner", owner);
        if (device.recipient() != null) {
            body.put("recipientCertificate", Pem.of(device.recipient()));
        }
        var response = send("importer", request("/api/v1/devices/" + device.id()).header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(body.toString())));
        return response.statusCode() + " " + response.body();
    }

    /** What the gateway says of a device; a missing node if it does not know it. */
    public JsonNode device(String udid) {
        var response = send("viewer", request("/api/v1/devices/" + udid).GET());
        return response.statusCode() == 404 ? JSON.missingNode() : json(response);
    }

    /** What the gateway says of every device, by UDID. */
    public Map<String, JsonNode> devices() {
        var devices = new HashMap<String, JsonNode>();
        String after = "";
        while (after != null) {
            var page = json(send("viewer", request("/api/v1/devices?limit=500" + (after.isEmpty() ? "" : "&after=" + after)).GET()));
            page.path("devices").forEach(device -> devices.put(device.path("id").asText(), device));
            after = page.path("next").isTextual() ? page.path("next").asText() : null;
        }
        return devices;
    }

    /**
     * One item as the gateway says it.
     *
     * @param certificate SHA-256 of its DER, lower-case hex; null if it is none
     */
    public record Item(String kind, String certificate, String state) {
    }

    /** What the gateway says of every item on every device, by the device's id; a device without items has an empty list. */
    public Map<String, List<Item>> items() {
        var items = new HashMap<String, List<Item>>();
        String after = "";
        while (after != null) {
            var page = json(send("viewer", request("/api/v1/matrix?limit=500"
                    + (after.isEmpty() ? "" : "&after=" + URLEncoder.encode(after, StandardCharsets.UTF_8))).GET()));
            page.path("rows").forEach(row -> {
                var list = items.computeIfAbsent(row.path("device").asText(), device -> new ArrayList<>());
                if (row.path("item").isTextual()) {
                    list.add(new Item(row.path("item").asText(), row.path("certificate").asText(null), row.path("state").asText()));
                }
            });
            after = page.path("next").isTextual() ? page.path("next").asText() : null;
        }
        return items;
    }

    /** Whether a sync of each of these directories began after this moment and has ended well. */
    public boolean syncedSince(Instant moment, List<String> directories) {
        var synced = new HashSet<String>();
        json(send("viewer", request("/api/v1/syncs?limit=20").GET())).path("syncs").forEach(sync -> {
            if (sync.path("state").asText().equals("DONE") && Instant.parse(sync.path("startedAt").asText()).isAfter(moment)) {
                synced.add(sync.path("directory").asText());
            }
        });
        return synced.containsAll(directories);
    }

    /** Has company data removed from the device, as account operator. */
    public void retire(Managed device) {
        done(send("operator", request(path(device, "retirement")).header("Content-Type", "application/json")
                .POST(BodyPublishers.noBody())));
    }

    /** Takes that back. */
    public void withdrawRetirement(Managed device) {
        done(send("operator", request(path(device, "retirement")).DELETE()));
    }

    /** Takes back whose the device is, as account importer. */
    public void disown(Managed device) {
        done(send("importer", request(path(device, "owner")).DELETE()));
    }

    private static String path(Managed device, String what) {
        return "/api/v1/devices/" + device.id() + "/" + what + "?channel=" + device.channel();
    }

    private static void done(HttpResponse<String> response) {
        if (response.statusCode() / 100 != 2) {
            throw new IllegalStateException(response.uri() + " answered " + response.statusCode() + " " + response.body());
        }
    }

    /** Has every request for a certificate that failed sent again, as account operator; what they are. */
    public List<String> retryFailedEnrollments() {
        var failed = new ArrayList<String>();
        json(send("viewer", request("/api/v1/enrollments?state=FAILED").GET())).path("enrollments")
            .forEach(enrollment -> failed.add(enrollment.path("id").asText()));
        failed.forEach(id -> {
            var response = send("operator", request("/api/v1/enrollments/" + id + "/retry").header("Content-Type", "application/json")
                .POST(BodyPublishers.noBody()));
            if (response.statusCode() / 100 != 2 && response.statusCode() != 409) {
                throw new IllegalStateException("retry of " + id + " answered " + response.statusCode() + " " + response.body());
            }
        });
        return failed;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(30));
    }

    private HttpResponse<String> send(String account, HttpRequest.Builder request) {
        var credentials = account + ":" + passwords.get(account);
        request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode json(HttpResponse<String> response) {
        if (response.statusCode() != 200) {
            throw new IllegalStateException(response.request().uri() + " answered " + response.statusCode() + " " + response.body());
        }
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The gateway's base URL. */
    public String url() {
        return url;
    }
}
