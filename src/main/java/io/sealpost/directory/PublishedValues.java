package io.sealpost.directory;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.sealpost.pki.Certificates;
import io.sealpost.pki.UndecodableCertificate;

/**
 * What an entry's certificate attributes hold, and what of it is ours to take away: certificates of this user that we know, and nothing
 * else. A value that cannot be decoded, another user's, or one for signing stays.
 */
final class PublishedValues {
    private final Directory.Publishing publishing;
    private final RawEntry entry;

    PublishedValues(Directory.Publishing publishing, RawEntry entry) {
        this.publishing = publishing;
        this.entry = entry;
    }

    /**
     * The change that brings a certificate in and takes its predecessors out.
     *
     * @param history   the user's encryption certificates
     * @param smimeValue for userSMIMECertificate
     */
    List<EntryChange.Modification> publish(X509Certificate wanted, List<X509Certificate> history, byte[] smimeValue) {
        String sha256 = Certificates.sha256(wanted);
        List<EntryChange.Modification> changes = withdraw(superseded(history, wanted));
        publishing.attribute("userCertificate").filter(a -> values("userCertificate", Set.of(sha256)::contains).isEmpty())
            .ifPresent(a -> changes.add(0, new EntryChange.Modification(a, true, List.of(Certificates.der(wanted)))));
        publishing.attribute("userSMIMECertificate").filter(a -> entry.values("userSMIMECertificate").stream()
                .noneMatch(v -> held(v).contains(sha256)))
            .ifPresent(a -> changes.add(0, new EntryChange.Modification(a, true, List.of(smimeValue))));
        return changes;
    }

    /** The change that takes these certificates out, by their SHA-256. */
    List<EntryChange.Modification> withdraw(Set<String> certificates) {
        List<EntryChange.Modification> changes = new ArrayList<>();
        for (String attribute : List.of("userCertificate", "userSMIMECertificate")) {
            List<byte[]> gone = values(attribute, certificates::contains);
            publishing.attribute(attribute).filter(a -> !gone.isEmpty())
                .ifPresent(a -> changes.add(new EntryChange.Modification(a, false, gone)));
        }
        return changes;
    }

    /** Those that are not newer, and whose every address is the wanted one's as well; by SHA-256. */
    static Set<String> superseded(List<X509Certificate> history, X509Certificate wanted) {
        return history.stream().filter(c -> !c.equals(wanted) && !c.getNotBefore().after(wanted.getNotBefore()))
            .filter(c -> Certificates.addresses(wanted).containsAll(Certificates.addresses(c)))
            .map(Certificates::sha256).collect(Collectors.toSet());
    }

    /** The values all of whose end-entity certificates pass. */
    private List<byte[]> values(String attribute, Predicate<String> passes) {
        return entry.values(attribute).stream().filter(v -> !held(v).isEmpty() && held(v).stream().allMatch(passes)).toList();
    }

    /** The end-entity certificates of a value, by SHA-256: a certificate, or those of a PKCS #7. */
    private static List<String> held(byte[] value) {
        try {
            return List.of(Certificates.sha256(Certificates.parse(value)));
        } catch (UndecodableCertificate noCertificate) {
            try {
                return Certificates.parsePkcs7(value).stream().filter(c -> c.getBasicConstraints() < 0).map(Certificates::sha256).toList();
            } catch (UndecodableCertificate neither) {
                return List.of();
            }
        }
    }
}
