package io.sealpost.lab.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An app configuration of Outlook is taken as Graph beta describes it, and refused otherwise, with the property that is wrong. */
class AppConfigurationsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEY = "com.microsoft.outlook.Mail.SMIMEEnabled";
    private final Configurations set = new Configurations(Kinds.appConfigurations(Set.of(Graph.OUTLOOK_IOS, Graph.OUTLOOK_ANDROID)));

    private static ObjectNode ios() {
        var entity = entity(Platform.IOS);
        entity.putArray("settings").addObject().put("appConfigKey", KEY).put("appConfigKeyType", "booleanType")
                .put("appConfigKeyValue", "true");
        return entity;
    }

    private static ObjectNode android() {
        return entity(Platform.ANDROID_OWNED).put("packageId", "app:com.microsoft.office.outlook").put("profileApplicability", "default")
                .put("payloadJson", payload("androidenterprise#managedConfiguration", "app:com.microsoft.office.outlook"));
    }

    private static ObjectNode entity(Platform platform) {
        var entity = JSON.createObjectNode().put("@odata.type", platform.appConfiguration()).put("displayName", "Outlook");
        entity.putArray("targetedMobileApps").add(platform.outlook());
        return entity;
    }

    private static String payload(String kind, String product) {
        var payload = JSON.createObjectNode().put("kind", kind).put("productId", product);
        payload.putArray("managedProperty").addObject().put("key", KEY).put("valueBool", true);
        return JSON.convertValue(payload.toString().getBytes(StandardCharsets.UTF_8), String.class);
    }

    private static Arguments bad(String what, ObjectNode good, Consumer<ObjectNode> edit, String said) {
        return Arguments.of(what, good, edit, said);
    }

    private static ObjectNode setting(ObjectNode entity) {
        return (ObjectNode) entity.at("/settings/0");
    }

    static Stream<Arguments> badConfigurations() {
        return Stream.of(
                bad("an unknown property", ios(), e -> e.put("bundleId", "x"), "'bundleId' does not exist"),
                bad("no name", ios(), e -> e.remove("displayName"), "'displayName' is required"),
                bad("a name that is a number", ios(), e -> e.put("displayName", 1), "'displayName'"),
                bad("no type", ios(), e -> e.remove("@odata.type"), "cannot be created here"),
                bad("no such type", ios(), e -> e.put("@odata.type", "#microsoft.graph.iosAppConfiguration"), "cannot be created here"),
                bad("an app that the tenant has not", ios(), e -> e.putArray("targetedMobileApps").add("Outlook"), "'targetedMobileApps'"),
                bad("apps that are no list", ios(), e -> e.put("targetedMobileApps", Graph.OUTLOOK_IOS), "'targetedMobileApps'"),
                bad("a setting of no type", ios(), e -> setting(e).put("appConfigKeyType", "boolean"), "'settings'"),
                bad("a setting with a boolean for its text", ios(), e -> setting(e).put("appConfigKeyValue", true), "'settings'"),
                bad("a setting with something unknown", ios(), e -> setting(e).put("enabled", true), "'settings'"),
                bad("a dictionary that is none", ios(), e -> e.put("encodedSettingXml", "AAAA"), "'encodedSettingXml'"),
                bad("Android's payload on iOS", ios(), e -> e.put("payloadJson", "e30="), "'payloadJson' does not exist"),
                bad("iOS' settings on Android", android(), e -> e.putArray("settings"), "'settings' does not exist"),
                bad("a package without its prefix", android(), e -> e.put("packageId", "com.microsoft.office.outlook"), "'packageId'"),
                bad("phones that there are not", android(), e -> e.put("profileApplicability", "work"), "'profileApplicability'"),
                bad("a payload of another app", android(), e -> e.put("payloadJson", payload("androidenterprise#managedConfiguration",
                        "app:com.microsoft.teams")), "'payloadJson'"),
                bad("a payload of another kind", android(), e -> e.put("payloadJson", payload("androidenterprise#install",
                        "app:com.microsoft.office.outlook")), "'payloadJson'"),
                bad("a payload that is not in base64", android(), e -> e.put("payloadJson", "{}"), "'payloadJson'"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badConfigurations")
    void refuses(String what, ObjectNode entity, Consumer<ObjectNode> edit, String said) {
        set.post(entity);
        edit.accept(entity);
        assertThatThrownBy(() -> set.post(entity)).isInstanceOfSatisfying(Refusal.class,
                refusal -> assertThat(refusal.status()).isEqualTo(400)).hasMessageContaining(said);
        assertThat(set.size()).as("only the good one is kept").isEqualTo(1);
    }
}
