package io.sealpost.lab.graph;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

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
        ios.put("encodedSettingXml", node -> xml(node).startsWith("<dict>"));
        android.put("packageId", words(OUTLOOK_ON_ANDROID));
        android.put("payloadJson", node -> payload(node) != null);
        android.put("profileApplicability", words("default", "androidWorkProfile", "androidDeviceOwner"));
        return Map.of(Platform.IOS.appConfiguration(), ios, Platform.ANDROID_OWNED.appConfiguration(), android);
    }

    /** A tenant's apps (intune-apps-iosstoreapp, -androidmanagedstoreapp, -win32lobapp), as far as they tell what they are. */
    static List<ObjectNode> apps() {
        return List.of(app("win32LobApp", "c1a70e6f-0000-4000-8000-000000000009", "Outlook", "fileName", "outlook.exe"),
                app("androidManagedStoreApp", "c1a70e6f-0000-4000-8000-000000000003", "Teams", "packageId", "com.microsoft.teams"),
                app("iosStoreApp", "c1a70e6f-0000-4000-8000-000000000004", "Teams", "bundleId", "com.microsoft.skype.teams"),
                app("iosStoreApp", Graph.OUTLOOK_IOS, "Microsoft Outlook", "bundleId", "com.microsoft.Office.Outlook"),
                app("androidManagedStoreApp", Graph.OUTLOOK_ANDROID, "Outlook", "packageId", "com.microsoft.office.outlook"));
    }

    private static ObjectNode app(String type, String id, String name, String property, String value) {
        return JSON.createObjectNode().put("@odata.type", "#microsoft.graph." + type).put("id", id).put("displayName", name)
                .put("publisher", "Microsoft Corporation").put(property, value);
    }

    /** Whether an app configuration is for this app. */
    static boolean targets(JsonNode configuration, String app) {
        for (var each : configuration.path("targetedMobileApps")) {
            if (each.asText().equals(app)) {
                return true;
            }
        }
        return false;
    }

    /** Whether an app configuration has Outlook's setting on. */
    static boolean on(JsonNode configuration, String key) {
        for (var setting : configuration.path("settings")) {
            if (setting.path("appConfigKey").asText().equals(key)) {
                return setting.path("appConfigKeyValue").asText().equals("true")
                        && setting.path("appConfigKeyType").asText().equals("booleanType");
            }
        }
        if (xml(configuration.path("encodedSettingXml")).replaceAll("\\s", "").contains("<key>" + key + "</key><true/>")) {
            return true;
        }
        var payload = configuration.has("payloadJson") ? payload(configuration.get("payloadJson")) : null;
        for (var property : payload == null ? JSON.createArrayNode() : payload.path("managedProperty")) {
            if (property.path("key").asText().equals(key)) {
                return property.path("valueBool").asBoolean();
            }
        }
        return false;
    }

    /** The dictionary of an app's settings (Apple, ManagedApplicationConfiguration) in base64, empty if it is none. */
    private static String xml(JsonNode base64) {
        try {
            return base64.isTextual() ? new String(base64.binaryValue(), StandardCharsets.UTF_8).strip() : "";
        } catch (IOException e) {
            return "";
        }
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
