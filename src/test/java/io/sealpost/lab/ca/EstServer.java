package io.sealpost.lab.ca;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Predicate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManagerFactory;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.sealpost.lab.seed.Chance;

/**
 * The CA's front for one client, known by its certificate: Enrollment over Secure Transport (RFC 7030, RFC 8951) and, because that cannot
 * revoke, what EJBCA has for it on the same port.
 */
public final class EstServer implements AutoCloseable {
    static {
        // The JDK's server sends head and body apart: with Nagle's algorithm each answer would wait 40 ms. Read once, at its first use.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private static final String CERTS_ONLY = "application/pkcs7-mime; smime-type=certs-only";
    /** For how long a certificate is valid, unless somebody says otherwise. */
    public static final Duration VALIDITY = Duration.ofDays(365);
    private static final int LONGEST_BODY = 64 * 1024;

    private final Authority root;
    private final Authority issuing;
    private final X509Certificate client;
    private final Enrollments enrollments;
    private final Revocations revocations;
    private final List<String> refused = new CopyOnWriteArrayList<>();
    private final HttpsServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(8);
    private volatile Consumer<String> moments = moment -> { };

    /**
     * Starts on a free loopback port.
     *
     * @param client the certificate of the one client that may enrol
     * @param known  whether somebody has this address
     */
    public EstServer(Authority root, Authority issuing, X509Certificate client, Chance chance, Predicate<String> known) {
        this(root, issuing, client, chance, known, Clock.systemUTC(), VALIDITY);
    }

    /** The same, by this clock; what it issues is valid for so long. */
    public EstServer(Authority root, Authority issuing, X509Certificate client, Chance chance, Predicate<String> known, Clock clock,
            Duration validity) {
        this.root = root;
        this.issuing = issuing;
        this.client = client;
        this.enrollments = new Enrollments(issuing, chance, known, clock, validity);
        this.revocations = new Revocations(issuing, enrollments::issuance, clock);
        try {
            server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
            server.setHttpsConfigurator(configurator());
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    private HttpsConfigurator configurator() throws GeneralSecurityException, IOException {
        KeyPair keys = Keys.rsa();
        var certificate = issuing.issue("localhost", keys.getPublic(), Template.server());
        var own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        own.setKeyEntry("est", keys.getPrivate(), new char[0],
                new X509Certificate[] {certificate, issuing.certificate(), root.certificate()});
        var keyManagers = KeyManagerFactory.getInstance("PKIX");
        keyManagers.init(own, new char[0]);
        var trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("root", root.certificate());
        trusted.setCertificateEntry("issuing", issuing.certificate());
        var trustManagers = TrustManagerFactory.getInstance("PKIX");
        trustManagers.init(trusted);
        var context = SSLContext.getInstance("TLS");
        context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
        return new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters connection) {
                var parameters = context.getDefaultSSLParameters();
                parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
                parameters.setNeedClientAuth(true);
                connection.setSSLParameters(parameters);
            }
        };
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = exchange.getRequestBody().readNBytes(LONGEST_BODY + 1);
            if (body.length > LONGEST_BODY) {
                refuse(exchange, 413, "the request is too long");
            } else if (!entitled((HttpsExchange) exchange)) {
                refuse(exchange, 403, "this client may not enrol");
            } else {
                route(exchange, body);
            }
        }
    }

    private boolean entitled(HttpsExchange exchange) {
        try {
            return client.equals(exchange.getSSLSession().getPeerCertificates()[0]);
        } catch (SSLPeerUnverifiedException e) {
            return false;
        }
    }

    private void route(HttpExchange exchange, byte[] body) throws IOException {
        var path = exchange.getRequestURI().getPath();
        var method = exchange.getRequestMethod();
        if (path.equals("/.well-known/est/cacerts")) {
            if (method.equals("GET")) {
                certificates(exchange, List.of(issuing.certificate(), root.certificate()));
            } else {
                refuse(exchange, 405, "cacerts is read by GET");
            }
        } else if (path.equals("/.well-known/est/simpleenroll")) {
            if (!method.equals("POST")) {
                refuse(exchange, 405, "simpleenroll takes POST");
            } else if (!"application/pkcs10".equals(mediaType(exchange))) {
                refuse(exchange, 415, "simpleenroll takes application/pkcs10");
            } else {
                enroll(exchange, body);
            }
        } else if (path.startsWith(Revocations.BASE)) {
            revoke(exchange, body.length);
        } else {
            refused.add(method + " " + path);
            refuse(exchange, 404, "no such operation here");
        }
    }

    private static String mediaType(HttpExchange exchange) {
        var header = exchange.getRequestHeaders().getFirst("Content-Type");
        return header == null ? null : header.split(";")[0].trim().toLowerCase(Locale.ROOT);
    }

    private void enroll(HttpExchange exchange, byte[] body) throws IOException {
        byte[] request;
        try {
            // White space is allowed in it (RFC 8951, section 3.1); PEM armour is not.
            var text = new String(body, StandardCharsets.US_ASCII).replaceAll("\\s", "");
            request = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            refuse(exchange, 400, "the body is not base64: " + e.getMessage());
            return;
        }
        moments.accept("ca: request arrived");
        var answer = enrollments.answer(request);
        if (answer.status() == 202) {
            exchange.getResponseHeaders().set("Retry-After", Integer.toString(Enrollments.RETRY_AFTER));
            refuse(exchange, 202, "this request waits for approval");
        } else if (answer.certificate() == null) {
            refuse(exchange, answer.status(), answer.reason());
        } else {
            moments.accept("ca: issued");
            certificates(exchange, List.of(answer.certificate()));
            moments.accept("ca: answered");
        }
    }

    private void revoke(HttpExchange exchange, int bodyLength) throws IOException {
        var uri = exchange.getRequestURI();
        var answer = revocations.answer(exchange.getRequestMethod(), uri.getRawPath(), uri.getRawQuery(), bodyLength);
        if (answer.status() != 200) {
            refused.add(exchange.getRequestMethod() + " " + uri + ": " + answer.json());
        }
        send(exchange, answer.status(), "application/json", answer.json().getBytes(StandardCharsets.UTF_8));
    }

    private static void certificates(HttpExchange exchange, List<X509Certificate> certificates) throws IOException {
        send(exchange, 200, CERTS_ONLY, Base64.getMimeEncoder().encode(CertificateStore.certsOnly(certificates)));
    }

    private static void refuse(HttpExchange exchange, int status, String reason) throws IOException {
        send(exchange, status, "text/plain; charset=utf-8", (reason + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    /** Tells when a request arrived, was issued, and was answered; the CA goes on when the listener returns. */
    public void listen(Consumer<String> listener) {
        moments = listener;
    }

    /** The base URL, without a slash at its end. */
    public String url() {
        return "https://127.0.0.1:" + server.getAddress().getPort() + "/.well-known/est";
    }

    /** Every certificate issued, in order. */
    public List<Issuance> issued() {
        return enrollments.issued();
    }

    /** The issuance of this very certificate, if it was issued here. */
    public Optional<Issuance> issuance(X509Certificate certificate) {
        return enrollments.issuance(certificate.getSerialNumber()).filter(each -> each.certificate().equals(certificate));
    }

    /** From now on the CRL is in this file, signed anew whenever something is revoked, and at each call of this. */
    public void publish(Path file) {
        revocations.publish(file);
    }

    /** Every certificate revoked, in order. */
    public List<Revocation> revoked() {
        return revocations.revoked();
    }

    /** Whether its client may revoke from now on; otherwise it is refused (403). */
    public void allowRevocations(boolean may) {
        revocations.allow(may);
    }

    /** What it was asked for that it does not do, or refused to revoke. */
    public List<String> refused() {
        return List.copyOf(refused);
    }

    /** How often a request came again after its certificate had been issued. */
    public int repeats() {
        return enrollments.repeats();
    }

    /** How often a client was told to wait (202). */
    public int waits() {
        return enrollments.waits();
    }

    /** From now on requests for these addresses wait (202), until another call says otherwise. */
    public void hold(Predicate<String> addresses) {
        enrollments.hold(addresses);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
