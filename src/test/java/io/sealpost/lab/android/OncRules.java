package io.sealpost.lab.android;

import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import io.sealpost.lab.ca.Authority;

/** Open Network Configuration as Android Device Policy takes it (chromium, components/onc/docs/onc_spec.md; less than ChromeOS does). */
final class OncRules {
    private static final Set<String> TOP = Set.of("Type", "NetworkConfigurations", "Certificates");
    private static final Set<String> CERTIFICATE = Set.of("GUID", "Type", "X509", "PKCS12");

    private OncRules() {
    }

    static void check(JsonNode onc) {
        onc.fieldNames().forEachRemaining(name -> demand(TOP.contains(name), "", "unknown field " + name));
        demand(onc.path("Type").asText("UnencryptedConfiguration").equals("UnencryptedConfiguration"), "", "Type must be "
                + "UnencryptedConfiguration");
        demand(onc.path("Certificates").isMissingNode() || onc.path("Certificates").isArray(), "Certificates", "is no list");
        var guids = new HashSet<String>();
        for (int i = 0; i < onc.path("Certificates").size(); i++) {
            var entry = onc.path("Certificates").get(i);
            var path = "Certificates[" + i + "]";
            entry.fieldNames().forEachRemaining(name -> demand(CERTIFICATE.contains(name), path, name + " is not supported"));
            demand(!entry.path("GUID").asText().isBlank() && guids.add(entry.path("GUID").asText()), path,
                    "GUID is missing or not unique");
        }
        for (int i = 0; i < onc.path("Certificates").size(); i++) {
            var entry = onc.path("Certificates").get(i);
            var path = "Certificates[" + i + "]";
            switch (entry.path("Type").asText()) {
                case "Authority", "Server" -> demand(!entry.has("PKCS12") && certificate(entry.path("X509").asText()), path,
                        "X509 is no certificate in base64");
                case "Client" -> demand(false, path, "A policy is clear text at Google: no private key belongs into it");
                default -> demand(false, path, "Type is none of Authority, Client, Server");
            }
        }
    }

    private static boolean certificate(String base64) {
        try {
            return Authority.decode(Base64.getDecoder().decode(base64)).getEncoded().length > 0;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false; // whatever it is instead
        }
    }

    private static void demand(boolean holds, String path, String otherwise) {
        if (!holds) {
            throw GoogleError.invalid("policy.open_network_configuration",
                    "Invalid openNetworkConfiguration" + (path.isEmpty() ? "" : " at " + path) + ": " + otherwise + ".");
        }
    }
}
