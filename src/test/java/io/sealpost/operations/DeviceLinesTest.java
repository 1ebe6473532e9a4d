package io.sealpost.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.yaml.snakeyaml.Yaml;

/** Devices and owners as CSV over HTTP, each answer checked against the contract (S16, P2, P13). */
@ApiContext
class DeviceLinesTest {
    private static final String COLUMNS = "device,channel,owner\r\n";
    @LocalServerPort
    private int port;
    @Autowired
    private JdbcClient database;
    private long before;

    @BeforeEach
    void start() {
        before = database.sql("select coalesce(max(seq), 0) from audit").query(Long.class).single();
    }

    @Test
    void S16_eachLineStatesAnOwnerAndTheRecordNamesTheImporter() throws Exception {
        var results = results("\uFEFFowner , CHANNEL,device\r\nanna@example.com,nanomdm,UDID-1\r\n\r\n"
            + "\" b\u00f6n, the \"\"2nd\"\"\",nanomdm,\"a,b\"");

        assertThat(results.path("stated").asInt()).isEqualTo(2);
        assertThat(results.path("refused").asInt()).isZero();
        assertThat(results.at("/results/1").toString())
            .isEqualTo("{\"line\":4,\"channel\":\"nanomdm\",\"device\":\"a,b\",\"result\":\"STATED\",\"text\":null}");
        assertThat(recorded()).containsExactly("importer state-owner UDID-1 anna@example.com",
            "importer state-owner a,b b\u00f6n, the \"2nd\"");
    }

    @Test
    void S16_aRecipientCertificateIsPemOverSeveralLinesOrItsBase64Alone() throws Exception {
        var results = results("device,channel,owner,recipientCertificate\r\nU1,nanomdm,anna,\"-----BEGIN CERTIFICATE-----\nAAAA\n"
            + "-----END CERTIFICATE-----\"\r\nU2,nanomdm,anna,BBBB\r\nU3,nanomdm,anna,\r\n");

        assertThat(results.findValuesAsText("line")).containsExactly("4", "5", "6");
        assertThat(recorded()).containsExactly("importer recipient U1 -----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
            "importer state-owner U1 anna", "importer recipient U2 -----BEGIN CERTIFICATE-----\nBBBB\n-----END CERTIFICATE-----\n",
            "importer state-owner U2 anna", "importer state-owner U3 anna");
    }

    @Test
    void P2_P13_badLinesAreNamedWithCauseAndFixAndKeepBackNoOthers() throws Exception {
        var results = results(COLUMNS + "U1,nanomdm,anna\r\nU2,nanomdm\r\nU3,nanomdm,anna,more\r\n,nanomdm,anna\r\nU5,nanomdm,\r\n"
            + "U6,fleet,anna\r\n\"U7\u0007\",nanomdm,anna\r\nU8,nanomdm,\"an\nna\"\r\n" + "x".repeat(256) + ",nanomdm,anna\r\n"
            + "U10,nanomdm,ben\r\n");

        assertThat(texts(results)).hasSize(10).satisfiesExactly(t -> assertThat(t).isEqualTo("null"),
            t -> assertThat(t).contains("2 fields, and the first line 3", "quotes"),
            t -> assertThat(t).contains("4 fields"), t -> assertThat(t).contains("'device' must be from 1 to 255"),
            t -> assertThat(t).contains("'owner' must be from 1 to 320"), t -> assertThat(t).contains("Name one of sealpost.channels"),
            t -> assertThat(t).contains("Control characters in device"), t -> assertThat(t).contains("Control characters in owner"),
            t -> assertThat(t).contains("'device' must be from 1 to 255"), t -> assertThat(t).isEqualTo("null"));
        assertThat(results.path("stated").asInt()).isEqualTo(2);
        assertThat(recorded()).containsExactly("importer state-owner U1 anna", "importer state-owner U10 ben");
    }

    @Test
    void S16_aDeviceThatIsListedTwiceGoesToNobodyUnlessBothLinesSayTheSame() throws Exception {
        var results = results(COLUMNS + "U1,nanomdm,anna\r\nU2,nanomdm,anna\r\nU1,nanomdm,ben\r\nU2,nanomdm,anna\r\nU1,nanomdm2,ben\r\n");

        assertThat(results.path("results").findValuesAsText("result"))
            .containsExactly("REFUSED", "STATED", "REFUSED", "REFUSED", "STATED");
        assertThat(texts(results).get(0)).isEqualTo(texts(results).get(2)).contains("The lines 2, 4 say different things");
        assertThat(texts(results).get(3)).contains("Line 3 says the same");
        assertThat(recorded()).containsExactly("importer state-owner U2 anna", "importer state-owner U1 ben");
    }

    @Test
    void P2_aFileThatCannotBeReadAsAWholeChangesNothing() throws Exception {
        assertThat(refused("", 400)).contains("empty", "the first line must be device,channel,owner", "recipientCertificate");
        assertThat(refused("\r\n".repeat(20), 400)).contains("empty");
        assertThat(refused("U1,nanomdm,anna@example.com\r\n", 400)).contains("missing: [device, channel, owner]");
        assertThat(refused("device;channel;owner\r\nU1;nanomdm;anna\r\n", 400)).contains("with commas between");
        assertThat(refused("device,channel\r\nU1,nanomdm\r\n", 400)).contains("missing: [owner]");
        assertThat(refused("device,channel,owner,colour\r\n", 400)).contains("unknown: [colour]");
        assertThat(refused("device,channel,owner,owner\r\n", 400)).contains("given twice");
        assertThat(refused(COLUMNS + "U1,nanomdm,anna\r\nU2,nanomdm,\"anna\r\n", 400)).contains("a quote that is not closed");
        assertThat(refused(COLUMNS + "U1,nanomdm,\"anna\"x\r\n", 400)).contains("not CSV");
        assertThat(refused((COLUMNS + "U1,nanomdm,j\u00f6rg\r\n").getBytes(StandardCharsets.ISO_8859_1), 400)).contains("not UTF-8");
        assertThat(refused(COLUMNS + "U,nanomdm,anna\r\n".repeat(10_001), 413)).contains("10000 lines: split it");
        assertThat(refused(COLUMNS + "U1,nanomdm,\"" + " ".repeat(CsvBody.MOST) + "\"\r\n", 413)).contains("8388608 bytes: split it");
        assertThat(recorded()).isEmpty();
    }

    @Test
    void P13_aThousandLinesHaveAThousandResults() throws Exception {
        var results = results(COLUMNS + IntStream.range(0, 1_000).mapToObj(i -> "U" + i + ",fleet,anna" + i + "\r\n")
            .collect(Collectors.joining()));

        assertThat(results.path("refused").asInt()).isEqualTo(1_000);
        assertThat(results.path("results")).hasSize(1_000);
    }

    @Test
    void P13_whereTheGatewayItselfFailsTheRestIsNotTriedAndSaysSo() throws Exception {
        var results = results(COLUMNS + "U1,nanomdm,anna\r\nU2,nanomdm,breaks\r\nU3,nanomdm,ben\r\n");

        assertThat(texts(results).get(1)).contains("API error").doesNotContain("secret");
        assertThat(texts(results).get(2)).contains("send it again");
        assertThat(recorded()).containsExactly("importer state-owner U1 anna");
    }

    private JsonNode results(String text) throws Exception {
        return fits(text.getBytes(StandardCharsets.UTF_8), 200, "StatedOwners");
    }

    private String refused(String text, int status) throws Exception {
        return refused(text.getBytes(StandardCharsets.UTF_8), status);
    }

    private String refused(byte[] text, int status) throws Exception {
        return fits(text, status, "Problem").path("detail").asText();
    }

    private JsonNode fits(byte[] text, int status, String schema) throws Exception {
        var answer = new Client(port, "importer").csv("/api/v1/devices", text);
        assertThat(answer.status()).as(answer.http().body()).isEqualTo(status);
        try (var in = new ClassPathResource("openapi/sealpost-v1.yaml").getInputStream()) {
            JsonNode contract = new ObjectMapper().valueToTree(new Yaml().load(in));
            assertThat(new JsonSchema(contract).violations("answer", answer.json(), contract.at("/components/schemas/" + schema)))
                .isEmpty();
        }
        return answer.json();
    }

    private static List<String> texts(JsonNode results) {
        return results.path("results").findValuesAsText("text");
    }

    private List<String> recorded() {
        return database.sql("select actor || ' ' || action || ' ' || subject || ' ' || detail from audit where seq > ? order by seq")
            .param(before).query(String.class).list();
    }
}
