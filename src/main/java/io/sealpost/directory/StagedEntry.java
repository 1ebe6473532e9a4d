package io.sealpost.directory;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.sealpost.pki.Certificates;
import io.sealpost.user.DirectoryEntry;

/**
 * What an entry says, as staging keeps it (JSON).
 *
 * @param certificates DER
 * @param findings     what could not be understood, for people
 * @param digest       SHA-256, hex, over everything else
 */
record StagedEntry(String externalId, String displayName, Map<String, String> names, List<String> addresses, List<String> groups,
                   List<byte[]> certificates, List<Finding> findings, String digest) {

    static StagedEntry of(String externalId, String displayName, Map<String, String> names, List<String> addresses,
                          List<String> groups, List<byte[]> certificates, List<Finding> findings) {
        List<String> sortedGroups = groups.stream().sorted().distinct().toList();
        String digest = digest(externalId, displayName, names, addresses, sortedGroups, certificates, findings);
        return new StagedEntry(externalId, displayName, names, addresses, sortedGroups, certificates, List.copyOf(findings), digest);
    }

    /** What people call the user. */
    String title() {
        String title = !addresses.isEmpty() ? addresses.get(0) : names.values().stream().findFirst().orElse(displayName);
        return title == null ? externalId : title;
    }

    /** Whether this text is its id or one of its names. */
    boolean named(String text) {
        return externalId.equals(text) || names.containsValue(text.toLowerCase(Locale.ROOT));
    }

    DirectoryEntry entry() {
        return new DirectoryEntry(externalId, displayName, names, addresses, groups,
            certificates.stream().map(Certificates::parse).toList(), digest);
    }

    private static String digest(Object externalId, Object displayName, Object names, Object addresses, Object groups,
                                 List<byte[]> certificates, Object findings) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            for (Object said : new Object[] {externalId, displayName, names, addresses, groups, findings}) {
                update(sha256, String.valueOf(said).getBytes(StandardCharsets.UTF_8));
            }
            // in an order of their own: a directory may return values in any
            certificates.stream().sorted(Arrays::compareUnsigned).forEach(c -> update(sha256, c));
            return HexFormat.of().formatHex(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    private static void update(MessageDigest digest, byte[] part) {
        digest.update(ByteBuffer.allocate(4).putInt(part.length).array());
        digest.update(part);
    }
}
