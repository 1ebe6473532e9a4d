package io.sealpost.payload;

import io.sealpost.pki.Certificates;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;

/** The proof of one identity before it leaves: from the bytes and the password that the device will have, and nothing else. */
public final class IdentityProof {
    private IdentityProof() {
    }

    /**
     * Opens the PKCS #12, compares its certificate and key, and uses them as a mail client will.
     *
     * @param pfx      DER
     * @param password the caller's
     * @param what     names the identity in the reason
     * @throws UnprovenPayload with the first thing that is not as it should be
     */
    public static void prove(byte[] pfx, char[] password, X509Certificate certificate, String what, SecureRandom random) {
        try {
            Pkcs12Reader opened = Pkcs12Reader.open(pfx, password);
            require(certificate.equals(opened.certificate()), what + " holds another certificate");
            require(Certificates.matches(opened.key(), certificate.getPublicKey()), what + " holds another key");
            proveUse(opened.key(), certificate, what, random);
        } catch (GeneralSecurityException e) {
            throw new UnprovenPayload(what + " cannot be opened and used (" + e.getClass().getSimpleName() + ")");
        }
    }

    private static void proveUse(PrivateKey key, X509Certificate certificate, String what, SecureRandom random)
            throws GeneralSecurityException {
        boolean encrypts = Certificates.canEncrypt(certificate);
        boolean signs = Certificates.canSign(certificate);
        require(encrypts || signs, what + " may neither sign nor decrypt mail");
        require(!encrypts || MessageProof.decrypts(key, certificate, random), what + " does not decrypt a message to its certificate");
        require(!signs || MessageProof.signs(key, certificate, random), what + " does not sign what its certificate verifies");
    }

    private static void require(boolean proven, String otherwise) {
        if (!proven) {
            throw new UnprovenPayload(otherwise);
        }
    }
}
