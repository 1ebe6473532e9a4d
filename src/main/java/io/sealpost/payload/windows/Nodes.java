package io.sealpost.payload.windows;

import io.sealpost.payload.UnprovenPayload;
import io.sealpost.pki.Certificates;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;

/** The nodes of an identity (ClientCertificateInstall CSP) and of a trust anchor (RootCATrustedCertificates CSP). */
final class Nodes {
    static final String BLOB = "PFXCertBlob";
    static final String PASSWORD = "PFXCertPassword";
    private static final String IDENTITIES = "./User/Vendor/MSFT/ClientCertificateInstall/PFXCertInstall/";
    private static final String ANCHORS = "./Device/Vendor/MSFT/RootCATrustedCertificates/";
    private static final String SOFTWARE = "3";      // a TPM takes few of the keys that people had over the years
    private static final String CUSTOM = "2";        // the password is encrypted to a certificate that we know

    private Nodes() {
    }

    /** The identity's own node. Added by itself, so that what takes the profile away takes the certificate and its key away too. */
    static String uri(X509Certificate certificate) {
        return IDENTITIES + Thumbprint.of(certificate);
    }

    /** In the order of the CSP: adding PFXCertBlob imports, so it comes last. */
    static List<Node> identity(X509Certificate certificate, byte[] pfx, byte[] password, String store) {
        String uri = uri(certificate);
        return List.of(new Node(uri, "node", null),
            new Node(uri + "/KeyLocation", "int", SOFTWARE),
            new Node(uri + "/" + PASSWORD, "chr", base64(password)),
            new Node(uri + "/PFXCertPasswordEncryptionType", "int", CUSTOM),
            new Node(uri + "/PFXCertPasswordEncryptionStore", "chr", store),
            new Node(uri + "/PFXKeyExportable", "bool", "false"),
            new Node(uri + "/" + BLOB, "chr", base64(pfx)));
    }

    static Node anchor(X509Certificate certificate) {
        boolean root = certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
        return new Node(ANCHORS + (root ? "Root/" : "CA/") + Thumbprint.of(certificate) + "/EncodedCertificate", "b64",
            base64(Certificates.der(certificate)));
    }

    static X509Certificate certificate(Node anchor) {
        try {
            return Certificates.parse(Base64.getDecoder().decode(String.valueOf(anchor.data())));
        } catch (IllegalArgumentException e) {
            throw new UnprovenPayload(anchor.uri() + " is not in base64");
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);   // without line breaks: the CSPs refuse them
    }
}
