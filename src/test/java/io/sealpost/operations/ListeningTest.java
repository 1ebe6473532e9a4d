package io.sealpost.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sealpost.Sealpost;
import io.sealpost.escrow.EscrowFixture;
import io.sealpost.lab.ca.Authority;
import io.sealpost.lab.ca.Keys;
import io.sealpost.lab.ca.Pem;
import io.sealpost.lab.ca.Template;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** The whole gateway, embedded broker included, as it is configured to listen: on one port, by TLS where it must be (S10, G4). */
@ExtendWith(OutputCaptureExtension.class)
class ListeningTest {
    @TempDir
    private Path folder;

    @Test
    @EnabledOnOs(OS.LINUX)
    void S10_itListensOnItsOnePortOnLoopbackAndOnNothingElseAndSpeaksTls() throws Exception {
        var ca = Authority.root("Test");
        var keys = Keys.rsa();
        var certificate = Pem.write(folder.resolve("gateway.pem"), Pem.of(ca.issue("localhost", keys.getPublic(), Template.server())));
        var key = Pem.write(folder.resolve("gateway.key"), Pem.of(keys.getPrivate()));
        var before = Listeners.now();
        try (var gateway = start("--server.ssl.bundle=gateway",
                "--spring.ssl.bundle.pem.gateway.keystore.certificate=file:" + certificate,
                "--spring.ssl.bundle.pem.gateway.keystore.private-key=file:" + key)) {
            var port = gateway.getEnvironment().getRequiredProperty("local.server.port");
            var opened = new TreeSet<>(Listeners.now());
            opened.removeAll(before);

            assertThat(opened).isEqualTo(Set.of("tcp loopback " + port));
            // a consumer of files is not ready before its first look
            await().untilAsserted(() -> assertThat(get(trusting(ca), "https://localhost:" + port + "/actuator/health").body())
                    .isEqualTo("{\"status\":\"UP\"}"));
            assertThat(get(trusting(ca), "https://localhost:" + port + "/login").headers().allValues("Set-Cookie"))
                    .isNotEmpty().allMatch(cookie -> cookie.contains("; Secure"));
            assertThat(get(HttpClient.newHttpClient(), "http://localhost:" + port + "/actuator/health").statusCode()).isEqualTo(400);
            assertThatThrownBy(() -> get(trusting(Authority.root("Other")), "https://localhost:" + port + "/"))
                    .isInstanceOf(SSLHandshakeException.class);
        }
        assertThat(Listeners.now()).isEqualTo(before);
    }

    @Test
    void G4_beyondLoopbackWithoutTlsItDoesNotStartAndSaysWhatToDo(CapturedOutput output) {
        assertThatThrownBy(() -> start("--server.address=0.0.0.0").close()).hasStackTraceContaining("without TLS");

        assertThat(output).contains("APPLICATION FAILED TO START", "Sealpost does not listen on 0.0.0.0 without TLS.",
                "Set server.address to 127.0.0.1, or name a certificate: server.ssl.bundle", "docs/operations.md");
    }

    private ConfigurableApplicationContext start(String... settings) {
        var arguments = new ArrayList<>(List.of("--server.port=0", "--sealpost.data=" + folder.resolve("data"),
                "--sealpost.import.folder=" + folder.resolve("import"), "--sealpost.accounts.anna.password={noop}secret",
                "--sealpost.accounts.anna.roles=viewer"));
        EscrowFixture.settings(folder.resolve("kek.p12")).forEach((key, value) -> arguments.add("--" + key + "=" + value));
        arguments.addAll(List.of(settings));
        return SpringApplication.run(Sealpost.class, arguments.toArray(String[]::new));
    }

    private static HttpResponse<String> get(HttpClient client, String uri) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create(uri)).build(), BodyHandlers.ofString());
    }

    private static HttpClient trusting(Authority ca) throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("ca", ca.certificate());
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(tls).build();
    }
}
