package io.sealpost.directory;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sealpost.audit.Audit;
import io.sealpost.delivery.Work;
import io.sealpost.user.Users;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The stages of a run: read into staging, plan, apply. Each public method is one transaction. */
@Component
@Transactional
public class Syncs {
    private static final Logger LOG = LoggerFactory.getLogger(Syncs.class);
    /** Beside the directory's answers: staging a page, applying a batch. */
    private static final Duration STEP = Duration.ofSeconds(30);

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Audit audit;
    private final Users users;
    private final ObjectMapper json = new ObjectMapper();

    Syncs(JdbcClient jdbc, Clock clock, Audit audit, Users users) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.audit = audit;
        this.users = users;
    }

    /**
     * Begins a run. One that made no step for longer than a step may take, with what is repeated in place, has died.
     *
     * @return null if another run of this directory is at it
     */
    public Sync begin(Directory directory) {
        Instant dead = clock.instant().minus(directory.timeout().multipliedBy(4)).minus(STEP);
        jdbc.sql("select id from sync where directory = ? and state in ('READING', 'APPLYING') and step_at < ?")
            .params(directory.name(), Timestamp.from(dead)).query(UUID.class).list()
            .forEach(id -> end(new Sync(id, directory.name()), "FAILED", "its process died in the middle"));
        boolean running = jdbc.sql("select count(*) from sync where directory = ? and state in ('READING', 'APPLYING')")
            .param(directory.name()).query(Integer.class).single() > 0;
        if (running) {
            return null;
        }
        Sync sync = new Sync(UUID.randomUUID(), directory.name());
        jdbc.sql("insert into sync (id, directory, state, started_at, step_at, entries, added, changed)"
                + " values (?, ?, 'READING', ?, ?, 0, 0, 0)").params(sync.id(), directory.name(), now(), now()).update();
        return sync;
    }

    /** Stages a page of what was read; what staging has already, from an entry that moved between pages, stays. */
    public void stage(Sync sync, Directory directory, List<RawEntry> page) {
        for (RawEntry raw : page) {
            StagedEntry entry = Entries.read(directory, raw);
            boolean twice = jdbc.sql("select 1 from sync_entry where sync = ? and external_id = ?").params(sync.id(), entry.externalId())
                .query(Integer.class).optional().isPresent();
            if (!twice) {
                jdbc.sql("insert into sync_entry (sync, external_id, digest, content) values (?, ?, ?, ?)")
                    .params(sync.id(), entry.externalId(), entry.digest(), write(entry)).update();
            }
        }
        jdbc.sql("update sync set entries = entries + ?, step_at = ? where id = ?").params(page.size(), now(), sync.id()).update();
    }

    /**
     * The difference between staging and the users of the directory. Absence means nothing here.
     *
     * @throws PlanRefused if the read did not end well
     */
    public Plan plan(Sync sync) {
        if (!state(sync).equals("READING")) {
            throw new PlanRefused("The read of " + sync.directory() + " did not end well: nothing is concluded from it");
        }
        List<String> added = jdbc.sql("""
                select s.external_id from sync_entry s
                left join directory_user u on u.directory = :directory and u.external_id = s.external_id
                where s.sync = :sync and u.id is null order by s.external_id""")
            .param("directory", sync.directory()).param("sync", sync.id()).query(String.class).list();
        List<String> changed = jdbc.sql("""
                select s.external_id from sync_entry s
                join directory_user u on u.directory = :directory and u.external_id = s.external_id
                where s.sync = :sync and (u.entry_digest <> s.digest or u.state <> 'ACTIVE') order by s.external_id""")
            .param("directory", sync.directory()).param("sync", sync.id()).query(String.class).list();
        int read = jdbc.sql("select count(*) from sync_entry where sync = ?").param(sync.id()).query(Integer.class).single();
        int known = jdbc.sql("select count(*) from directory_user where directory = ? and state = 'ACTIVE'").param(sync.directory())
            .query(Integer.class).single();
        Plan plan = new Plan(sync, read, known, added, changed, hash(sync, added, changed));
        jdbc.sql("update sync set plan_hash = ?, added = ?, changed = ?, step_at = ? where id = ?")
            .params(plan.hash(), added.size(), changed.size(), now(), sync.id()).update();
        return plan;
    }

    private String hash(Sync sync, List<String> added, List<String> changed) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            List.of(added, changed).forEach(ids -> ids.forEach(id -> {
                String digest = jdbc.sql("select digest from sync_entry where sync = ? and external_id = ?").params(sync.id(), id)
                    .query(String.class).single();
                sha256.update((id.length() + ":" + id + digest).getBytes(StandardCharsets.UTF_8));
            }));
            return HexFormat.of().formatHex(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    /** Works off a batch of the plan. Returns the users to compare. */
    public List<Work> apply(Sync sync, Plan.Batch batch) {
        jdbc.sql("update sync set state = 'APPLYING', step_at = ? where id = ?").params(now(), sync.id()).update();
        return batch.externalIds().stream().map(id -> {
            StagedEntry entry = read(jdbc.sql("select content from sync_entry where sync = ? and external_id = ?")
                .params(sync.id(), id).query(String.class).single());
            return save(sync.directory(), entry);
        }).toList();
    }

    /** Adds or updates one user outside a run, for example the owner of a device that joins. */
    public List<Work> applyFound(Directory directory, List<RawEntry> found) {
        return found.size() != 1 ? List.of() : List.of(save(directory.name(), Entries.read(directory, found.get(0))));
    }

    private Work save(String directory, StagedEntry entry) {
        UUID user = users.save(directory, entry.entry());
        entry.findings().forEach(f -> audit.record("entry-finding", directory + "/" + entry.externalId(), f));
        return new Work("users", user.toString());
    }

    /** The run has ended well; its staging is cleared. */
    public void done(Sync sync) {
        end(sync, "DONE", null);
    }

    /** The run has ended before its time; nothing is concluded from what it read. */
    public void fail(Sync sync, Exception cause) {
        LOG.warn("{} failed: {}", sync, cause.toString());
        end(sync, "FAILED", cause.toString());
    }

    private void end(Sync sync, String state, String text) {
        jdbc.sql("delete from sync_entry where sync = ?").param(sync.id()).update();
        int ended = jdbc.sql("update sync set state = ?, ended_at = ?, text = ? where id = ? and state in ('READING', 'APPLYING')")
            .params(state, now(), text == null || text.length() <= 1024 ? text : text.substring(0, 1024), sync.id()).update();
        if (ended > 0 && (text != null || changes(sync) > 0)) {
            audit.record("sync-" + state.toLowerCase(java.util.Locale.ROOT), sync.directory() + "/" + sync.id(), text);
        }
    }

    private int changes(Sync sync) {
        return jdbc.sql("select added + changed from sync where id = ?").param(sync.id()).query(Integer.class).single();
    }

    private String state(Sync sync) {
        return jdbc.sql("select state from sync where id = ?").param(sync.id()).query(String.class).single();
    }

    private String write(StagedEntry entry) {
        try {
            return json.writeValueAsString(entry);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A staged entry always has a JSON form", e);
        }
    }

    private StagedEntry read(String content) {
        try {
            return json.readValue(content, StagedEntry.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Staging holds what this class wrote", e);
        }
    }

    private Timestamp now() {
        return Timestamp.from(clock.instant());
    }
}
