package io.sealpost.directory;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * The texts of an entry, fit for every place they will go to: database columns, X.500 names, XML, one line of a log. A directory
 * may hold any characters, so what XML 1.0 (2.2) does not allow, and every line break, becomes a space here, once and for all.
 */
final class EntryTexts {
    private final RawEntry raw;
    private final List<Finding> findings;

    EntryTexts(RawEntry raw, List<Finding> findings) {
        this.raw = raw;
        this.findings = findings;
    }

    /** The values that hold anything and are no longer than their column; the others are findings. */
    List<String> of(String attribute, int most) {
        List<String> texts = new ArrayList<>();
        for (byte[] value : attribute.isBlank() ? List.<byte[]>of() : raw.values(attribute)) {
            String said = new String(value, StandardCharsets.UTF_8);
            String fit = fit(said);
            String text = fit.strip();
            if (!fit.equals(said)) {
                note(attribute + " holds control characters: they count as spaces; mend the entry");
            }
            if (Math.max(text.length(), text.toLowerCase(Locale.ROOT).length()) > most) {
                note(attribute + " is left out: it has " + text.length() + " characters, and " + most + " are the most");
            } else if (!text.isEmpty()) {
                texts.add(text);
            }
        }
        return texts;
    }

    /** The stable id: as text if it is one, else its bytes in hex (objectGUID); without one, the DN. */
    String id(String attribute, int most) {
        byte[] value = raw.values(attribute).stream().findFirst().orElse(raw.dn().getBytes(StandardCharsets.UTF_8));
        String said = new String(value, StandardCharsets.UTF_8);
        boolean text = fit(said).equals(said) && said.indexOf('\uFFFD') < 0 && !said.isBlank();
        String id = text ? said.strip() : HexFormat.of().formatHex(value);
        if (id.length() <= most) {
            return id;
        }
        note("Its id has " + id.length() + " characters: it is known by a hash of them; look at attributes.id");
        return "sha256:" + StagedEntry.sha256(id.getBytes(StandardCharsets.UTF_8));
    }

    private void note(String text) {
        findings.add(Finding.entry(Finding.Name.TEXT, text));
    }

    private static String fit(String said) {
        if (plain(said)) {
            return said;
        }
        StringBuilder fit = new StringBuilder();
        said.codePoints().forEach(c -> {
            boolean xml = c >= 0x20 && c <= 0xD7FF || c >= 0xE000 && c <= 0xFFFD || c > 0xFFFF;
            boolean line = Character.isISOControl(c) || c == 0x2028 || c == 0x2029;
            fit.appendCodePoint(xml && !line ? c : ' ');
        });
        return fit.toString();
    }

    /** Printable ASCII only, as nearly all texts of a directory of a million. */
    private static boolean plain(String said) {
        for (int i = 0; i < said.length(); i++) {
            if (said.charAt(i) < 0x20 || said.charAt(i) > 0x7E) {
                return false;
            }
        }
        return true;
    }
}
