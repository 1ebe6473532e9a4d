package io.sealpost.lab.mdm;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** NanoMDM's HTTP API (micromdm/nanomdm, docs/openapi.yaml): enqueue, push, version; HTTP Basic as user nanomdm. */
final class MdmServer implements AutoCloseable {
    static {
        // The JDK's server sends head and body apart: with Nagle's algorithm each answer would wait 40 ms. Read once, at its first use.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private static final int LONGEST_COMMAND = 8 * 1024 * 1024;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Mdm mdm;
    private final String authorization;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(8);
    private volatile Consumer<String> moments = moment -> { };

    MdmServer(Mdm mdm, String apiKey) {
        this.mdm = mdm;
        authorization = "Basic " + Base64.getEncoder().encodeToString(("nanomdm:" + apiKey).getBytes(StandardCharsets.UTF_8));
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
            var path = exchange.getRequestURI().getPath();
            var body = exchange.getRequestBody().readNBytes(LONGEST_COMMAND);
            if (path.equals("/version")) {
                send(exchange, 200, "{\"version\":\"lab\"}");
            } else if (!authorization.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"nanomdm\"");
                exchange.sendResponseHeaders(401, -1);
            } else if (path.startsWith("/v1/enqueue/")) {
                only(exchange, "PUT", () -> {
                    moments.accept("mdm: command arrived");
                    var result = mdm.enqueue(ids(path, "/v1/enqueue/"), body, !noPush(exchange));
                    moments.accept("mdm: command stored");
                    return result;
                });
            } else if (path.startsWith("/v1/push/")) {
                only(exchange, "GET", () -> mdm.push(ids(path, "/v1/push/")));
            } else {
                exchange.sendResponseHeaders(404, -1);
            }
        }
    }

    /** Runs the call if the method is right: NanoMDM does not look at it everywhere, its openapi.yaml does. */
    private static void only(HttpExchange exchange, String method, Supplier<Mdm.Result> call) throws IOException {
        if (!exchange.getRequestMethod().equals(method)) {
            exchange.sendResponseHeaders(405, -1);
            return;
        }
        var result = call.get();
        send(exchange, result.status(), JSON.writerWithDefaultPrettyPrinter().writeValueAsString(result.body()));
    }

    private static List<String> ids(String path, String prefix) {
        return Arrays.asList(path.substring(prefix.length()).split(","));
    }

    private static boolean noPush(HttpExchange exchange) {
        var query = exchange.getRequestURI().getQuery();
        return query != null && Arrays.stream(query.split("&")).anyMatch(each -> each.matches("nopush=.+"));
    }

    private static void send(HttpExchange exchange, int status, String json) throws IOException {
        var body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    void listen(Consumer<String> listener) {
        moments = listener;
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
