package io.sealpost.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import io.sealpost.OpenSsl;
import io.sealpost.TestCertificates;
import io.sealpost.operations.Client.Answer;
import io.sealpost.pki.Certificates;
import io.sealpost.pki.SerializedStores;
import io.sealpost.user.Purpose;
import io.sealpost.user.Source;
import io.sealpost.user.UserCertificates;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.yaml.snakeyaml.Yaml;

/** Preview, findings and trust bundle over HTTP, each answer checked against the contract (G3, P8, P11, P12, S6). */
@ApiContext
class DirectoriesApiTest {
    private static final X509Certificate ROOT = TestCertificates.root();
    private static final X509Certificate ISSUING = TestCertificates.issuing();
    private static InMemoryDirectoryServer ldap;
    @LocalServerPort
    private int port;
    private final JsonNode contract;
    private final Ledger ledger;
    private final JdbcClient database;
    private final UserCertificates certificates;
    private Client operator;
    private Client viewer;

    DirectoriesApiTest(@Autowired JdbcClient database, @Autowired UserCertificates certificates) throws Exception {
        this.database = database;
        this.certificates = certificates;
        this.ledger = new Ledger(database);
        try (var in = new ClassPathResource("openapi/sealpost-v1.yaml").getInputStream()) {
            contract = new ObjectMapper().valueToTree(new Yaml().load(in));
        }
    }

    @DynamicPropertySource
    static void directory(DynamicPropertyRegistry properties) throws Exception {
        var config = new InMemoryDirectoryServerConfig("dc=example,dc=com");
        config.setSchema(null);
        config.setListenerConfigs(InMemoryListenerConfig.createLDAPConfig("ldap", InetAddress.getLoopbackAddress(), 0, null));
        config.addAdditionalBindCredentials("cn=sealpost", "bind secret");
        ldap = new InMemoryDirectoryServer(config);
        ldap.add(new Entry("dc=example,dc=com", new Attribute("objectClass", "domain")));
        for (var uid : List.of("anna", "bert")) {
            var entry = new Entry("uid=" + uid + ",dc=example,dc=com", new Attribute("objectClass", "inetOrgPerson"),
                    new Attribute("entryUUID", "id-" + uid), new Attribute("uid", uid), new Attribute("cn", uid),
                    new Attribute("mail", uid + "@example.com"), new Attribute("description", "the " + uid),
                    new Attribute("userPassword", "clear " + uid));
            entry.addAttribute("userCertificate;binary", Certificates.der(mail(uid, 0)));
            entry.addAttribute("userCertificate;binary", Certificates.der(mail(uid, 5)), new byte[] {1, 2});
            ldap.add(entry);
        }
        ldap.startListening();
        Files.writeString(Path.of("target", "api-test-issuers.pem"), OpenSsl.pem(ROOT) + OpenSsl.pem(ISSUING));
        var prefix = "sealpost.directories.corporate.";
        properties.add(prefix + "kind", () -> "ldap");
        properties.add(prefix + "url", () -> "ldap://127.0.0.1:" + ldap.getListenPort());
        properties.add(prefix + "base", () -> "dc=example,dc=com");
        properties.add(prefix + "bind-dn", () -> "cn=sealpost");
        properties.add(prefix + "password", () -> "bind secret");
        properties.add("sealpost.certificate-profiles.trusted-root.certificates", () -> "target/api-test-issuers.pem");
    }

    @AfterAll
    static void stop() {
        ldap.shutDown(true);
    }

    private static X509Certificate mail(String uid, int yearsAgo) {
        return TestCertificates.mail(TestCertificates.key(uid, "2048").getPublic(), uid + "@example.com", TestCertificates.ENCRYPT,
                yearsAgo);
    }

    @BeforeEach
    void start() {
        ledger.clear();
        operator = new Client(port, "operator");
        viewer = new Client(port, "viewer");
    }

    @Test
    void G3_aUserIsShownUnderSettingsThatAreNotSavedAndNothingIsKept() throws Exception {
        var saved = ok(operator.get("/api/v1/directories/corporate/preview?user=Anna@Example.com"), "Preview").path("entries");

        assertThat(saved).hasSize(1);
        assertThat(saved.get(0).path("id").asText()).isEqualTo("id-anna");
        assertThat(saved.get(0).path("certificates")).hasSize(2);
        assertThat(saved.get(0).path("certificates").findValuesAsText("current")).containsExactlyInAnyOrder("true", "false");
        assertThat(saved.get(0).path("findings").findValuesAsText("finding")).containsExactlyInAnyOrder("undecodable", "key-missing",
                "key-missing");

        var unsaved = ok(operator.get("/api/v1/directories/corporate/preview?user=anna&displayName=description&id=uid&base="
                + encoded("uid=anna,dc=example,dc=com") + "&filter=" + encoded("(objectClass=*)")), "Preview").path("entries").get(0);
        assertThat(unsaved.path("displayName").asText()).isEqualTo("the anna");
        assertThat(unsaved.path("id").asText()).isEqualTo("anna");
        assertThat(database.sql("select (select count(*) from directory_user) + (select count(*) from audit where action like 'user%')"
                + " + (select count(*) from sync)").query(Integer.class).single()).isZero();
    }

    @Test
    void S16_nothingInAPreviewReachesFurtherThanItSays() throws Exception {
        var preview = "/api/v1/directories/corporate/preview?user=";
        assertThat(ok(operator.get(preview + encoded("*)(uid=*")), "Preview").path("entries")).isEmpty();
        assertThat(ok(operator.get(preview + "*"), "Preview").path("entries")).isEmpty();
        assertThat(problem(operator.get(preview + "anna&filter=" + encoded("(uid=*))(|(uid=*)")), 400))
                .contains("is no filter (RFC 4515)");
        assertThat(problem(operator.get(preview + "anna&filter=" + encoded("(userPassword=clear*)")), 400))
                .contains("no preview shows it");
        assertThat(problem(operator.get(preview + "anna&base=" + encoded("dc=example,dc=com)&scope=object")), 400))
                .contains("holds none of");
        assertThat(problem(operator.get(preview + "anna&base="
                + encoded("ou={{sealpost.directories.corporate.password}},dc=example,dc=com")), 400)).doesNotContain("bind secret");
        assertThat(problem(operator.get(preview + "anna&base=nonsense"), 400)).contains("is no distinguished name");
        assertThat(problem(operator.get(preview + "anna&displayName=userPassword"), 400)).contains("no preview shows it");
        assertThat(problem(operator.get(preview + "anna&displayName=" + encoded("cn,userPassword")), 400)).contains("displayName");
        assertThat(problem(operator.get(preview + "anna&base=" + encoded("ou=nowhere,dc=example,dc=com")), 502)).contains("Look at base");
        assertThat(problem(operator.get("/api/v1/directories/other/preview?user=anna"), 400)).contains("[corporate]");
        assertThat(problem(operator.get("/api/v1/directories/corporate/preview"), 400)).contains("user");
        assertThat(viewer.get(preview + "anna").status()).isEqualTo(403);
    }

    @Test
    void P11_findingsComeByNameUserAndPageAsJsonAndCsv() throws Exception {
        var anna = ledger.user("anna");
        var bert = ledger.user("bert");
        for (var user : List.of(anna, bert)) {
            for (var name : List.of("TIE", "KEY_MISSING")) {
                database.sql("insert into finding (id, user_id, origin, name, text, since) values (?, ?, 'CHECK', ?, '=cause', ?)")
                        .params(UUID.randomUUID(), user, name, Ledger.NOW).update();
            }
        }

        assertThat(ok(viewer.get("/api/v1/findings"), "Findings").path("findings")).hasSize(4);
        var ties = ok(viewer.get("/api/v1/findings?finding=key-missing&user=anna"), "Findings").path("findings");
        assertThat(ties).hasSize(1);
        assertThat(ties.get(0).path("user").asText()).isEqualTo("anna@example.com");
        assertThat(problem(viewer.get("/api/v1/findings?finding=other"), 400)).contains("finding");
        var first = ok(viewer.get("/api/v1/findings?limit=3"), "Findings");
        assertThat(ok(viewer.get("/api/v1/findings?limit=3&after=" + first.path("next").asText()), "Findings").path("findings"))
                .hasSize(1);
        var csv = viewer.get("/api/v1/findings?format=csv&limit=1").http();
        assertThat(csv.body()).startsWith("user,userId,directory,finding,certificate,text,since\r\n").contains(",'=cause,");
        assertThat(csv.headers().firstValue("Link").orElseThrow()).contains("/api/v1/findings?").contains("rel=\"next\"");
        assertThat(ok(viewer.get("/api/v1/users/" + anna), "User").path("findings")).hasSize(2);
        assertThat(new CertificateFigures(database).getFindings()).containsEntry("tie", 2L).containsEntry("key-missing", 2L);
    }

    @Test
    void S6_everyIssuerInUseIsInTheSst() throws Exception {
        assertThat(SerializedStores.read(trust())).isEmpty();
        var anna = ledger.user("anna");
        certificates.add(anna, mail("anna", 5), Purpose.ENCRYPTION, Source.DIRECTORY);

        assertThat(SerializedStores.read(trust())).containsExactlyInAnyOrder(ISSUING, ROOT);
    }

    private byte[] trust() throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/trust.sst")).header("Authorization",
                "Basic " + Base64.getEncoder().encodeToString("viewer:viewer".getBytes(StandardCharsets.UTF_8))).build();
        var answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/vnd.ms-pki.certstore");
        return answer.body();
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private String problem(Answer answer, int status) {
        assertThat(answer.status()).as(answer.http().body()).isEqualTo(status);
        assertFits(answer.json(), "Problem");
        return answer.detail();
    }

    private JsonNode ok(Answer answer, String schema) {
        assertThat(answer.status()).as(answer.http().body()).isEqualTo(200);
        assertFits(answer.json(), schema);
        return answer.json();
    }

    private void assertFits(JsonNode json, String schema) {
        assertThat(new JsonSchema(contract).violations("answer", json, contract.at("/components/schemas/" + schema))).isEmpty();
    }
}
