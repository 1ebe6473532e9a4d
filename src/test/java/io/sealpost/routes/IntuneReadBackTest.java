package io.sealpost.routes;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.graph.beta.models.AllLicensedUsersAssignmentTarget;
import com.microsoft.graph.beta.models.AndroidManagedStoreAppConfiguration;
import com.microsoft.graph.beta.models.AndroidProfileApplicability;
import com.microsoft.graph.beta.models.IosImportedPFXCertificateProfile;
import com.microsoft.graph.beta.models.IosMobileAppConfiguration;
import com.microsoft.graph.beta.models.ManagedDeviceMobileAppConfiguration;
import com.microsoft.graph.beta.models.MdmAppConfigKeyType;
import com.microsoft.graph.beta.serviceclient.GraphServiceClient;
import io.sealpost.GraphSdk;
import io.sealpost.lab.graph.Graph;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Microsoft's own SDK reads what the gateway made in the tenant. */
class IntuneReadBackTest extends IntuneStage {
    private static final Set<String> KEYS = Set.of("com.microsoft.outlook.Mail.SMIMEEnabled",
        "com.microsoft.outlook.Mail.SMIMEEnabled.CertsFromIntune");

    @Test
    void S4_microsoftsSdkReadsProfilesAndOutlooksAppConfigurations() throws Exception {
        restart(Map.of("password", application.clientSecret(), "parameters.ensure-profiles", "true"));
        run("poll-intune-profiles");
        GraphServiceClient client = GraphSdk.client(graph.url(), graph.accessTokens().iterator().next());

        Map<AndroidProfileApplicability, List<String>> android = new TreeMap<>();
        for (ManagedDeviceMobileAppConfiguration each : configurations(client)) {
            assertThat(each.getAssignments()).singleElement().satisfies(assigned ->
                assertThat(assigned.getTarget()).isInstanceOf(AllLicensedUsersAssignmentTarget.class));
            if (each instanceof IosMobileAppConfiguration ios) {
                assertThat(ios.getTargetedMobileApps()).containsExactly(Graph.OUTLOOK_IOS);
                assertThat(ios.getSettings()).allMatch(s -> s.getAppConfigKeyType() == MdmAppConfigKeyType.BooleanType
                    && s.getAppConfigKeyValue().equals("true")).extracting(s -> s.getAppConfigKey())
                    .containsExactlyInAnyOrderElementsOf(KEYS);
            } else if (each instanceof AndroidManagedStoreAppConfiguration configuration) {
                assertThat(configuration.getPackageId()).isEqualTo("app:com.microsoft.office.outlook");
                android.put(configuration.getProfileApplicability(), configuration.getTargetedMobileApps());
                JsonNode payload = new ObjectMapper().readTree(new String(Base64.getDecoder().decode(configuration.getPayloadJson()),
                    StandardCharsets.UTF_8));
                assertThat(payload.path("managedProperty")).allMatch(p -> p.path("valueBool").isBoolean()
                    && p.path("valueBool").asBoolean()).extracting(p -> p.path("key").asText()).containsExactlyInAnyOrderElementsOf(KEYS);
            }
        }
        assertThat(android).containsOnlyKeys(AndroidProfileApplicability.AndroidWorkProfile,
            AndroidProfileApplicability.AndroidDeviceOwner).containsValue(List.of(Graph.OUTLOOK_ANDROID));
        assertThat(client.deviceManagement().deviceConfigurations().get().getValue().stream()
            .map(p -> p instanceof IosImportedPFXCertificateProfile ios ? ios.getIntendedPurpose().toString() : "another")
            .collect(Collectors.toSet())).contains("SmimeEncryption", "SmimeSigning");
    }

    private static List<ManagedDeviceMobileAppConfiguration> configurations(GraphServiceClient client) {
        List<ManagedDeviceMobileAppConfiguration> all = new ArrayList<>();
        var set = client.deviceAppManagement().mobileAppConfigurations();
        var page = set.get(request -> request.queryParameters.expand = new String[] {"assignments"});
        all.addAll(page.getValue());
        while (page.getOdataNextLink() != null) {
            page = set.withUrl(page.getOdataNextLink()).get();
            all.addAll(page.getValue());
        }
        return all;
    }
}
