package io.sealpost.lab.ca;

import java.security.InvalidAlgorithmParameterException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.security.spec.ECGenParameterSpec;

/** Fresh key pairs. */
public final class Keys {
    // Native where there is a build for this machine: a lab of 25 people makes some 130 keys, and signs and decrypts with all.
    static {
        try {
            var type = Class.forName("com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider");
            if (type.getMethod("getLoadingError").invoke(type.getField("INSTANCE").get(null)) == null) {
                Security.insertProviderAt((Provider) type.getField("INSTANCE").get(null), 2);
            }
        } catch (ReflectiveOperationException | LinkageError absent) {
            System.err.println("No native cryptography on this machine; the lab takes a little longer.");
        }
    }

    private Keys() {
    }

    /** An RSA key pair with a modulus of 2,048 bits. */
    public static KeyPair rsa() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An elliptic-curve key pair on P-256. */
    public static KeyPair ec() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException | InvalidAlgorithmParameterException e) {
            throw new IllegalStateException(e);
        }
    }
}
