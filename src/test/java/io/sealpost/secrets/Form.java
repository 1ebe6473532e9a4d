package io.sealpost.secrets;

import java.math.BigInteger;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One way in which a secret may be written.
 *
 * @param secret whose it is
 * @param form   how it is written
 * @param bytes  what then stands there
 * @param least  how many of these bytes in a row cannot be chance
 */
record Form(String secret, String form, byte[] bytes, int least) {
    private static final List<Charset> WIDE = List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE);

    /** A password or a key that is text: as it is, and as its bytes may be written. */
    static List<Form> ofText(String secret, String value) {
        var bytes = value.getBytes(StandardCharsets.UTF_8);
        var forms = text(secret, "text", value, 16);
        forms.addAll(written(secret, bytes));
        return forms;
    }

    /** A secret key, or a number that gives a private key away: raw, and as text. */
    static List<Form> ofBytes(String secret, byte[] bytes) {
        var forms = written(secret, bytes);
        forms.add(new Form(secret, "raw", bytes, 16));
        forms.add(new Form(secret, "raw, as characters", new String(bytes, StandardCharsets.ISO_8859_1).getBytes(StandardCharsets.UTF_8),
            24));
        return forms;
    }

    /** A positive number: as bytes without sign, and in decimal. */
    static List<Form> ofNumber(String secret, BigInteger number) {
        var bytes = number.toByteArray();
        var forms = ofBytes(secret, bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
        forms.addAll(text(secret, "decimal", number.toString(), 32));
        return forms;
    }

    /**
     * The bytes as hex, base64 and lists of numbers. Base64 depends on what stands before, so there are three of it, without their
     * ends: they are found inside that of a PKCS #8 key, a PEM file or a Basic log-in too, and between its line ends.
     */
    private static List<Form> written(String secret, byte[] bytes) {
        var forms = new ArrayList<Form>();
        forms.addAll(text(secret, "hex", HexFormat.of().formatHex(bytes), 32));
        forms.addAll(text(secret, "hex, upper case", HexFormat.of().withUpperCase().formatHex(bytes), 32));
        for (int before = 0; before < 3; before++) {
            var padded = new byte[before + bytes.length];
            System.arraycopy(bytes, 0, padded, before, bytes.length);
            int whole = padded.length / 3 * 4;
            var standard = Base64.getEncoder().encodeToString(padded).substring(before == 0 ? 0 : 4, whole);
            forms.addAll(text(secret, "base64", standard, 20));
            var url = standard.replace('+', '-').replace('/', '_');
            if (!url.equals(standard)) {
                forms.addAll(text(secret, "base64url", url, 20));
            }
        }
        for (var between : List.of(",", ", ")) {
            forms.add(list(secret, "list of signed bytes", bytes, between, 0));
            forms.add(list(secret, "list of unsigned bytes", bytes, between, 0xff));
        }
        return forms;
    }

    private static Form list(String secret, String form, byte[] bytes, String between, int mask) {
        var text = IntStream.range(0, bytes.length).mapToObj(i -> Integer.toString(mask == 0 ? bytes[i] : bytes[i] & mask))
            .collect(Collectors.joining(between));
        return new Form(secret, form, text.getBytes(StandardCharsets.US_ASCII), 48);
    }

    /** Databases and brokers write characters as one byte or as two. */
    private static List<Form> text(String secret, String form, String text, int least) {
        var forms = new ArrayList<>(List.of(new Form(secret, form, text.getBytes(StandardCharsets.UTF_8), least)));
        WIDE.forEach(set -> forms.add(new Form(secret, form + ", " + set, text.getBytes(set), 2 * least)));
        return forms;
    }

    /** Without the secret itself: reports are read by people and kept in logs. */
    @Override
    public String toString() {
        return secret + " (" + form + ")";
    }
}
