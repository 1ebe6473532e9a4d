package io.sealpost.directory;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
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
        + " content, sync, external_id) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing";
    private static final String NOTHING = StagedEntry.sha256(new byte[0]);

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
        List<StagedEntry> entries = page.parallelStream().map(raw -> Entries.read(directory, raw)).toList();
        Map<String, String> known = known(sync, entries.stream().map(StagedEntry::externalId).toList());
        List<Row> read = IntStream.range(0, page.size()).parallel().mapToObj(i -> {
            RawEntry raw = page.get(i);
            StagedEntry entry = entries.get(i);
            if (raw.gone()) {
                return Row.without(sync, entry.externalId(), "DELETED", false);
            }
            boolean readable = needed.stream().noneMatch(a -> raw.values(a).isEmpty());
            boolean covered = scope.covers(raw);
            boolean disabled = disabling.filter(d -> d.covers(raw)).isPresent();
            boolean news = readable && covered && !disabled && !entry.digest().equals(known.get(entry.externalId()));
            return new Row(readable ? presence : "UNREADABLE", true, covered, disabled,
                directory.sentinels().stream().filter(entry::named).findFirst().orElse(null), entry.digest(), cut(entry.title()),
                news ? write(entry) : null, sync.id(), entry.externalId());
        }).toList();
        Map<String, Row> rows = new LinkedHashMap<>();
        read.forEach(row -> rows.put(row.externalId, row));
        write(List.copyOf(rows.values()), presence.equals("FOUND") ? " and presence <> 'HERE'" : "");
    }

    /** What active users' entries said when they were last applied: who says the same again has nothing to apply. */
    private Map<String, String> known(Sync sync, List<String> externalIds) {
        Map<String, String> known = new HashMap<>();
        boolean anybody = jdbc.sql("select count(*) from (select 1 from directory_user where directory = ? fetch first 1 rows only) u")
            .param(sync.directory()).query(Integer.class).single() > 0;
        if (anybody && !externalIds.isEmpty()) {
            // by id: H2 would take "directory = … and external_id in …" for all users of the directory
            jdbc.sql("select external_id, entry_digest from directory_user where id in (:ids) and state = 'ACTIVE'")
                .param("ids", externalIds.stream().map(id -> Users.id(sync.directory(), id)).toList())
                .query((row, n) -> known.put(row.getString(1), row.getString(2))).list();
        }
        return known;
    }

    /** @param replaced which rows that are there already */
    private void write(List<Row> rows, String replaced) {
        // no look-up first: H2 plans it once, while staging is empty, and would scan all of it for each page
        int[] inserted = insert(rows);
        List<Row> again = IntStream.range(0, inserted.length).filter(i -> inserted[i] == 0).mapToObj(rows::get).toList();
        batches.batchUpdate("delete from sync_entry where sync = ? and external_id = ?" + replaced,
            again.stream().map(row -> new Object[] {row.sync, row.externalId}).toList());
        insert(again);
    }

    private int[] insert(List<Row> rows) {
        return Arrays.stream(batches.batchUpdate(INSERT, rows, Math.max(1, rows.size()), (statement, row) -> row.set(statement)))
            .flatMapToInt(Arrays::stream).toArray();
    }

    /** A row of the table. */
    private record Row(String presence, boolean confirmed, boolean covered, boolean disabled, String sentinel, String digest, String title,
                       String content, UUID sync, String externalId) {

        /** Of somebody of whom nothing is known but the id. */
        static Row without(Sync sync, String externalId, String presence, boolean confirmed) {
            return new Row(presence, confirmed, false, false, null, NOTHING, cut(externalId), null, sync.id(), externalId);
        }

        void set(PreparedStatement statement) throws SQLException {
            statement.setString(1, presence);
            statement.setBoolean(2, confirmed);
            statement.setBoolean(3, covered);
            statement.setBoolean(4, disabled);
            statement.setString(5, sentinel);
            statement.setString(6, digest);
            statement.setString(7, title);
            statement.setString(8, content);
            statement.setObject(9, sync);
            statement.setString(10, externalId);
        }
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
            insert(externalIds.stream().filter(id -> !staged.contains(id)).map(id -> Row.without(sync, id, "ABSENT", true)).toList());
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
