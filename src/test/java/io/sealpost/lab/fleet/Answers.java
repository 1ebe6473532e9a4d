package io.sealpost.lab.fleet;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.asn1.x500.X500Name;

/** Fleet's JSON (docs/REST API, Hosts; server/fleet/host_certificates.go). */
final class Answers {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Answers() {
    }

    static ObjectNode error(FleetRefused refused) {
        var body = JSON.createObjectNode().put("message", refused.message());
        body.putArray("errors").addObject().put("name", refused.name()).put("reason", refused.getMessage());
        return body.put("uuid", java.util.UUID.randomUUID().toString());
    }

    static ObjectNode host(Host host, Instant seen, boolean profiles) {
        var body = JSON.createObjectNode().put("id", host.id).put("uuid", host.uuid).put("hostname", "host-" + host.id)
                .put("platform", host.pc != null ? "windows" : "ios").put("hardware_model", host.pc != null ? "Lab PC" : "iPhone14,5")
                .put("hardware_serial", "LAB" + host.id).putNull("team_id")
                .put("seen_time", seen.toString())
                .put("detail_updated_at", seen.toString()).put("last_enrolled_at", host.enrolled.toString());
        var mdm = body.putObject("mdm").put("enrollment_status", host.managed ? "On (automatic)" : "Off")
                .put("connected_to_fleet", true).put("name", "Fleet");
        if (host.endUser != null) {
            body.putArray("device_mapping").addObject().put("email", host.endUser).put("source", "mdm_idp_accounts");
        }
        if (profiles) {
            var labels = body.putArray("labels");
            host.labels.forEach(each -> labels.addObject().put("name", each).put("label_membership_type", "manual"));
            var list = mdm.putArray("profiles");
            host.applied.values().forEach(each -> list.addObject().put("profile_uuid", each.profile.uuid())
                    .put("name", each.profile.name()).put("status", each.status).put("operation_type", each.operation)
                    .put("detail", each.detail));
        }
        return body;
    }

    static List<ObjectNode> certificates(Host host) {
        var list = new ArrayList<ObjectNode>();
        if (host.pc != null) {
            host.pc.identities().forEach(each -> list.add(certificate(list.size() + 1, each.certificate())));
        }
        return list;
    }

    private static ObjectNode certificate(int id, X509Certificate certificate) {
        var body = JSON.createObjectNode().put("id", id).put("not_valid_after", certificate.getNotAfter().toInstant().toString())
                .put("not_valid_before", certificate.getNotBefore().toInstant().toString())
                .put("certificate_authority", certificate.getBasicConstraints() >= 0)
                .put("common_name", common(certificate.getSubjectX500Principal().getEncoded()))
                .put("key_algorithm", certificate.getPublicKey().getAlgorithm()).put("serial", serial(certificate))
                .put("source", "user").put("username", "user");
        body.putObject("subject").put("common_name", common(certificate.getSubjectX500Principal().getEncoded()));
        body.putObject("issuer").put("common_name", common(certificate.getIssuerX500Principal().getEncoded()));
        return body;
    }

    // As osquery has it on Windows: whole bytes, upper case.
    private static String serial(X509Certificate certificate) {
        var hex = certificate.getSerialNumber().toString(16).toUpperCase(java.util.Locale.ROOT);
        return hex.length() % 2 == 0 ? hex : "0" + hex;
    }

    private static String common(byte[] name) {
        var rdns = X500Name.getInstance(name).getRDNs(BCStyle.CN);
        return rdns.length == 0 ? "" : IETFUtils.valueToString(rdns[0].getFirst().getValue());
    }

    static ObjectNode profile(FleetProfile profile) {
        var body = JSON.createObjectNode().put("profile_uuid", profile.uuid()).putNull("team_id").put("name", profile.name())
                .put("platform", "windows");
        var labels = body.putArray("labels_include_any");
        profile.labels().forEach(each -> labels.addObject().put("name", each));
        return body;
    }

    static ObjectNode results(List<Commands.Sent> sent, Instant at) {
        var body = JSON.createObjectNode();
        var results = body.putArray("results");
        sent.forEach(each -> results.addObject().put("host_uuid", each.host).put("command_uuid", each.uuid).put("status", each.status)
                .put("updated_at", at.toString()).put("request_type", each.type).put("hostname", each.host)
                .put("payload", Base64.getEncoder().encodeToString(each.payload))
                .put("result", Base64.getEncoder().encodeToString(each.result)));
        return body;
    }
}
