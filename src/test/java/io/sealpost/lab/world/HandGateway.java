package io.sealpost.lab.world;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import com.dd.plist.NSArray;
import com.dd.plist.NSData;
import com.dd.plist.NSDictionary;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sealpost.lab.ca.Authority;
import io.sealpost.lab.ca.Keys;
import io.sealpost.lab.device.ProfileMaker;
import io.sealpost.lab.mdm.Plists;
import io.sealpost.lab.people.Person;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/**
 * Plays the gateway's part in tests of the lab: it knows nothing but gateway.properties and the protocols, except that it takes the
 * encryption keys from the people themselves. Not a model for the gateway.
 */
final class HandGateway implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Properties settings = new Properties();
    private final World world;
    private final Authority issuing;
    private final HttpServer server;
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(4);
    private final Map<String, String> owners = new ConcurrentHashMap<>();
    private final Map<String, X509Certificate> recipients = new ConcurrentHashMap<>();
    private final Map<String, byte[]> profiles = new ConcurrentHashMap<>();
    private final Map<String, String> installs = new ConcurrentHashMap<>();
    private final Map<String, String> states = new ConcurrentHashMap<>();
    private final HttpClient http = HttpClient.newHttpClient();

    HandGateway(World world, Authority issuing) throws Exception {
        this.world = world;
        this.issuing = issuing;
        settings.load(new StringReader(Files.readString(world.options().gatewayProperties())));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(get("server.port"))), 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
        threads.scheduleWithFixedDelay(this::repair, 1, 1, TimeUnit.SECONDS);
    }

    private String get(String key) {
        return settings.getProperty(key);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            var body = exchange.getRequestBody().readAllBytes();
            if (path.equals("/actuator/health")) {
                exchange.sendResponseHeaders(200, -1);
            } else if (path.equals("/channels/nanomdm/webhook") && from(exchange, "channel") && signed(exchange, body)) {
                event(JSON.readTree(body).path("acknowledge_event"), JSON.readTree(body).path("checkin_event").path("udid").asText(null));
                exchange.sendResponseHeaders(200, -1);
            } else if (exchange.getRequestMethod().equals("PUT") && from(exchange, "importer")) {
                owners.put(path.substring(path.lastIndexOf('/') + 1), JSON.readTree(body).path("owner").asText());
                exchange.sendResponseHeaders(204, -1);
            } else if (path.equals("/api/v1/devices") && from(exchange, "viewer")) {
                var list = JSON.createObjectNode().putNull("next");
                var devices = list.putArray("devices");
                states.forEach((udid, state) -> devices.addObject().put("id", udid).put("state", state).put("platform", "IOS")
                        .put("channel", "nanomdm").put("activation", "AUTOMATIC"));
                var answer = JSON.writeValueAsBytes(list);
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
            } else {
                exchange.sendResponseHeaders(401, -1);
            }
        }
    }

    private boolean from(HttpExchange exchange, String role) {
        var credentials = role + ":" + get("sealpost.accounts." + role + ".password").replace("{noop}", "");
        return ("Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)))
                .equals(exchange.getRequestHeaders().getFirst("Authorization"));
    }

    private boolean signed(HttpExchange exchange, byte[] body) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(get("sealpost.channels.nanomdm.webhook-key").getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal(body)).equals(exchange.getRequestHeaders().getFirst("X-Hmac-Signature"));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void event(com.fasterxml.jackson.databind.JsonNode report, String joined) throws IOException {
        var udid = joined != null ? joined : report.path("udid").asText();
        states.putIfAbsent(udid, "PENDING");
        if (report.path("command_uuid").asText().equals(installs.get(udid)) && report.path("status").asText().equals("Acknowledged")) {
            states.put(udid, "VERIFIED");
        }
        var plist = report.isMissingNode() ? null : Plists.dictionary(report.path("raw_payload").binaryValue());
        if (plist != null && plist.objectForKey("CertificateList") instanceof NSArray list) {
            for (var each : list.getArray()) {
                recipient(udid, (NSDictionary) each);
            }
        }
    }

    private void recipient(String udid, NSDictionary entry) {
        try {
            var certificate = Authority.decode(((NSData) entry.objectForKey("Data")).bytes());
            certificate.verify(certificate(get("sealpost.channels.nanomdm.device-ca[0]")).getPublicKey());
            recipients.put(udid, certificate);
            if (certificate.getSubjectAlternativeNames() != null) {
                owners.put(udid, (String) certificate.getSubjectAlternativeNames().iterator().next().get(1));
            }
        } catch (Exception e) {
            // Not one of the MDM's: nothing is encrypted to it.
            states.putIfAbsent(udid, "PENDING");
        }
    }

    /** What is not there yet is asked for or sent once more: events get lost. */
    private void repair() {
        for (var udid : states.keySet()) {
            try {
                if (!recipients.containsKey(udid)) {
                    enqueue(udid, Map.of("RequestType", "CertificateList"));
                } else if (!states.get(udid).equals("VERIFIED") && owners.containsKey(udid)) {
                    if (!profiles.containsKey(udid)) {
                        profile(udid);
                    }
                    if (profiles.containsKey(udid)) {
                        installs.put(udid, enqueue(udid, Map.of("RequestType", "InstallProfile", "Payload", profiles.get(udid))));
                    }
                }
            } catch (Exception e) {
                System.err.println(udid + ": " + e);
            }
        }
    }

    private String enqueue(String udid, Map<String, Object> command) throws Exception {
        var uuid = UUID.randomUUID().toString();
        var credentials = "nanomdm:" + get("sealpost.channels.nanomdm.password");
        var request = HttpRequest.newBuilder(URI.create(get("sealpost.channels.nanomdm.url") + "/v1/enqueue/" + udid))
                .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)))
                .PUT(BodyPublishers.ofByteArray(Plists.xml(Map.of("CommandUUID", uuid, "Command", command)))).build();
        http.send(request, BodyHandlers.ofString());
        return uuid;
    }

    private void profile(String udid) throws Exception {
        var owner = world.people().stream().filter(person -> person.mail().equals(owners.get(udid))).findFirst().orElseThrow();
        var keys = Keys.rsa();
        var signing = enroll(owner, keys);
        if (signing == null) {
            return;
        }
        var maker = new ProfileMaker(issuing);
        maker.anchor("com.apple.security.root", certificate(get("sealpost.cas.lab.trust[0]")));
        maker.anchor("com.apple.security.pkcs1", certificate(get("sealpost.cas.lab.trust[1]")));
        Map<String, Object> newest = null;
        for (var identity : owner.identities()) {
            newest = maker.identity(identity.certificate(), identity.key());
        }
        maker.account(owner.mail(), maker.identity(signing, keys.getPrivate()), newest);
        profiles.put(udid, maker.seal(recipients.get(udid)));
    }

    private X509Certificate enroll(Person owner, KeyPair keys) throws Exception {
        var extensions = new ExtensionsGenerator();
        extensions.addExtension(Extension.subjectAlternativeName, false,
                new GeneralNames(new GeneralName(GeneralName.rfc822Name, owner.mail())));
        var request = new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=" + owner.uid()), keys.getPublic())
                .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate())
                .build(new JcaContentSignerBuilder("SHA256withRSA").build(keys.getPrivate())).getEncoded();
        var answer = HttpClient.newBuilder().sslContext(tls()).build().send(HttpRequest.newBuilder(URI.create(get("sealpost.cas.lab.url")
                + "/simpleenroll")).header("Content-Type", "application/pkcs10")
                .POST(BodyPublishers.ofByteArray(Base64.getEncoder().encode(request))).build(), BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            return null;
        }
        var store = new ByteArrayInputStream(Base64.getMimeDecoder().decode(answer.body()));
        return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificates(store).iterator().next();
    }

    private SSLContext tls() throws Exception {
        var bundle = "spring.ssl.bundle.pem.lab-ca.";
        var own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        var chain = certificates(get(bundle + "keystore.certificate").replace("file:", ""));
        own.setKeyEntry("client", key(get(bundle + "keystore.private-key").replace("file:", "")), new char[0],
                chain.toArray(X509Certificate[]::new));
        var keyManagers = KeyManagerFactory.getInstance("PKIX");
        keyManagers.init(own, new char[0]);
        var trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("root", certificates(get(bundle + "truststore.certificate").replace("file:", "")).get(0));
        var trustManagers = TrustManagerFactory.getInstance("PKIX");
        trustManagers.init(trusted);
        var context = SSLContext.getInstance("TLS");
        context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
        return context;
    }

    private static X509Certificate certificate(String file) throws Exception {
        return certificates(file).get(0);
    }

    private static List<X509Certificate> certificates(String file) throws Exception {
        var certificates = new ArrayList<X509Certificate>();
        try (var in = Files.newInputStream(Path.of(file))) {
            CertificateFactory.getInstance("X.509").generateCertificates(in).forEach(each -> certificates.add((X509Certificate) each));
        }
        return certificates;
    }

    private static PrivateKey key(String file) throws Exception {
        var base64 = Files.readString(Path.of(file)).replaceAll("-----[^-]+-----|\\s", "");
        return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
