package io.sealpost.lab.fleet;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** Fleet's REST API (docs/REST API/rest-api.md) with Fleet's error form; Bearer token. */
final class FleetServer implements AutoCloseable {
    static {
        System.setProperty("sun.net.httpserver.nodelay", "true");   // see MdmServer
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Fleet fleet;
    private final String authorization;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(8);

    FleetServer(Fleet fleet, String token) {
        this.fleet = fleet;
        authorization = "Bearer " + token;
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
            var body = exchange.getRequestBody().readNBytes(ProfileRules.LIMIT + 64 * 1024);
            try {
                if (!authorization.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                    throw new FleetRefused(401, "base", "Authentication required");
                }
                send(exchange, 200, answer(exchange, body));
            } catch (FleetRefused refused) {
                send(exchange, refused.status(), JSON.writeValueAsBytes(Answers.error(refused)));
            }
        }
    }

    private byte[] answer(HttpExchange exchange, byte[] body) throws IOException {
        var path = exchange.getRequestURI().getPath().replaceFirst("^/api/(v1|latest)/fleet/", "");
        var query = query(exchange);
        var call = exchange.getRequestMethod() + " " + path.replaceFirst("^(hosts|configuration_profiles)/(?!identifier)[^/]+", "$1/:id")
                .replaceFirst("identifier/.*", "identifier/:id");
        var parts = path.split("/");
        var last = parts[parts.length - 1];
        switch (call) {
            case "GET hosts":
                return page("hosts", fleet.hosts().stream().map(each -> Answers.host(each, fleet.seen(each), false)).toList(), query,
                        "device_mapping");
            case "GET hosts/identifier/:id":
                return one("host", host(fleet.host(last)));
            case "GET hosts/:id":
                return one("host", host(fleet.host(number(last))));
            case "GET hosts/:id/certificates":
                return page("certificates", Answers.certificates(fleet.host(number(parts[1]))), query);
            case "POST hosts/:id/refetch":
                fleet.host(number(parts[1]));
                return one(null, null);
            case "POST hosts/:id/labels", "DELETE hosts/:id/labels":
                fleet.labels(number(parts[1]), texts(json(body, Set.of("labels")), "labels"), call.startsWith("POST"));
                return one(null, null);
            case "POST labels":
                var label = json(body, Set.of("name", "description", "hosts"));
                fleet.label(text(label, "name"), texts(label, "hosts"));
                return one("label", JSON.createObjectNode().put("name", text(label, "name")).put("label_membership_type", "manual"));
            case "GET configuration_profiles":
                return page("profiles", fleet.profiles().stream().map(Answers::profile).toList(), query, "team_id");
            case "POST configuration_profiles":
                var uuid = fleet.upload(Upload.read(exchange.getRequestHeaders().getFirst("Content-Type"), body));
                return JSON.writeValueAsBytes(JSON.createObjectNode().put("profile_uuid", uuid));
            case "GET configuration_profiles/:id":
                return "media".equals(query.get("alt")) ? fleet.profile(last).content()
                        : JSON.writeValueAsBytes(Answers.profile(fleet.profile(last)));
            case "DELETE configuration_profiles/:id":
                fleet.delete(last);
                return one(null, null);
            case "POST commands/run":
                return run(json(body, Set.of("command", "host_uuids")));
            case "GET commands/results":
                return JSON.writeValueAsBytes(Answers.results(fleet.commands().results(query.getOrDefault("command_uuid", "")),
                        fleet.now()));
            default:
                throw FleetRefused.missing(call);
        }
    }

    private byte[] run(ObjectNode body) throws IOException {
        var hosts = texts(body, "host_uuids").stream().map(fleet::host).toList();
        var sent = fleet.commands().run(hosts, text(body, "command"));
        fleet.soon();
        return JSON.writeValueAsBytes(JSON.createObjectNode().put("command_uuid", sent.uuid).put("request_type", sent.type)
                .put("platform", "darwin"));
    }

    private ObjectNode host(Host host) {
        return Answers.host(host, fleet.seen(host), true);
    }

    private static byte[] one(String name, ObjectNode value) throws IOException {
        var body = JSON.createObjectNode();
        if (name != null) {
            body.set(name, value);
        }
        return JSON.writeValueAsBytes(body);
    }

    private static byte[] page(String name, List<ObjectNode> all, Map<String, String> query, String... more) throws IOException {
        var known = new ArrayList<>(List.of("page", "per_page", "order_key", "order_direction"));
        known.addAll(Arrays.asList(more));
        if (!known.containsAll(query.keySet())) {
            throw FleetRefused.bad("unknown query parameter in " + query.keySet());
        }
        int size = number(query.getOrDefault("per_page", "20"));
        int from = Math.min(all.size(), number(query.getOrDefault("page", "0")) * size);
        int to = Math.min(all.size(), from + size);
        var body = JSON.createObjectNode();
        body.putArray(name).addAll(all.subList(from, to));
        body.putObject("meta").put("has_next_results", to < all.size()).put("has_previous_results", from > 0);
        return JSON.writeValueAsBytes(body.put("count", all.size()));
    }

    private static ObjectNode json(byte[] body, Set<String> known) {
        try {
            if (!(JSON.readTree(body) instanceof ObjectNode object)) {
                throw FleetRefused.bad("Expected JSON Body");
            }
            for (Iterator<String> names = object.fieldNames(); names.hasNext();) {
                var name = names.next();
                if (!known.contains(name)) {
                    throw FleetRefused.bad("json: unknown field \"" + name + "\"");
                }
            }
            return object;
        } catch (IOException e) {
            throw FleetRefused.bad("Expected JSON Body");
        }
    }

    private static String text(JsonNode body, String name) {
        if (!body.path(name).isTextual() || body.path(name).asText().isBlank()) {
            throw FleetRefused.invalid(name, "missing required argument or not a string");
        }
        return body.path(name).asText();
    }

    private static List<String> texts(JsonNode body, String name) {
        var texts = new ArrayList<String>();
        if (!body.path(name).isArray()) {
            throw FleetRefused.invalid(name, "missing required argument or not an array");
        }
        for (var each : body.path(name)) {
            if (!each.isTextual()) {
                throw FleetRefused.bad("json: cannot unmarshal " + each.getNodeType() + " into a string in " + name);
            }
            texts.add(each.asText());
        }
        return texts;
    }

    private static int number(String text) {
        if (!text.matches("\\d{1,9}")) {
            throw FleetRefused.bad("strconv.ParseUint: parsing \"" + text + "\": invalid syntax");
        }
        return Integer.parseInt(text);
    }

    private static Map<String, String> query(HttpExchange exchange) {
        var raw = exchange.getRequestURI().getRawQuery();
        var query = new TreeMap<String, String>();
        for (var pair : raw == null || raw.isEmpty() ? new String[0] : raw.split("&")) {
            var parts = pair.split("=", 2);
            query.put(parts[0], parts.length == 1 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return query;
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
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
