package io.sealpost.lab.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sealpost.lab.ca.Authority;
import io.sealpost.lab.mdm.Plists;
import io.sealpost.lab.people.People;
import io.sealpost.lab.people.Person;
import io.sealpost.lab.seed.Chance;
import io.sealpost.lab.windows.Pc;
import io.sealpost.lab.windows.PcProfile;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Fleet takes what it should and refuses what Fleet would, in Fleet's form. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FleetTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ADD = "<Add><Item><Target><LocURI>./Device/Vendor/MSFT/A/B</LocURI></Target></Item></Add>";

    @TempDir
    static Path folder;

    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(1);
    private final Fleet fleet = new Fleet("token", threads);
    private final HttpClient client = HttpClient.newHttpClient();
    private final Authority root = Authority.root("Test Root");
    private Person owner;
    private Pc pc;

    @BeforeAll
    void join() throws Exception {
        var people = new People(1, new Chance(1), root);
        owner = people.list().get(0);
        people.equip(owner);
        pc = new Pc("PC-1", owner, root, root.certificate(), root.certificate(), folder);
        fleet.join(pc, owner.mail());
        fleet.join("PHONE-1", command -> Plists.xml(Map.of("Status", "Acknowledged", "UDID", "PHONE-1",
                "CommandUUID", Plists.string(Plists.dictionary(command), "CommandUUID"))), null);
        assertThat(post("labels", "{\"name\":\"pc\",\"hosts\":[\"PC-1\"]}").statusCode()).isEqualTo(200);
    }

    @AfterAll
    void stop() {
        fleet.close();
        threads.shutdownNow();
    }

    private HttpResponse<String> call(String method, String path, String type, byte[] body, String token) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create(fleet.url() + "/api/v1/fleet/" + path)).header("Content-Type", type)
                .header("Authorization", "Bearer " + token).method(method, BodyPublishers.ofByteArray(body)).build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String json) throws Exception {
        return call("POST", path, "application/json", json.getBytes(), "token");
    }

    private JsonNode get(String path) throws Exception {
        return JSON.readTree(call("GET", path, "text/plain", new byte[0], "token").body());
    }

    private HttpResponse<String> upload(String file, String profile, String... fields) throws Exception {
        var body = new StringBuilder();
        for (var field : fields) {
            body.append("--b\r\nContent-Disposition: form-data; name=\"").append(field.replaceFirst("=", "\"\r\n\r\n")).append("\r\n");
        }
        body.append("--b\r\nContent-Disposition: form-data; name=\"profile\"; filename=\"").append(file)
                .append("\"\r\nContent-Type: text/xml\r\n\r\n").append(profile).append("\r\n--b--\r\n");
        return call("POST", "configuration_profiles", "multipart/form-data; boundary=b", body.toString().getBytes(), "token");
    }

    private String status(String name) throws Exception {
        for (var each : get("hosts/identifier/PC-1").at("/host/mdm/profiles")) {
            if (each.path("name").asText().equals(name)) {
                return each.path("status").asText();
            }
        }
        return null;
    }

    @Test
    void aProfileForAUserWaitsForItsSignInAndGoesWithItsCertificates() throws Exception {
        var identity = owner.current();
        var uuid = JSON.readTree(upload("mail.xml", PcProfile.identity(identity.key(), identity.certificate(), pc.certificate()),
                "labels_include_any=pc").body()).path("profile_uuid").asText();
        upload("trust.xml", PcProfile.anchors("Root", root.certificate()), "labels_include_any=pc");
        Awaitility.await().until(() -> pc.roots().size() == 1);
        assertThat(status("mail")).isEqualTo("pending");
        pc.signIn();
        fleet.soon();
        Awaitility.await().until(() -> "verified".equals(status("mail")) && "verified".equals(status("trust")));
        assertThat(get("hosts/1/certificates?per_page=1").at("/certificates/0/serial").asText())
                .satisfies(serial -> assertThat(new BigInteger(serial, 16)).isEqualTo(identity.certificate().getSerialNumber()));
        assertThat(pc.messagesRead()).isPositive();
        assertThat(Files.list(folder.resolve("PC-1/received")).map(each -> each.getFileName().toString()))
                .contains("001-device.xml", "002-user.xml");
        call("DELETE", "configuration_profiles/" + uuid, "text/plain", new byte[0], "token");
        Awaitility.await().until(() -> status("mail") == null);
        assertThat(pc.identities()).isEmpty();
        assertThat(get("hosts/1/certificates").path("count").asInt()).isZero();
    }

    @Test
    void anAppleCommandIsAnsweredByItsDevice() throws Exception {
        var plist = base64(Plists.xml(Map.of("CommandUUID", "A", "Command", Map.of("RequestType", "ProfileList"))));
        assertThat(post("commands/run", "{\"command\":\"" + plist + "\",\"host_uuids\":[\"PHONE-1\"]}").body()).contains("ProfileList");
        Awaitility.await().until(() -> get("commands/results?command_uuid=A").at("/results/0/status").asText().equals("Acknowledged"));
        assertThat(post("commands/run", "{\"command\":\"" + plist + "\",\"host_uuids\":[\"PHONE-1\"]}").statusCode()).isEqualTo(409);
    }

    @Test
    void hostsSayWhoseTheyAre() throws Exception {
        var host = get("hosts?device_mapping=true&per_page=100").at("/hosts/0");
        assertThat(host.at("/device_mapping/0/email").asText()).isEqualTo(owner.mail());
        assertThat(host.path("platform").asText()).isEqualTo("windows");
    }

    @Test
    void onlyTheTokenGetsIn() throws Exception {
        var answer = call("GET", "hosts", "text/plain", new byte[0], "wrong");
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(JSON.readTree(answer.body()).at("/errors/0/reason").asText()).isEqualTo("Authentication required");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badProfiles")
    void refusesAProfile(String what, String file, String profile, String[] fields, int status) throws Exception {
        assertRefused(upload(file, profile, fields), status);
        assertThat(get("configuration_profiles").toString()).doesNotContain("\"bad\"");
    }

    static Stream<Arguments> badProfiles() {
        var label = "labels_include_any=pc";
        return Stream.of(profile("nothing in it", "", 422, label),
                profile("an XML declaration", "<?xml version=\"1.0\"?>" + ADD, 422, label),
                profile("only a comment", "<!-- a -->", 422, label), profile("a Get", "<Get/>", 422, label),
                profile("a Delete", ADD.replace("Add>", "Delete>"), 422, label),
                profile("a SyncML around it", "<SyncML>" + ADD + "</SyncML>", 422),
                profile("two Atomics", "<Atomic>" + ADD + "</Atomic><Atomic/>", 422),
                profile("a command after an Atomic", "<Atomic/>" + ADD, 422),
                profile("an Atomic after a command", ADD + "<Atomic/>", 422),
                profile("an Atomic in an Atomic", "<Atomic><Atomic/></Atomic>", 422),
                profile("a Get in an Atomic", "<Atomic><Get/></Atomic>", 422), profile("XML that does not close", "<Add>", 422),
                profile("an Exec that enrols nothing", ADD.replace("Add>", "Exec>"), 422),
                profile("what Fleet sets itself", ADD.replace("A/B", "BitLocker/X"), 422),
                profile("more than a megabyte", "<Add>" + " ".repeat(ProfileRules.LIMIT) + "</Add>", 400, label),
                profile("two kinds of labels", ADD, 400, label, "labels_exclude_any=pc"),
                profile("an unknown label", ADD, 400, "labels_include_any=x"), profile("an unknown field", ADD, 400, "name=x"),
                profile("an unknown team", ADD, 404, "team_id=9"),
                arguments("a file of another kind", "bad.txt", ADD, new String[0], 422));
    }

    private static Arguments profile(String what, String profile, int status, String... fields) {
        return arguments(what, "bad.xml", profile, fields, status);
    }

    @Test
    void aNameIsThereOnce() throws Exception {
        assertThat(upload("once.xml", ADD, "labels_include_any=pc").statusCode()).isEqualTo(200);
        assertRefused(upload("once.xml", ADD, "labels_include_any=pc"), 409);
        assertRefused(post("labels", "{\"name\":\"pc\",\"hosts\":[]}"), 409);
    }

    @ParameterizedTest
    @MethodSource("badCalls")
    void refusesACall(String path, String json, int status) throws Exception {
        assertRefused(post(path, json), status);
    }

    static Stream<Arguments> badCalls() {
        var exec = base64("<Exec><Item/></Exec><Exec/>".getBytes());
        var erase = base64(Plists.xml(Map.of("CommandUUID", "E", "Command", Map.of("RequestType", "EraseDevice"))));
        return Stream.of(arguments("labels", "{\"name\":\"x\"}", 422), arguments("labels", "{\"name\":1,\"hosts\":[]}", 422),
                arguments("labels", "{\"name\":\"x\",\"hosts\":[1]}", 400), arguments("labels", "{\"nom\":\"x\"}", 400),
                arguments("labels", "[]", 400), arguments("hosts/1/labels", "{\"labels\":[\"nowhere\"]}", 400),
                arguments("hosts/77/labels", "{\"labels\":[]}", 404), arguments("hosts/x/refetch", "{}", 400),
                arguments("commands/run", "{\"command\":\"%\",\"host_uuids\":[\"PHONE-1\"]}", 422),
                arguments("commands/run", "{\"command\":\"AAAA\",\"host_uuids\":[\"PHONE-1\"]}", 422),
                arguments("commands/run", "{\"command\":\"AAAA\",\"host_uuids\":[]}", 422),
                arguments("commands/run", "{\"command\":\"" + exec + "\",\"host_uuids\":[\"PC-1\"]}", 422),
                arguments("commands/run", "{\"command\":\"" + erase + "\",\"host_uuids\":[\"PHONE-1\"]}", 402),
                arguments("commands/run", "{\"command\":\"AAAA\",\"host_uuids\":[\"PHONE-1\",\"PC-1\"]}", 422),
                arguments("commands/run", "{\"command\":\"AAAA\",\"host_uuids\":[\"nobody\"]}", 404), arguments("nowhere", "{}", 404));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static void assertRefused(HttpResponse<String> answer, int status) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        var error = JSON.readTree(answer.body());
        assertThat(error.path("message").asText()).isNotBlank();
        assertThat(error.at("/errors/0/reason").asText()).isNotBlank();
        assertThat(error.at("/errors/0/name").asText()).isNotBlank();
    }
}
