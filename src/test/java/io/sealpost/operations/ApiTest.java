package io.sealpost.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sealpost.operations.Client.Answer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.yaml.snakeyaml.Yaml;

/** The API over HTTP, each answer checked against the contract (G1, P4, P9). */
@ApiContext
class ApiTest {
    @LocalServerPort
    private int port;
    private final JsonNode contract;
    private final Ledger ledger;
    private final JdbcClient database;
    private Client viewer;

    ApiTest(@Autowired JdbcClient database) throws Exception {
        this.database = database;
        this.ledger = new Ledger(database);
        try (var in = new ClassPathResource("openapi/sealpost-v1.yaml").getInputStream()) {
            contract = new ObjectMapper().valueToTree(new Yaml().load(in));
        }
    }

    @BeforeEach
    void start() {
        ledger.clear();
        OthersBeans.REQUESTED.clear();
        viewer = new Client(port, "viewer");
    }

    @Test
    void P4_aDeviceShowsEachItemWithStateReasonAndTime() throws Exception {
        var anna = ledger.user("anna");
        ledger.certificate(anna, "a".repeat(64), "b".repeat(64), true);
        var device = ledger.device("nanomdm", "UDID-1", anna);
        ledger.item(device, anna, "TRUST_ANCHOR", "VERIFIED", null, null);
        ledger.item(device, anna, "ENCRYPTION_IDENTITY", "FAILED", "-67", "wrong password");
        database.sql("update item set certificate = ? where kind = 'ENCRYPTION_IDENTITY'").param("a".repeat(64)).update();

        var answer = ok(viewer.get("/api/v1/devices/UDID-1"), "Device");
        assertThat(answer.toString()).isEqualTo("""
                {"id":"UDID-1","channel":"nanomdm","platform":"IOS","model":"iPhone","owner":"anna@example.com","state":"FAILED",\
                "reason":"-67: wrong password","activation":"BY_USER","clients":%s,"joinedAt":"2026-03-01T10:00:00Z",\
                "seenAt":null,"items":[\
                {"kind":"TRUST_ANCHOR","state":"VERIFIED","certificate":null,"code":null,"text":null,"updatedAt":"2026-03-01T10:00:00Z"},\
                {"kind":"ENCRYPTION_IDENTITY","state":"FAILED","certificate":"%s","code":"-67","text":"wrong password",\
                "updatedAt":"2026-03-01T10:00:00Z"}]}""".formatted(Ledger.CLIENTS, "a".repeat(64)));
    }

    @Test
    void P4_anIdOfTwoChannelsNeedsTheChannel() throws Exception {
        ledger.device("nanomdm", "same", null);
        ledger.device("nanomdm-2", "same", null);

        assertThat(problem(viewer.get("/api/v1/devices/same"), 409)).contains("?channel=", "nanomdm-2");
        assertThat(ok(viewer.get("/api/v1/devices/same?channel=nanomdm-2"), "Device").path("channel").asText()).isEqualTo("nanomdm-2");
        assertThat(problem(viewer.get("/api/v1/devices/same?channel=other"), 404)).contains("[nanomdm, nanomdm-2]");
    }

    @Test
    void P4_devicesComeInPagesByChannelAndId() throws Exception {
        var anna = ledger.user("anna");
        for (var i = 0; i < 5; i++) {
            ledger.device("nanomdm", "u" + i, anna);
            ledger.device("other", "u" + i, null);
        }
        var seen = new ArrayList<String>();
        var pages = 0;
        for (var next = ""; next != null; pages++) {
            var page = ok(viewer.get("/api/v1/devices?limit=4" + (next.isEmpty() ? "" : "&after=" + next)), "Devices");
            page.path("devices").forEach(device -> seen.add(device.path("channel").asText() + "/" + device.path("id").asText()));
            assertThat(page.path("devices")).noneMatch(device -> device.has("items"));
            next = page.path("next").textValue();
        }

        assertThat(pages).isEqualTo(3);
        assertThat(seen).hasSize(10).doesNotHaveDuplicates().isSorted();
    }

    @Test
    void P4_devicesAreFoundByChannelOwnerAndState() throws Exception {
        var anna = ledger.user("anna");
        ledger.device("nanomdm", "hers", anna);
        ledger.device("nanomdm", "nobodys", null);
        ledger.device("other", "hers-too", anna);

        assertThat(ids(viewer.get("/api/v1/devices?owner=Anna@Example.com"), "Devices", "devices")).containsExactly("hers", "hers-too");
        assertThat(ids(viewer.get("/api/v1/devices?owner=anna&channel=other"), "Devices", "devices")).containsExactly("hers-too");
        assertThat(ids(viewer.get("/api/v1/devices?state=UNASSIGNED"), "Devices", "devices")).containsExactly("nobodys");
        assertThat(ids(viewer.get("/api/v1/devices?state=VERIFIED"), "Devices", "devices")).isEmpty();
    }

    @Test
    void S16_anImporterStatesTheOwnerAndTheRecordNamesThatAccount() throws Exception {
        var anna = ledger.user("anna");
        ledger.device("nanomdm", "UDID-1", anna);

        var answer = new Client(port, "importer").send("PUT", "/api/v1/devices/UDID-1", """
                {"channel":"nanomdm","owner":"anna@example.com"}""", "id", "not-this-one");

        assertThat(ok(answer, "Device").path("owner").asText()).isEqualTo("anna@example.com");
        assertThat(database.sql("select actor, subject, detail from audit order by seq desc limit 1").query().singleRow())
                .hasToString("{actor=importer, subject=UDID-1, detail=anna@example.com}");
        new Client(port, "importer").send("PUT", "/api/v1/devices/UDID-1", """
                {"channel":"nanomdm","owner":"anna@example.com","recipientCertificate":"PEM"}""");
        assertThat(database.sql("select detail from audit where action = 'recipient'").query(String.class).list()).contains("PEM");
    }

    @Test
    void P2_whatIsWrongWithAStatementOfAnOwnerIsNamed() throws Exception {
        ledger.device("nanomdm", "UDID-1", null);
        assertThat(refused("{\"channel\":\"nanomdm\"}", 400)).contains("'owner' must be given");
        assertThat(refused("{\"channel\":\"nanomdm\",\"owner\":7}", 400)).contains("'owner' must be a string");
        assertThat(refused("{\"channel\":\"nanomdm\",\"owner\":\"a\",\"force\":true}", 400)).contains("'force' is unknown");
        assertThat(refused("{\"channel\":\"nanomdm\",\"owner\":\"" + "x".repeat(321) + "\"}", 400)).contains("from 1 to 320 characters");
        assertThat(refused("[]", 400)).contains("must be a JSON object");
        assertThat(refused("{\"channel\"", 400)).contains("not JSON");
        assertThat(refused("{} {}", 400)).contains("not JSON");
        assertThat(refused("", 400)).contains("'channel' must be given");
        assertThat(refused("{\"channel\":\"fleet\",\"owner\":\"anna\"}", 400)).contains("Name one of sealpost.channels");
        assertThat(refused("{\"channel\":\"nanomdm2\",\"owner\":\"anna\"}", 404))
                .contains("No device has the id 'UDID-1' in that channel");
        assertThat(refused("{\"channel\":\"nanomdm\",\"owner\":\"breaks\"}", 500)).contains("API error").doesNotContain("secret");
    }

    @Test
    void P4_aUserShowsCertificatesKeysAndDevices() throws Exception {
        var anna = ledger.user("anna");
        ledger.certificate(anna, "a".repeat(64), "b".repeat(64), true);
        ledger.certificate(anna, "c".repeat(64), "d".repeat(64), false);
        ledger.device("nanomdm", "UDID-1", anna);

        var user = ok(viewer.get("/api/v1/users/" + anna), "User");

        assertThat(user.path("addresses").toString()).isEqualTo("[\"anna@example.com\",\"a.anna@example.com\"]");
        assertThat(user.path("names").toString()).isEqualTo("[{\"kind\":\"uid\",\"name\":\"anna\"}]");
        assertThat(user.path("devices").toString()).isEqualTo("[\"UDID-1\"]");
        assertThat(user.path("certificates").findValuesAsText("inEscrow")).containsExactly("true", "false");
    }

    @Test
    void P4_usersComeInPagesAndByName() throws Exception {
        for (var uid : new String[] {"anna", "ben", "carla"}) {
            ledger.user(uid);
        }
        var first = ok(viewer.get("/api/v1/users?limit=2"), "Users");
        var second = ok(viewer.get("/api/v1/users?limit=2&after=" + first.path("next").asText()), "Users");

        assertThat(first.path("users").size() + second.path("users").size()).isEqualTo(3);
        assertThat(second.path("next").isNull()).isTrue();
        assertThat(ok(viewer.get("/api/v1/users?name=A.BEN@example.com"), "Users").path("users").findValuesAsText("displayName"))
                .containsExactly("Display ben");
        assertThat(ok(viewer.get("/api/v1/users?name=nobody"), "Users").path("users")).isEmpty();
    }

    @Test
    void P4_deliveriesComeNewestFirstWithTheirRequests() throws Exception {
        var anna = ledger.user("anna");
        var device = ledger.device("nanomdm", "UDID-1", anna);
        var old = ledger.delivery(device, anna, "INSTALL", "FAILED", "12", "no space", 0);
        var recent = ledger.delivery(device, anna, "INSTALL", "VERIFIED", null, null, 1);
        ledger.delivery(ledger.device("nanomdm", "UDID-2", null), null, "INQUIRE", "SENT", null, null, 2);

        assertThat(ids(viewer.get("/api/v1/deliveries?device=UDID-1"), "Deliveries", "deliveries"))
                .containsExactly(recent.toString(), old.toString());
        assertThat(ids(viewer.get("/api/v1/deliveries?state=FAILED"), "Deliveries", "deliveries")).containsExactly(old.toString());
        var page = ok(viewer.get("/api/v1/deliveries?limit=2"), "Deliveries");
        assertThat(ids(viewer.get("/api/v1/deliveries?limit=2&after=" + page.path("next").asText()), "Deliveries", "deliveries"))
                .containsExactly(old.toString());
        var delivery = ok(viewer.get("/api/v1/deliveries/" + recent), "Delivery");
        assertThat(delivery.path("user").asText()).isEqualTo("anna@example.com");
        assertThat(delivery.at("/request").asText()).isEqualTo("InstallProfile");
    }

    @Test
    void P2_whatIsWrongWithAQueryIsNamed() throws Exception {
        assertThat(bad("/api/v1/devices?limit=0")).contains("'limit' must be a whole number from 1 to 500");
        assertThat(bad("/api/v1/devices?limit=501")).contains("from 1 to 500");
        assertThat(bad("/api/v1/devices?limit=ten")).contains("'limit'");
        assertThat(bad("/api/v1/devices?limit=99999999999999999999")).contains("'limit'");
        assertThat(bad("/api/v1/devices?colour=red&state=GONE")).contains("'colour' is no parameter",
                "channel, owner, state", "one of FAILED");
        assertThat(bad("/api/v1/devices?limit=1&limit=2")).contains("'limit' may be given once");
        assertThat(bad("/api/v1/devices?after=x")).contains("'next' of the page before");
        assertThat(bad("/api/v1/users/" + UUID.randomUUID() + "?deep=1")).contains("'deep' is no parameter");
        assertThat(bad("/api/v1/deliveries?state=UNASSIGNED")).contains("one of PENDING");
        assertThat(bad("/api/v1/syncs?directory=corporate")).contains("limit, after");
    }

    @Test
    void P2_whatIsNotThereIsNamed() throws Exception {
        for (var path : new String[] {"devices/none", "users/none", "users/" + UUID.randomUUID(), "deliveries/" + UUID.randomUUID(),
            "deliveries/1", "deliveries?after=" + UUID.randomUUID(), "syncs/" + UUID.randomUUID(), "syncs?after=1", "users?after=1"}) {
            assertThat(problem(viewer.get("/api/v1/" + path), 404)).contains("/api/v1/").contains("id");
        }
        problem(viewer.get("/api/v1/nothing"), 404);
        problem(viewer.get("/api/v2/devices"), 404);
    }

    @Test
    void P9_aHeaderOfTheRequestIsNeitherAParameterNorEchoed() throws Exception {
        ledger.device("nanomdm", "u1", null);
        ledger.device("nanomdm", "u2", null);
        var list = viewer.get("/api/v1/devices", "limit", "1", "state", "VERIFIED", "X-Secret", "s");
        var one = viewer.get("/api/v1/devices/u1", "id", "u2", "CamelHttpQuery", "channel=x");

        assertThat(ok(list, "Devices").path("devices")).hasSize(2);
        assertThat(ok(one, "Device").path("id").asText()).isEqualTo("u1");
        assertThat(list.http().headers().map().keySet()).doesNotContain("authorization", "x-secret", "user-agent", "limit");
        assertThat(viewer.get("/api/v1/devices/none", "X-Secret", "s").http().headers().map().keySet())
                .doesNotContain("authorization", "x-secret", "user-agent");
    }

    @Test
    void P9_oddTextIsTakenAsItIs() throws Exception {
        for (var id : new String[] {"a'b,c)(${body}", "a+b cü", "${header.Authorization}"}) {
            ledger.device("nanomdm", id, null);
            var path = URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
            assertThat(ok(viewer.get("/api/v1/devices/" + path), "Device").path("id").asText()).isEqualTo(id);
        }
        assertThat(ids(viewer.get("/api/v1/users?name=%27%20or%201%3D1%20--"), "Users", "users")).isEmpty();
    }

    private String refused(String body, int status) throws Exception {
        return problem(new Client(port, "importer").send("PUT", "/api/v1/devices/UDID-1", body), status);
    }

    private String bad(String path) throws Exception {
        return problem(viewer.get(path), 400);
    }

    private String problem(Answer answer, int status) {
        assertThat(answer.status()).as(answer.http().body()).isEqualTo(status);
        assertThat(answer.type()).startsWith("application/problem+json");
        assertFits(answer.json(), "Problem");
        assertThat(answer.json().path("status").asInt()).isEqualTo(status);
        return answer.detail();
    }

    private JsonNode ok(Answer answer, String schema) {
        assertThat(answer.status()).as(answer.http().body()).isEqualTo(200);
        assertThat(answer.type()).startsWith("application/json");
        assertFits(answer.json(), schema);
        return answer.json();
    }

    private void assertFits(JsonNode json, String schema) {
        assertThat(new JsonSchema(contract).violations("answer", json, contract.at("/components/schemas/" + schema))).isEmpty();
    }

    private List<String> ids(Answer answer, String schema, String list) {
        var ids = new ArrayList<String>();
        ok(answer, schema).path(list).forEach(row -> ids.add(row.path("id").asText()));
        return ids;
    }
}
