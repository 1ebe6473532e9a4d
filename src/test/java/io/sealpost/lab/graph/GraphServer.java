package io.sealpost.lab.graph;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** The HTTP front of Graph and of the token endpoint: paths, permissions, throttling, and the form of errors. */
final class GraphServer implements AutoCloseable {
    static {
        // The JDK's server sends head and body apart: with Nagle's algorithm each answer would wait 40 ms. Read once, at its first use.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private static final int LONGEST_BODY = 4 * 1024 * 1024;
    private static final Pattern TOKEN = Pattern.compile("/([^/]+)/oauth2/v2\\.0/token");
    private static final Pattern KEY = Pattern.compile("\\(('?)([^()']+)\\1\\)$");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Graph graph;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(8);

    /** An answer: no body if null. */
    record Answer(int status, JsonNode body) {
    }

    GraphServer(Graph graph) {
        this.graph = graph;
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
            exchange.getResponseHeaders().set("request-id", UUID.randomUUID().toString());
            var body = exchange.getRequestBody().readNBytes(LONGEST_BODY);
            var token = TOKEN.matcher(exchange.getRequestURI().getPath());
            if (token.matches()) {
                token(exchange, token.group(1), body);
            } else {
                graph(exchange, body);
            }
        }
    }

    private void token(HttpExchange exchange, String tenant, byte[] body) throws IOException {
        Map<String, String> form = new LinkedHashMap<>();
        for (var pair : new String(body, StandardCharsets.UTF_8).split("&")) {
            var parts = pair.split("=", 2);
            form.put(Query.decoded(parts[0]), parts.length < 2 ? "" : Query.decoded(parts[1]));
        }
        try {
            basic(exchange.getRequestHeaders().getFirst("Authorization"), form);
            if (!exchange.getRequestMethod().equals("POST")
                    || !"application/x-www-form-urlencoded".equals(exchange.getRequestHeaders().getFirst("Content-Type"))) {
                throw new TokenEndpoint.Denied(400, "invalid_request", "AADSTS900144: The request body must be a form.");
            }
            send(exchange, 200, JSON.valueToTree(graph.tokens().token(tenant, form, url() + exchange.getRequestURI().getPath())));
        } catch (TokenEndpoint.Denied e) {
            send(exchange, e.status(), JSON.createObjectNode().put("error", e.error()).put("error_description", e.getMessage()));
        }
    }

    /** The client's id and secret by HTTP Basic, each form-encoded first (RFC 6749, section 2.3.1); not in the form as well. */
    private static void basic(String authorization, Map<String, String> form) {
        if (authorization == null) {
            return;
        }
        if (!authorization.startsWith("Basic ") || form.containsKey("client_secret") || form.containsKey("client_assertion")) {
            throw new TokenEndpoint.Denied(400, "invalid_request", "AADSTS90013: more than one way of client authentication");
        }
        var pair = new String(Base64.getDecoder().decode(authorization.substring(6)), StandardCharsets.UTF_8).split(":", 2);
        form.put("client_id", Query.decoded(pair[0]));
        form.put("client_secret", pair.length < 2 ? "" : Query.decoded(pair[1]));
    }

    private void graph(HttpExchange exchange, byte[] body) throws IOException {
        try {
            var path = KEY.matcher(exchange.getRequestURI().getPath()).replaceFirst("/$2");
            var answer = answer(exchange, List.of(path.substring(1).split("/")), body);
            if (answer.body() == null) {
                exchange.sendResponseHeaders(answer.status(), -1);
            } else {
                send(exchange, answer.status(), answer.body());
            }
        } catch (Refusal e) {
            if (e.status() == 429) {
                exchange.getResponseHeaders().set("Retry-After", Integer.toString(graph.retryAfter()));
            }
            var error = JSON.createObjectNode();
            error.putObject("error").put("code", e.code()).put("message", e.getMessage());
            send(exchange, e.status(), error);
        }
    }

    private Answer answer(HttpExchange exchange, List<String> path, byte[] body) {
        boolean beta = path.get(0).equals("beta");
        if (path.size() < 2 || !beta && !path.get(0).equals("v1.0")) {
            throw Refusal.badRequest("Invalid version: use beta or v1.0");
        }
        var authorization = exchange.getRequestHeaders().getFirst("Authorization");
        var resource = Resource.of(path.subList(1, path.size()), beta);
        graph.tokens().check(authorization, resource.permission());
        graph.throttle();
        var method = exchange.getRequestMethod();
        if (!resource.methods(path.size()).contains(method)) {
            throw Refusal.notAllowed(method);
        }
        var rest = path.subList(1 + resource.segments(), path.size());
        var query = new Query(exchange.getRequestURI().getRawQuery());
        return graph.answer(resource, method, rest, query, body.length == 0 ? null : json(exchange, body), body);
    }

    private static JsonNode json(HttpExchange exchange, byte[] body) {
        var type = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type"));
        PfxRules.require(type.startsWith("application/json"), "Content-Type: " + type + " is not application/json");
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw Refusal.badRequest("Unable to read JSON request payload");
        }
    }

    private static void send(HttpExchange exchange, int status, JsonNode json) throws IOException {
        var body = JSON.writeValueAsBytes(json);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
