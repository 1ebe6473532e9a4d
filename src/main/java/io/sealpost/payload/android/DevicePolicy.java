package io.sealpost.payload.android;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealpost.pki.Certificates;
import io.sealpost.pki.Uuids;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The policy of one device at the Android Management API (v1, resource enterprises.policies). It is clear text at Google, so it
 * holds certificates of CAs and what the companion app must know to fetch the rest; never a key.
 */
public final class DevicePolicy {
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final String SELECTION = "CERT_SELECTION";

    private DevicePolicy() {
    }

    /**
     * The updateMask that goes with a policy made here: exactly the fields that stand in it. Whatever else the policy has stays.
     *
     * @param policy JSON in UTF-8
     */
    public static String updateMask(byte[] policy) {
        try {
            List<String> fields = new ArrayList<>();
            JSON.readTree(policy).fieldNames().forEachRemaining(fields::add);
            return String.join(",", fields);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * CAs and app, JSON in UTF-8.
     *
     * @param anchors roots and intermediates; what is not listed is removed from the device, for AMAPI knows no other way
     */
    public static byte[] of(List<X509Certificate> anchors, CompanionApp app) {
        ObjectNode policy = JSON.createObjectNode();
        ObjectNode network = policy.putObject("openNetworkConfiguration").put("Type", "UnencryptedConfiguration");
        ArrayNode certificates = network.putArray("Certificates");
        anchors.forEach(anchor -> certificates.add(authority(anchor)));
        return with(app, policy);
    }

    /** The app alone, JSON in UTF-8: what else the device has stays. */
    public static byte[] of(CompanionApp app) {
        return with(app, JSON.createObjectNode());
    }

    private static byte[] with(CompanionApp app, ObjectNode policy) {
        ObjectNode application = policy.putArray("applications").addObject();
        application.put("packageName", app.packageName()).put("installType", "FORCE_INSTALLED");
        ArrayNode scopes = application.putArray("delegatedScopes");
        app.delegatedScopes().forEach(scopes::add);
        ObjectNode configuration = application.putObject("managedConfiguration");
        configuration.put("gatewayUrl", app.gatewayUrl()).put("deviceRef", app.deviceRef()).put("revision", app.revision());
        if (app.enrollmentToken() != null) {
            configuration.put("enrollmentToken", app.enrollmentToken());
        }
        policy.putObject("statusReportingSettings").put("applicationReportsEnabled", true);
        if (app.delegatedScopes().contains(SELECTION)) {
            policy.putArray("choosePrivateKeyRules");   // must be empty then, or the policy is refused
        }
        try {
            return JSON.writeValueAsBytes(policy);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // Chromium's onc_spec.md, "Certificate type"; without TrustBits and Remove, which AMAPI does not take
    private static ObjectNode authority(X509Certificate anchor) {
        String guid = "{" + Uuids.named("onc", Certificates.sha256(anchor)) + "}";
        return JSON.createObjectNode().put("GUID", guid).put("Type", "Authority")
            .put("X509", Base64.getEncoder().encodeToString(Certificates.der(anchor)));
    }
}
