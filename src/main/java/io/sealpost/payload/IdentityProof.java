package io.sealpost.payload;

import io.sealpost.pki.Certificates;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;

/** Opens a PKCS #12 as its device will, from its bytes and its password alone, and uses the identity in it. */
public final class IdentityProof {
    private IdentityProof() {
    }

    /**
     * Proves that it holds this certificate with its key, and that the key reads and signs what the certificate may be used for.
     *
     * @param pkcs12 PFX, DER
     * @param what   names it where the proof fails
     * @throws UnprovenPayload if anything is not as it should be
     */
    public static void prove(byte[] pkcs12, char[] password, X509Certificate certificate, String what, SecureRandom random) {
        try {
            Pkcs12Reader opened = Pkcs12Reader.open(pkcs12, password);
            boolean encrypts = Certificates.canEncrypt(certificate);
            boolean signs = Certificates.canSign(certificate);
            require(certificate.equals(opened.certificate()), what + " holds another certificate");
            require(Certificates.matches(opened.key(), certificate.getPublicKey()), what + " holds another key");
            require(encrypts || signs, what + " may neither sign nor decrypt mail");
            require(!encrypts || MessageProof.decrypts(opened.key(), certificate, random),
                what + " does not decrypt a message to its certificate");
            require(!signs || MessageProof.signs(opened.key(), certificate, random), what + " does not sign what its certificate verifies");
        } catch (GeneralSecurityException e) {   // no cause: it might quote what it could not read
            throw new UnprovenPayload(what + " cannot be opened and used (" + e.getClass().getSimpleName() + ")");
        }
    }

    private static void require(boolean proven, String otherwise) {
        if (!proven) {
            throw new UnprovenPayload(otherwise);
        }
    }
}
