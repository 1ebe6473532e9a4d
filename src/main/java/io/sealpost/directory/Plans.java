package io.sealpost.directory;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

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
    /** Leavers first, then who changes an address, then who may want it. A user leaves by a row of staging only, never by lacking one. */
    private static final String DIFFERENCE = """
        insert into sync_change (sync, seq, external_id, who, what, why, digest)
        select cast(:sync as uuid), row_number() over (order by c.what desc, c.external_id), c.external_id, c.who, c.what, c.why, c.digest
        from (
          select s.external_id, s.title as who, 'ADD' as what, 'NEW' as why, s.digest from sync_entry s
          where s.sync = :sync and s.presence = 'HERE' and s.in_scope and not s.disabled and not exists (
            select 1 from directory_user u where u.directory = :directory and u.external_id = s.external_id)
          union all
          select s.external_id, s.title, case when u.state = 'ACTIVE' then 'CHANGE' else 'RESTORE' end,
            case when u.state = 'ACTIVE' then 'CHANGED' else 'BACK' end, s.digest
          from sync_entry s join directory_user u on u.directory = :directory and u.external_id = s.external_id
          where s.sync = :sync and s.presence = 'HERE' and s.in_scope and not s.disabled and s.content is not null
            and (u.entry_digest <> s.digest or u.state <> 'ACTIVE')
          union all
          select s.external_id, coalesce((select min(a.mailbox) from address a where a.user_id = u.id and a.is_primary), u.display_name,
            s.title), 'SUSPEND', case when s.presence <> 'HERE' then s.presence when s.in_scope then 'DISABLED' else 'OUT_OF_SCOPE' end,
            s.digest
          from sync_entry s join directory_user u on u.directory = :directory and u.external_id = s.external_id
          where s.sync = :sync and u.state = 'ACTIVE' and s.confirmed
            and (s.presence in ('DELETED', 'ABSENT') or s.presence = 'HERE' and (not s.in_scope or s.disabled))
        ) c""";

    private final JdbcClient jdbc;
    private final Runs runs;
    private final Staging staging;

    Plans(JdbcClient jdbc, Runs runs, Staging staging) {
        this.jdbc = jdbc;
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
        jdbc.sql(DIFFERENCE).param("sync", sync.id()).param("directory", sync.directory()).update();
        Map<String, Integer> count = new HashMap<>();
        jdbc.sql("select what, count(*) from sync_change where sync = ? group by what").param(sync.id())
            .query((row, n) -> count.put(row.getString(1), row.getInt(2))).list();
        jdbc.sql("update sync set plan_hash = ?, added = ?, changed = ?, suspended = ?, step_at = ? where id = ?")
            .params(hash(sync), count.getOrDefault("ADD", 0), count.getOrDefault("CHANGE", 0) + count.getOrDefault("RESTORE", 0),
                count.getOrDefault("SUSPEND", 0), runs.now(), sync.id()).update();
    }

    private boolean unconfirmed(Sync sync) {
        return jdbc.sql("""
                select count(*) from sync_entry s join directory_user u on u.directory = :directory and u.external_id = s.external_id
                where s.sync = :sync and s.presence = 'DELETED' and not s.confirmed and u.state = 'ACTIVE'""")
            .param("directory", sync.directory()).param("sync", sync.id()).query(Integer.class).single() > 0;
    }

    /** SHA-256, hex, over who, what, why and what the entry says: the same state of the directory leads to the same hash. */
    private String hash(Sync sync) {
        MessageDigest sha256 = sha256();
        int after = 0;
        List<String[]> rows;
        do {
            rows = jdbc.sql("select external_id, what, why, digest from sync_change where sync = ? and seq > ? order by seq"
                    + " fetch first " + AT_ONCE + " rows only").params(sync.id(), after)
                .query((row, n) -> new String[] {row.getString(1), row.getString(2), row.getString(3), row.getString(4)}).list();
            rows.forEach(row -> List.of(row).forEach(field -> {
                byte[] bytes = field.getBytes(StandardCharsets.UTF_8);
                sha256.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
                sha256.update(bytes);
            }));
            after += rows.size();
        } while (rows.size() == AT_ONCE);
        return HexFormat.of().formatHex(sha256.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
