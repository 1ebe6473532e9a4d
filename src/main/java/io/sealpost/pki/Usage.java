package io.sealpost.pki;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;

/** What a certificate may be used for in mail (RFC 8550, sections 4.4.2 and 4.4.4; RFC 5280, 4.2.1.3). */
final class Usage {
    private static final int DIGITAL_SIGNATURE = 0;
    private static final int NON_REPUDIATION = 1;
    private static final int KEY_ENCIPHERMENT = 2;
    private static final int KEY_AGREEMENT = 4;
    private static final int DECIPHER_ONLY = 8;
    private static final String EMAIL_PROTECTION = "1.3.6.1.5.5.7.3.4";
    private static final String ANY = "2.5.29.37.0";

    private Usage() {
    }

    static boolean sign(X509Certificate c) {
        return mail(c) && signingKey(c.getPublicKey().getAlgorithm())
            && (bit(c, DIGITAL_SIGNATURE) || bit(c, NON_REPUDIATION));
    }

    static boolean encrypt(X509Certificate c) {
        return mail(c) && switch (c.getPublicKey().getAlgorithm()) {
            case "RSA" -> bit(c, KEY_ENCIPHERMENT);
            // decipherOnly forbids a sender to encipher with the key; without any key usage nothing is forbidden
            case "EC", "DH", "XDH", "X25519", "X448" -> bit(c, KEY_AGREEMENT)
                && (c.getKeyUsage() == null || !bit(c, DECIPHER_ONLY));
            default -> false;
        };
    }

    private static boolean signingKey(String algorithm) {
        return switch (algorithm) {
            case "RSA", "RSASSA-PSS", "EC", "EdDSA", "Ed25519", "Ed448", "DSA" -> true;
            default -> false;
        };
    }

    private static boolean mail(X509Certificate c) {
        try {
            List<String> purposes = c.getExtendedKeyUsage();
            return purposes == null || purposes.contains(EMAIL_PROTECTION) || purposes.contains(ANY);
        } catch (CertificateParsingException e) {
            throw new UndecodableCertificate("The extended key usage is malformed", e);
        }
    }

    private static boolean bit(X509Certificate c, int index) {
        boolean[] usage = c.getKeyUsage();
        return usage == null || index < usage.length && usage[index];
    }
}
