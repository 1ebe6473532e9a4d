package io.sealpost.directory;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * What a run would change: the difference between staging and the users of the directory, made and kept in the database, row by row.
 * Each public method is one transaction.
 */
@Component
@Transactional
public class Plans {
    private static final int AT_ONCE = 1000;
    /**
     * Leavers first, then who changes an address, then who may want it. A user leaves by a row of staging only, never by lacking one.
     * The joins could be inner ones: as they are, H2 begins with staging, which may hold ten rows, and not with a million users.
     */
    static final String DIFFERENCE = """
        select s.external_id, s.title as who, 'ADD' as what, 'NEW' as why, s.digest from sync_entry s
        where s.sync = :sync and s.presence = 'HERE' and s.in_scope and not s.disabled and not exists (
          select 1 from directory_user u where u.directory = :directory and u.external_id = s.external_id)
        union all
        select s.external_id, s.title, case when u.state = 'ACTIVE' then 'CHANGE' else 'RESTORE' end,
          case when u.state = 'ACTIVE' then 'CHANGED' else 'BACK' end, s.digest
        from sync_entry s left join directory_user u on u.directory = :directory and u.external_id = s.external_id
        where s.sync = :sync and s.presence = 'HERE' and s.in_scope and not s.disabled and s.content is not null
          and (u.entry_digest <> s.digest or u.state <> 'ACTIVE')
        union all
        select s.external_id, coalesce((select min(a.mailbox) from address a where a.user_id = u.id and a.is_primary), u.display_name,
          s.title), 'SUSPEND', case when s.presence <> 'HERE' then s.presence when s.in_scope then 'DISABLED' else 'OUT_OF_SCOPE' end,
          s.digest
        from sync_entry s left join directory_user u on u.directory = :directory and u.external_id = s.external_id
        where s.sync = :sync and u.state = 'ACTIVE' and s.confirmed
          and (s.presence in ('DELETED', 'ABSENT') or s.presence = 'HERE' and (not s.in_scope or s.disabled))
        order by what desc, external_id""";
    static final String UNCONFIRMED = """
        select count(*) from sync_entry s left join directory_user u on u.directory = :directory and u.external_id = s.external_id
        where s.sync = :sync and s.presence = 'DELETED' and not s.confirmed and u.state = 'ACTIVE'""";

    private final JdbcClient jdbc;
    private final Runs runs;
    private final Staging staging;
    private final JdbcTemplate batches;
    private final NamedParameterJdbcTemplate streams;

    Plans(JdbcClient jdbc, JdbcTemplate batches, Runs runs, Staging staging) {
        this.jdbc = jdbc;
        this.batches = batches;
        JdbcTemplate some = new JdbcTemplate(Objects.requireNonNull(batches.getDataSource()));
        some.setFetchSize(AT_ONCE); // else PostgreSQL's driver takes all rows into memory
        this.streams = new NamedParameterJdbcTemplate(some);
        this.runs = runs;
        this.staging = staging;
    }

    /** Whom the run has to look up by id before it may conclude that they are gone. */
    public Iterator<LookUp> lookUps(Sync sync, Directory directory) {
        return new LookUps(jdbc, sync, directory, runs.full(sync));
    }

    /** What a look-up found is in staging; who was not found is gone. */
    public void confirm(Sync sync, LookUp lookUp) {
        staging.confirm(sync, lookUp.externalIds(), runs.full(sync));
        jdbc.sql("update sync set step_at = ? where id = ?").params(runs.now(), sync.id()).update();
    }

    /**
     * Makes the plan.
     *
     * @throws PlanRefused if the read, or a look-up after it, did not end well
     */
    public void make(Sync sync) {
        if (!runs.read(sync) || unconfirmed(sync)) {
            throw PlanRefused.badRead(sync);
        }
        jdbc.sql("delete from sync_change where sync = ?").param(sync.id()).update();
        Rows rows = new Rows(sync);
        streams.query(DIFFERENCE, Map.of("sync", sync.id(), "directory", sync.directory()), rows);
        rows.write();
        jdbc.sql("update sync set plan_hash = ?, added = ?, changed = ?, suspended = ?, step_at = ? where id = ?")
            .params(HexFormat.of().formatHex(rows.hash.digest()), rows.count("ADD"), rows.count("CHANGE") + rows.count("RESTORE"),
                rows.count("SUSPEND"), runs.now(), sync.id()).update();
    }

    private boolean unconfirmed(Sync sync) {
        return jdbc.sql(UNCONFIRMED).param("directory", sync.directory()).param("sync", sync.id()).query(Integer.class).single() > 0;
    }

    /**
     * Takes the plan's rows in their order, numbers them, and writes some at a time: a million are never in memory together. Their hash,
     * SHA-256, is over who, what, why and what the entry says: the same state of the directory leads to the same one.
     */
    private final class Rows implements RowCallbackHandler {
        private final Sync sync;
        private final MessageDigest hash = sha256();
        private final Map<String, Integer> counts = new HashMap<>();
        private final List<Object[]> waiting = new ArrayList<>();
        private int seq;

        Rows(Sync sync) {
            this.sync = sync;
        }

        @Override
        public void processRow(ResultSet row) throws SQLException {
            String what = row.getString("what");
            counts.merge(what, 1, Integer::sum);
            for (String said : List.of("external_id", "what", "why", "digest")) {
                byte[] bytes = row.getString(said).getBytes(StandardCharsets.UTF_8);
                hash.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
                hash.update(bytes);
            }
            waiting.add(new Object[] {sync.id(), ++seq, row.getString("external_id"), row.getString("who"), what, row.getString("why"),
                row.getString("digest")});
            if (waiting.size() == AT_ONCE) {
                write();
            }
        }

        void write() {
            batches.batchUpdate("insert into sync_change (sync, seq, external_id, who, what, why, digest) values (?, ?, ?, ?, ?, ?, ?)",
                waiting);
            waiting.clear();
        }

        int count(String what) {
            return counts.getOrDefault(what, 0);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
