package io.sealpost.servers;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Locale;

import io.sealpost.TestCertificates;
import io.sealpost.pki.Certificates;

/** Users by number, each with a certificate of its own: one certificate with other serial numbers, because nobody checks its signature. */
final class GeneratedPeople {
    private final byte[] pattern = Certificates.der(TestCertificates.mail(TestCertificates.key("somebody", "2048").getPublic(),
        "someone@example.com", TestCertificates.ENCRYPT, 1));
    private final int serial;
    private final int length;

    GeneratedPeople() {
        byte[] number = Certificates.parse(pattern).getSerialNumber().toByteArray();
        length = number.length;
        serial = find(number);
    }

    static String uid(int user) {
        return String.format(Locale.ROOT, "user%07d", user);
    }

    /** DER. Its serial number, of two bytes in the pattern, is not unique above 32,767; the start of its validity makes it so. */
    byte[] certificate(int user) {
        byte[] der = pattern.clone();
        byte[] number = BigInteger.valueOf(0x4000 + user % 0x3FFF).toByteArray();
        System.arraycopy(number, 0, der, serial, length);
        ByteBuffer.wrap(der, der.length - 8, 8).putLong(user);   // within the signature
        return der;
    }

    private int find(byte[] number) {
        for (int i = 0; i + length < pattern.length; i++) {
            if (pattern[i] == 2 && pattern[i + 1] == length
                && java.util.Arrays.equals(number, 0, length, pattern, i + 2, i + 2 + length)) {
                return i + 2;
            }
        }
        throw new IllegalStateException("The pattern has no serial number");
    }
}
