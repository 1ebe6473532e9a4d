package io.sealpost.delivery;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Outlook's app configuration for managed devices, without which its user chooses the certificates (S4): Microsoft's "Manage
 * S/MIME in Outlook for iOS and Android"; Graph beta, intune-apps-iosmobileappconfiguration, -androidmanagedstoreappconfiguration.
 */
final class OutlookConfigurations {
    private static final List<String> KEYS = List.of("com.microsoft.outlook.Mail.SMIMEEnabled",
        "com.microsoft.outlook.Mail.SMIMEEnabled.CertsFromIntune");
    private static final String BUNDLE = "com.microsoft.Office.Outlook";
    private static final String PACKAGE = "com.microsoft.office.outlook";
    private static final String PRODUCT = "app:" + PACKAGE;
    private static final ObjectMapper JSON = new ObjectMapper();

    private OutlookConfigurations() {
    }

    /**
     * What is missing: for each platform Outlook among the apps, and one configuration of it that has both keys and is assigned.
     * Beside another one that somebody made none is made: of two configurations of one app that differ, a device may get neither.
     */
    static List<Lack> lacking(IntuneSurvey survey) {
        List<Lack> lacking = new ArrayList<>();
        for (IntunePlatform platform : IntunePlatform.of(survey.channel())) {
            List<String> apps = survey.apps().stream().filter(app -> outlook(platform, app)).map(app -> app.path("id").asText()).toList();
            List<JsonNode> there = survey.appConfigurations().stream().filter(each -> concerns(each, platform, apps)).toList();
            if (apps.isEmpty()) {
                lacking.add(new Lack(platform + ", Outlook: not among the tenant's apps. Add it in Intune and assign it to your users: "
                    + (platform == IntunePlatform.IOS ? "Apps, iOS/iPadOS, iOS store app (" + BUNDLE + ")"
                    : "Apps, Android, Managed Google Play app (" + PACKAGE + ")"), null));
            } else if (there.isEmpty()) {
                lacking.add(new Lack(platform + ", Outlook: no app configuration with " + String.join(" and ", KEYS),
                    made(platform, apps)));
            } else if (there.stream().noneMatch(each -> on(each) && !each.path("assignments").isEmpty())) {
                lacking.add(lack(platform, there));
            }
        }
        return lacking;
    }

    private static Lack lack(IntunePlatform platform, List<JsonNode> there) {
        JsonNode first = there.get(0);
        boolean ours = on(first) && first.path("displayName").asText().equals(name(platform));
        String named = platform + ", Outlook: its app configuration \"" + first.path("displayName").asText() + "\" ";
        return on(first) ? new Lack(named + "is assigned to nobody", ours ? IntuneProfiles.assignment(first) : null)
            : new Lack(named + "lacks " + String.join(" or ", KEYS) + ": set both to true in it, and assign it", null);
    }

    private static boolean outlook(IntunePlatform platform, JsonNode app) {
        return platform == IntunePlatform.IOS ? app.path("bundleId").asText().equalsIgnoreCase(BUNDLE)
            : app.path("packageId").asText().equals(PACKAGE);
    }

    private static boolean concerns(JsonNode configuration, IntunePlatform platform, List<String> apps) {
        return configuration.path("@odata.type").asText().equals(type(platform))
            && List.of("default", applicability(platform)).contains(configuration.path("profileApplicability").asText("default"))
            && StreamSupport.stream(configuration.path("targetedMobileApps").spliterator(), false)
                .anyMatch(app -> apps.contains(app.asText()));
    }

    private static String type(IntunePlatform platform) {
        return "#microsoft.graph." + (platform == IntunePlatform.IOS ? "iosMobileAppConfiguration"
            : "androidManagedStoreAppConfiguration");
    }

    private static String applicability(IntunePlatform platform) {
        return platform == IntunePlatform.ANDROID_WORK_PROFILE ? "androidWorkProfile" : "androidDeviceOwner";
    }

    private static boolean on(JsonNode configuration) {
        return KEYS.stream().allMatch(key -> setting(configuration.path("settings"), key)
            || managedProperty(text(configuration.path("payloadJson")), key)
            || text(configuration.path("encodedSettingXml")).replaceAll("\\s", "").contains("<key>" + key + "</key><true/>"));
    }

    private static boolean setting(JsonNode settings, String key) {
        return StreamSupport.stream(settings.spliterator(), false).anyMatch(each -> each.path("appConfigKey").asText().equals(key)
            && each.path("appConfigKeyValue").asText().equalsIgnoreCase("true"));
    }

    private static boolean managedProperty(String payload, String key) {
        try {
            return StreamSupport.stream(JSON.readTree(payload).path("managedProperty").spliterator(), false)
                .anyMatch(each -> each.path("key").asText().equals(key) && each.path("valueBool").asBoolean());
        } catch (IOException e) {
            return false; // somebody's configuration that we cannot read has not the keys, as far as we know
        }
    }

    private static String text(JsonNode base64) {
        try {
            return new String(base64.isTextual() ? base64.binaryValue() : new byte[0], StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    private static String name(IntunePlatform platform) {
        return "Sealpost Outlook, " + platform;
    }

    private static GraphCall made(IntunePlatform platform, List<String> apps) {
        ObjectNode configuration = JSON.createObjectNode().put("@odata.type", type(platform)).put("displayName", name(platform))
            .put("description", "Outlook takes the certificates that Sealpost imports");
        apps.forEach(configuration.putArray("targetedMobileApps")::add);
        if (platform == IntunePlatform.IOS) {
            ArrayNode settings = configuration.putArray("settings");
            KEYS.forEach(key -> settings.addObject().put("appConfigKey", key).put("appConfigKeyType", "booleanType")
                .put("appConfigKeyValue", "true"));
        } else {
            ObjectNode payload = JSON.createObjectNode().put("kind", "androidenterprise#managedConfiguration").put("productId", PRODUCT);
            ArrayNode properties = payload.putArray("managedProperty");
            KEYS.forEach(key -> properties.addObject().put("key", key).put("valueBool", true));
            configuration.put("packageId", PRODUCT).put("payloadJson", payload.toString().getBytes(StandardCharsets.UTF_8))
                .put("profileApplicability", applicability(platform));
        }
        return IntuneProfiles.post(IntuneSurvey.APP_CONFIGURATIONS, configuration);
    }
}
