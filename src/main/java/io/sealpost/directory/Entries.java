package io.sealpost.directory;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Understands the texts of directory entries: names, addresses, groups. Nothing in an entry is fatal. */
final class Entries {
    private static final Pattern ADDRESS = Pattern.compile("[^\\s@<>]+@[^\\s@<>]+");

    private Entries() {
    }

    /** An entry without the id attribute, which then is nobody's, is told by its DN. */
    static StagedEntry read(Directory directory, RawEntry raw) {
        DirectorySettings.Attributes map = directory.map();
        List<Finding> findings = new ArrayList<>();
        EntryTexts texts = new EntryTexts(raw, findings);
        String id = texts.id(map.id(), 255);
        Map<String, String> names = new TreeMap<>();
        texts.of(map.upn(), 320).stream().findFirst().ifPresent(n -> names.put("upn", n.toLowerCase(Locale.ROOT)));
        texts.of(map.uid(), 320).stream().findFirst().ifPresent(n -> names.put("uid", n.toLowerCase(Locale.ROOT)));
        return StagedEntry.of(id, texts.of(map.displayName(), 255).stream().findFirst().orElse(null), names,
            addresses(texts, map, findings), texts.of(map.groups(), 512), raw.values("userSMIMECertificate"),
            raw.values("userCertificate"), findings);
    }

    /** The primary address first: the one written {@code SMTP:} among the aliases, else the first of the mail attribute. */
    private static List<String> addresses(EntryTexts texts, DirectorySettings.Attributes map, List<Finding> findings) {
        Set<String> said = new LinkedHashSet<>();
        List<String> aliases = texts.of(map.aliases(), 320);
        aliases.stream().filter(a -> a.startsWith("SMTP:")).forEach(a -> said.add(a.substring(5)));
        said.addAll(texts.of(map.mail(), 320));
        aliases.stream().filter(a -> a.startsWith("smtp:")).forEach(a -> said.add(a.substring(5)));
        said.stream().filter(a -> !ADDRESS.matcher(a).matches())
            .forEach(a -> findings.add(Finding.entry(Finding.Name.ADDRESS,
                "\"" + a + "\" is left out: it is no mail address; mend the entry")));
        List<String> addresses = said.stream().filter(ADDRESS.asMatchPredicate()).map(a -> a.toLowerCase(Locale.ROOT)).distinct()
            .toList();
        if (addresses.isEmpty()) {
            findings.add(Finding.entry(Finding.Name.NO_ADDRESS,
                "No mail address: the user gets no signing certificate and no mail account until the entry has one"));
        } else if (addresses.get(0).chars().anyMatch(c -> c > 0x7F)) {
            findings.add(Finding.entry(Finding.Name.ADDRESS, addresses.get(0) + " has characters outside ASCII, which no rfc822Name"
                + " holds (RFC 5280, 4.2.1.6): the user gets no signing certificate until the first address is ASCII"));
        }
        return addresses;
    }
}
