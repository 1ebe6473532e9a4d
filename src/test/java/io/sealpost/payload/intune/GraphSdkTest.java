package io.sealpost.payload.intune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.graph.beta.models.UserPFXCertificate;
import com.microsoft.graph.beta.models.UserPfxIntendedPurpose;
import com.microsoft.graph.beta.models.UserPfxPaddingScheme;
import com.microsoft.graph.beta.models.odataerrors.ODataError;
import com.microsoft.graph.beta.serviceclient.GraphServiceClient;
import io.sealpost.GraphSdk;
import io.sealpost.TestCertificates;
import io.sealpost.escrow.EscrowFixture;
import io.sealpost.lab.graph.Application;
import io.sealpost.lab.graph.Graph;
import io.sealpost.lab.seed.Chance;
import io.sealpost.payload.Pkcs12Encoding;
import io.sealpost.user.Purpose;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.KeyPair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Microsoft's own client reads back from the lab's Graph what our builder's JSON put there (S14, S28). */
class GraphSdkTest {
    private static final String UPN = "anna@example.com";
    private final Application application = Application.create(null);
    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void theSdkReadsWhatWeSent(@TempDir Path folder) throws Exception {
        try (Graph lab = new Graph(application, new Chance(1), 0)) {
            String user = lab.user(UPN);
            KeyPair pair = TestCertificates.key("Intune", "2048");
            EscrowFixture escrow = new EscrowFixture(folder);
            ImportedIdentity identity = new ImportedIdentity(UPN, TestCertificates.mail(pair.getPublic(), UPN, TestCertificates.SIGN, 0),
                escrow.keep(pair), Purpose.SIGNING);
            PfxCertificate sealed = new PfxSealing(escrow.escrow).seal(identity,
                new Connector(lab.connectorKey(), Graph.PROVIDER, Graph.KEY, PaddingScheme.OAEP_SHA512), Pkcs12Encoding.COMPATIBLE);
            String token = token(lab);
            assertThat(post(lab, token, sealed.json())).isEqualTo(201);

            GraphServiceClient client = GraphSdk.client(lab.url(), token);
            UserPFXCertificate read = client.deviceManagement().userPfxCertificates().get(configuration ->
                configuration.queryParameters.filter = "tolower(userPrincipalName) eq '" + UPN + "'").getValue().get(0);
            assertThat(read.getId()).isEqualTo(user.replace("-", "") + "-" + sealed.thumbprint());
            assertThat(read.getThumbprint()).isEqualTo(sealed.thumbprint());
            assertThat(read.getIntendedPurpose()).isEqualTo(UserPfxIntendedPurpose.SmimeSigning);
            assertThat(read.getPaddingScheme()).isEqualTo(UserPfxPaddingScheme.OaepSha512);
            assertThat(read.getProviderName()).isEqualTo(Graph.PROVIDER);
            assertThat(read.getKeyName()).isEqualTo(Graph.KEY);
            assertThat(read.getUserPrincipalName()).isEqualTo(UPN);
            assertThat(read.getStartDateTime().toInstant()).isEqualTo(identity.certificate().getNotBefore().toInstant());
            assertThat(read.getExpirationDateTime().toInstant()).isEqualTo(identity.certificate().getNotAfter().toInstant());
            assertThat(read.getEncryptedPfxBlob()).containsExactly(0);
            assertThat(read.getEncryptedPfxPassword()).isEmpty();
            deleted(client, read.getId());
            assertThat(lab.imported(UPN)).isZero();
        }
    }

    private static void deleted(GraphServiceClient client, String id) {
        client.deviceManagement().userPfxCertificates().byUserPFXCertificateId(id).delete();
        assertThatThrownBy(() -> client.deviceManagement().userPfxCertificates().byUserPFXCertificateId(id).get())
            .isInstanceOfSatisfying(ODataError.class, error -> assertThat(error.getResponseStatusCode()).isEqualTo(404));
    }

    private String token(Graph lab) throws Exception {
        String form = "client_id=" + application.clientId() + "&client_secret=" + application.clientSecret()
            + "&grant_type=client_credentials&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default";
        JsonNode answer = new ObjectMapper().readTree(http.send(HttpRequest.newBuilder(URI.create(lab.url() + "/" + application.tenant()
            + "/oauth2/v2.0/token")).header("Content-Type", "application/x-www-form-urlencoded").POST(BodyPublishers.ofString(form))
            .build(), BodyHandlers.ofString()).body());
        return answer.path("access_token").asText();
    }

    private int post(Graph lab, String token, byte[] json) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create(lab.url() + "/beta/deviceManagement/userPfxCertificates"))
            .header("Authorization", "Bearer " + token).header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(json)).build(), BodyHandlers.ofString()).statusCode();
    }
}
