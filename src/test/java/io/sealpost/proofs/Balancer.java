package io.sealpost.proofs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** What stands before several nodes: each connection goes to the next one that is there. */
final class Balancer implements AutoCloseable {
    private final ServerSocket door;
    private final List<Integer> nodes;
    private final AtomicInteger turn = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** Listens on one loopback port for nodes on others. */
    Balancer(int port, List<Integer> nodes) {
        this.nodes = nodes;
        try {
            door = new ServerSocket();
            door.setReuseAddress(true);
            door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 64);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::serve);
    }

    private void serve() {
        while (!door.isClosed()) {
            try {
                var client = door.accept();
                if (!door.isClosed()) {
                    threads.execute(() -> connect(client));
                }
            } catch (IOException e) {
                if (!door.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void connect(Socket client) {
        int first = turn.getAndIncrement();
        for (int nth = 0; nth < nodes.size(); nth++) {
            try {
                var node = new Socket(InetAddress.getLoopbackAddress(), nodes.get(Math.floorMod(first + nth, nodes.size())));
                threads.execute(() -> pump(client, node));
                threads.execute(() -> pump(node, client));
                return;
            } catch (IOException e) {
                continue; // this one is not there
            }
        }
        close(client);
    }

    private static void pump(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // one side has died: the other one hears of it by the close
        } finally {
            close(from);
            close(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }
}
