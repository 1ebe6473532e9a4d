package io.sealpost.directory;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sealpost.user.Users;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Where a read rests until its plan is worked off: table {@code sync_entry}. Runs in its callers' transactions. */
@Component
@Transactional(propagation = Propagation.MANDATORY)
class Staging {
    private static final String INSERT = "insert into sync_entry (presence, confirmed, in_scope, disabled, sentinel, digest, title,"
        + " content, sync, external_id) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private final JdbcClient jdbc;
    private final JdbcTemplate batches;
    private final ObjectMapper json = new ObjectMapper();

    Staging(JdbcClient jdbc, JdbcTemplate batches) {
        this.jdbc = jdbc;
        this.batches = batches;
    }

    /**
     * A page as it was read. An entry that comes twice, because it moved or changed meanwhile, counts as it came last.
     *
     * @param presence HERE; FOUND: it is somewhere, and nothing more is concluded from that: what was read of it stays
     */
    void add(Sync sync, Directory directory, String presence, List<RawEntry> page) {
        Scope scope = directory.scope();
        Optional<Scope> disabling = directory.disabling();
        List<String> needed = directory.needed();
        List<StagedEntry> entries = page.stream().map(raw -> Entries.read(directory, raw)).toList();
        Map<String, String> known = known(sync, entries.stream().map(StagedEntry::externalId).toList());
        Map<String, Object[]> rows = new LinkedHashMap<>();
        for (int i = 0; i < page.size(); i++) {
            StagedEntry entry = entries.get(i);
            RawEntry raw = page.get(i);
            boolean readable = needed.stream().noneMatch(a -> raw.values(a).isEmpty());
            boolean covered = scope.covers(raw);
            boolean disabled = disabling.filter(d -> d.covers(raw)).isPresent();
            boolean news = readable && covered && !disabled && !entry.digest().equals(known.get(entry.externalId()));
            rows.put(entry.externalId(), raw.gone() ? gone(sync, entry) : new Object[] {readable ? presence : "UNREADABLE", true, covered,
                disabled, directory.sentinels().stream().filter(entry::named).findFirst().orElse(null), entry.digest(), cut(entry.title()),
                news ? write(entry) : null, sync.id(), entry.externalId()});
        }
        write(rows, presence.equals("FOUND") ? " and presence <> 'HERE'" : "");
    }

    /** What active users' entries said when they were last applied: who says the same again has nothing to apply. */
    private Map<String, String> known(Sync sync, List<String> externalIds) {
        Map<String, String> known = new HashMap<>();
        if (!externalIds.isEmpty()) {
            // by id: H2 would take "directory = … and external_id in …" for all users of the directory
            jdbc.sql("select external_id, entry_digest from directory_user where id in (:ids) and state = 'ACTIVE'")
                .param("ids", externalIds.stream().map(id -> Users.id(sync.directory(), id)).toList())
                .query((row, n) -> known.put(row.getString(1), row.getString(2))).list();
        }
        return known;
    }

    private static Object[] gone(Sync sync, StagedEntry entry) {
        return new Object[] {"DELETED", false, false, false, null, StagedEntry.sha256(new byte[0]), cut(entry.externalId()), null,
            sync.id(), entry.externalId()};
    }

    /** @param replaced which rows that are there already */
    private void write(Map<String, Object[]> rows, String replaced) {
        if (rows.isEmpty()) {
            return;
        }
        // no look-up first: H2 plans it once, while staging is empty, and would scan all of it for each page
        List<Object[]> all = List.copyOf(rows.values());
        int[] inserted = batches.batchUpdate(INSERT + " on conflict do nothing", all);
        List<Object[]> again = IntStream.range(0, inserted.length).filter(i -> inserted[i] == 0).mapToObj(all::get).toList();
        batches.batchUpdate("delete from sync_entry where sync = ? and external_id = ?" + replaced,
            again.stream().map(row -> new Object[] {row[8], row[9]}).toList());
        batches.batchUpdate(INSERT + " on conflict do nothing", again);
    }

    /** These were looked up by their ids. Who is still not there is gone: deleted if the directory said so, else absent. */
    void confirm(Sync sync, List<String> externalIds, boolean absent) {
        if (externalIds.isEmpty()) {
            return;
        }
        jdbc.sql("update sync_entry set confirmed = true where sync = :sync and presence = 'DELETED' and external_id in (:ids)")
            .param("sync", sync.id()).param("ids", externalIds).update();
        Set<String> staged = new HashSet<>(jdbc.sql("select external_id from sync_entry where sync = :sync and external_id in (:ids)")
            .param("sync", sync.id()).param("ids", externalIds).query(String.class).list());
        if (absent && nameless(sync) == 0) {
            batches.batchUpdate(INSERT, externalIds.stream().filter(id -> !staged.contains(id)).map(id -> new Object[] {"ABSENT", true,
                false, false, null, StagedEntry.sha256(new byte[0]), cut(id), null, sync.id(), id}).toList());
        }
    }

    /** Entries without an id: while there is one, nobody who is missing counts as gone, because it may be that one. */
    int nameless(Sync sync) {
        return jdbc.sql("select count(*) from sync_entry where sync = ? and presence = 'UNREADABLE' and external_id like '%=%'")
            .param(sync.id()).query(Integer.class).single();
    }

    /** Entries that do not show what they must. */
    int unreadable(Sync sync) {
        return jdbc.sql("select count(*) from sync_entry where sync = ? and presence = 'UNREADABLE'").param(sync.id())
            .query(Integer.class).single();
    }

    /** Entries that are there and in scope. */
    int covered(Sync sync) {
        return jdbc.sql("select count(*) from sync_entry where sync = ? and presence = 'HERE' and in_scope").param(sync.id())
            .query(Integer.class).single();
    }

    /** Sentinels of the directory that were not read. */
    List<String> lost(Sync sync, Directory directory) {
        List<String> found = jdbc.sql("select distinct sentinel from sync_entry where sync = ? and presence in ('HERE', 'FOUND')"
            + " and sentinel is not null").param(sync.id()).query(String.class).list();
        return directory.sentinels().stream().filter(s -> !found.contains(s)).toList();
    }

    StagedEntry get(Sync sync, String externalId) {
        String content = jdbc.sql("select content from sync_entry where sync = ? and external_id = ?").params(sync.id(), externalId)
            .query(String.class).single();
        try {
            return json.readValue(content, StagedEntry.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Staging holds what this class wrote", e);
        }
    }

    void clear(UUID sync) {
        jdbc.sql("delete from sync_entry where sync = ?").param(sync).update();
    }

    private String write(StagedEntry entry) {
        try {
            return json.writeValueAsString(entry);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A staged entry always has a JSON form", e);
        }
    }

    private static String cut(String text) {
        return text.length() <= 320 ? text : text.substring(0, 320);
    }
}
