package io.sealpost.payload;

import java.security.SecureRandom;

/** Passwords of PKCS #12 files: 256 bits in letters and digits, which every encoding of a password carries alike. */
public final class OneTimePassword {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int LENGTH = 43;

    private OneTimePassword() {
    }

    /** A fresh one; the caller's, to be zeroed. */
    public static char[] create(SecureRandom random) {
        char[] password = new char[LENGTH];
        for (int i = 0; i < password.length; i++) {
            password[i] = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
        }
        return password;
    }
}
