package io.sealpost.lab.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealpost.lab.ca.Authority;
import io.sealpost.lab.ca.Keys;
import io.sealpost.lab.ca.Template;
import io.sealpost.lab.people.People;
import io.sealpost.lab.seed.Chance;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The lab's Graph refuses what the real one refuses, and a phone gets a certificate only if an assigned profile says so. */
class GraphTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Authority ROOT = Authority.root("Root");
    private static final Authority ISSUING = ROOT.subordinate("Issuing");
    private static final KeyPair KEYS = Keys.rsa();
    private static final Template ENCRYPTION = Template.encryption("anna@example.com", false);
    private static final X509Certificate CERTIFICATE = ISSUING.issue("Anna", KEYS.getPublic(), ENCRYPTION);
    private static final X509Certificate OTHER = ISSUING.issue("Anna", KEYS.getPublic(), ENCRYPTION);
    private static final Application APPLICATION = Application.create(null);
    private static final String PFX = "/beta/deviceManagement/userPfxCertificates";
    private static final String PROFILES = "/beta/deviceManagement/deviceConfigurations";
    private static final String UPN = "anna@example.com";
    private static Graph graph;
    private static String token;
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start() {
        graph = new Graph(APPLICATION, new Chance(1), 0);
        graph.user(UPN);
    }

    @AfterAll
    static void stop() {
        graph.close();
    }

    @BeforeEach
    void logIn() throws Exception {
        if (token == null) {
            token = newToken();
        }
    }

    private String newToken() throws Exception {
        var form = "client_id=" + APPLICATION.clientId() + "&client_secret=" + APPLICATION.clientSecret()
                + "&grant_type=client_credentials&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default";
        var url = graph.url() + "/" + APPLICATION.tenant() + "/oauth2/v2.0/token";
        return JSON.readTree(http.send(HttpRequest.newBuilder(URI.create(url)).header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)).build(), BodyHandlers.ofString()).body()).path("access_token").asText();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private HttpResponse<String> call(String method, String path, Object body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(graph.url() + path)).header("Authorization", "Bearer " + token);
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        return http.send(request.method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString())).build(),
                BodyHandlers.ofString());
    }

    private static ObjectNode good() {
        return PfxMaker.entity(KEYS, CERTIFICATE, graph.connectorKey(), UPN);
    }

    @Test
    void aCertificateIsPostedReadChangedAndDeletedInEitherIdForm() throws Exception {
        var created = call("POST", PFX, good());
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        var id = JSON.readTree(created.body()).path("id").asText();
        assertThat(id).isEqualTo(graph.user(UPN).replace("-", "") + "-" + PfxRules.hex(CERTIFICATE));
        var filter = "?$filter=" + encoded("tolower(userPrincipalName) eq '" + UPN + "' and tolower(thumbprint) eq '"
                + PfxRules.hex(CERTIFICATE) + "'");
        var listed = JSON.readTree(call("GET", PFX + filter.replace("$", "%24"), null).body()).path("value");
        assertThat(listed).hasSize(1);
        assertThat(listed.get(0).path("encryptedPfxBlob").asText()).isEqualTo("AA==");
        assertThat(listed.get(0).path("encryptedPfxPassword").asText()).isEmpty();
        assertThat(call("POST", PFX, good()).statusCode()).as("twice").isEqualTo(409);
        assertThat(call("PATCH", PFX + "(" + id + ")", good().remove(List.of("id"))).statusCode()).isEqualTo(200);
        assertThat(call("PATCH", PFX + "/" + id, "{\"thumbprint\":\"" + "0".repeat(40) + "\"}").body()).contains("cannot be changed");
        assertThat(call("PATCH", PFX + "/" + id, "{\"paddingScheme\":\"oaepSha256\"}").body()).contains("encryptedPfxPassword");
        assertThat(call("GET", PFX + "('" + id + "')", null).statusCode()).isEqualTo(200);
        assertThat(call("DELETE", PFX + "/" + id, null).statusCode()).isEqualTo(204);
        assertThat(call("DELETE", PFX + "/" + id, null).statusCode()).isEqualTo(404);
        assertThat(call("PATCH", PFX + "/" + id, "{}").statusCode()).isEqualTo(404);
        assertThat(JSON.readTree(call("GET", PFX, null).body()).path("value")).isEmpty();
    }

    private static Arguments bad(String what, Consumer<ObjectNode> edit, String said) {
        return Arguments.of(what, edit, said);
    }

    static Stream<Arguments> badCertificates() {
        return Stream.of(
                bad("an unknown property", entity -> entity.put("pfx", ""), "'pfx' does not exist"),
                bad("another type of value", entity -> entity.put("keyName", 1), "Edm.String"),
                bad("another @odata.type", entity -> entity.put("@odata.type", "#microsoft.graph.user"), "@odata.type"),
                bad("no thumbprint", entity -> entity.remove("thumbprint"), "'thumbprint' is required"),
                bad("a thumbprint with colons", entity -> entity.put("thumbprint", "00:11"), "not a SHA-1"),
                bad("the thumbprint of another", entity -> entity.put("thumbprint", PfxRules.hex(OTHER)), "another certificate"),
                bad("an unknown purpose", entity -> entity.put("intendedPurpose", "smime"), "intendedPurpose"),
                bad("an unknown user", entity -> entity.put("userPrincipalName", "nobody@example.com"), "no such user"),
                bad("another provider", entity -> entity.put("providerName", "Microsoft Platform Crypto Provider"), "providerName"),
                bad("another key name", entity -> entity.put("keyName", "key"), "keyName"),
                bad("PKCS #1 padding", entity -> entity.put("paddingScheme", "Pkcs1"), "only oaepSha256"),
                bad("OAEP with SHA-1", entity -> entity.put("paddingScheme", "OaepSha1"), "only oaepSha256"),
                bad("another hash than said", entity -> entity.put("paddingScheme", "OaepSha256"), "encryptedPfxPassword"),
                bad("the mask of SHA-1", entity -> entity.put("encryptedPfxPassword",
                        PfxMaker.password(graph.connectorKey(), PfxMaker.MASK_OF_SHA1)), "mask"),
                bad("another's key", entity -> entity.put("encryptedPfxPassword",
                        PfxMaker.password(KEYS.getPublic(), PfxMaker.SHA512)), "connector's key"),
                bad("a password in the clear", entity -> entity.put("encryptedPfxPassword", "c2VjcmV0"), "encryptedPfxPassword"),
                bad("no base64", entity -> entity.put("encryptedPfxBlob", "*"), "Edm.Binary"),
                bad("no PFX", entity -> entity.put("encryptedPfxBlob", "AAAA"), "does not open"),
                bad("a PFX under AES", entity -> entity.put("encryptedPfxBlob", PfxMaker.modern(KEYS, CERTIFICATE, "one")), "3DES"),
                bad("a date that is none", entity -> entity.put("startDateTime", "yesterday"), "Edm.DateTimeOffset"),
                bad("another start", entity -> entity.put("startDateTime", "2020-01-01T00:00:00Z"), "startDateTime"),
                bad("another end", entity -> entity.put("expirationDateTime", "2020-01-01T00:00:00Z"), "expirationDateTime"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badCertificates")
    void refusesABadCertificateAndNamesTheCause(String what, Consumer<ObjectNode> edit, String said) throws Exception {
        var entity = good();
        edit.accept(entity);
        var answer = call("POST", PFX, entity);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("request-id")).isPresent();
        var error = JSON.readTree(answer.body()).path("error");
        assertThat(error.path("code").asText()).isEqualTo("BadRequest");
        assertThat(error.path("message").asText()).contains(said);
        assertThat(graph.imported(UPN)).isZero();
    }

    static Stream<Arguments> badCalls() {
        return Stream.of(
                Arguments.of("GET", "/beta/deviceManagement/nonsense", null, 400), Arguments.of("GET", "/v2/users", null, 400),
                Arguments.of("GET", PFX.replace("beta", "v1.0"), null, 400), Arguments.of("PUT", PFX, "{}", 405),
                Arguments.of("POST", PFX, "[]", 400), Arguments.of("POST", PFX, "{", 400), Arguments.of("POST", PFX, null, 400),
                Arguments.of("GET", PFX + "?$orderby=id", null, 400),
                Arguments.of("GET", PFX + "?$filter=" + encoded("id ne 'x'"), null, 400),
                Arguments.of("GET", "/v1.0/users?$filter=" + encoded("name eq 'x'"), null, 400),
                Arguments.of("GET", "/beta/deviceAppManagement/mobileApps?$filter=" + encoded("isof('iosStoreApp')"), null, 400),
                Arguments.of("GET", "/v1.0/deviceManagement/managedDevices?$select=colour", null, 400),
                Arguments.of("GET", "/v1.0/deviceManagement/managedDevices/nothing", null, 404),
                Arguments.of("POST", PROFILES, "{\"displayName\":\"x\"}", 400),
                Arguments.of("POST", PROFILES, profile(Platform.IOS, "smime"), 400),
                Arguments.of("POST", PROFILES, profile(Platform.IOS, "smimeSigning").replace("displayName", "name"), 400),
                Arguments.of("POST", PROFILES + "/nothing/assign", "{\"assignments\":[]}", 404),
                Arguments.of("POST", "/beta/deviceAppManagement/mobileAppConfigurations", outlook("unknown-app", "true"), 400),
                Arguments.of("POST", "/beta/deviceAppManagement/mobileAppConfigurations",
                        outlook(Graph.OUTLOOK_IOS, "true").replace("booleanType", "boolean"), 400));
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("badCalls")
    void refusesABadCall(String method, String path, String body, int status) throws Exception {
        var answer = call(method, path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(JSON.readTree(answer.body()).path("error").path("message").asText()).isNotEmpty();
    }

    @Test
    void onlyAGoodTokenWithThePermissionGetsIn() throws Exception {
        var good = token;
        for (var bad : List.of("", "x.y.z", good.substring(0, good.length() - 8) + "AAAAAAAA", good.replaceFirst("^[^.]*",
                "eyJhbGciOiJub25lIn0"))) {
            token = bad;
            assertThat(call("GET", PFX, null).statusCode()).as(bad).isEqualTo(401);
        }
        graph.grant(List.of("User.Read.All"));
        token = newToken();
        assertThat(call("GET", PFX, null).statusCode()).isEqualTo(403);
        assertThat(call("GET", "/v1.0/users?$filter=" + encoded("userPrincipalName eq '" + UPN + "'"), null).body()).contains(
                graph.user(UPN));
        graph.grant(List.of("DeviceManagementConfiguration.ReadWrite.All", "User.Read.All", "DeviceManagementManagedDevices.Read.All",
                "DeviceManagementApps.ReadWrite.All"));
        token = good;
    }

    @Test
    void throttlesWithRetryAfter() throws Exception {
        graph.throttle(1, 7);
        var answer = call("GET", PFX, null);
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("7");
        assertThat(call("GET", PFX, null).statusCode()).isEqualTo(200);
    }

    private static String profile(Platform platform, String purpose) {
        return "{\"@odata.type\":\"" + platform.profile() + "\",\"displayName\":\"S/MIME\",\"intendedPurpose\":\"" + purpose + "\"}";
    }

    private static String outlook(String app, String value) {
        return "{\"@odata.type\":\"" + Platform.IOS.appConfiguration() + "\",\"displayName\":\"Outlook\",\"targetedMobileApps\":[\"" + app
                + "\"],\"settings\":[" + setting("", value) + "," + setting(".CertsFromIntune", value) + "]}";
    }

    private static String setting(String key, String value) {
        return "{\"appConfigKey\":\"com.microsoft.outlook.Mail.SMIMEEnabled" + key
                + "\",\"appConfigKeyType\":\"booleanType\",\"appConfigKeyValue\":\"" + value + "\"}";
    }

    private void assign(String set, String body) throws Exception {
        var created = call("POST", set, body);
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        var id = JSON.readTree(created.body()).path("id").asText();
        assertThat(call("POST", set + "/" + id + "/assign", "{\"assignments\":[{\"target\":{\"@odata.type\":"
                + "\"#microsoft.graph.allLicensedUsersAssignmentTarget\"}}]}").statusCode()).isEqualTo(200);
    }

    @Test
    void aPhoneGetsWhatAnAssignedProfileSaysAndGivesItUpWhenRetired(@TempDir Path folder) throws Exception {
        var people = new People(1, new Chance(1), ISSUING);
        var person = people.list().get(0);
        people.equip(person);
        var phone = new Phone(graph, Platform.IOS, person, ROOT.certificate(), ISSUING.certificate(), folder);
        var work = new Phone(graph, Platform.ANDROID_WORK_PROFILE, person, ROOT.certificate(), ISSUING.certificate(), folder);
        for (var identity : person.identities()) {
            var keys = new KeyPair(identity.certificate().getPublicKey(), identity.key());
            var body = PfxMaker.entity(keys, identity.certificate(), graph.connectorKey(), person.mail());
            assertThat(call("POST", PFX, body).statusCode()).isEqualTo(201);
        }
        phone.sync();
        assertThat(phone.identities()).as("no profile").isEmpty();
        call("POST", PROFILES, profile(Platform.IOS, "smimeEncryption"));
        phone.sync();
        assertThat(phone.identities()).as("a profile that nobody is assigned").isEmpty();
        assign(PROFILES, profile(Platform.IOS, "smimeEncryption"));
        phone.sync();
        work.sync();
        assertThat(phone.messagesRead()).isEqualTo(person.identities().size());
        assertThat(work.identities()).as("another platform's profile").isEmpty();
        assertThat(folder.resolve(phone.id()).resolve("received/001-userPfxCertificates.json")).exists();
        assertThat(phone.automatic()).isFalse();
        graph.leave(folder.resolve("ca"));
        assertThat(folder.resolve("ca/intune-connector.key")).content().contains("PRIVATE KEY");
        assign("/beta/deviceAppManagement/mobileAppConfigurations", outlook(Graph.OUTLOOK_IOS, "true"));
        assertThat(phone.automatic()).isTrue();
        var devices = "/v1.0/deviceManagement/managedDevices/";
        phone.retire();
        assertThat(call("GET", devices + phone.id(), null).body()).contains("retirePending");
        phone.sync();
        assertThat(phone.identities()).isEmpty();
        assertThat(call("GET", devices + phone.id(), null).statusCode()).isEqualTo(404);
        assertThat(call("GET", devices + work.id(), null).statusCode()).isEqualTo(200);
    }

    @Test
    void devicesComeInPages(@TempDir Path folder) throws Exception {
        var people = new People(3, new Chance(2), ISSUING);
        people.list().forEach(person -> new Phone(graph, Platform.IOS, person, ROOT.certificate(), ISSUING.certificate(), folder));
        var next = "/beta/deviceManagement/managedDevices?$select=id";
        int seen = 0;
        for (JsonNode page; next != null; next = page.has("@odata.nextLink")
                ? page.path("@odata.nextLink").asText().substring(graph.url().length()) : null) {
            page = JSON.readTree(call("GET", next, null).body());
            seen += page.path("value").size();
        }
        assertThat(seen).isGreaterThanOrEqualTo(3);
    }
}
