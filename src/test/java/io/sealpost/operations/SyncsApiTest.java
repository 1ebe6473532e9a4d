package io.sealpost.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sealpost.operations.Client.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.yaml.snakeyaml.Yaml;

/** Runs of the directory sync, their plans and approvals over HTTP (G3, P3). */
@ApiContext
class SyncsApiTest {
    @LocalServerPort
    private int port;
    private final JsonNode contract;
    private final Ledger ledger;
    private final JdbcClient database;
    private Client viewer;

    SyncsApiTest(@Autowired JdbcClient database) throws Exception {
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
    void G3_runsOfTheSyncAreShownNewestFirst() throws Exception {
        var old = ledger.sync("FAILED", 0);
        var recent = ledger.sync("DONE", 1);

        var page = ok(viewer.get("/api/v1/syncs?limit=1"), "Syncs");
        assertThat(page.at("/syncs/0/id").asText()).isEqualTo(recent.toString());
        assertThat(ids(viewer.get("/api/v1/syncs?after=" + page.path("next").asText()), "Syncs", "syncs")).containsExactly(old.toString());
        assertThat(ok(viewer.get("/api/v1/syncs/" + old), "Sync").path("entries").asInt()).isEqualTo(7);
    }

    @Test
    void G3_anOperatorAsksForARunNow() throws Exception {
        var operator = new Client(port, "operator");
        var one = operator.send("POST", "/api/v1/syncs", "{\"directory\":\"corporate\"}");
        var all = operator.send("POST", "/api/v1/syncs", "");

        assertThat(one.status()).isEqualTo(202);
        assertThat(all.status()).isEqualTo(202);
        assertThat(one.http().body()).isEmpty();
        assertThat(OthersBeans.REQUESTED.poll(5, TimeUnit.SECONDS)).isEqualTo("corporate");
        assertThat(OthersBeans.REQUESTED.poll(5, TimeUnit.SECONDS)).isEqualTo("all");
        assertThat(operator.send("POST", "/api/v1/syncs?dryRun=true", "{\"directory\":\"corporate\"}").status()).isEqualTo(202);
        assertThat(OthersBeans.REQUESTED.poll(5, TimeUnit.SECONDS)).isEqualTo("corporate, dry run");
        assertThat(problem(operator.send("POST", "/api/v1/syncs?dryRun=yes", ""), 400)).contains("'dryRun' must be one of true, false");
        assertThat(problem(operator.send("POST", "/api/v1/syncs", "{\"dir\":\"x\"}"), 400)).contains("'dir' is unknown", "directory");
        assertThat(problem(operator.send("POST", "/api/v1/syncs", null), 415)).contains("Content-Type");
        assertThat(OthersBeans.REQUESTED).isEmpty();
    }

    @Test
    void P3_aPlanIsShownInPagesAndAsCsvAndApprovedByItsHash() throws Exception {
        var sync = ledger.sync("REFUSED", 1);
        var hash = "ab".repeat(32);
        database.sql("update sync set plan_hash = ?, suspended = 2, added = 1, changed = 0, approval_until = ?").params(hash,
            java.time.OffsetDateTime.now().plusHours(1)).update();
        ledger.change(sync, 1, "=anna@example.com", "SUSPEND", "ABSENT");
        ledger.change(sync, 2, "bruno@example.com", "SUSPEND", "DISABLED");
        ledger.change(sync, 3, "new@example.com", "ADD", "NEW");
        var path = "/api/v1/syncs/" + sync;

        var page = ok(viewer.get(path + "/plan?limit=2"), "Plan");
        assertThat(page.path("planHash").asText()).isEqualTo(hash);
        assertThat(page.at("/changes/0/reason").asText()).contains("look-up by its id does not find it");
        assertThat(ok(viewer.get(path + "/plan?after=" + page.path("next").asText()), "Plan").at("/changes/0/who").asText())
            .isEqualTo("new@example.com");
        var csv = viewer.get(path + "/plan?format=csv&limit=2").http();
        assertThat(csv.body()).startsWith("who,externalId,what,why,reason\r\n'=anna@example.com,id-1,SUSPEND,ABSENT,");
        assertThat(csv.headers().firstValue("ETag")).contains('"' + hash + '"');
        assertThat(csv.headers().firstValue("Link").orElseThrow()).contains("after=2");

        var approver = new Client(port, "importer");
        assertThat(problem(approver.send("POST", path + "/approval", "{\"planHash\":\"" + "0".repeat(64) + "\"}"), 409)).contains(hash);
        assertThat(problem(approver.send("POST", path + "/approval", "{}"), 400)).contains("planHash");
        assertThat(ok(approver.send("POST", path + "/approval", "{\"planHash\":\"" + hash + "\"}"), "Sync").path("state").asText())
            .isEqualTo("APPLYING");
        assertThat(OthersBeans.APPLIED.poll(5, TimeUnit.SECONDS).id()).isEqualTo(sync);
        assertThat(database.sql("select actor from audit where action = 'sync-approved'").query(String.class).single())
            .isEqualTo("importer");
        assertThat(problem(approver.send("POST", path + "/approval", "{\"planHash\":\"" + hash + "\"}"), 409)).contains("APPLYING");
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
