package io.sealpost.directory;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

import io.sealpost.escrow.Escrow;
import io.sealpost.pki.Certificates;
import org.springframework.stereotype.Component;

/** One user as a directory shows it, read with settings that are not saved; changes nothing. */
@Component
public class EntryPreviews {
    /** An endpoint's address is made of the base: what has a meaning there, or begins a placeholder, is no text any more. */
    private static final String UNFIT = "{}()&?#%";
    /** No preview reads a secret, whatever the bind account may. */
    private static final Set<String> SECRET = Set.of("userpassword", "userpkcs12", "unicodepwd", "ntpwdhistory", "lmpwdhistory",
        "ms-mcs-admpwd", "mslaps-password", "supplementalcredentials", "sambantpassword", "krbprincipalkey");

    private final Directories directories;
    private final Escrow escrow;
    private final TrustBundle trust;
    private final Crls crls;
    private final Clock clock;

    EntryPreviews(Directories directories, Escrow escrow, TrustBundle trust, Crls crls, Clock clock) {
        this.directories = directories;
        this.escrow = escrow;
        this.trust = trust;
        this.crls = crls;
        this.clock = clock;
    }

    /**
     * The directory with what is asked for in place of what is configured, and the filter for the user.
     *
     * @param query checked by the contract (previewEntry)
     * @throws IllegalArgumentException names what cannot be
     */
    public EntryPreview.Settings settings(String name, Map<String, Object> query) {
        Directory saved = directories.get(name);
        DirectorySettings.Attributes map = saved.map();
        String base = text(query, "base", saved.base());
        if (!base.equals(saved.base())) {
            distinguished(base);
        }
        Directory asked = saved.with(base, text(query, "filter", saved.filter()), new DirectorySettings.Attributes(
            text(query, "id", map.id()), text(query, "upn", map.upn()), text(query, "uid", map.uid()), text(query, "mail", map.mail()),
            text(query, "aliases", map.aliases()), text(query, "displayName", map.displayName()), text(query, "groups", map.groups())));
        Stream.of(asked.attributes().split(",")).filter(a -> SECRET.contains(a.toLowerCase(Locale.ROOT))).findFirst().ifPresent(secret -> {
            throw new IllegalArgumentException(secret + " holds secrets: no preview shows it, and no filter of one asks for it.");
        });
        if (Stream.of(asked.map().upn(), asked.map().uid(), asked.map().mail(), asked.map().aliases()).allMatch(String::isBlank)) {
            throw new IllegalArgumentException("Name an attribute that a user is found by: upn, uid, mail or aliases.");
        }
        return new EntryPreview.Settings(asked, asked.filterFor(text(query, "user", "")));
    }

    private static String text(Map<String, Object> query, String name, String configured) {
        return query.get(name) instanceof String given ? given : configured;
    }

    private static void distinguished(String base) {
        try {
            new LdapName(base);
        } catch (InvalidNameException e) {
            throw new IllegalArgumentException("'" + base + "' is no distinguished name (RFC 4514): " + e.getMessage() + ".");
        }
        if (base.chars().anyMatch(c -> UNFIT.indexOf(c) >= 0)) {
            throw new IllegalArgumentException("The base of a preview holds none of " + UNFIT
                + ": preview from further up, or configure it.");
        }
    }

    /** What a sync would understand of what was found, with what should be mended. */
    public EntryPreview read(Directory directory, List<RawEntry> found) {
        return new EntryPreview(found.stream().limit(10).map(raw -> entry(directory, raw)).toList());
    }

    private EntryPreview.Entry entry(Directory directory, RawEntry raw) {
        StagedEntry staged = Entries.read(directory, raw);
        EntryCertificates understood = EntryCertificates.of(staged);
        List<X509Certificate> certificates = understood.encryption();
        Set<String> keys = escrow.known(certificates.stream().map(c -> Certificates.spki(c.getPublicKey())).toList());
        Lint lint = new Lint(trust.issuers(), c -> keys.contains(Certificates.spki(c.getPublicKey())), c -> false, crls.problems(),
            clock.instant());
        Optional<X509Certificate> current = staged.addresses().stream().findFirst()
            .flatMap(a -> Certificates.current(certificates, a, clock.instant()));
        return new EntryPreview.Entry(raw.dn(), staged.externalId(), staged.displayName(),
            staged.names().entrySet().stream().map(n -> new EntryPreview.Name(n.getKey(), n.getValue())).toList(), staged.addresses(),
            staged.groups(), certificates.stream().map(c -> EntryPreview.Certificate.of(c, current.filter(c::equals).isPresent(),
                keys.contains(Certificates.spki(c.getPublicKey())))).toList(),
            Stream.of(staged.findings(), understood.findings(), lint.of(staged.addresses(), certificates)).flatMap(List::stream)
                .map(EntryPreview.Shown::of).toList());
    }
}
