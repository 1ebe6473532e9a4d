package io.sealpost.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sealpost.operations.Client.Answer;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.yaml.snakeyaml.Yaml;

/** Certification requests over the API: what failed, why, and the same request again (P2, P4). */
@ApiContext
class EnrollmentsApiTest {
    @LocalServerPort
    private int port;
    private final JsonNode contract;
    private final Ledger ledger;
    private final JdbcClient database;
    private UUID failed;

    EnrollmentsApiTest(@Autowired JdbcClient database) throws Exception {
        this.database = database;
        this.ledger = new Ledger(database);
        try (var in = new ClassPathResource("openapi/sealpost-v1.yaml").getInputStream()) {
            contract = new ObjectMapper().valueToTree(new Yaml().load(in));
        }
    }

    @BeforeEach
    void start() {
        ledger.clear();
        var anna = ledger.user("anna");
        var device = ledger.device("nanomdm", "UDID-1", anna);
        failed = ledger.enrollment(device, anna, "FAILED", "possibly-issued", "Look at the CA what it issued", 0);
        ledger.enrollment(ledger.device("nanomdm", "UDID-2", anna), anna, "ISSUED", null, null, 1);
    }

    @Test
    void P4_whatFailedIsListedWithCauseAndTime() throws Exception {
        var viewer = new Client(port, "viewer");

        var page = fits(viewer.get("/api/v1/enrollments?state=FAILED"), 200, "Enrollments");

        assertThat(page.toString()).isEqualTo("""
                {"enrollments":[{"id":"%s","user":"anna@example.com","device":"UDID-1","ca":"issuing","state":"FAILED",\
                "code":"possibly-issued","text":"Look at the CA what it issued","spki":null,"attempts":2,\
                "createdAt":"2026-03-01T10:00:00Z","since":"2026-03-01T10:00:00Z","dueAt":null}],"next":null}""".formatted(failed));
        var newest = fits(viewer.get("/api/v1/enrollments?limit=1"), 200, "Enrollments");
        assertThat(newest.at("/enrollments/0/state").asText()).isEqualTo("ISSUED");
        assertThat(fits(viewer.get("/api/v1/enrollments?after=" + newest.path("next").asText()), 200, "Enrollments")
                .at("/enrollments/0/id").asText()).isEqualTo(failed.toString());
        assertThat(fits(viewer.get("/api/v1/enrollments?device=UDID-2"), 200, "Enrollments").path("enrollments")).hasSize(1);
        assertThat(fits(viewer.get("/api/v1/enrollments?state=OPEN"), 400, "Problem").path("detail").asText()).contains("one of NEW");
    }

    @Test
    void P2_anOperatorHasTheSameRequestSentAgainUnderItsOwnName() throws Exception {
        var asked = fits(retry(failed), 200, "Enrollment");

        assertThat(asked.path("state").asText()).isEqualTo("PENDING");
        assertThat(asked.path("dueAt").isNull()).isFalse();
        assertThat(database.sql("select actor, subject, detail from audit order by seq desc limit 1").query().singleRow()).hasToString(
                "{actor=operator, subject=" + failed + ", detail=it was FAILED possibly-issued; the same is sent again}");
        assertThat(fits(retry(failed), 409, "Problem").path("detail").asText()).contains("is PENDING", "on its way");
        assertThat(fits(retry(UUID.randomUUID()), 404, "Problem").path("detail").asText()).contains("/api/v1/enrollments");
        assertThat(new Client(port, "operator").send("POST", "/api/v1/enrollments/" + failed + "/retry", null).status()).isEqualTo(415);
    }

    private Answer retry(UUID id) throws Exception {
        return new Client(port, "operator").send("POST", "/api/v1/enrollments/" + id + "/retry", "", "id", failed.toString());
    }

    private JsonNode fits(Answer answer, int status, String schema) {
        assertThat(answer.status()).as(answer.http().body()).isEqualTo(status);
        assertThat(new JsonSchema(contract).violations("answer", answer.json(), contract.at("/components/schemas/" + schema))).isEmpty();
        return answer.json();
    }
}
