package io.sealpost.directory;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.sealpost.pki.Certificates;
import io.sealpost.pki.Issuers;

/**
 * What a directory holds, counted as it is read: a few numbers and two examples of each finding, however many users there are. It
 * understands entries as a sync does, and keeps nothing.
 */
public final class Observation {
    private static final int EXAMPLES = 2;
    private final Directory directory;
    private final Lint lint;
    private final Instant now;
    private final boolean issuersKnown;
    private final Map<Finding.Name, Noted> findings = new EnumMap<>(Finding.Name.class);
    private final Map<Kind, Long> certificates = new EnumMap<>(Kind.class);
    private final Map<Integer, Long> histories = new TreeMap<>();
    private final Scope scope;
    private long read;
    private long outOfScope;
    private long disabled;
    private long users;
    private long withCurrent;
    private long noneCurrent;

    /** How a certificate in the directory looks to somebody who writes to its user. */
    enum Kind {
        CURRENT("current: what mail should be encrypted to"),
        SUPERSEDED("stale: still valid, but a newer one is there; a sender may take it"),
        EXPIRED("stale: expired; needed on devices for old mail, but not in the directory"),
        LATER("not valid yet"),
        OTHER("valid, but not for the user's primary address");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    /** @param issuers of the users' certificates; empty: it is not looked at who issued them */
    public Observation(Directory directory, Collection<X509Certificate> issuers, Instant now) {
        this.directory = directory;
        this.scope = directory.scope();
        this.now = now;
        this.issuersKnown = !issuers.isEmpty();
        this.lint = new Lint(new Issuers(issuers), c -> true, c -> false, Map.of(), now);
    }

    /** Takes a page of what was read. */
    public void stage(List<RawEntry> page) {
        page.stream().filter(raw -> !raw.gone()).forEach(raw -> {
            read++;
            if (!scope.covers(raw)) {
                outOfScope++;
            } else if (directory.disabling().filter(d -> d.covers(raw)).isPresent()) {
                disabled++;
            } else {
                look(raw.dn(), Entries.read(directory, raw));
            }
        });
    }

    /** How many entries were read so far. */
    public long entries() {
        return read;
    }

    private void look(String dn, StagedEntry entry) {
        EntryCertificates understood = EntryCertificates.of(entry);
        List<X509Certificate> history = understood.encryption();
        Optional<X509Certificate> current = entry.addresses().stream().findFirst().flatMap(a -> Certificates.current(history, a, now));
        users++;
        histories.merge(history.size(), 1L, Long::sum);
        withCurrent += current.isPresent() ? 1 : 0;
        noneCurrent += current.isEmpty() && !history.isEmpty() ? 1 : 0;
        history.forEach(c -> certificates.merge(kind(c, current, entry.addresses()), 1L, Long::sum));
        Stream.of(entry.findings(), understood.findings(), lint.of(entry.addresses(), history)).flatMap(List::stream)
            .filter(f -> issuersKnown || f.name() != Finding.Name.UNKNOWN_ISSUER)
            .forEach(f -> findings.computeIfAbsent(f.name(), n -> new Noted()).add(dn, f.text()));
    }

    private Kind kind(X509Certificate c, Optional<X509Certificate> current, List<String> addresses) {
        Date at = Date.from(now);
        if (current.filter(c::equals).isPresent()) {
            return Kind.CURRENT;
        }
        if (at.after(c.getNotAfter())) {
            return Kind.EXPIRED;
        }
        if (at.before(c.getNotBefore())) {
            return Kind.LATER;
        }
        return current.isPresent() && Certificates.addresses(c).contains(addresses.get(0)) ? Kind.SUPERSEDED : Kind.OTHER;
    }

    /** What people read, by lines of at most 80 columns. */
    public List<String> report() {
        Tables tables = new Tables();
        tables.head("Users", "");
        tables.row(users, "in scope");
        if (outOfScope + disabled > 0) {
            tables.row(outOfScope, "more that were read are out of scope");
            tables.row(disabled, "more have a disabled account");
        }
        tables.row(withCurrent, "have a certificate that mail can be encrypted to");
        tables.row(noneCurrent, "have encryption certificates, but none that is current: nobody can encrypt to them");
        tables.row(histories.getOrDefault(0, 0L), "have no encryption certificate");
        tables.head("Histories", "how many encryption certificates a user has in the directory");
        ranges().forEach((range, count) -> tables.row(count, "users with " + range));
        tables.head("Encryption certificates", "as somebody sees them who writes to their user today");
        for (Kind kind : Kind.values()) {
            tables.row(certificates.getOrDefault(kind, 0L), kind.words);
        }
        tables.head("To be mended", findings.isEmpty() ? "nothing" : "each with examples; docs/operations.md says what every word means");
        findings.forEach((name, noted) -> {
            tables.row(noted.count, name.word());
            noted.examples.forEach(tables::text);
        });
        long keys = histories.entrySet().stream().mapToLong(e -> e.getKey() * e.getValue()).sum();
        tables.head("What would be delivered", "");
        tables.row(users - histories.getOrDefault(0, 0L), "users, each of whose devices would get the user's whole history");
        tables.row(keys, "private keys to import first (sealpost.import): without its key an identity is not delivered");
        return tables.lines();
    }

    private Map<String, Long> ranges() {
        Map<String, Long> ranges = new java.util.LinkedHashMap<>();
        histories.forEach((size, count) -> ranges.merge(size == 0 ? "none" : size < 6 ? String.valueOf(size) : size < 11 ? "6 to 10"
            : "more than 10", count, Long::sum));
        return ranges;
    }

    /** How often, and the first of them. */
    private static final class Noted {
        private final List<String> examples = new java.util.ArrayList<>();
        private long count;

        void add(String dn, String text) {
            if (count++ < EXAMPLES) {
                examples.add(dn + ": " + text);
            }
        }
    }
}
