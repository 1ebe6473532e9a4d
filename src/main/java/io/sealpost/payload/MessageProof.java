package io.sealpost.payload;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.spec.SecretKeySpec;

/** Does with an identity what a mail client does: reads a message encrypted to the certificate, signs one that it verifies. */
public final class MessageProof {
    private static final int LENGTH = 32;

    private MessageProof() {
    }

    static boolean decrypts(PrivateKey key, X509Certificate certificate, SecureRandom random) throws GeneralSecurityException {
        byte[] message = random(random);
        if (certificate.getPublicKey() instanceof ECPublicKey recipient) {
            return Arrays.equals(message, agreed(key, recipient, message));
        }
        return Arrays.equals(message, Enveloped.open(Enveloped.seal(message, random(random), certificate, random), key, certificate));
    }

    static boolean signs(PrivateKey key, X509Certificate certificate, SecureRandom random) throws GeneralSecurityException {
        byte[] message = random(random);
        Signature signature = Signature.getInstance(algorithm(key));
        signature.initSign(key);
        signature.update(message);
        byte[] signed = signature.sign();
        signature.initVerify(certificate.getPublicKey());
        signature.update(message);
        return signature.verify(signed);
    }

    /** The JCA's name of the signature algorithm for a key: SHA-256 with ECDSA or RSA. */
    public static String algorithm(PrivateKey key) {
        return "EC".equals(key.getAlgorithm()) ? "SHA256withECDSA" : "SHA256withRSA";
    }

    // Ephemeral-static ECDH with AES-256 key wrap (RFC 5753, section 3.1): the sender wraps, the recipient unwraps.
    private static byte[] agreed(PrivateKey key, ECPublicKey recipient, byte[] message) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(recipient.getParams());
        KeyPair sender = generator.generateKeyPair();
        Cipher wrap = Cipher.getInstance("AESWrap");
        wrap.init(Cipher.WRAP_MODE, keyEncryptionKey(sender.getPrivate(), recipient));
        byte[] wrapped = wrap.wrap(new SecretKeySpec(message, "AES"));
        Cipher unwrap = Cipher.getInstance("AESWrap");
        unwrap.init(Cipher.UNWRAP_MODE, keyEncryptionKey(key, sender.getPublic()));
        return unwrap.unwrap(wrapped, "AES", Cipher.SECRET_KEY).getEncoded();
    }

    private static SecretKeySpec keyEncryptionKey(PrivateKey own, PublicKey other) throws GeneralSecurityException {
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
        agreement.init(own);
        agreement.doPhase(other, true);
        byte[] secret = agreement.generateSecret();
        try {
            return new SecretKeySpec(MessageDigest.getInstance("SHA-256").digest(secret), "AES");
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    private static byte[] random(SecureRandom random) {
        byte[] bytes = new byte[LENGTH];
        random.nextBytes(bytes);
        return bytes;
    }
}
