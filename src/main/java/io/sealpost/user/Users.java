package io.sealpost.user;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

import io.sealpost.audit.Audit;
import io.sealpost.pki.Uuids;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The users we know, by id, name or address. Each public method is one transaction. */
@Component
@Transactional
public class Users {
    /** Three ranges of one index: this is asked every few seconds, and hardly anybody is due. */
    static final String DUE = """
        select id from (
          (select id, 1 as turn, due_at as at from directory_user where due_at <= :now order by due_at fetch first :most rows only)
          union all
          (select id, 2, compared_at from directory_user where due_at is null and compared_at < :old
           order by compared_at fetch first :most rows only)
          union all
          (select id, 3, null from directory_user where due_at is null and compared_at is null fetch first :most rows only)) d
        order by turn, at fetch first :most rows only""";

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Audit audit;
    private final UserCertificates certificates;

    Users(JdbcClient jdbc, Clock clock, Audit audit, UserCertificates certificates) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.audit = audit;
        this.certificates = certificates;
    }

    /**
     * The user with this UPN, uid or address, in any case of letters.
     *
     * @return empty if nobody has it, or if several directories name different users so
     */
    public Optional<UUID> find(String nameOrAddress) {
        String name = nameOrAddress.strip().toLowerCase(Locale.ROOT);
        List<UUID> found = jdbc.sql("""
                select user_id from user_name where name = :name
                union select user_id from address where mailbox = :name""")
            .param("name", name).query(UUID.class).list();
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    /** The id of the user that a directory knows by this stable id. */
    public static UUID id(String directory, String externalId) {
        return Uuids.named("user", directory, externalId);
    }

    /** The user with this id; empty if it was never there. */
    public Optional<User> get(UUID id) {
        // The due time first: what changes after it was read leaves the user due, see compared().
        return jdbc.sql("select directory, external_id, display_name, due_at from directory_user where id = ?").param(id)
            .query((row, n) -> new User(id, row.getString(1), row.getString(2), row.getString(3), names(id), addresses(id),
                row.getTimestamp(4) == null ? null : row.getTimestamp(4).toInstant())).optional();
    }

    /** Since when the directory no longer shows the user, shows it as disabled or out of scope; empty for an active user. */
    public Optional<Instant> suspendedSince(UUID id) {
        return jdbc.sql("select coalesce(absent_since, updated_at) from directory_user where id = ? and state = 'SUSPENDED'").param(id)
            .query((row, n) -> row.getTimestamp(1).toInstant()).optional();
    }

    /**
     * Suspends the user: nothing new, and nothing taken away before the grace time has passed. Certificates and keys stay.
     *
     * @param why for people and the audit record
     */
    public void suspend(String directory, String externalId, String why) {
        int suspended = jdbc.sql("""
                update directory_user set state = 'SUSPENDED', absent_since = :now, updated_at = :now, due_at = :now
                where id = :id and state = 'ACTIVE'""")
            .param("now", now()).param("id", id(directory, externalId)).update();
        if (suspended > 0) {
            audit.record("user-suspended", directory + "/" + externalId, why);
        }
    }

    private Map<String, String> names(UUID id) {
        Map<String, String> names = new TreeMap<>();
        jdbc.sql("select kind, name from user_name where user_id = ?").param(id)
            .query((row, n) -> names.put(row.getString(1), row.getString(2))).list();
        return names;
    }

    private List<String> addresses(UUID id) {
        return jdbc.sql("select mailbox from address where user_id = ? order by is_primary desc, mailbox").param(id)
            .query(String.class).list();
    }

    /**
     * Adds or updates the user of an entry; certificates are added, never taken away (S21, S26: the history only grows).
     * An address that another user holds stays with that user and is audited.
     *
     * @return the user's id
     */
    public UUID save(String directory, DirectoryEntry entry) {
        UUID id = id(directory, entry.externalId());
        Timestamp now = now();
        int updated = jdbc.sql("""
                update directory_user set display_name = :title, entry_digest = :digest, state = 'ACTIVE', absent_since = null,
                       due_at = :now, updated_at = :now where id = :id""")
            .param("title", entry.displayName()).param("digest", entry.digest()).param("now", now).param("id", id).update();
        if (updated == 0) {
            jdbc.sql("""
                    insert into directory_user (id, directory, external_id, state, display_name, entry_digest, due_at, updated_at)
                    values (:id, :directory, :external, 'ACTIVE', :title, :digest, :now, :now)""")
                .param("id", id).param("directory", directory).param("external", entry.externalId())
                .param("title", entry.displayName()).param("digest", entry.digest()).param("now", now).update();
        }
        replaceNames(id, entry);
        replaceAddresses(id, entry.addresses());
        List<String> gained = new ArrayList<>();
        entry.certificates().forEach(c -> {
            if (certificates.add(id, c, Purpose.ENCRYPTION, Source.DIRECTORY)) {
                gained.add(c.getSerialNumber().toString(16));
            }
        });
        audit.record(updated == 0 ? "user-added" : "user-changed", directory + "/" + entry.externalId(),
            gained.isEmpty() ? null : "new certificates, by serial: " + String.join(" ", gained));
        return id;
    }

    private void replaceNames(UUID id, DirectoryEntry entry) {
        jdbc.sql("delete from user_name where user_id = ?").param(id).update();
        entry.names().forEach((kind, name) -> jdbc.sql("insert into user_name (user_id, kind, name) values (?, ?, ?)")
            .params(id, kind, name).update());
        jdbc.sql("delete from user_group where user_id = ?").param(id).update();
        entry.groups().forEach(group -> jdbc.sql("insert into user_group (user_id, group_name) values (?, ?)")
            .params(id, group).update());
    }

    private void replaceAddresses(UUID id, List<String> addresses) {
        List<String> before = jdbc.sql("select mailbox from address where user_id = ?").param(id).query(String.class).list();
        jdbc.sql("delete from address where user_id = ?").param(id).update();
        jdbc.sql("delete from address_claim where user_id = ?").param(id).update();
        for (int i = 0; i < addresses.size(); i++) {
            String mailbox = addresses.get(i);
            Optional<UUID> holder = jdbc.sql("select user_id from address where mailbox = ?").param(mailbox)
                .query(UUID.class).optional();
            if (holder.isPresent()) {
                jdbc.sql("insert into address_claim (mailbox, user_id) values (?, ?)").params(mailbox, id).update();
                audit.record("address-taken", mailbox, "claimed by user " + id + ", held by user " + holder.get()
                    + ": mend the directory so that one of them has it");
            } else {
                jdbc.sql("insert into address (mailbox, user_id, is_primary) values (?, ?, ?)")
                    .params(mailbox, id, i == 0).update();
            }
        }
        before.stream().filter(mailbox -> !addresses.contains(mailbox)).forEach(this::freed);
    }

    /** Who claimed this address in vain is looked at again by the next read, although the entry is as it was. */
    private void freed(String mailbox) {
        jdbc.sql("update directory_user set entry_digest = 'address-freed'"
                + " where id in (select user_id from address_claim where mailbox = ?)").param(mailbox).update();
    }

    /** Users whose due time has passed, or who were not compared for so long; each is handed out again after a minute only. */
    public List<UUID> due(Duration compareEvery, int most) {
        Instant now = clock.instant();
        List<UUID> due = jdbc.sql(DUE)
            .param("now", Timestamp.from(now)).param("old", Timestamp.from(now.minus(compareEvery))).param("most", most)
            .query(UUID.class).list();
        Timestamp again = Timestamp.from(now.plusSeconds(60));
        return due.stream().filter(id -> handOut(id, again)).toList();
    }

    /** One that somebody is at is left alone. */
    private boolean handOut(UUID id, Timestamp again) {
        return jdbc.sql("select id from directory_user where id = ? for update skip locked").param(id).query(UUID.class).optional()
            .map(free -> jdbc.sql("update directory_user set due_at = ? where id = ?").params(again, free).update() > 0).orElse(false);
    }

    /** Asks for a comparison of this user as soon as possible. */
    public void due(UUID id) {
        jdbc.sql("update directory_user set due_at = ? where id = ?").params(now(), id).update();
    }

    /** Asks for a comparison of this user at that time, if nobody asked for another one. */
    public void due(UUID id, Instant at) {
        jdbc.sql("update directory_user set due_at = ? where id = ? and due_at is null").params(Timestamp.from(at), id).update();
    }

    /**
     * Records that the user, as it was read, was compared with the ledger just now. If somebody asked for a comparison since
     * that read, the user stays due.
     */
    public void compared(User read) {
        jdbc.sql("update directory_user set compared_at = :now, due_at = null where id = :id and (due_at is null or due_at <= :due)")
            .param("now", now()).param("id", read.id())
            .param("due", Timestamp.from(read.dueAt() == null ? Instant.EPOCH : read.dueAt())).update();
    }

    private Timestamp now() {
        return Timestamp.from(clock.instant());
    }
}
