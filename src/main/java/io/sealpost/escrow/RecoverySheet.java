package io.sealpost.escrow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** A key-encryption key on paper: four numbered lines of eight bytes in hex, each with the first two bytes of its SHA-256. */
final class RecoverySheet {
    private static final HexFormat HEX = HexFormat.of();
    private static final Pattern NAME = Pattern.compile("(?m)^Name: +(\\S+)\\s*$");
    private static final int LINES = 4;
    private static final int BYTES = 8;

    private RecoverySheet() {
    }

    /** @return the sheet, UTF-8; the caller zeroes it */
    static byte[] write(String name, byte[] key, Instant now) {
        byte[] before = """
            SEALPOST RECOVERY SHEET                        Print this, put it into a safe, delete the file.

            This is a key-encryption key: AES-256, made by `init`. Whoever has it and a copy of the database can read every private
            key in escrow. If it is lost with its keystore, nobody can, and old mail of your users stays closed for ever.

            Name: %s
            Made: %s (UTC)

            The key in hex; the last group of each line is its checksum (the first two bytes of SHA-256 over number and bytes):

            """.formatted(name, now.truncatedTo(ChronoUnit.SECONDS)).getBytes(StandardCharsets.UTF_8);
        byte[] after = """

            To go on with Sealpost: type or scan Name and the four lines into a file, and in an empty folder
                java -jar sealpost.jar init --recovery-sheet FILE

            Without Sealpost, for one row of the table wrapped_key (openssl 3.0 or later; HEX is the sixteen groups, no checksums):
                PostgreSQL: psql -Atc "select encode(cms, 'base64') from wrapped_key where spki = '…'" | base64 -d > row.der
                H2:         call file_write((select cms from wrapped_key where spki = '…'), 'row.der')
                openssl cms -decrypt -inform DER -in row.der -secretkey HEX -secretkeyid %s -out key.p8
            key.p8 is the private key (PKCS #8, DER); spki is the SHA-256 of its SubjectPublicKeyInfo in hex.
            """.formatted(HEX.formatHex(name.getBytes(StandardCharsets.UTF_8))).getBytes(StandardCharsets.UTF_8);
        ByteBuffer sheet = ByteBuffer.allocate(before.length + LINES * 31 + after.length).put(before);
        for (int line = 1; line <= LINES; line++) {
            byte[] part = Arrays.copyOfRange(key, (line - 1) * BYTES, line * BYTES);
            sheet.put((byte) ' ').put((byte) ' ').put((byte) ('0' + line)).put((byte) ' ').put((byte) ' ');
            groups(sheet, part);
            sheet.put((byte) ' ').put((byte) ' ');
            groups(sheet, checksum(line, part));
            sheet.put((byte) '\n');
            Arrays.fill(part, (byte) 0);
        }
        return sheet.put(after).array();
    }

    private static void groups(ByteBuffer sheet, byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (i > 0 && i % 2 == 0) {
                sheet.put((byte) ' ');
            }
            sheet.put((byte) HEX.toHighHexDigit(bytes[i])).put((byte) HEX.toLowHexDigit(bytes[i]));
        }
    }

    /**
     * The name and the key of a sheet, however its groups are spaced.
     *
     * @throws IllegalArgumentException naming the line that is missing or does not match its checksum
     */
    static NamedKey read(Path file) {
        byte[] sheet;
        try {
            sheet = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException("The recovery sheet " + file + " cannot be read: name a file that this user may read", e);
        }
        byte[] key = new byte[LINES * BYTES];
        try {
            for (int line = 1; line <= LINES; line++) {
                read(file, sheet, line, key);
            }
            // What is not hex or blank makes no key; the text around it may be a String.
            Matcher name = NAME.matcher(new String(withoutKey(sheet), StandardCharsets.UTF_8));
            if (!name.find()) {
                throw new IllegalArgumentException(file + " has no line `Name: …`: add it as it stands on the paper");
            }
            return new NamedKey(name.group(1), new SecretKeySpec(key, "AES"));
        } finally {
            Arrays.fill(sheet, (byte) 0);
            Arrays.fill(key, (byte) 0);
        }
    }

    private static void read(Path file, byte[] sheet, int number, byte[] key) {
        byte[] found = new byte[BYTES + 2];
        for (int start = 0; start < sheet.length; start = end(sheet, start) + 1) {
            if (digits(sheet, start, number, found)) {
                byte[] part = Arrays.copyOf(found, BYTES);
                boolean right = Arrays.equals(checksum(number, part), Arrays.copyOfRange(found, BYTES, BYTES + 2));
                System.arraycopy(part, 0, key, (number - 1) * BYTES, BYTES);
                Arrays.fill(part, (byte) 0);
                Arrays.fill(found, (byte) 0);
                if (!right) {
                    throw new IllegalArgumentException("Line " + number + " of the key in " + file
                        + " does not match its checksum: compare it with the paper");
                }
                return;
            }
        }
        throw new IllegalArgumentException(file + " has no line " + number + " of the key: a number, four groups of hex and a checksum");
    }

    private static int end(byte[] sheet, int start) {
        int end = start;
        while (end < sheet.length && sheet[end] != '\n') {
            end++;
        }
        return end;
    }

    /** Whether the text line from {@code start} is this line of the key: its number, then exactly so many bytes in hex. */
    private static boolean digits(byte[] sheet, int start, int number, byte[] found) {
        int at = start;
        int end = end(sheet, start);
        while (at < end && Character.isWhitespace(sheet[at])) {
            at++;
        }
        if (end - at < 2 || sheet[at] != '0' + number || !Character.isWhitespace(sheet[at + 1])) {
            return false;
        }
        int nibbles = 0;
        for (at++; at < end; at++) {
            if (HexFormat.isHexDigit(sheet[at]) && nibbles < found.length * 2) {
                int digit = HexFormat.fromHexDigit(sheet[at]);
                found[nibbles / 2] = (byte) (nibbles % 2 == 0 ? digit << 4 : found[nibbles / 2] | digit);
                nibbles++;
            } else if (!Character.isWhitespace(sheet[at])) {
                return false;
            }
        }
        return nibbles == found.length * 2;
    }

    /** The sheet with the lines of the key blanked out. */
    private static byte[] withoutKey(byte[] sheet) {
        byte[] rest = sheet.clone();
        byte[] found = new byte[BYTES + 2];
        for (int start = 0; start < sheet.length; start = end(sheet, start) + 1) {
            for (int number = 1; number <= LINES; number++) {
                if (digits(sheet, start, number, found)) {
                    Arrays.fill(rest, start, end(sheet, start), (byte) ' ');
                }
            }
        }
        Arrays.fill(found, (byte) 0);
        return rest;
    }

    private static byte[] checksum(int line, byte[] part) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((byte) ('0' + line));
            return Arrays.copyOf(digest.digest(part), 2);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A key-encryption key and its name. Its text shows no key. */
    record NamedKey(String name, SecretKey key) {
        @Override
        public String toString() {
            return "NamedKey[" + name + "]";
        }
    }
}
