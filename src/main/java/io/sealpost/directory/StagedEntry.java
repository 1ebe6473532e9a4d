package io.sealpost.directory;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.sealpost.user.DirectoryEntry;

/**
 * What an entry says, as staging keeps it (JSON).
 *
 * @param pkcs7        userSMIMECertificate (PKCS #7), as it was read; {@link EntryCertificates} understands it
 * @param certificates userCertificate (DER), as it was read
 * @param findings     which texts could not be understood, for people
 * @param digest       SHA-256, hex, over everything else
 */
record StagedEntry(String externalId, String displayName, Map<String, String> names, List<String> addresses, List<String> groups,
                   List<byte[]> pkcs7, List<byte[]> certificates, List<Finding> findings, String digest) {

    static StagedEntry of(String externalId, String displayName, Map<String, String> names, List<String> addresses,
                          List<String> groups, List<byte[]> pkcs7, List<byte[]> certificates, List<Finding> findings) {
        List<String> sortedGroups = groups.stream().sorted().distinct().toList();
        String digest = digest(externalId, displayName, names, addresses, sortedGroups, pkcs7, certificates, findings);
        return new StagedEntry(externalId, displayName, names, addresses, sortedGroups, pkcs7, certificates, List.copyOf(findings),
            digest);
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

    /** @param understood of its certificates */
    DirectoryEntry entry(List<X509Certificate> understood) {
        return new DirectoryEntry(externalId, displayName, names, addresses, groups, understood, digest);
    }

    private static String digest(Object externalId, Object displayName, Object names, Object addresses, Object groups,
                                 List<byte[]> pkcs7, List<byte[]> certificates, Object findings) {
        MessageDigest sha256 = sha256();
        for (Object said : new Object[] {externalId, displayName, names, addresses, groups, findings, pkcs7.size()}) {
            update(sha256, String.valueOf(said).getBytes(StandardCharsets.UTF_8));
        }
        for (List<byte[]> values : List.of(pkcs7, certificates)) {
            values.stream().sorted(Arrays::compareUnsigned).forEach(v -> update(sha256, v)); // a directory returns them in any order
        }
        return HexFormat.of().formatHex(sha256.digest());
    }

    static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(sha256().digest(bytes));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    private static void update(MessageDigest digest, byte[] part) {
        digest.update(ByteBuffer.allocate(4).putInt(part.length).array());
        digest.update(part);
    }
}
