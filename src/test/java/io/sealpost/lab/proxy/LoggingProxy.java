package io.sealpost.lab.proxy;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * An HTTP proxy (RFC 9110, CONNECT; RFC 9112, absolute-form) and a SOCKS one (RFC 1928) on one port, which keep whom they were asked
 * for. Names under .invalid (RFC 2606) are servers on loopback; nobody else resolves them, so that only a proxy leads there.
 */
public final class LoggingProxy implements AutoCloseable {
    private static final int LONGEST_HEAD = 64 * 1024;
    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Set<String> overHttp = ConcurrentHashMap.newKeySet();
    private final Set<String> overSocks = ConcurrentHashMap.newKeySet();

    /** Starts on a free loopback port. */
    public LoggingProxy() {
        try {
            server = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    /** Its port on loopback. */
    public int port() {
        return server.getLocalPort();
    }

    /** The hosts and ports that were asked for over HTTP, as host:port. */
    public Set<String> overHttp() {
        return new TreeSet<>(overHttp);
    }

    /** The same over SOCKS. */
    public Set<String> overSocks() {
        return new TreeSet<>(overSocks);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var client = server.accept();
                open.add(client);
                threads.execute(() -> serve(client));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            client.setTcpNoDelay(true);
            var in = new DataInputStream(client.getInputStream());
            int first = in.read();
            if (first == 5) {
                socks(client, in);
            } else if (first >= 0) {
                http(client, in, first);
            }
        } catch (IOException e) {
            // one of the two hung up: the other sees it too
        } finally {
            open.remove(client);
        }
    }

    private void socks(Socket client, DataInputStream in) throws IOException {
        in.readFully(new byte[in.readUnsignedByte()]);
        client.getOutputStream().write(new byte[] {5, 0});
        in.readFully(new byte[3]);
        String host = switch (in.readUnsignedByte()) {
            case 1 -> InetAddress.getByAddress(in.readNBytes(4)).getHostAddress();
            case 3 -> new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.US_ASCII);
            case 4 -> InetAddress.getByAddress(in.readNBytes(16)).getHostAddress();
            default -> throw new EOFException("no such address type");
        };
        int port = in.readUnsignedShort();
        overSocks.add(host + ":" + port);
        try (var peer = connect(host, port)) {
            client.getOutputStream().write(new byte[] {5, 0, 0, 1, 0, 0, 0, 0, 0, 0});
            relay(client, peer);
        }
    }

    private void http(Socket client, InputStream in, int first) throws IOException {
        var lines = head(in, first).split("\r\n");
        var request = lines[0].split(" ");
        boolean tunnel = request[0].equals("CONNECT");
        var target = URI.create(tunnel ? "//" + request[1] : request[1]);
        int port = target.getPort() >= 0 ? target.getPort() : 80;
        overHttp.add(target.getHost() + ":" + port);
        try (var peer = connect(target.getHost(), port)) {
            if (tunnel) {
                client.getOutputStream().write("HTTP/1.1 200 Connection established\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            } else {
                peer.getOutputStream().write(forwarded(lines, request, target).getBytes(StandardCharsets.ISO_8859_1));
                threads.execute(() -> copy(client, peer));
                var answer = head(peer.getInputStream(), peer.getInputStream().read());
                client.getOutputStream().write(closing(answer.split("\r\n"), answer.split("\r\n", 2)[0])
                        .getBytes(StandardCharsets.ISO_8859_1));
                copy(peer, client);
                return;
            }
            relay(client, peer);
        }
    }

    /** In origin-form, and one request for each connection. */
    private static String forwarded(String[] lines, String[] request, URI target) {
        var query = target.getRawQuery() == null ? "" : "?" + target.getRawQuery();
        return closing(lines, request[0] + " " + target.getRawPath() + query + " HTTP/1.1");
    }

    /** A head with another first line, after which the connection is not used again. */
    private static String closing(String[] lines, String first) {
        return first + "\r\n" + Arrays.stream(lines).skip(1).filter(line -> !line.matches("(?i)(proxy-)?connection:.*"))
                .map(line -> line + "\r\n").collect(Collectors.joining()) + "Connection: close\r\n\r\n";
    }

    private static String head(InputStream in, int first) throws IOException {
        var head = new ByteArrayOutputStream();
        head.write(first);
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0 || head.size() > LONGEST_HEAD) {
                throw new EOFException();
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    /** Itself connects to loopback, whatever the process is told of proxies. */
    private Socket connect(String host, int port) throws IOException {
        var peer = new Socket(Proxy.NO_PROXY);
        open.add(peer);
        peer.connect(new InetSocketAddress(host.endsWith(".invalid") ? "127.0.0.1" : host, port), 5000);
        peer.setTcpNoDelay(true);
        return peer;
    }

    private void relay(Socket client, Socket peer) throws IOException {
        threads.execute(() -> copy(client, peer));
        copy(peer, client);
        open.remove(peer);
    }

    private static void copy(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            var buffer = new byte[8192];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                out.write(buffer, 0, read);
                out.flush();
            }
            to.shutdownOutput();
        } catch (IOException e) {
            // it hung up
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            for (var each : open) {
                each.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            threads.shutdownNow();
        }
    }
}
