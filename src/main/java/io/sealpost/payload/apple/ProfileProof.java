package io.sealpost.payload.apple;

import com.dd.plist.NSArray;
import com.dd.plist.NSData;
import com.dd.plist.NSDictionary;
import com.dd.plist.NSObject;
import com.dd.plist.NSString;
import io.sealpost.payload.IdentityProof;
import io.sealpost.payload.UnprovenPayload;
import io.sealpost.pki.Certificates;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Reads a payload array back as the device will, from its bytes alone, and uses every identity. Whatever is not as it should be
 * is an {@link UnprovenPayload}.
 */
final class ProfileProof {
    private final ProfileContent content;
    private final SecureRandom random;

    ProfileProof(ProfileContent content, SecureRandom random) {
        this.content = content;
        this.random = random;
    }

    void prove(byte[] array) {
        Map<String, NSDictionary> payloads = payloads(array);
        for (Anchor anchor : content.anchors()) {
            proveAnchor(payload(payloads, anchor.payloadUuid(), Payloads.ROOT, Payloads.INTERMEDIATE), anchor);
        }
        for (Identity identity : content.identities()) {
            proveIdentity(payload(payloads, identity.payloadUuid(), Payloads.PKCS12), identity);
        }
        if (content.mail() != null) {
            NSDictionary mail = payload(payloads, content.mail().payloadUuid(), Payloads.mailType(content.mail()));
            proveReference(payloads, mail, content.mail() instanceof IdentityPreference ? "PayloadCertificateUUID"
                : "SMIMESigningCertificateUUID", content.mail().signing(), true);
            proveReference(payloads, mail, "SMIMEEncryptionCertificateUUID", content.mail().encryption(), false);
        }
        int expected = content.anchors().size() + content.identities().size() + (content.mail() == null ? 0 : 1);
        require(payloads.size() == expected, "There are " + payloads.size() + " payloads instead of " + expected);
    }

    private Map<String, NSDictionary> payloads(byte[] array) {
        NSObject[] read;
        try {
            read = Plists.read(array) instanceof NSArray each ? each.getArray() : new NSObject[0];
        } catch (UnreadablePlist e) {
            throw new UnprovenPayload("The payload array cannot be read back: " + e.getMessage(), e);
        }
        Map<String, NSDictionary> payloads = new LinkedHashMap<>();
        Set<String> identifiers = new HashSet<>();
        for (NSObject each : read) {
            require(each instanceof NSDictionary, "A payload is no dictionary");
            NSDictionary payload = (NSDictionary) each;
            require(payloads.put(text(payload, "PayloadUUID"), payload) == null, "Two payloads have the same PayloadUUID");
            require(identifiers.add(text(payload, "PayloadIdentifier")), "Two payloads have the same PayloadIdentifier");
        }
        return payloads;
    }

    private static NSDictionary payload(Map<String, NSDictionary> payloads, UUID uuid, String... types) {
        NSDictionary payload = payloads.get(Payloads.upper(uuid));
        require(payload != null && List.of(types).contains(text(payload, "PayloadType")), "No payload " + uuid + " of type " + types[0]);
        return payload;
    }

    private static void proveAnchor(NSDictionary payload, Anchor anchor) {
        require(Certificates.parse(data(payload)).equals(anchor.certificate()),
            "Payload " + anchor.payloadUuid() + " holds another certificate");
    }

    private void proveIdentity(NSDictionary payload, Identity identity) {
        String what = "Payload " + identity.payloadUuid() + " for certificate " + Certificates.sha256(identity.certificate());
        char[] password = text(payload, "Password").toCharArray();
        try {
            IdentityProof.prove(data(payload), password, identity.certificate(), what, random);
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    private void proveReference(Map<String, NSDictionary> payloads, NSDictionary mail, String key, UUID uuid, boolean signing) {
        if (uuid == null) {
            require(!mail.containsKey(key), key + " is there and should not be");
            return;
        }
        payload(payloads, uuid, Payloads.PKCS12);
        X509Certificate certificate = content.identities().stream().filter(each -> each.payloadUuid().equals(uuid)).findFirst()
            .map(Identity::certificate).orElseThrow(() -> new UnprovenPayload(key + " refers to no identity of the profile"));
        require(Payloads.upper(uuid).equals(text(mail, key)), key + " does not refer to " + uuid);
        require(signing ? Certificates.canSign(certificate) : Certificates.canEncrypt(certificate),
            key + " refers to a certificate that may not be used so");
    }

    private static String text(NSDictionary payload, String key) {
        require(payload.get(key) instanceof NSString, "A payload has no text " + key);
        return payload.get(key).toString();
    }

    private static byte[] data(NSDictionary payload) {
        require(payload.get("PayloadContent") instanceof NSData, "A payload has no data PayloadContent");
        return ((NSData) payload.get("PayloadContent")).bytes();
    }

    private static void require(boolean proven, String otherwise) {
        if (!proven) {
            throw new UnprovenPayload(otherwise);
        }
    }
}
