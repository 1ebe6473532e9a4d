package io.sealpost.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sealpost.operations.Client.Answer;
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

/** What operators see and do: the matrix, what a device would get, retirement, channels (P4, S30). */
@ApiContext
class OperatorsApiTest {
    private static final String A = "a".repeat(64);
    @LocalServerPort
    private int port;
    private final JsonNode contract;
    private final Ledger ledger;
    private final JdbcClient database;
    private Client viewer;
    private Client operator;
    private UUID anna;
    private UUID device;

    OperatorsApiTest(@Autowired JdbcClient database) throws Exception {
        this.database = database;
        this.ledger = new Ledger(database);
        try (var in = new ClassPathResource("openapi/sealpost-v1.yaml").getInputStream()) {
            contract = new ObjectMapper().valueToTree(new Yaml().load(in));
        }
    }

    @BeforeEach
    void start() {
        ledger.clear();
        viewer = new Client(port, "viewer");
        operator = new Client(port, "operator");
        anna = ledger.user("anna");
        ledger.certificate(anna, A, "b".repeat(64), true);
        device = ledger.device("mdm", "UDID-1", anna);
        ledger.item(device, anna, "ENCRYPTION_IDENTITY", "VERIFIED", null, null);
        database.sql("update item set certificate = ?").param(A).update();
        ledger.item(device, anna, "TRUST_ANCHOR", "FAILED", "-67", "=wrong, \"quoted\"");
        ledger.delivery(device, null, "INQUIRE", "ACKNOWLEDGED", null, null, 7);
        database.sql("update delivery set request = 'CertificateList', ended_at = created_at").update();
        ledger.device("mdm", "UDID-2", null);
    }

    @Test
    void P4_theMatrixShowsEachCertificateOnEachDeviceWithStateReasonTimeAndLastProof() throws Exception {
        var rows = fits(viewer.get("/api/v1/matrix"), 200, "Matrix").path("rows");

        assertThat(rows).hasSize(3);
        assertThat(row(rows, "VERIFIED").toString()).isEqualTo("""
                {"user":"anna@example.com","device":"UDID-1","channel":"mdm","platform":"IOS","item":"ENCRYPTION_IDENTITY",\
                "certificate":"%s","subject":"CN=Anna","serial":"0a1b","notAfter":"2027-03-01T10:00:00Z","state":"VERIFIED","reason":null,\
                "since":"2026-03-01T10:00:00Z","provenAt":"2026-03-01T10:07:00Z","activation":"BY_USER"}""".formatted(A));
        assertThat(row(rows, "FAILED").path("reason").asText()).isEqualTo("-67: =wrong, \"quoted\"");
        assertThat(row(rows, "UNASSIGNED").path("item").isNull()).as("a device without items is there, with its reason").isTrue();
    }

    @Test
    void P4_theMatrixIsFilteredAndComesInPages() throws Exception {
        assertThat(states("?user=ANNA@example.com")).containsExactlyInAnyOrder("VERIFIED", "FAILED");
        assertThat(states("?device=UDID-2")).containsExactly("UNASSIGNED");
        assertThat(states("?channel=mdm&state=FAILED")).containsExactly("FAILED");
        assertThat(states("?channel=other")).isEmpty();
        var seen = new ArrayList<String>();
        for (var next = ""; next != null;) {
            var page = fits(viewer.get("/api/v1/matrix?limit=1" + (next.isEmpty() ? "" : "&after=" + next)), 200, "Matrix");
            seen.addAll(page.path("rows").findValuesAsText("state"));
            next = page.path("next").textValue();
        }
        assertThat(seen).containsExactlyInAnyOrder("VERIFIED", "FAILED", "UNASSIGNED");
        assertThat(problem(viewer.get("/api/v1/matrix?colour=red"), 400)).contains("'colour'", "user, device, channel, state, format");
        assertThat(problem(viewer.get("/api/v1/matrix?after=" + "x".repeat(40)), 400)).contains("'next' of the page before");
    }

    @Test
    void P4_theMatrixIsCsvIfAskedFor() throws Exception {
        var byFormat = viewer.get("/api/v1/matrix?format=csv&device=UDID-1&limit=1");
        var whole = viewer.get("/api/v1/matrix?format=csv&device=UDID-1");

        assertThat(byFormat.type()).startsWith("text/csv");
        assertThat(whole.http().body().split("\r\n")).hasSize(3)
                .startsWith("user,device,channel,platform,item,certificate,subject,"
                + "serial,notAfter,state,reason,since,provenAt,activation")
                .anyMatch(line -> line.contains(",FAILED,\"'-67: =wrong, \"\"quoted"));
        var link = byFormat.http().headers().firstValue("Link").orElseThrow();
        assertThat(link).endsWith("; rel=\"next\"");
        var next = viewer.get(link.substring(1, link.indexOf('>')));
        assertThat(next.http().body().split("\r\n")).hasSize(2);
        assertThat(next.http().headers().firstValue("Link")).as("the last page").isEmpty();
        assertThat(problem(viewer.get("/api/v1/matrix?format=xml"), 400)).contains("one of json, csv");
    }

    @Test
    void P4_whatASpreadsheetWouldTakeForAFormulaIsText() throws Exception {
        database.sql("update certificate set subject = '=cmd|x'").update();

        assertThat(viewer.get("/api/v1/matrix?format=csv").http().body()).contains(",'=cmd|x,");
    }

    @Test
    void P4_whatADeviceWouldGetIsShownWithoutSendingIt() throws Exception {
        database.sql("delete from user_certificate").update();

        var bundle = fits(viewer.get("/api/v1/devices/UDID-1/bundle"), 200, "Bundle");

        assertThat(bundle.path("sendable").asBoolean()).isFalse();
        assertThat(bundle.path("reason").asText()).contains("no-recipient-certificate");
        assertThat(bundle.path("user").asText()).isEqualTo("anna@example.com");
        assertThat(bundle.path("digest").asText()).hasSize(64);
        assertThat(fits(viewer.get("/api/v1/devices/UDID-2/bundle"), 200, "Bundle").path("reason").asText()).contains("no owner");
        assertThat(database.sql("select count(*) from delivery where kind = 'INSTALL'").query(Integer.class).single()).isZero();
        assertThat(problem(viewer.get("/api/v1/devices/none/bundle"), 404)).contains("none");
    }

    @Test
    void S30_anOperatorRetiresADeviceAndWithdrawsThatUnderItsOwnName() throws Exception {
        var retired = fits(operator.send("POST", "/api/v1/devices/UDID-1/retirement", ""), 200, "Device");

        assertThat(retired.path("reason").asText()).contains("retired", "DELETE /api/v1/devices/UDID-1/retirement");
        assertThat(database.sql("select actor, action, subject from audit order by seq desc limit 1").query().singleRow())
                .hasToString("{actor=operator, action=device-retired, subject=mdm/UDID-1}");
        assertThat(fits(viewer.get("/api/v1/devices/UDID-1/bundle"), 200, "Bundle").path("reason").asText()).contains("retired");
        assertThat(operator.send("POST", "/api/v1/devices/UDID-1/retirement", null).status()).isEqualTo(415);
        assertThat(problem(operator.send("POST", "/api/v1/devices/UDID-1/retirement", "{\"now\":1}"), 400)).contains("'now' is unknown");

        var back = fits(operator.send("DELETE", "/api/v1/devices/UDID-1/retirement", null), 200, "Device");
        assertThat(back.path("reason").asText()).doesNotContain("retired");
    }

    @Test
    void S30_anImporterTakesAnOwnerBack() throws Exception {
        database.sql("insert into owner_claim values (?, 'IMPORTER', 'anna', ?)").params(device, Ledger.NOW).update();

        var nobodys = fits(new Client(port, "importer").send("DELETE", "/api/v1/devices/UDID-1/owner?channel=mdm", null), 200, "Device");

        assertThat(nobodys.path("owner").isNull()).isTrue();
    }

    @Test
    void P4_channelsArePausedDrainedAndResumedOnRecord() throws Exception {
        ledger.delivery(device, anna, "INSTALL", "PENDING", null, null, 1);
        ledger.delivery(device, anna, "INSTALL", "SENT", null, null, 2);

        var paused = fits(operator.send("POST", "/api/v1/channels/mdm/pause", ""), 200, "Channel");

        assertThat(paused.path("state").asText()).isEqualTo("PAUSED");
        assertThat(fits(operator.send("POST", "/api/v1/channels/mdm/drain", ""), 200, "Channel").path("state").asText())
                .isEqualTo("DRAINING");
        assertThat(fits(operator.send("POST", "/api/v1/channels/mdm/resume", ""), 200, "Channel").path("state").asText())
                .isEqualTo("RUNNING");
        assertThat(database.sql("select actor || ' ' || action || ' ' || subject from audit where action like 'channel-%' order by seq")
                .query(String.class).list()).endsWith("operator channel-paused mdm", "operator channel-draining mdm",
                "operator channel-running mdm");
        var all = fits(viewer.get("/api/v1/channels"), 200, "Channels").path("channels");
        assertThat(all).hasSize(1);
        assertThat(all.get(0).toString()).contains("\"waiting\":1,\"sent\":1,\"failedLastDay\":0,\"rate\":2.5");
        assertThat(problem(operator.send("POST", "/api/v1/channels/none/pause", ""), 404)).contains("'none'", "/api/v1/channels");
    }

    private List<String> states(String query) throws Exception {
        return fits(viewer.get("/api/v1/matrix" + query), 200, "Matrix").path("rows").findValuesAsText("state");
    }

    private static JsonNode row(JsonNode rows, String state) {
        for (var row : rows) {
            if (row.path("state").asText().equals(state)) {
                return row;
            }
        }
        throw new AssertionError("No row is " + state + ": " + rows);
    }

    private String problem(Answer answer, int status) {
        return fits(answer, status, "Problem").path("detail").asText();
    }

    private JsonNode fits(Answer answer, int status, String schema) {
        assertThat(answer.status()).as(answer.http().body()).isEqualTo(status);
        assertThat(new JsonSchema(contract).violations("answer", answer.json(), contract.at("/components/schemas/" + schema))).isEmpty();
        return answer.json();
    }
}
