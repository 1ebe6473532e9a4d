package io.sealpost.lab.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import io.sealpost.lab.seed.Chance;
import org.awaitility.Awaitility;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EstServerTest {
    private static final Set<String> KNOWN = Set.of("anna@example.com", "bilal@example.com");

    private final Authority root = Authority.root("Test Root");
    private final Authority issuing = root.subordinate("Test Issuing");
    private final KeyPair clientKeys = Keys.rsa();
    private final X509Certificate client = issuing.issue("gateway", clientKeys.getPublic(), Template.client());
    private EstServer server;
    private HttpClient https;

    @BeforeAll
    void start() throws Exception {
        server = new EstServer(root, issuing, client, patient(), KNOWN::contains);
        https = client(clientKeys, client);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private static Chance patient() {
        for (long seed = 0;; seed++) {
            var chance = new Chance(seed);
            boolean waits = false;
            for (var address : KNOWN) {
                for (int nth = 1; nth < 8; nth++) {
                    waits |= chance.oneIn(8, "202", address, nth);
                }
            }
            if (!waits) {
                return chance;
            }
        }
    }

    private HttpClient client(KeyPair keys, X509Certificate certificate) throws Exception {
        var own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        if (keys != null) {
            own.setKeyEntry("client", keys.getPrivate(), new char[0], new X509Certificate[] {certificate, issuing.certificate()});
        }
        var keyManagers = KeyManagerFactory.getInstance("PKIX");
        keyManagers.init(own, new char[0]);
        var trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("root", root.certificate());
        var trustManagers = TrustManagerFactory.getInstance("PKIX");
        trustManagers.init(trusted);
        var context = SSLContext.getInstance("TLS");
        context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }

    private static byte[] request(KeyPair keys, String address) throws Exception {
        return request(keys, address, 0);
    }

    private HttpResponse<String> enroll(byte[] body, String type) throws Exception {
        return https.send(HttpRequest.newBuilder(URI.create(server.url() + "/simpleenroll")).header("Content-Type", type)
                .POST(BodyPublishers.ofByteArray(body)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> enroll(byte[] der) throws Exception {
        return enroll(Base64.getMimeEncoder().encode(der), "application/pkcs10");
    }

    private static String openssl(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void opensslAcceptsWhatIsIssuedForSigningMail(@TempDir Path folder) throws Exception {
        var answer = enroll(request(Keys.rsa(), "anna@example.com"));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/pkcs7-mime; smime-type=certs-only");
        Files.write(folder.resolve("answer.p7"), Base64.getMimeDecoder().decode(answer.body()));
        Pem.write(folder.resolve("root.pem"), Pem.of(root.certificate()));
        Pem.write(folder.resolve("issuing.pem"), Pem.of(issuing.certificate()));
        var leaf = folder.resolve("leaf.pem").toString();
        openssl("pkcs7", "-inform", "DER", "-in", folder.resolve("answer.p7").toString(), "-print_certs", "-out", leaf);
        assertThat(openssl("verify", "-purpose", "smimesign", "-CAfile", folder.resolve("root.pem").toString(), "-untrusted",
                folder.resolve("issuing.pem").toString(), leaf)).contains("OK");
        assertThat(openssl("x509", "-in", leaf, "-noout", "-ext", "subjectAltName,keyUsage,extendedKeyUsage"))
                .contains("email:anna@example.com", "Digital Signature", "E-mail Protection").doesNotContain("Encipherment");
    }

    @Test
    void theSameRequestAgainGetsTheSameCertificate() throws Exception {
        var request = request(Keys.rsa(), "bilal@example.com");
        int before = server.issued().size();
        var first = enroll(request);
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(enroll(request).body()).isEqualTo(first.body());
        assertThat(server.issued()).hasSize(before + 1);
        assertThat(server.repeats()).isPositive();
    }

    @Test
    void aHeldRequestWaitsWithRetryAfterAndIsIssuedWhenItComesAgain() throws Exception {
        var request = request(Keys.rsa(), "anna@example.com");
        server.hold("anna@example.com"::equals);
        var answer = enroll(request);
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.headers().firstValue("Retry-After")).contains("2");
        server.hold(address -> false);
        assertThat(enroll(request).statusCode()).isEqualTo(200);
    }

    @Test
    void nowAndThenARequestWaitsTwoSeconds() throws Exception {
        var impatient = new Chance(0);
        int nth = 1;
        while (!impatient.oneIn(8, "202", "anna@example.com", nth)) {
            nth++;
        }
        var enrollments = new Enrollments(issuing, impatient, KNOWN::contains, Clock.systemUTC(), EstServer.VALIDITY);
        var keys = Keys.rsa();
        for (int before = 1; before < nth; before++) {
            assertThat(enrollments.answer(request(keys, "anna@example.com", before)).status()).isEqualTo(200);
        }
        var request = request(keys, "anna@example.com", nth);
        assertThat(enrollments.answer(request).status()).isEqualTo(202);
        Awaitility.await().until(() -> enrollments.answer(request).status() == 200);
        assertThat(enrollments.waits()).isPositive();
    }

    private static byte[] request(KeyPair keys, String address, int nth) throws Exception {
        var extensions = new ExtensionsGenerator();
        extensions.addExtension(Extension.subjectAlternativeName, false,
                new GeneralNames(new GeneralName(GeneralName.rfc822Name, address)));
        return new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=Anna " + nth), keys.getPublic())
                .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate())
                .build(new JcaContentSignerBuilder("SHA256withRSA").build(keys.getPrivate())).getEncoded();
    }

    @Test
    void refusesWhatTheStandardRefuses() throws Exception {
        var keys = Keys.rsa();
        var request = request(keys, "anna@example.com");
        var pem = Pem.block("CERTIFICATE REQUEST", request).getBytes(StandardCharsets.US_ASCII);
        assertThat(enroll(pem, "application/pkcs10").statusCode()).as("PEM armour").isEqualTo(400);
        assertThat(enroll(Base64.getEncoder().encode(request), "application/json").statusCode()).as("media type").isEqualTo(415);
        assertThat(enroll(new byte[] {1, 2, 3}).statusCode()).as("no request").isEqualTo(400);
        assertThat(enroll(request(keys, "mallory@example.com")).body()).contains("nobody here");
        request[request.length - 5] ^= 1;
        assertThat(enroll(request).body()).contains("signature");
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(1024);
        assertThat(enroll(request(generator.generateKeyPair(), "anna@example.com")).body()).contains("too short");
        var get = https.send(HttpRequest.newBuilder(URI.create(server.url() + "/simpleenroll")).build(), BodyHandlers.ofString());
        assertThat(get.statusCode()).as("method").isEqualTo(405);
    }

    @Test
    void nobodyEnrollsWithoutTheRightCertificate() throws Exception {
        var request = HttpRequest.newBuilder(URI.create(server.url() + "/cacerts")).build();
        var without = client(null, null);
        assertThatThrownBy(() -> without.send(request, BodyHandlers.ofString())).isInstanceOf(IOException.class);
        var other = Keys.rsa();
        var otherClient = client(other, issuing.issue("other", other.getPublic(), Template.client()));
        assertThat(otherClient.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(403);
        assertThat(https.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }
}
