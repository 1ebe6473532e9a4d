package io.sealpost.pki;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** Name-based UUIDs, so that the same thing has the same id on every node and in every build of a payload. */
public final class Uuids {
    /** Sealpost's namespace, made once for this project. */
    private static final UUID NAMESPACE = UUID.fromString("6d0b8b0e-5a0f-4c53-9d5e-2f1a7c9e4b11");

    private Uuids() {
    }

    /**
     * A version 5 UUID (RFC 9562, 5.5) of the parts in their order.
     *
     * @param parts each is length-prefixed in the hashed name, so that ("a", "bc") and ("ab", "c") differ
     */
    public static UUID named(Object... parts) {
        MessageDigest sha1 = sha1();
        sha1.update(bytes(NAMESPACE));
        for (Object part : parts) {
            byte[] name = String.valueOf(part).getBytes(StandardCharsets.UTF_8);
            sha1.update(ByteBuffer.allocate(4).putInt(name.length).array());
            sha1.update(name);
        }
        ByteBuffer hash = ByteBuffer.wrap(sha1.digest());
        long high = hash.getLong() & 0xffffffffffff0fffL | 0x5000L;
        long low = hash.getLong() & 0x3fffffffffffffffL | 0x8000000000000000L;
        return new UUID(high, low);
    }

    private static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16).putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits()).array();
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-1", e);
        }
    }
}
