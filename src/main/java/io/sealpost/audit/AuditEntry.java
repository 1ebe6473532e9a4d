package io.sealpost.audit;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/** What one row of the record says, before it has its place in a chain; the time has microseconds, as the databases do. */
record AuditEntry(Instant at, String actor, String action, String subject, String detail) {
    /** What the first row of each chain names as its previous hash. */
    static final String START = "0".repeat(64);

    /**
     * SHA-256, lower-case hex, over the previous hash and this row. Each field is preceded by its length in bytes (four,
     * big-endian, -1 for null), so that no two different rows have the same encoding.
     */
    String hash(String previous, String node, long seq) {
        var bytes = new ByteArrayOutputStream(256);
        try (var out = new DataOutputStream(bytes)) {
            out.write(HexFormat.of().parseHex(previous));
            out.writeLong(seq);
            for (var field : new String[] {node, at.toString(), actor, action, subject, detail}) {
                var encoded = field == null ? null : field.getBytes(StandardCharsets.UTF_8);
                out.writeInt(encoded == null ? -1 : encoded.length);
                out.write(encoded == null ? new byte[0] : encoded);
            }
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray()));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no SHA-256; every conforming one has", e);
        }
    }

    /** The value as a column of that width holds it in both databases: no NUL, no lone surrogate, cut with an ellipsis. */
    static String text(String value, int width) {
        if (value == null) {
            return null;
        }
        var clean = new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).replace('\0', '\uFFFD');
        if (clean.length() <= width) {
            return clean;
        }
        var end = Character.isHighSurrogate(clean.charAt(width - 2)) ? width - 2 : width - 1;
        return clean.substring(0, end) + '…';
    }
}
