package io.sealpost.routes;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sealpost.Core;
import io.sealpost.Databases;
import io.sealpost.OpenSsl;
import io.sealpost.TestCertificates;
import io.sealpost.delivery.AndroidApps;
import io.sealpost.delivery.AndroidManagement;
import io.sealpost.delivery.AppEndpoint;
import io.sealpost.delivery.Bundles;
import io.sealpost.delivery.Confirmations;
import io.sealpost.delivery.Deliveries;
import io.sealpost.delivery.GoogleTokens;
import io.sealpost.delivery.Reconciliation;
import io.sealpost.delivery.Reports;
import io.sealpost.delivery.Sealing;
import io.sealpost.device.Channels;
import io.sealpost.device.Devices;
import io.sealpost.device.Owners;
import io.sealpost.escrow.Escrow;
import io.sealpost.escrow.EscrowFixture;
import io.sealpost.escrow.Origin;
import io.sealpost.lab.android.AmapiServer;
import io.sealpost.lab.android.Enterprise;
import io.sealpost.lab.android.Phone;
import io.sealpost.lab.android.SecureHardware;
import io.sealpost.lab.device.Mailbox;
import io.sealpost.user.DirectoryEntry;
import io.sealpost.user.Users;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The gateway's beans and the connector's routes as they are, between the lab's Android Management API and its phones. */
final class AndroidStage implements AutoCloseable {
    private static final String APP = "com.example.smime";
    private static final List<String> STEPS = List.of("register", "identities", "report");
    final SecureHardware hardware = new SecureHardware();
    final AmapiServer google;
    final Core core;
    final RouteFixture routes;
    private final Enterprise enterprise = new Enterprise("enterprises/LC00lab");
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(2);
    private final ExecutorService workers = Executors.newFixedThreadPool(2);
    private final HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final Path folder;
    final List<X509Certificate> anchors = List.of(TestCertificates.root(), TestCertificates.issuing());

    AndroidStage(Path folder) throws Exception {
        this.folder = folder;
        KeyPair account = TestCertificates.key("Service account", "2048");
        google = new AmapiServer(enterprise, "gateway@lab.example.com", account.getPublic());
        core = Core.on(Databases.H2, folder, Clock.systemUTC(), settings());
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("google", account.getPrivate(), new char[] {'x'},
            new Certificate[] {TestCertificates.mail(account.getPublic(), "gateway@lab.example.com", TestCertificates.SIGN, 0)});
        core.get(DefaultSslBundleRegistry.class).registerBundle("google", SslBundle.of(SslStoreBundle.of(store, "x", null)));
        routes = RouteFixture.of(beans(), new String[0], "channels/send-android.camel.yaml", "channels/poll-android.camel.yaml",
            "channels/poll-android-silent.camel.yaml", "channels/receive-android.camel.yaml", "flows/deliver.camel.yaml",
            "flows/confirm.camel.yaml", "flows/reconcile-user.camel.yaml", "escrow/fetch-keys-local.camel.yaml");
        routes.camel().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {   // in memory a header does not name the queue
                from("direct:enqueue").split(body()).setHeader("queue", simple("${body.queue}"))
                    .transform(simple("${body.id}")).toD("jms:queue:${header.queue}?exchangePattern=InOnly");
            }
        });
        http.createContext("/", this::bridge);
        http.setExecutor(workers);
        http.start();
    }

    private Map<String, Object> settings() throws Exception {
        Path roots = folder.resolve("attestation.pem");
        Files.writeString(roots, OpenSsl.pem(hardware.root()));
        Path trusted = folder.resolve("anchors.pem");
        Files.writeString(trusted, OpenSsl.pem(anchors.get(0)) + OpenSsl.pem(anchors.get(1)));
        Map<String, Object> settings = new HashMap<>(EscrowFixture.settings(folder.resolve("kek.p12")));
        settings.put("sealpost.certificate-profiles.trusted-root.certificates", trusted);
        String channel = "sealpost.channels.phones.";
        Map.of("kind", "android", "url", google.url(), "device-ca", roots, "signer", "google", "owners", "MDM")
            .forEach((key, value) -> settings.put(channel + key, value));
        Map.of("enterprise", "enterprises/LC00lab", "account", "gateway@lab.example.com", "token-url", google.tokenUrl(), "app", APP,
            "gateway-url", "http://127.0.0.1:" + http.getAddress().getPort())
            .forEach((key, value) -> settings.put(channel + "parameters." + key, value));
        settings.put("sealpost.platforms.ANDROID.channel", "phones");
        settings.put("sealpost.node", "test");
        return settings;
    }

    private Map<String, Object> beans() {
        Map<String, Object> beans = new HashMap<>();
        Map.of("deliveries", Deliveries.class, "bundles", Bundles.class, "channels", Channels.class, "sealing", Sealing.class,
            "escrow", Escrow.class, "reports", Reports.class, "confirmations", Confirmations.class, "reconciliation",
            Reconciliation.class, "owners", Owners.class).forEach((name, type) -> beans.put(name, core.get(type)));
        Map.of("googleTokens", GoogleTokens.class, "androidApps", AndroidApps.class, "androidManagement", AndroidManagement.class,
            "appEndpoint", AppEndpoint.class, "devices", Devices.class).forEach((name, type) -> beans.put(name, core.get(type)));
        return beans;
    }

    private void bridge(HttpExchange exchange) throws IOException {
        try (exchange) {
            String step = exchange.getRequestURI().getPath().replace("/channels/phones/app/", "");
            byte[] body = exchange.getRequestBody().readAllBytes();
            var sender = routes.camel().createProducerTemplate();
            var answer = STEPS.contains(step) ? sender.send("platform-http:/channels/{channel}/app/" + step,
                request -> {
                    request.getMessage().setBody(body);
                    request.getMessage().setHeader("channel", "phones");
                }) : null;
            int status = answer == null ? 404 : answer.getException() != null ? 500
                : answer.getMessage().getHeader("CamelHttpResponseCode", 200, Integer.class);
            byte[] said = answer == null ? new byte[0] : answer.getMessage().getBody(byte[].class);
            exchange.sendResponseHeaders(status, said.length == 0 ? -1 : said.length);
            exchange.getResponseBody().write(said);
        }
    }

    /** A user with certificates of these years, whose keys are in escrow. */
    List<X509Certificate> user(String name, int... yearsAgo) {
        List<X509Certificate> certificates = new ArrayList<>();
        for (int years : yearsAgo) {
            KeyPair key = TestCertificates.key(name + years, "2048");
            certificates.add(TestCertificates.mail(key.getPublic(), name + "@example.com", TestCertificates.ENCRYPT, years));
            core.get(Escrow.class).keep(key.getPrivate(), key.getPublic(), Origin.IMPORT, null);
        }
        core.get(Users.class).save("corporate", new DirectoryEntry(name, name, Map.of("uid", name), List.of(name + "@example.com"),
            List.of(), certificates, "0".repeat(64)));
        return certificates;
    }

    Phone phone(String enrollmentData) {
        Phone phone = new Phone(enterprise, hardware, threads, null, folder.resolve("phone"),
            new Mailbox(anchors.get(0), anchors.get(1), folder.resolve("sent.p7s")));
        phone.enrol(enrollmentData);
        return phone;
    }

    /** What the schedules do, once. */
    void tick() {
        Map<String, Object> channel = Map.of("channel", core.get(Channels.class).get("phones"));
        routes.send("direct:send-android-login", "", channel);
        routes.send("direct:poll-android-page", "", channel);
        jdbc().sql("select id from directory_user").query(UUID.class).list()
            .forEach(user -> routes.send("jms:queue:users?exchangePattern=InOnly", user.toString(), Map.of()));
        jdbc().sql("select id from delivery where state = 'PENDING'").query(UUID.class).list()
            .forEach(id -> routes.send("jms:queue:deliveries.android?exchangePattern=InOnly", id.toString(), Map.of()));
    }

    /** The states of what the device should hold. */
    List<String> states(String phone) {
        return jdbc().sql("select distinct state from item where state <> 'REMOVED' and device = ? order by 1")
            .param(Devices.id("phones", phone)).query(String.class).list();
    }

    JdbcClient jdbc() {
        return core.get(JdbcClient.class);
    }

    String url() {
        return "http://127.0.0.1:" + http.getAddress().getPort() + "/channels/phones/app/";
    }

    @Override
    public void close() {
        http.stop(0);
        workers.shutdownNow();
        threads.shutdownNow();
        routes.close();
        core.close();
        google.close();
    }
}
