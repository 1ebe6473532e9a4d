package io.sealpost.lab.android;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** The Android Management API (v1) for one enterprise and one service account, with Google's token endpoint at /token. */
public final class AmapiServer implements AutoCloseable {
    static {
        System.setProperty("sun.net.httpserver.nodelay", "true"); // as in the lab's MDM
    }

    private static final int LONGEST = 1024 * 1024;
    private static final Pattern RESOURCE = Pattern.compile("/v1/(enterprises/[^/]+)/(policies|devices)(?:/([^/:]+))?(:[a-zA-Z]+)?");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Enterprise enterprise;
    private final TokenEndpoint tokens;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final AtomicInteger exhausted = new AtomicInteger();

    /**
     * Starts it on loopback.
     *
     * @param account the service account's e-mail address
     * @param key     what its assertions verify with
     */
    public AmapiServer(Enterprise enterprise, String account, PublicKey key) {
        this.enterprise = enterprise;
        this.tokens = new TokenEndpoint(account, key, enterprise.clock());
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = exchange.getRequestBody().readNBytes(LONGEST);
            if (exchange.getRequestURI().getPath().equals("/token")) {
                var answer = tokens.answer(new String(body, StandardCharsets.UTF_8), tokenUrl());
                send(exchange, answer.getKey(), answer.getValue());
                return;
            }
            try {
                send(exchange, 200, answer(exchange, body));
            } catch (GoogleError error) {
                if (error.code() == 429) {
                    exchange.getResponseHeaders().set("Retry-After", "1");
                }
                send(exchange, error.code(), error.body());
            }
        }
    }

    private Object answer(HttpExchange exchange, byte[] body) {
        if (!tokens.accepts(exchange.getRequestHeaders().getFirst("Authorization"))) {
            throw GoogleError.unauthenticated();
        }
        if (exhausted.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw GoogleError.exhausted();
        }
        var resource = RESOURCE.matcher(exchange.getRequestURI().getPath());
        if (!resource.matches()) {
            throw GoogleError.notFound();
        }
        if (!resource.group(1).equals(enterprise.name())) {
            throw GoogleError.denied();
        }
        var query = query(exchange.getRequestURI().getRawQuery());
        var id = resource.group(3);
        return switch (exchange.getRequestMethod() + " " + resource.group(2) + (id == null ? "" : "/id") + (resource.group(4) == null ? ""
                : resource.group(4))) {
            case "PATCH policies/id" -> enterprise.patchPolicy(id, json(body), known(query, "updateMask").get("updateMask"));
            case "GET policies/id" -> enterprise.policy(id);
            case "GET devices" -> enterprise.devices(
                    Integer.parseInt(known(query, "pageSize", "pageToken").getOrDefault("pageSize", "10")),
                    query.get("pageToken"));
            case "GET devices/id" -> enterprise.device(id);
            case "PATCH devices/id" -> enterprise.patchDevice(id, json(body), known(query, "updateMask").get("updateMask"));
            case "DELETE devices/id" -> {
                known(query, "wipeDataFlags", "wipeReasonMessage");
                enterprise.delete(id);
                yield Map.of();
            }
            case "POST devices/id:issueCommand" -> enterprise.command(id, json(body));
            default -> throw GoogleError.notFound();
        };
    }

    private static JsonNode json(byte[] body) {
        try {
            var read = JSON.readTree(body);
            if (read != null && read.isObject()) {
                return read;
            }
        } catch (IOException e) {
            throw GoogleError.invalid(null, "Invalid JSON payload received. Unexpected token.");
        }
        throw GoogleError.invalid(null, "Invalid JSON payload received. Root element must be a message.");
    }

    private static Map<String, String> known(Map<String, String> query, String... names) {
        query.keySet().stream().filter(name -> !Set.of(names).contains(name)).findFirst().ifPresent(name -> {
            throw GoogleError.invalid(name, "Invalid JSON payload received. Unknown name \"" + name + "\": Cannot bind query parameter.");
        });
        return query;
    }

    private static Map<String, String> query(String raw) {
        var fields = new HashMap<String, String>();
        for (var pair : raw == null || raw.isEmpty() ? new String[0] : raw.split("&")) {
            var parts = pair.split("=", 2);
            fields.put(parts[0], parts.length == 1 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return fields;
    }

    private static void send(HttpExchange exchange, int status, Object json) throws IOException {
        var body = JSON.writeValueAsBytes(json);
        exchange.getResponseHeaders().set("Content-Type", "application/json; charset=UTF-8");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    /** Its base address. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Where service accounts get tokens; the audience of their assertions. */
    public String tokenUrl() {
        return url() + "/token";
    }

    /** The next so many calls are answered with 429. */
    public void exhaust(int calls) {
        exhausted.set(calls);
    }

    /** The access tokens that were given out. */
    public Set<String> accessTokens() {
        return tokens.issued();
    }

    /** How many tokens were given out. */
    public int tokensIssued() {
        return tokens.issued().size();
    }

    /** Every token that was given out stops working. */
    public void revokeTokens() {
        tokens.revoke();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
