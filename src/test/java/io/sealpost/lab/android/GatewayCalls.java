package io.sealpost.lab.android;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** The companion app's calls to the gateway (docs/channels/android.md): JSON in, JSON out. */
final class GatewayCalls {
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5)).build();
    private static final ObjectMapper JSON = new ObjectMapper();

    private GatewayCalls() {
    }

    static JsonNode post(String gateway, String what, Map<String, ?> body) throws AppRefused, IOException {
        var request = HttpRequest.newBuilder(URI.create(gateway + "/" + what)).timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json").POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body))).build();
        try {
            var answer = HTTP.send(request, BodyHandlers.ofByteArray());
            if (answer.statusCode() >= 500) {
                throw new IOException("HTTP " + answer.statusCode());
            }
            if (answer.statusCode() != 200) {
                throw new AppRefused("HTTP " + answer.statusCode() + ": "
                        + new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8));
            }
            return JSON.readTree(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
