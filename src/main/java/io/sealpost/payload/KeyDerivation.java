package io.sealpost.payload;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Keys from passwords, by the JCA's default providers. */
final class KeyDerivation {
    static final int KEY = 1;
    static final int IV = 2;
    static final int MAC = 3;
    private static final int BLOCK = 64;   // v of SHA-1 and SHA-256

    private KeyDerivation() {
    }

    /** PBKDF2 with HMAC-SHA-256 (RFC 8018, section 5.2). */
    static byte[] pbkdf2(char[] password, byte[] salt, int iterations, int length) throws GeneralSecurityException {
        PBEKeySpec spec = new PBEKeySpec(password, salt, iterations, length * 8);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
        } finally {
            spec.clearPassword();
        }
    }

    /** The key derivation of PKCS #12 (RFC 7292, appendix B.2). */
    static byte[] pkcs12(String digest, int purpose, char[] password, byte[] salt, int iterations, int length)
            throws GeneralSecurityException {
        MessageDigest hash = MessageDigest.getInstance(digest);
        byte[] bmp = Arrays.copyOf(new String(password).getBytes(StandardCharsets.UTF_16BE), password.length * 2 + 2);
        int saltLength = rounded(salt.length);
        byte[] i = new byte[saltLength + rounded(bmp.length)];
        for (int n = 0; n < i.length; n++) {
            i[n] = n < saltLength ? salt[n % salt.length] : bmp[(n - saltLength) % bmp.length];
        }
        byte[] d = new byte[BLOCK];
        Arrays.fill(d, (byte) purpose);
        byte[] derived = new byte[length];
        byte[] a = new byte[hash.getDigestLength()];
        for (int done = 0; done < length; done += a.length) {
            hash.update(d);
            hash.update(i);
            hash.digest(a, 0, a.length);
            for (int n = 1; n < iterations; n++) {
                hash.update(a);
                hash.digest(a, 0, a.length);
            }
            System.arraycopy(a, 0, derived, done, Math.min(a.length, length - done));
            for (int start = 0; start < i.length; start += BLOCK) {
                add(i, start, a);
            }
        }
        Arrays.fill(bmp, (byte) 0);
        Arrays.fill(i, (byte) 0);
        Arrays.fill(a, (byte) 0);
        return derived;
    }

    // I_j = (I_j + B + 1) mod 2^v, where B repeats A to the length of a block
    private static void add(byte[] i, int start, byte[] a) {
        int carry = 1;
        for (int n = BLOCK - 1; n >= 0; n--) {
            carry += (i[start + n] & 0xFF) + (a[n % a.length] & 0xFF);
            i[start + n] = (byte) carry;
            carry >>= 8;
        }
    }

    private static int rounded(int length) {
        return (length + BLOCK - 1) / BLOCK * BLOCK;
    }
}
