package io.sealpost.directory;

import java.security.cert.X509Certificate;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import io.sealpost.audit.Audit;
import io.sealpost.delivery.Holdings;
import io.sealpost.delivery.Work;
import io.sealpost.enrollment.RetrySettings;
import io.sealpost.escrow.WrappedKey;
import io.sealpost.payload.SmimeCertificates;
import io.sealpost.pki.Certificates;
import io.sealpost.user.Purpose;
import io.sealpost.user.UserCertificates;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Brings a user's current encryption certificate into the directory once all of the user's devices show that they hold it, so that nobody
 * encrypts to what cannot be read; takes its predecessors out with it (P8). Each public method is one transaction.
 */
@Component
@Transactional
public class Publications {
    /** A row that was refused is tried once more by the comparison of the next day. */
    private static final Duration AGAIN = Duration.ofHours(20);

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Audit audit;
    private final Directories directories;
    private final UserCertificates certificates;
    private final PublishableCertificates publishable;
    private final Holdings holdings;
    private final TrustBundle trust;
    private final SmimeCertificates values;
    private final RetrySettings retry;

    Publications(JdbcClient jdbc, Clock clock, Audit audit, Directories directories, UserCertificates certificates,
                 PublishableCertificates publishable, Holdings holdings, TrustBundle trust, SmimeCertificates values,
                 RetrySettings retry) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.audit = audit;
        this.directories = directories;
        this.certificates = certificates;
        this.publishable = publishable;
        this.holdings = holdings;
        this.trust = trust;
        this.values = values;
        this.retry = retry;
    }

    /** What the directory should show of the user, against what was published: the difference becomes due. */
    public void review(UUID user) {
        Optional<String> name = jdbc.sql("select directory from directory_user where id = ? for update").param(user).query(String.class)
            .optional();
        if (name.filter(this::publishes).isEmpty()) {
            return;
        }
        if (holdings.ended(user)) {
            move(user, "PUBLISHED", "WITHDRAWING", now(), "the user is to hold nothing any more");
            move(user, "WAITING", "WITHDRAWN", null, "the user is to hold nothing any more");
            return;
        }
        publishable.current(user).map(Certificates::sha256).ifPresent(wanted -> {
            jdbc.sql("update publication set state = 'WITHDRAWN', due_at = null, updated_at = ?,"
                + " text = 'superseded before it was published' where user_id = ? and certificate <> ?"
                + " and state in ('WAITING', 'FAILED')").params(now(), user, wanted).update();
            want(user, wanted, directories.get(name.get()).publishing().after());
        });
    }

    private boolean publishes(String directory) {
        return directories.knows(directory) && directories.get(directory).publishing().enabled();
    }

    private void want(UUID user, String wanted, Duration after) {
        Timestamp deadline = Timestamp.from(clock.instant().plus(after));
        jdbc.sql("insert into publication (user_id, certificate, state, attempts, due_at, deadline, updated_at)"
            + " values (?, ?, 'WAITING', 0, ?, ?, ?) on conflict do nothing").params(user, wanted, deadline, deadline, now()).update();
        jdbc.sql("update publication set state = 'WAITING', attempts = 0, due_at = :due, deadline = :due, updated_at = :now"
            + " where user_id = :user and certificate = :wanted and (state in ('WITHDRAWN', 'WITHDRAWING')"
            + " or state = 'FAILED' and updated_at < :old)").param("due", deadline).param("now", now()).param("user", user)
            .param("wanted", wanted).param("old", Timestamp.from(clock.instant().minus(AGAIN))).update();
        Holdings.Count count = holdings.count(user, wanted);
        if (count.all()) {
            jdbc.sql("update publication set due_at = ?, queued_at = null, text = null where user_id = ? and certificate = ?"
                + " and state = 'WAITING' and attempts = 0 and (due_at is null or due_at > ?)")
                .params(now(), user, wanted, now()).update();
        } else {
            jdbc.sql("update publication set due_at = deadline, text = ? where user_id = ? and certificate = ? and state = 'WAITING'"
                + " and attempts = 0").params(count.toString(), user, wanted).update();
        }
    }

    private void move(UUID user, String from, String to, Timestamp due, String text) {
        jdbc.sql("update publication set state = ?, attempts = 0, due_at = ?, queued_at = null, text = ?, updated_at = ?"
                + " where user_id = ? and state = ?")
            .params(to, due, text, now(), user, from).update();
    }

    /** Users whose entries are to be changed; each is handed out again after a minute only. */
    public List<Work> due() {
        List<UUID> due = jdbc.sql("select distinct user_id from publication where due_at <= ? and state in ('WAITING', 'WITHDRAWING')"
                + " and (queued_at is null or queued_at < ?) fetch first 500 rows only")
            .params(now(), Timestamp.from(clock.instant().minusSeconds(60))).query(UUID.class).list();
        due.forEach(user -> jdbc.sql("update publication set queued_at = ? where user_id = ?").params(now(), user).update());
        return due.stream().map(user -> new Work("publications", user.toString())).toList();
    }

    /**
     * Takes a user's entry to change it now; another worker finds it taken.
     *
     * @return null if there is nothing to do
     */
    public Publication claim(UUID user) {
        Optional<Publication> entry = jdbc.sql("select directory, external_id from directory_user where id = ? for update").param(user)
            .query((row, n) -> new Publication(user, row.getString(1), row.getString(2), null, 0)).optional();
        Optional<Row> due = jdbc.sql("select certificate, state, attempts, deadline from publication where user_id = ? and due_at <= ?"
                + " and state in ('WAITING', 'WITHDRAWING') order by state, certificate fetch first 1 rows only").params(user, now())
            .query((row, n) -> new Row(row.getString(1), row.getString(2), row.getInt(3), row.getTimestamp(4).toInstant())).optional();
        if (entry.isEmpty() || due.isEmpty()) {
            return null;
        }
        Row row = due.get();
        if (!publishes(entry.get().directory())) {   // switched off since: it waits until that is undone
            jdbc.sql("update publication set attempts = 0, due_at = null where user_id = ?").param(user).update();
            return null;
        }
        boolean publishes = row.state.equals("WAITING");
        if (publishes && row.deadline.isAfter(clock.instant()) && !holdings.count(user, row.certificate).all()) {
            jdbc.sql("update publication set due_at = deadline, text = ? where user_id = ? and certificate = ?")
                .params(holdings.count(user, row.certificate).toString(), user, row.certificate).update();   // a device has joined since
            return null;
        }
        Instant lease = clock.instant().plus(directories.get(entry.get().directory()).timeout().multipliedBy(5)).plusSeconds(20);
        jdbc.sql("update publication set attempts = attempts + 1, due_at = ? where user_id = ? and state = ? and due_at <= ?")
            .params(Timestamp.from(lease), user, row.state, now()).update();
        return new Publication(user, entry.get().directory(), entry.get().externalId(), publishes ? row.certificate : null,
            row.attempts + 1);
    }

    /**
     * A filter (RFC 4515) that finds the entry; escaped.
     *
     * @throws PublicationRefused if the entry is known by its name only
     */
    @Transactional(propagation = Propagation.SUPPORTS)
    public String filter(Publication publication, Directory directory) {
        return "(|" + Directory.idFilter(directory.map().id(), publication.externalId()).orElseThrow(() -> new PublicationRefused(
            publication.externalId() + " is no id that can be looked for: name the attribute that is, in attributes.id")) + ")";
    }

    /**
     * What the directory says of the entry now.
     *
     * @throws PublicationRefused if it is not there, or cannot be told from another one
     */
    public FoundEntry found(Publication publication, Directory directory, List<RawEntry> entries) {
        if (entries.size() != 1) {
            throw new PublicationRefused(entries.size() + " entries have the id " + publication.externalId() + " in "
                + directory.map().id() + ", not one: look at attributes.id of the directory, and at the rights of its bind account");
        }
        boolean smime = publication.certificate() != null && directory.publishing().attribute("userSMIMECertificate").isPresent();
        List<String> spkis = smime ? List.of(Certificates.spki(wanted(publication).getPublicKey())) : List.of();
        return new FoundEntry(entries.get(0), spkis, List.of());
    }

    /** For the Content Enricher: the entry with the wrapped key that a {@code fetch-keys-} route brought. */
    @Transactional(propagation = Propagation.SUPPORTS)
    public FoundEntry withKeys(FoundEntry found, List<WrappedKey> keys) {
        return new FoundEntry(found.entry(), found.spkis(), keys);
    }

    /** What is to be changed in the entry; perhaps nothing. */
    public EntryChange change(Publication publication, Directory directory, FoundEntry found) {
        PublishedValues held = new PublishedValues(directory, found.entry());
        if (publication.certificate() == null) {
            return new EntryChange(found.entry().dn(), held.withdraw(Set.copyOf(certificates(publication.user(), "WITHDRAWING"))));
        }
        X509Certificate wanted = wanted(publication);
        byte[] value = found.keys().isEmpty() ? null : values.value(wanted, trust.issuers().path(wanted, clock.instant()),
            found.keys().get(0));
        if (value == null && !found.spkis().isEmpty()) {
            throw new PublicationRefused("The key of the certificate is not in escrow any more");
        }
        return new EntryChange(found.entry().dn(), held.publish(wanted, history(publication.user()), value));
    }

    /** The directory has taken the change. */
    public void done(Publication publication, EntryChange change) {
        String sha256 = publication.certificate();
        Set<String> withdrawn = new HashSet<>(certificates(publication.user(), sha256 == null ? "WITHDRAWING" : "PUBLISHED"));
        if (sha256 != null) {
            withdrawn.retainAll(PublishedValues.superseded(history(publication.user()), wanted(publication)));
            jdbc.sql("update publication set state = 'PUBLISHED', due_at = null, text = null, updated_at = ?, published_at = ?"
                + " where user_id = ? and certificate = ? and state = 'WAITING'")
                .params(now(), now(), publication.user(), sha256).update();
            audit.record("certificate-published", sha256, "for user " + publication.user() + ", " + change);
        }
        withdrawn.forEach(old -> {
            jdbc.sql("update publication set state = 'WITHDRAWN', due_at = null, text = null, updated_at = ? where user_id = ?"
                + " and certificate = ?").params(now(), publication.user(), old).update();
            audit.record("certificate-withdrawn", old, "for user " + publication.user() + ", " + change);
        });
    }

    /** Later: the directory cannot be reached, or somebody else changed the entry at the same time. */
    public void postpone(Publication publication, Exception cause) {
        end(publication, null, Timestamp.from(clock.instant().plus(retry.after(publication.attempts()))), cause);
    }

    /** Not at all: people must mend something first. */
    public void fail(Publication publication, Exception cause) {
        end(publication, "FAILED", null, cause);
        audit.record("publication-failed", publication.user().toString(), cause.getMessage());
    }

    private void end(Publication publication, String state, Timestamp due, Exception cause) {
        String text = String.valueOf(cause.getMessage());
        jdbc.sql("update publication set state = coalesce(cast(? as varchar(16)), state), due_at = ?, queued_at = null, text = ?,"
                + " updated_at = ? where user_id = ? and state = ?")
            .params(state, due, text.length() <= 1024 ? text : text.substring(0, 1024), now(), publication.user(),
                publication.certificate() == null ? "WITHDRAWING" : "WAITING").update();
    }

    /** How many published certificates of these users there are: what a sync would withdraw that lets them go. */
    @Transactional(readOnly = true)
    public int published(Collection<UUID> users) {
        return users.isEmpty() ? 0 : jdbc.sql("select count(*) from publication where state = 'PUBLISHED' and user_id in (:users)")
            .param("users", users).query(Integer.class).single();
    }

    private X509Certificate wanted(Publication publication) {
        return certificates.get(publication.certificate());
    }

    private List<X509Certificate> history(UUID user) {
        return certificates.history(user, Purpose.ENCRYPTION);
    }

    private List<String> certificates(UUID user, String state) {
        return jdbc.sql("select certificate from publication where user_id = ? and state = ?").params(user, state)
            .query(String.class).list();
    }

    private Timestamp now() {
        return Timestamp.from(clock.instant());
    }

    private record Row(String certificate, String state, int attempts, Instant deadline) {
    }
}
