package io.sealpost.lab.mdm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.sealpost.lab.seed.Chance;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MdmTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String UDID = "00008110-0000000000000001";

    private final List<JsonNode> events = new CopyOnWriteArrayList<>();
    private final List<String> unsigned = new CopyOnWriteArrayList<>();
    private final AtomicInteger woken = new AtomicInteger();
    private final HttpClient http = HttpClient.newHttpClient();
    private HttpServer receiver;
    private Mdm mdm;

    @BeforeEach
    void start() throws Exception {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            try (exchange) {
                var body = exchange.getRequestBody().readAllBytes();
                if (!hmac(body).equals(exchange.getRequestHeaders().getFirst("X-Hmac-Signature"))) {
                    unsigned.add(new String(body, StandardCharsets.UTF_8));
                }
                events.add(JSON.readTree(body));
                exchange.sendResponseHeaders(200, -1);
            }
        });
        receiver.start();
        mdm = mdm(0);
    }

    private Mdm mdm(int lostPerThousand) {
        var url = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/channels/nanomdm/webhook";
        return new Mdm(new MdmSettings("key", url, "secret", "hmac", lostPerThousand), new Chance(1));
    }

    @AfterEach
    void stop() {
        mdm.close();
        receiver.stop(0);
    }

    private static String hmac(byte[] body) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec("hmac".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void join() {
        mdm.authenticate(UDID, Plists.xml(Map.of("MessageType", "Authenticate", "UDID", UDID)));
        mdm.tokenUpdate(UDID, Plists.xml(Map.of("MessageType", "TokenUpdate", "UDID", UDID)), woken::incrementAndGet);
    }

    private HttpResponse<String> call(String method, String path, String body, String password) throws Exception {
        var credentials = Base64.getEncoder().encodeToString(("nanomdm:" + password).getBytes(StandardCharsets.UTF_8));
        return http.send(HttpRequest.newBuilder(URI.create(mdm.url() + path)).header("Authorization", "Basic " + credentials)
                .method(method, BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> enqueue(String body) throws Exception {
        return call("PUT", "/v1/enqueue/" + UDID, body, "key");
    }

    private static String command(String uuid, Map<String, Object> command) {
        return new String(Plists.xml(Map.of("CommandUUID", uuid, "Command", command)), StandardCharsets.UTF_8);
    }

    private static String profileList(String uuid) {
        return command(uuid, Map.of("RequestType", "ProfileList"));
    }

    private String next(String status, String uuid) {
        var report = uuid == null ? Map.of("UDID", UDID, "Status", status) : Map.of("UDID", UDID, "Status", status, "CommandUUID", uuid);
        var raw = mdm.connect(UDID, Plists.xml(report));
        return raw == null ? null : Plists.string(Plists.dictionary(raw), "CommandUUID");
    }

    @Test
    void aCommandIsQueuedPushedAndAnsweredAsNanoMdmDoes() throws Exception {
        join();
        var answer = enqueue(profileList("A"));
        assertThat(answer.statusCode()).isEqualTo(200);
        var body = JSON.readTree(answer.body());
        assertThat(body.path("command_uuid").asText()).isEqualTo("A");
        assertThat(body.path("request_type").asText()).isEqualTo("ProfileList");
        assertThat(UUID.fromString(body.path("status").path(UDID).path("push_result").asText())).isNotNull();
        assertThat(body.has("no_push")).isFalse();
        assertThat(woken).hasValue(1);
        assertThat(next("Idle", null)).isEqualTo("A");
        assertThat(next("Acknowledged", "A")).isNull();
    }

    @Test
    void nopushQueuesWithoutWaking() throws Exception {
        join();
        var answer = call("PUT", "/v1/enqueue/" + UDID + "?nopush=1", profileList("A"), "key");
        assertThat(JSON.readTree(answer.body()).path("no_push").asBoolean()).isTrue();
        assertThat(woken).hasValue(0);
        assertThat(next("Idle", null)).isEqualTo("A");
    }

    @Test
    void aCommandIdIsUniqueForEver() throws Exception {
        join();
        enqueue(profileList("A"));
        next("Idle", null);
        next("Acknowledged", "A");
        mdm.authenticate(UDID, Plists.xml(Map.of("MessageType", "Authenticate", "UDID", UDID)));
        var answer = enqueue(profileList("A"));
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(JSON.readTree(answer.body()).path("command_error").asText()).contains("duplicate key");
    }

    @Test
    void anUnknownEnrolmentIsRefusedAndQueuesNothing() throws Exception {
        join();
        var answer = call("PUT", "/v1/enqueue/" + UDID + ",nobody", profileList("A"), "key");
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(JSON.readTree(answer.body()).path("command_error").asText()).contains("foreign key");
        assertThat(next("Idle", null)).isNull();
        assertThat(enqueue(profileList("A")).statusCode()).as("the id was not used up").isEqualTo(200);
        assertThat(call("GET", "/v1/push/" + UDID + ",nobody", "", "key").statusCode()).isEqualTo(207);
        assertThat(call("GET", "/v1/push/nobody", "", "key").statusCode()).isEqualTo(500);
    }

    @Test
    void refusesCommandsThatAppleDoesNotDocument() throws Exception {
        join();
        assertThat(enqueue("{}").body()).contains("<?xml");
        assertThat(enqueue(profileList("A").replaceFirst("<\\?xml[^>]*>", "")).statusCode()).isEqualTo(500);
        assertThat(enqueue(command("A", Map.of("RequestType", "Explode"))).body()).contains("unknown RequestType");
        assertThat(enqueue(command("A", Map.of("RequestType", "InstallProfile"))).body()).contains("needs Payload");
        assertThat(enqueue(command("A", Map.of("RequestType", "InstallProfile", "Payload", "text"))).body()).contains("Payload as string");
        assertThat(enqueue(command("A", Map.of("RequestType", "ProfileList", "Payloads", true))).body()).contains("Payloads");
        assertThat(enqueue(command("", Map.of("RequestType", "ProfileList"))).statusCode()).isEqualTo(500);
        assertThat(next("Idle", null)).isNull();
    }

    @Test
    void onlyTheApiKeyAndTheRightMethodGetIn() throws Exception {
        join();
        assertThat(call("PUT", "/v1/enqueue/" + UDID, profileList("A"), "wrong").statusCode()).isEqualTo(401);
        assertThat(call("POST", "/v1/enqueue/" + UDID, profileList("A"), "key").statusCode()).isEqualTo(405);
        assertThat(call("GET", "/version", "", "key").body()).contains("version");
    }

    @Test
    void notNowStaysQueuedAndReturnsAfterOtherCommands() throws Exception {
        join();
        enqueue(profileList("A"));
        enqueue(profileList("B"));
        assertThat(next("Idle", null)).isEqualTo("A");
        assertThat(next("NotNow", "A")).isEqualTo("B");
        assertThat(next("Acknowledged", "B")).isEqualTo("A");
        assertThat(next("NotNow", "A")).isNull();
        assertThat(next("Idle", null)).isEqualTo("A");
        assertThat(next("Acknowledged", "A")).isNull();
    }

    @Test
    void authenticateClearsTheQueueAndStopsPushes() throws Exception {
        join();
        enqueue(profileList("A"));
        mdm.authenticate(UDID, Plists.xml(Map.of("MessageType", "Authenticate", "UDID", UDID)));
        assertThat(call("GET", "/v1/push/" + UDID, "", "key").statusCode()).isEqualTo(500);
        mdm.tokenUpdate(UDID, Plists.xml(Map.of("MessageType", "TokenUpdate", "UDID", UDID)), woken::incrementAndGet);
        assertThat(next("Idle", null)).isNull();
        Awaitility.await().until(() -> events.size() == 5);
        assertThat(events.stream().filter(event -> event.path("topic").asText().equals("mdm.TokenUpdate")))
                .extracting(event -> event.path("checkin_event").path("token_update_tally").asInt()).containsOnly(1);
    }

    @Test
    void eventsAreSignedAndCarryTheWholeReport() {
        join();
        next("Idle", null);
        Awaitility.await().until(() -> events.size() == 3);
        assertThat(unsigned).isEmpty();
        assertThat(events).extracting(event -> event.path("topic").asText())
                .containsExactlyInAnyOrder("mdm.Authenticate", "mdm.TokenUpdate", "mdm.Connect");
        var connect = events.stream().filter(event -> event.has("acknowledge_event")).findFirst().orElseThrow().path("acknowledge_event");
        assertThat(connect.path("status").asText()).isEqualTo("Idle");
        assertThat(connect.has("command_uuid")).isFalse();
        assertThat(new String(Base64.getDecoder().decode(connect.path("raw_payload").asText()), StandardCharsets.UTF_8)).contains(UDID);
        assertThat(connect.path("ids").path("type").asText()).isEqualTo("Device");
    }

    @Test
    void anEventThatNanoMdmWouldNotSendIsNotSent() throws Exception {
        for (var bad : List.of("{\"topic\":\"mdm.Connect\"}",
                "{\"topic\":\"mdm.Nonsense\",\"created_at\":\"2026-01-01T00:00:00Z\",\"checkin_event\":{\"raw_payload\":\"\"}}",
                "{\"topic\":\"mdm.CheckOut\",\"created_at\":\"2026-01-01T00:00:00Z\","
                        + "\"checkin_event\":{\"raw_payload\":\"\",\"extra\":1}}",
                "{\"topic\":\"mdm.Connect\",\"created_at\":\"2026-01-01T00:00:00Z\",\"checkin_event\":{\"raw_payload\":\"\"}}",
                "{\"topic\":\"mdm.Connect\",\"created_at\":\"2026-01-01T00:00:00Z\",\"acknowledge_event\":{\"raw_payload\":\"\"}}")) {
            var event = JSON.readTree(bad);
            assertThatThrownBy(() -> Event.check(event)).as(bad).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void twoInAHundredEventsAreLostAndASeedRepeatsWhich() {
        try (var lossy = mdm(20); var again = mdm(20)) {
            for (int device = 0; device < 500; device++) {
                var id = "device-" + device;
                lossy.authenticate(id, Plists.xml(Map.of("UDID", id)));
                again.authenticate(id, Plists.xml(Map.of("UDID", id)));
            }
            assertThat(lossy.events().lost()).isBetween(2, 25).isEqualTo(again.events().lost());
        }
    }
}
