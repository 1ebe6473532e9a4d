package io.sealpost.lab.graph;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** The configurations that may be created, property by property (intune-deviceconfig- and intune-apps- resources of Graph beta). */
final class Kinds {
    static final String OUTLOOK_ON_ANDROID = "app:com.microsoft.office.outlook";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Predicate<JsonNode> TEXT = JsonNode::isTextual;
    private static final Set<String> KEY_TYPES = Set.of("stringType", "integerType", "realType", "booleanType", "tokenType");

    private Kinds() {
    }

    static Map<String, Map<String, Predicate<JsonNode>>> profiles() {
        var ios = common();
        ios.put("intendedPurpose", words("unassigned", "smimeEncryption", "smimeSigning", "vpn", "wifi"));
        var work = new LinkedHashMap<>(ios);
        work.put("renewalThresholdPercentage", JsonNode::isInt);
        work.put("certificateValidityPeriodValue", JsonNode::isInt);
        work.put("certificateValidityPeriodScale", words("days", "months", "years"));
        work.put("subjectNameFormat", words("commonName", "commonNameIncludingEmail", "commonNameAsEmail"));
        work.put("subjectAlternativeNameType", words("none", "emailAddress", "userPrincipalName"));
        work.put("extendedKeyUsages", JsonNode::isArray);
        var owned = new LinkedHashMap<>(work);
        owned.put("certificateAccessType", words("userApproval", "specificApps"));
        owned.put("silentCertificateAccessDetails", JsonNode::isArray);
        return Map.of(Platform.IOS.profile(), ios, Platform.ANDROID_WORK_PROFILE.profile(), work, Platform.ANDROID_OWNED.profile(), owned);
    }

    static Map<String, Map<String, Predicate<JsonNode>>> appConfigurations(Set<String> apps) {
        var ios = common();
        ios.put("targetedMobileApps", node -> all(node, app -> apps.contains(app.asText())));
        var android = new LinkedHashMap<>(ios);
        ios.put("settings", node -> all(node, setting -> setting.size() == 3 && setting.path("appConfigKey").isTextual()
                && setting.path("appConfigKeyValue").isTextual() && KEY_TYPES.contains(setting.path("appConfigKeyType").asText())));
        android.put("packageId", words(OUTLOOK_ON_ANDROID));
        android.put("payloadJson", node -> payload(node) != null);
        android.put("profileApplicability", words("default", "androidWorkProfile", "androidDeviceOwner"));
        return Map.of(Platform.IOS.appConfiguration(), ios, Platform.ANDROID_OWNED.appConfiguration(), android);
    }

    /** Whether an app configuration has Outlook's setting on. */
    static boolean on(JsonNode configuration, String key) {
        for (var setting : configuration.path("settings")) {
            if (setting.path("appConfigKey").asText().equals(key)) {
                return setting.path("appConfigKeyValue").asText().equals("true")
                        && setting.path("appConfigKeyType").asText().equals("booleanType");
            }
        }
        var payload = configuration.has("payloadJson") ? payload(configuration.get("payloadJson")) : null;
        for (var property : payload == null ? JSON.createArrayNode() : payload.path("managedProperty")) {
            if (property.path("key").asText().equals(key)) {
                return property.path("valueBool").asBoolean();
            }
        }
        return false;
    }

    /** The managed configuration in base64, null if it is none (Google Play EMM API, managedconfigurationsfordevice). */
    private static JsonNode payload(JsonNode base64) {
        try {
            var read = JSON.readTree(base64.binaryValue());
            return read.path("kind").asText().equals("androidenterprise#managedConfiguration")
                    && read.path("productId").asText().equals(OUTLOOK_ON_ANDROID) && read.path("managedProperty").isArray() ? read : null;
        } catch (IOException | IllegalArgumentException e) {
            return null;
        }
    }

    private static Map<String, Predicate<JsonNode>> common() {
        Map<String, Predicate<JsonNode>> properties = new LinkedHashMap<>();
        properties.put("displayName", TEXT);
        properties.put("description", TEXT);
        properties.put("roleScopeTagIds", node -> all(node, TEXT));
        return properties;
    }

    private static boolean all(JsonNode array, Predicate<JsonNode> each) {
        boolean good = array.isArray();
        for (var node : array) {
            good &= each.test(node);
        }
        return good;
    }

    private static Predicate<JsonNode> words(String... words) {
        return node -> node.isTextual() && List.of(words).contains(node.asText());
    }
}
