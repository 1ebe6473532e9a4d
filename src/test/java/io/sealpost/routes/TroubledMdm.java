package io.sealpost.routes;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** {@code PUT /v1/enqueue/{id}} of NanoMDM with PostgreSQL storage (a command id is taken once), on good days and on bad ones. */
final class TroubledMdm implements AutoCloseable {
    /** HANGS: keeps the command and never says so. BUSY: 429, come again in half an hour. */
    enum Trouble { NONE, REFUSES, HANGS, BUSY, SLOW }

    private static final Pattern UUID = Pattern.compile("<key>CommandUUID</key>\\s*<string>([^<]+)</string>");
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(4);
    private final Map<String, Integer> queued = new ConcurrentHashMap<>();
    private final BlockingQueue<String> arrivals = new LinkedBlockingQueue<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final int port;
    private volatile Trouble trouble = Trouble.NONE;
    private HttpServer server;

    TroubledMdm() throws IOException {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        listen(0);
        port = server.getAddress().getPort();
    }

    private void listen(int at) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), at), 64);
        server.setExecutor(threads);
        server.createContext("/v1/enqueue/", this::handle);
        server.start();
    }

    void become(Trouble next) throws IOException {
        if (next == Trouble.REFUSES) {
            server.stop(0);
        } else if (trouble == Trouble.REFUSES) {
            listen(port);
        }
        trouble = next;
    }

    private void handle(HttpExchange exchange) throws IOException {
        calls.incrementAndGet();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Matcher uuid = UUID.matcher(body);
        if (!exchange.getRequestMethod().equals("PUT") || !body.startsWith("<?xml") || !uuid.find()) {
            answer(exchange, 500, "{\"command_error\":\"decoding command\"}");
            return;
        }
        switch (trouble) {
            case HANGS -> queued.putIfAbsent(uuid.group(1), 1);
            case BUSY -> {
                exchange.getResponseHeaders().set("Retry-After", "1800");
                answer(exchange, 429, "");
            }
            case SLOW -> threads.schedule(() -> enqueue(exchange, uuid.group(1)), 200, TimeUnit.MILLISECONDS);
            default -> enqueue(exchange, uuid.group(1));
        }
    }

    private void enqueue(HttpExchange exchange, String uuid) {
        String id = exchange.getRequestURI().getPath().substring("/v1/enqueue/".length());
        boolean fresh = queued.putIfAbsent(uuid, 1) == null;
        try {
            answer(exchange, fresh ? 200 : 500, fresh ? "{\"status\":{\"" + id + "\":{\"push_result\":\"p\"}},\"command_uuid\":\"" + uuid
                + "\",\"request_type\":\"CertificateList\"}"
                : "{\"command_error\":\"pq: duplicate key value violates unique constraint \\\"commands_pkey\\\"\"}");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } finally {
            arrivals.add(uuid);
        }
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        try (exchange) {
            byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    /** The next command that it was sent, or null. */
    String next(int seconds) throws InterruptedException {
        return arrivals.poll(seconds, TimeUnit.SECONDS);
    }

    /** How many commands it has queued for devices: each counts once, as it takes none twice. */
    int queued() {
        return queued.size();
    }

    int calls() {
        return calls.get();
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
