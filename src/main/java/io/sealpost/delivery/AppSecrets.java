package io.sealpost.delivery;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

import io.sealpost.payload.Enveloped;

/** Tokens and secrets of companion apps: 256 random bits, base64url, of which only the hash is kept. */
final class AppSecrets {
    private static final SecureRandom RANDOM = new SecureRandom();

    private AppSecrets() {
    }

    static String fresh() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** SHA-256; of a token also the challenge that its attestation must contain. */
    static byte[] sha256(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    static boolean matches(String secret, String hash) {
        return hash != null && MessageDigest.isEqual(sha256(secret), HexFormat.of().parseHex(hash));
    }

    static String hex(String secret) {
        return HexFormat.of().formatHex(sha256(secret));
    }

    /** {"secret"} as EnvelopedData to the registered key: only who has it learns the secret. */
    static byte[] sealed(String secret, X509Certificate recipient) {
        byte[] contentKey = new byte[32];
        RANDOM.nextBytes(contentKey);
        try {
            return Enveloped.seal(("{\"secret\":\"" + secret + "\"}").getBytes(StandardCharsets.US_ASCII), contentKey, recipient, RANDOM);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Nothing can be encrypted to the registered key", e);
        } finally {
            Arrays.fill(contentKey, (byte) 0);
        }
    }
}
