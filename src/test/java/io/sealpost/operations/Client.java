package io.sealpost.operations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A caller of the API under one account (password as name); it asks the real port over real HTTP. */
record Client(int port, String account) {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    record Answer(int status, String type, JsonNode json, HttpResponse<String> http) {
        String detail() {
            return json.path("detail").asText();
        }
    }

    Answer get(String path, String... headers) throws Exception {
        return send("GET", path, null, headers);
    }

    /** Posts CSV. */
    Answer csv(String path, byte[] body) throws Exception {
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).POST(BodyPublishers.ofByteArray(body))
                .header("Content-Type", "text/csv"));
    }

    Answer send(String method, String path, String body, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request);
    }

    private Answer send(HttpRequest.Builder request) throws Exception {
        if (account != null) {
            request.header("Authorization", "Basic " + Base64.getEncoder()
                    .encodeToString((account + ":" + account).getBytes(StandardCharsets.UTF_8)));
        }
        var answer = HTTP.send(request.build(), BodyHandlers.ofString());
        var type = answer.headers().firstValue("Content-Type").orElse("");
        return new Answer(answer.statusCode(), type, type.contains("json") ? new ObjectMapper().readTree(answer.body()) : null, answer);
    }
}
