package io.sealpost.directory;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

import io.sealpost.pki.Certificates;
import io.sealpost.pki.UndecodableCertificate;

/** Understands directory entries: names, addresses, certificates. Nothing in an entry is fatal. */
final class Entries {
    private static final Pattern ADDRESS = Pattern.compile("[^\\s@<>]+@[^\\s@<>]+");

    private Entries() {
    }

    /** An entry without the id attribute is known by its DN. */
    static StagedEntry read(Directory directory, RawEntry raw) {
        DirectorySettings.Attributes map = directory.map();
        List<String> findings = new ArrayList<>();
        EntryTexts texts = new EntryTexts(raw, findings);
        String id = texts.id(map.id(), 255);
        Map<String, String> names = new TreeMap<>();
        texts.of(map.upn(), 320).stream().findFirst().ifPresent(n -> names.put("upn", n.toLowerCase(Locale.ROOT)));
        texts.of(map.uid(), 320).stream().findFirst().ifPresent(n -> names.put("uid", n.toLowerCase(Locale.ROOT)));
        List<byte[]> certificates = certificates(raw, findings).values().stream().map(Certificates::der).toList();
        return StagedEntry.of(id, texts.of(map.displayName(), 255).stream().findFirst().orElse(null), names,
            addresses(texts, map, findings), texts.of(map.groups(), 512), certificates, findings);
    }

    /** The primary address first: the one written {@code SMTP:} among the aliases, else the first of the mail attribute. */
    private static List<String> addresses(EntryTexts texts, DirectorySettings.Attributes map, List<String> findings) {
        Set<String> said = new LinkedHashSet<>();
        List<String> aliases = texts.of(map.aliases(), 320);
        aliases.stream().filter(a -> a.startsWith("SMTP:")).forEach(a -> said.add(a.substring(5)));
        said.addAll(texts.of(map.mail(), 320));
        aliases.stream().filter(a -> a.startsWith("smtp:")).forEach(a -> said.add(a.substring(5)));
        said.stream().filter(a -> !ADDRESS.matcher(a).matches())
            .forEach(a -> findings.add("\"" + a + "\" is left out: it is no mail address; mend the entry"));
        List<String> addresses = said.stream().filter(ADDRESS.asMatchPredicate()).map(a -> a.toLowerCase(Locale.ROOT)).distinct()
            .toList();
        if (addresses.isEmpty()) {
            findings.add("No mail address: the user gets no signing certificate and no mail account until the entry has one");
        } else if (addresses.get(0).chars().anyMatch(c -> c > 0x7F)) {
            findings.add(addresses.get(0) + " has characters outside ASCII, which no rfc822Name holds (RFC 5280, 4.2.1.6): the user"
                + " gets no signing certificate until the first address is ASCII");
        }
        return addresses;
    }

    /** userSMIMECertificate (PKCS #7, RFC 2798) is preferred and both are read; encryption certificates only. */
    private static Map<String, X509Certificate> certificates(RawEntry raw, List<String> findings) {
        Map<String, X509Certificate> found = new LinkedHashMap<>();
        collect(raw.values("userSMIMECertificate"), Certificates::parsePkcs7, "userSMIMECertificate", found, findings);
        collect(raw.values("userCertificate"), der -> List.of(Certificates.parse(der)), "userCertificate", found, findings);
        return found;
    }

    private static void collect(List<byte[]> values, Function<byte[], List<X509Certificate>> decode, String attribute,
                                Map<String, X509Certificate> found, List<String> findings) {
        for (int i = 0; i < values.size(); i++) {
            try {
                for (X509Certificate c : decode.apply(values.get(i))) {
                    if (c.getBasicConstraints() < 0 && Certificates.canEncrypt(c)) {
                        found.put(Certificates.sha256(c), c);
                    } else if (c.getBasicConstraints() >= 0 || !Certificates.canSign(c)) {   // a signing certificate is no mistake
                        findings.add(attribute + " value " + (i + 1) + ", serial " + c.getSerialNumber().toString(16) + ", is left out: "
                            + (c.getBasicConstraints() >= 0 ? "it is a CA's" : "nobody may encrypt mail to it, because it lacks"
                            + " emailProtection, or keyEncipherment (RSA) or keyAgreement (EC)"));
                    }
                }
            } catch (UndecodableCertificate e) {
                findings.add(attribute + " value " + (i + 1) + " cannot be decoded: " + e.getMessage());
            }
        }
    }
}
