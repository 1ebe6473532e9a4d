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

import io.sealpost.pki.Certificates;
import io.sealpost.pki.UndecodableCertificate;

/** Understands directory entries: names, addresses, certificates. Nothing in an entry is fatal. */
final class Entries {
    private Entries() {
    }

    /** An entry without the id attribute is known by its DN. */
    static StagedEntry read(Directory directory, RawEntry raw) {
        DirectorySettings.Attributes map = directory.map();
        List<String> findings = new ArrayList<>();
        Map<String, String> names = new TreeMap<>();
        first(raw, map.upn()).ifPresent(n -> names.put("upn", n.toLowerCase(Locale.ROOT)));
        first(raw, map.uid()).ifPresent(n -> names.put("uid", n.toLowerCase(Locale.ROOT)));
        List<byte[]> certificates = certificates(raw, findings).values().stream().map(Certificates::der).toList();
        return StagedEntry.of(first(raw, map.id()).orElse(raw.dn()), first(raw, map.displayName()).orElse(null), names,
            addresses(raw, map), raw.texts(map.groups()), certificates, findings);
    }

    private static java.util.Optional<String> first(RawEntry raw, String attribute) {
        return attribute.isBlank() ? java.util.Optional.empty() : raw.texts(attribute).stream().findFirst();
    }

    /** The primary address first: the one written {@code SMTP:} among the aliases, else the first of the mail attribute. */
    private static List<String> addresses(RawEntry raw, DirectorySettings.Attributes map) {
        Set<String> addresses = new LinkedHashSet<>();
        List<String> aliases = map.aliases().isBlank() ? List.of() : raw.texts(map.aliases());
        aliases.stream().filter(a -> a.startsWith("SMTP:")).forEach(a -> addresses.add(a.substring(5)));
        addresses.addAll(raw.texts(map.mail()));
        aliases.stream().filter(a -> a.startsWith("smtp:")).forEach(a -> addresses.add(a.substring(5)));
        return addresses.stream().filter(a -> a.indexOf('@') > 0).map(a -> a.toLowerCase(Locale.ROOT)).distinct().toList();
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
                decode.apply(values.get(i)).stream().filter(c -> c.getBasicConstraints() < 0 && Certificates.canEncrypt(c))
                    .forEach(c -> found.put(Certificates.sha256(c), c));
            } catch (UndecodableCertificate e) {
                findings.add(attribute + " value " + (i + 1) + " cannot be decoded: " + e.getMessage());
            }
        }
    }
}
