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

    /** An entry without the id attribute, which then is nobody's, is told by its DN. */
    static StagedEntry read(Directory directory, RawEntry raw) {
        DirectorySettings.Attributes map = directory.map();
        List<Finding> findings = new ArrayList<>();
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

    /** userSMIMECertificate (PKCS #7, RFC 2798) is preferred and both are read; encryption certificates only. */
    private static Map<String, X509Certificate> certificates(RawEntry raw, List<Finding> findings) {
        Map<String, X509Certificate> found = new LinkedHashMap<>();
        collect(raw.values("userSMIMECertificate"), Certificates::parsePkcs7, "userSMIMECertificate", found, findings);
        collect(raw.values("userCertificate"), der -> List.of(Certificates.parse(der)), "userCertificate", found, findings);
        return found;
    }

    private static void collect(List<byte[]> values, Function<byte[], List<X509Certificate>> decode, String attribute,
                                Map<String, X509Certificate> found, List<Finding> findings) {
        for (int i = 0; i < values.size(); i++) {
            String value = attribute + " value " + (i + 1);
            try {
                List<X509Certificate> all = decode.apply(values.get(i));
                for (X509Certificate c : all) {
                    boolean ca = c.getBasicConstraints() >= 0;
                    String serial = value + ", serial " + c.getSerialNumber().toString(16) + ", is left out: ";
                    if (!ca && Certificates.canEncrypt(c)) {
                        Certificates.addresses(c);   // what is malformed there stops everything else that looks at it
                        found.put(Certificates.sha256(c), c);
                    } else if (ca && all.size() == 1) {   // beside others it is their issuer (RFC 2798, 2.8)
                        findings.add(Finding.entry(Finding.Name.CA_CERTIFICATE, serial + "it is a CA's; take it out of the entry"));
                    } else if (!ca && !Certificates.canSign(c)) {   // a signing certificate is no mistake
                        findings.add(Finding.entry(Finding.Name.USAGE, serial + "nobody may encrypt mail to it, because it lacks"
                            + " emailProtection, or keyEncipherment (RSA) or keyAgreement (EC); take it out of the entry"));
                    }
                }
            } catch (UndecodableCertificate e) {
                findings.add(Finding.entry(Finding.Name.UNDECODABLE, value + " cannot be decoded: " + e.getMessage()
                    + "; take it out of the entry"));
            }
        }
    }
}
