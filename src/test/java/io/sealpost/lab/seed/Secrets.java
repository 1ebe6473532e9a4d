package io.sealpost.lab.seed;

import java.security.SecureRandom;

/** Passwords and keys of one run; fresh in each run, whatever the seed. */
public final class Secrets {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";

    private Secrets() {
    }

    /** A password of 24 letters and digits. */
    public static String password() {
        var password = new StringBuilder();
        for (int i = 0; i < 24; i++) {
            password.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        }
        return password.toString();
    }

    /** {@code count} random bytes. */
    public static byte[] bytes(int count) {
        var bytes = new byte[count];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
