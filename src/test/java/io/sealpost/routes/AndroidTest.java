package io.sealpost.routes;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sealpost.device.Basis;
import io.sealpost.device.Device;
import io.sealpost.device.Devices;
import io.sealpost.device.Owners;
import io.sealpost.lab.android.Phone;
import io.sealpost.lab.device.InstalledIdentity;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Connector android from a phone that enrols to what its key chain holds. */
class AndroidTest {
    @TempDir
    Path folder;
    private AndroidStage stage;
    private String said;

    @BeforeEach
    void start() throws Exception {
        stage = new AndroidStage(folder);
    }

    @AfterEach
    void stop() {
        stage.close();
    }

    private static List<X509Certificate> held(Phone phone) {
        return phone.identities().stream().map(InstalledIdentity::certificate).toList();
    }

    private void settle(Phone phone, List<X509Certificate> wanted) {
        Awaitility.await().atMost(Duration.ofSeconds(40)).pollInterval(Duration.ofMillis(300)).untilAsserted(() -> {
            stage.tick();
            assertThat(held(phone)).as(() -> "trouble: " + phone.trouble()).containsExactlyInAnyOrderElementsOf(wanted);
            assertThat(stage.states(phone.id())).containsExactly("VERIFIED");
        });
    }

    @Test
    void S16_S21_aPhoneThatEnrolsGetsItsUsersHistoryAndOnlyThatThroughOwnerChangeAndReset() throws Exception {
        List<X509Certificate> anna = stage.user("anna", 4, 2, 0);
        List<X509Certificate> bert = stage.user("bert", 0);
        Phone phone = stage.phone("anna@example.com");
        settle(phone, anna);
        assertThat(phone.authorities()).as("root and intermediate").containsExactlyInAnyOrderElementsOf(stage.anchors);
        assertThat(phone.identities()).allMatch(i -> io.sealpost.pki.Certificates.matches(i.key(), i.certificate().getPublicKey()));
        assertThat(stage.google.tokensIssued()).as("the access token is kept").isEqualTo(1);
        nothingSecretWentToGoogle();

        Device device = stage.core.get(Devices.class).get(Devices.id("phones", phone.id())).orElseThrow();
        assertThat(offered(device)).hasSize(3);
        stage.core.get(Owners.class).state("phones", phone.id(), Basis.MDM, "bert@example.com");
        assertThat(offered(device)).as("laid out for its former owner").isEmpty();
        settle(phone, bert);
        assertThat(stage.jdbc().sql("select alias from app_identity where device = ?").param(device.id()).query(String.class).list())
            .hasSize(1);

        strangersGetNothing(device);
        phone.enrol("bert@example.com");
        assertThat(phone.identities()).as("a reset phone holds nothing").isEmpty();
        settle(phone, bert);
    }

    private void nothingSecretWentToGoogle() throws Exception {
        try (var files = Files.list(folder.resolve("phone/received"))) {
            List<Path> received = files.sorted().toList();
            assertThat(received.stream().map(f -> f.getFileName().toString().substring(4)).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder("policy.json", "identity.p7m");
            for (Path policy : received.stream().filter(f -> f.toString().endsWith("policy.json")).toList()) {
                assertThat(Files.readString(policy)).contains("CERT_INSTALL").doesNotContainIgnoringCase("pkcs12")
                    .doesNotContainIgnoringCase("password").doesNotContain("PRIVATE");
            }
        }
    }

    private int post(String step, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(stage.url() + step))
            .POST(HttpRequest.BodyPublishers.ofString(body)).build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        said = answer.body();
        return answer.statusCode();
    }

    /** What the gateway would give to the phone's app now. */
    private JsonNode offered(Device device) throws Exception {
        String secret = stage.jdbc().sql("select secret_sha256 from app where device = ?").param(device.id()).query(String.class).single();
        String known = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest("known".getBytes(StandardCharsets.UTF_8)));
        String update = "update app set secret_sha256 = ? where device = ?";
        stage.jdbc().sql(update).params(known, device.id()).update();
        int status = post("identities", "{\"deviceRef\":\"" + device.id() + "\",\"secret\":\"known\"}");
        stage.jdbc().sql(update).params(secret, device.id()).update();
        assertThat(status).as(said).isEqualTo(200);
        return new ObjectMapper().readTree(said).path("identities");
    }

    private void strangersGetNothing(Device device) throws Exception {
        String ref = "{\"deviceRef\":\"" + device.id() + "\",";
        List<List<String>> bad = List.of(
            List.of("register", ref + "\"enrollmentToken\":\"guess\",\"chain\":[]}", "wrong-token"),
            List.of("register", ref + "\"chain\":[]}", "malformed"),
            List.of("identities", ref + "\"secret\":\"guess\"}", "wrong-secret"),
            List.of("identities", ref + "\"secret\":7}", "malformed"),
            List.of("report", ref + "\"secret\":\"\",\"revision\":\"\",\"bundle\":\"\",\"certificates\":[]}", "wrong-secret"),
            List.of("identities", "{\"deviceRef\":\"" + UUID.randomUUID() + "\",\"secret\":\"x\"}", "unknown-device"),
            List.of("identities", "{\"deviceRef\":\"../x\",\"secret\":\"x\"}", "malformed"),
            List.of("identities", "[]", "malformed"), List.of("identities", "<xml/>", "malformed"),
            List.of("identities", "", "malformed"));
        for (List<String> each : bad) {
            assertThat(post(each.get(0), each.get(1))).as(each.toString()).isEqualTo(400);
            assertThat(said).startsWith(each.get(2));
        }
    }
}
