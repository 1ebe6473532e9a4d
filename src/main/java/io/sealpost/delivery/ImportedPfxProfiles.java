package io.sealpost.delivery;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Intune's profiles "PKCS imported certificate" (Microsoft Graph beta, intune-deviceconfig-*importedpfxcertificateprofile). */
final class ImportedPfxProfiles {
    private static final List<String> PURPOSES = List.of("smimeEncryption", "smimeSigning");
    private static final ObjectMapper JSON = new ObjectMapper();

    private ImportedPfxProfiles() {
    }

    /** What is missing: for each platform and purpose one profile that is assigned to somebody. Only our own ones are assigned. */
    static List<Lack> lacking(IntuneSurvey survey) {
        List<Lack> lacking = new ArrayList<>();
        for (IntunePlatform platform : IntunePlatform.of(survey.channel())) {
            for (String purpose : PURPOSES) {
                List<JsonNode> there = survey.profiles().stream()
                    .filter(each -> each.path("@odata.type").asText().equals(platform.profile())
                        && each.path("intendedPurpose").asText().equalsIgnoreCase(purpose)).toList();
                if (there.isEmpty()) {
                    lacking.add(new Lack(platform + ", " + purpose + ": no profile", made(platform, purpose)));
                } else if (there.stream().allMatch(each -> each.path("assignments").isEmpty())) {
                    lacking.add(new Lack(platform + ", " + purpose + ": its profile is assigned to nobody", there.stream()
                        .filter(each -> each.path("displayName").asText().equals(name(purpose))).findFirst()
                        .map(IntuneProfiles::assignment).orElse(null)));
                }
            }
        }
        return lacking;
    }

    private static String name(String purpose) {
        return "Sealpost " + purpose;
    }

    private static GraphCall made(IntunePlatform platform, String purpose) {
        return IntuneProfiles.post(IntuneSurvey.PROFILES, JSON.createObjectNode().put("@odata.type", platform.profile())
            .put("displayName", name(purpose)).put("description", "Delivers what Sealpost imports").put("intendedPurpose", purpose));
    }
}
