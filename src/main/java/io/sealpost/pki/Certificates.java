package io.sealpost.pki;

import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The rules for certificates that everything else relies on. */
public final class Certificates {
    private Certificates() {
    }

    public static X509Certificate parse(byte[] der) {
        throw new UnsupportedOperationException();
    }

    public static List<X509Certificate> parsePem(String pem) {
        throw new UnsupportedOperationException();
    }

    public static List<X509Certificate> parsePkcs7(byte[] der) {
        throw new UnsupportedOperationException();
    }

    /** The DER of a certificate that was parsed before. */
    public static byte[] der(X509Certificate c) {
        try {
            return c.getEncoded();
        } catch (java.security.cert.CertificateEncodingException e) {
            throw new IllegalArgumentException("A certificate without an encoding", e);
        }
    }

    public static String sha256(X509Certificate c) {
        throw new UnsupportedOperationException();
    }

    public static String spki(PublicKey k) {
        throw new UnsupportedOperationException();
    }

    public static Set<String> addresses(X509Certificate c) {
        throw new UnsupportedOperationException();
    }

    public static boolean canSign(X509Certificate c) {
        throw new UnsupportedOperationException();
    }

    public static boolean canEncrypt(X509Certificate c) {
        throw new UnsupportedOperationException();
    }

    public static Optional<X509Certificate> current(Collection<X509Certificate> candidates, String address, Instant now) {
        throw new UnsupportedOperationException();
    }

    public static void verifyChain(X509Certificate leaf, Collection<X509Certificate> intermediates,
                                   Collection<X509Certificate> anchors, Instant at) {
        throw new UnsupportedOperationException();
    }

    public static boolean matches(PrivateKey k, PublicKey p) {
        throw new UnsupportedOperationException();
    }
}
