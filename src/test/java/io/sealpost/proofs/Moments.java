package io.sealpost.proofs;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import static org.assertj.core.api.Assertions.assertThat;

/** Does something at an exact moment, which the world's servers or an edited route tell; they go on when it is done. */
final class Moments implements AutoCloseable {
    private final AtomicReference<Awaited> awaited = new AtomicReference<>();
    private final Queue<String> told = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    Moments() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                var moment = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                told.add(moment);
                reached(moment);
                exchange.sendResponseHeaders(204, -1);
            }
        });
        server.start();
    }

    /** Where edited routes tell theirs: POST, the moment's name in the body. */
    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/moments";
    }

    /** What routes told, in order. */
    List<String> told() {
        return List.copyOf(told);
    }

    void reached(String moment) {
        var waiting = awaited.get();
        if (waiting != null && waiting.moment.equals(moment) && waiting.left.reached()) {
            waiting.deed.run();
            waiting.done.countDown();
        }
    }

    /** At the nth time from now on. */
    void when(String moment, int nth, Runnable deed) {
        awaited.set(new Awaited(moment, new Left(nth), deed, new CountDownLatch(1)));
    }

    void awaitDone() throws InterruptedException {
        var waiting = awaited.get();
        assertThat(waiting.done.await(CrashRun.PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("reached: " + waiting.moment).isTrue();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private record Awaited(String moment, Left left, Runnable deed, CountDownLatch done) {
    }

    private static final class Left {
        private int times;

        Left(int times) {
            this.times = times;
        }

        synchronized boolean reached() {
            return --times == 0;
        }
    }
}
