package io.sealpost.delivery;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sealpost.pki.Certificates;
import io.sealpost.pki.UndecodableCertificate;

/** What a companion app posts, JSON in UTF-8 (docs/channels/android.md). It comes from anywhere: any bytes at all may arrive here. */
record AppRequest(JsonNode json) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST = 4 * 1024 * 1024;
    private static final int MOST = 2000;

    /** @throws RefusedApp if it is not JSON, or too long */
    static AppRequest read(byte[] body) {
        try {
            JsonNode json = body.length > LONGEST ? null : JSON.readTree(body);
            if (json == null || !json.isObject()) {
                throw new RefusedApp("malformed", "the body is no JSON object of up to 4 MiB");
            }
            return new AppRequest(json);
        } catch (IOException e) {   // no cause: it quotes
            throw new RefusedApp("malformed", "the body is not JSON");
        }
    }

    UUID device() {
        try {
            return UUID.fromString(text("deviceRef"));
        } catch (IllegalArgumentException e) {
            throw new RefusedApp("malformed", "deviceRef is no UUID");
        }
    }

    /** A text that must be there; perhaps an empty one. */
    String text(String name) {
        if (!json.path(name).isTextual()) {
            throw new RefusedApp("malformed", name + " is no text");
        }
        return json.path(name).textValue();
    }

    /** The certificates of the attestation chain. */
    List<X509Certificate> chain() {
        List<X509Certificate> chain = new ArrayList<>();
        list("chain").forEach(each -> chain.add(certificate(each)));
        return chain;
    }

    /** What the device holds, each with whether it has the key. */
    List<Report.Listed> certificates() {
        List<Report.Listed> listed = new ArrayList<>();
        list("certificates").forEach(each -> listed.add(new Report.Listed(Certificates.der(certificate(each.path("der"))),
            each.path("key").asBoolean())));
        return listed;
    }

    /** What the app says went wrong, on one line; null if nothing. */
    String errors() {
        List<String> errors = new ArrayList<>();
        json.path("errors").forEach(each -> errors.add(each.path("alias").asText() + ": " + each.path("message").asText()));
        String line = String.join("; ", errors).replaceAll("\\p{Cntrl}", " ");
        return line.isEmpty() ? null : line.length() <= 1000 ? line : line.substring(0, 1000) + '…';
    }

    private JsonNode list(String name) {
        if (!json.path(name).isArray() || json.path(name).size() > MOST) {
            throw new RefusedApp("malformed", name + " is no list of up to " + MOST);
        }
        return json.path(name);
    }

    private static X509Certificate certificate(JsonNode base64) {
        try {
            return Certificates.parse(base64.isTextual() ? base64.binaryValue() : new byte[0]);
        } catch (IOException | UndecodableCertificate e) {
            throw new RefusedApp("malformed", "a certificate is not X.509 in DER in base64");
        }
    }

    @Override
    public String toString() {
        return "a companion app's request";
    }
}
