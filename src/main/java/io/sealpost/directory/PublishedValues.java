package io.sealpost.directory;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.sealpost.pki.Certificates;
import io.sealpost.pki.UndecodableCertificate;

/**
 * What an entry's certificate attributes hold, and what of it is ours to take away: certificates of this user that we know, and nothing
 * else. A value that cannot be decoded, another user's, or one for signing stays.
 */
final class PublishedValues {
    private final Directory directory;
    private final RawEntry entry;

    PublishedValues(Directory directory, RawEntry entry) {
        this.directory = directory;
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
        Set<String> gone = superseded(history, wanted);
        boolean plain = values("userCertificate", Set.of(sha256)::contains).isEmpty();
        boolean smime = entry.values("userSMIMECertificate").stream().noneMatch(v -> held(v).contains(sha256));
        return Stream.of(change("userSMIMECertificate", smime ? smimeValue : null, gone),
            change("userCertificate", plain ? Certificates.der(wanted) : null, gone)).flatMap(List::stream).toList();
    }

    /** The change that takes these certificates out, by their SHA-256. */
    List<EntryChange.Modification> withdraw(Set<String> certificates) {
        return Stream.of("userCertificate", "userSMIMECertificate").flatMap(a -> change(a, null, certificates).stream()).toList();
    }

    private List<EntryChange.Modification> change(String attribute, byte[] added, Set<String> certificates) {
        List<byte[]> gone = values(attribute, certificates::contains);
        String name = directory.publishing().attribute(attribute).orElse(null);
        List<EntryChange.Modification> changes = new ArrayList<>();
        if (name != null && hasNoEquality(attribute) && (added != null || !gone.isEmpty())) {
            List<byte[]> all = new ArrayList<>(entry.values(attribute));
            all.removeAll(gone);
            if (added != null) {
                all.add(0, added);
            }
            changes.add(new EntryChange.Modification(name, EntryChange.Kind.REPLACE, all));
        } else if (name != null) {
            if (added != null) {
                changes.add(new EntryChange.Modification(name, EntryChange.Kind.ADD, List.of(added)));
            }
            if (!gone.isEmpty()) {
                changes.add(new EntryChange.Modification(name, EntryChange.Kind.DELETE, gone));
            }
        }
        return changes;
    }

    /** RFC 2798, 2.8: OpenLDAP neither adds a second value then, nor deletes one of several. Active Directory does both. */
    private boolean hasNoEquality(String attribute) {
        return attribute.equals("userSMIMECertificate") && !directory.isActiveDirectory();
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
