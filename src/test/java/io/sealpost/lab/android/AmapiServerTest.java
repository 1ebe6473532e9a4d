package io.sealpost.lab.android;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sealpost.lab.ca.Authority;
import io.sealpost.lab.ca.Keys;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The lab's endpoint refuses what Google's documentation says is refused. */
class AmapiServerTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final KeyPair ACCOUNT = Keys.rsa();
    private static final String SCOPE = "https://www.googleapis.com/auth/androidmanagement";
    private static final String EMAIL = "gateway@lab.example.com";
    private static final Enterprise ENTERPRISE = new Enterprise("enterprises/LC00lab");
    private static AmapiServer server;
    private static String token;

    @BeforeAll
    static void start() throws Exception {
        server = new AmapiServer(ENTERPRISE, EMAIL, ACCOUNT.getPublic());
        token = token(assertion("RS256", EMAIL, server.tokenUrl(), SCOPE, 3600)).path("access_token").asText();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String assertion(String algorithm, String issuer, String audience, String scope, int seconds) throws Exception {
        long now = Instant.now().getEpochSecond();
        var head = part("{\"alg\":\"" + algorithm + "\",\"typ\":\"JWT\"}");
        var claims = part(
                "{\"iss\":\"" + issuer + "\",\"scope\":\"" + scope + "\",\"aud\":\"" + audience + "\",\"iat\":" + now + ",\"exp\":"
                + (now + seconds) + "}");
        var signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(ACCOUNT.getPrivate());
        signature.update((head + "." + claims).getBytes(StandardCharsets.US_ASCII));
        return head + "." + claims + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
    }

    private static String part(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode token(String assertion) throws Exception {
        return JSON.readTree(HTTP.send(HttpRequest.newBuilder(URI.create(server.tokenUrl())).POST(BodyPublishers.ofString(
                "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=" + assertion)).build(),
                BodyHandlers.ofString()).body());
    }

    private static HttpResponse<String> call(String method, String path, String body) throws Exception {
        return HTTP.send(HttpRequest.newBuilder(URI.create(server.url() + "/v1/" + path)).header("Authorization", "Bearer " + token)
                .method(method, BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "RS256 | gateway@lab.example.com | https://elsewhere.example.com/token | 3600 | audience",
        "RS256 | other@lab.example.com | | 3600 | Not a valid email",
        "HS256 | gateway@lab.example.com | | 3600 | Bad Request",
        "RS256 | gateway@lab.example.com | | 7200 | short-lived"})
    void aBadAssertionGetsNoToken(String algorithm, String issuer, String audience, int seconds, String reason) throws Exception {
        var aud = audience == null ? server.tokenUrl() : audience;
        var answer = token(assertion(algorithm, issuer, aud, SCOPE, seconds));
        assertThat(answer.path("error").asText()).isEqualTo("invalid_grant");
        assertThat(answer.path("error_description").asText()).contains(reason);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "unknown field | applications | {'aplications':[]} | Unknown name \"aplications\"",
        "unknown nested field | applications | {'applications':[{'packageName':'a.b','instalType':'X'}]} | policy.applications[0]",
        "wrong type | statusReportingSettings | {'statusReportingSettings':{'applicationReportsEnabled':'yes'}} | boolean",
        "list instead of object | applications | {'applications':{'packageName':'a.b'}} | a list",
        "wrong enum | applications | {'applications':[{'packageName':'a.b','installType':'FORCED'}]} | InstallType",
        "wrong scope | applications | {'applications':[{'packageName':'a.b','delegatedScopes':['KEYS']}]} | DelegatedScope",
        "bad package | applications | {'applications':[{'packageName':'app'}]} | Invalid package name",
        "package twice | applications | {'applications':[{'packageName':'a.b'},{'packageName':'a.b'}]} | Duplicate",
        "selection and rules | applications,choosePrivateKeyRules | {'applications':[{'packageName':'a.b','delegatedScopes':"
            + "['CERT_SELECTION']}],'choosePrivateKeyRules':[{'privateKeyAlias':'x'}]} | must be empty",
        "bad mask | application | {'applications':[]} | update_mask",
        "mask of a child that is none | policy.applications | {'applications':[]} | update_mask",
        "ONC Remove | openNetworkConfiguration | {'openNetworkConfiguration':{'Certificates':[{'GUID':'g','Type':'Authority',"
            + "'Remove':true}]}} | Remove is not supported",
        "ONC TrustBits | openNetworkConfiguration | {'openNetworkConfiguration':{'Certificates':[{'GUID':'g','Type':'Authority',"
            + "'TrustBits':['Web'],'X509':''}]}} | TrustBits is not supported",
        "ONC no certificate | openNetworkConfiguration | {'openNetworkConfiguration':{'Certificates':[{'GUID':'g','Type':'Authority',"
            + "'X509':'AAAA'}]}} | X509 is no certificate",
        "ONC no GUID | openNetworkConfiguration | {'openNetworkConfiguration':{'Certificates':[{'Type':'Authority'}]}} | GUID",
        "ONC GUID twice | openNetworkConfiguration | {'openNetworkConfiguration':{'Certificates':[{'GUID':'g','Type':'Client',"
            + "'PKCS12':'AA'},{'GUID':'g','Type':'Client','PKCS12':'AA'}]}} | not unique",
        "ONC PKCS12 at an authority | openNetworkConfiguration | {'openNetworkConfiguration':{'Certificates':[{'GUID':'g',"
            + "'Type':'Authority','PKCS12':'AAAA'}]}} | X509 is no certificate",
        "ONC with an identity | openNetworkConfiguration | {'openNetworkConfiguration':{'Certificates':[{'GUID':'g',"
            + "'Type':'Client','PKCS12':'AAAA'}]}} | no private key",
        "ONC unknown field | openNetworkConfiguration | {'openNetworkConfiguration':{'Certs':[]}} | unknown field Certs",
        "ONC as text | openNetworkConfiguration | {'openNetworkConfiguration':'{}'} | Struct",
        "ONC type | openNetworkConfiguration | {'openNetworkConfiguration':{'Certificates':[{'GUID':'g','Type':'Root'}]}} | Type is none",
        "ONC encrypted | openNetworkConfiguration | {'openNetworkConfiguration':{'Type':'EncryptedConfiguration'}} | Unencrypted",
        "no JSON | applications | applications | Invalid JSON",
        "no object | applications | [] | Root element"})
    void P2_aBadPolicyIsRefusedAsGoogleDoes(String what, String mask, String body, String reason) throws Exception {
        var answer = call("PATCH", "enterprises/LC00lab/policies/bad?updateMask=" + mask, body.replace('\'', '"'));
        assertThat(answer.statusCode()).as(what).isEqualTo(400);
        var error = JSON.readTree(answer.body()).path("error");
        assertThat(error.path("code").asInt()).isEqualTo(400);
        assertThat(error.path("status").asText()).isEqualTo("INVALID_ARGUMENT");
        assertThat(error.path("message").asText()).contains(reason);
        assertThat(call("GET", "enterprises/LC00lab/policies/bad", "").statusCode()).as("nothing was kept").isEqualTo(404);
    }

    @Test
    void aGoodPolicyIsTaken() throws Exception {
        var root = Base64.getEncoder().encodeToString(Authority.root("Root").certificate().getEncoded());
        var answer = call("PATCH", "enterprises/LC00lab/policies/good?updateMask=applications,choosePrivateKeyRules,"
                + "openNetworkConfiguration,statusReportingSettings", ("{'applications':[{'packageName':'a.b',"
                + "'installType':'FORCE_INSTALLED','delegatedScopes':['CERT_INSTALL'],'managedConfiguration':{'x':'y'}}],"
                + "'choosePrivateKeyRules':[{'privateKeyAlias':'x'}],'statusReportingSettings':{'applicationReportsEnabled':true},"
                + "'openNetworkConfiguration':{'Type':'UnencryptedConfiguration','Certificates':[{'GUID':'g','Type':'Authority',"
                + "'X509':'" + root + "'}]}}").replace('\'', '"'));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "PATCH | devices/DEVICE?updateMask=policyName | {'policyName':'enterprises/other/policies/p'} | 400",
        "PATCH | devices/DEVICE?updateMask=userName | {'userName':'x'} | 400",
        "PATCH | devices/DEVICE?updateMask=state | {'state':'DELETED'} | 400",
        "PATCH | devices/DEVICE?mask=policyName | {} | 400",
        "POST | devices/DEVICE:issueCommand | {'type':'EXPLODE'} | 400",
        "POST | devices/DEVICE:issueCommand | {'kind':'LOCK'} | 400",
        "GET | devices/nobody | `` | 404",
        "PUT | devices/DEVICE | {} | 404"})
    void aBadCallOnADeviceIsRefused(String method, String path, String body, int status) throws Exception {
        var device = ENTERPRISE.enrol(null, () -> { });
        assertThat(call(method, "enterprises/LC00lab/" + path.replace("DEVICE", device), body.replace('\'', '"')).statusCode())
                .isEqualTo(status);
    }

    @Test
    void onlyATokenAndTheOwnEnterpriseGetIn() throws Exception {
        assertThat(call("GET", "enterprises/other/devices", "").statusCode()).isEqualTo(403);
        var anonymous = HTTP.send(HttpRequest.newBuilder(URI.create(server.url() + "/v1/enterprises/LC00lab/devices")).build(),
                BodyHandlers.ofString());
        assertThat(anonymous.statusCode()).isEqualTo(401);
        assertThat(JSON.readTree(anonymous.body()).path("error").path("status").asText()).isEqualTo("UNAUTHENTICATED");
    }

    @Test
    void aMaskReplacesOnlyWhatItNamesAndEachPatchIsAVersion() throws Exception {
        var woken = new AtomicInteger();
        var device = ENTERPRISE.enrol("anna@example.com", woken::incrementAndGet);
        call("PATCH", "enterprises/LC00lab/policies/p1", "{\"cameraDisabled\":true}");
        var patched = JSON.readTree(call("PATCH", "enterprises/LC00lab/policies/p1?updateMask=applications",
                "{\"applications\":[{\"packageName\":\"com.example.smime\",\"installType\":\"FORCE_INSTALLED\"}]}").body());
        assertThat(patched.path("version").isTextual()).isTrue();
        assertThat(patched.path("version").asText()).isEqualTo("2");
        assertThat(patched.path("cameraDisabled").asBoolean()).isTrue();
        call("PATCH", "enterprises/LC00lab/devices/" + device + "?updateMask=policyName",
                "{\"policyName\":\"enterprises/LC00lab/policies/p1\"}");
        var read = JSON.readTree(call("GET", "enterprises/LC00lab/devices/" + device, "").body());
        assertThat(read.path("policyName").asText()).isEqualTo("enterprises/LC00lab/policies/p1");
        assertThat(read.path("enrollmentTokenData").asText()).isEqualTo("anna@example.com");
        assertThat(woken).hasValue(1);
        assertThat(call("DELETE", "enterprises/LC00lab/devices/" + device, "").statusCode()).isEqualTo(200);
        assertThat(call("GET", "enterprises/LC00lab/devices/" + device, "").statusCode()).isEqualTo(404);
    }

    @Test
    void devicesComeInPages() throws Exception {
        for (int i = 0; i < 3; i++) {
            ENTERPRISE.enrol(null, () -> { });
        }
        var first = JSON.readTree(call("GET", "enterprises/LC00lab/devices?pageSize=2", "").body());
        assertThat(first.path("devices")).hasSize(2);
        var second = JSON.readTree(call("GET", "enterprises/LC00lab/devices?pageSize=2&pageToken=" + first.path("nextPageToken").asText(),
                "").body());
        assertThat(second.path("devices").get(0).path("name")).isNotEqualTo(first.path("devices").get(0).path("name"));
    }
}
