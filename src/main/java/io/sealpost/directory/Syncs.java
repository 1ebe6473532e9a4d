package io.sealpost.directory;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.sealpost.audit.Audit;
import io.sealpost.delivery.Work;
import io.sealpost.user.Users;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.util.IdGenerator;

/** The steps of a run before and after its plan: read into staging, apply. Each public method is one transaction. */
@Component
@Transactional
public class Syncs {
    private static final Logger LOG = LoggerFactory.getLogger(Syncs.class);
    private static final int BATCH = 100;
    private static final int LOGGED = 10_000;

    private final JdbcClient jdbc;
    private final Clock clock;
    private final IdGenerator ids;
    private final Audit audit;
    private final Users users;
    private final Staging staging;
    private final Runs runs;
    private final Findings findings;

    Syncs(JdbcClient jdbc, Clock clock, IdGenerator ids, Audit audit, Users users, Staging staging, Runs runs, Findings findings) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.ids = ids;
        this.audit = audit;
        this.users = users;
        this.staging = staging;
        this.runs = runs;
        this.findings = findings;
    }

    /**
     * Begins a run. One that died makes way.
     *
     * @return null if another run of this directory is at it
     */
    public Sync begin(Directory directory, boolean dryRun) {
        String name = directory.name();
        runs.lock(name);
        jdbc.sql("select id from sync where directory = ? and state in ('READING', 'APPLYING') and step_at < ?")
            .params(name, runs.dead(directory.timeout())).query(UUID.class).list()
            .forEach(id -> runs.end(id, name, "FAILED", "its process died in the middle"));
        runs.expire(name);
        if (runs.busy(name)) {
            return null;
        }
        Sync sync = new Sync(ids.generateId(), name, last(name, "watermark", "", String.class), dryRun);
        jdbc.sql("insert into sync (id, directory, state, dry_run, started_at, step_at, entries, added, changed, expected)"
                + " values (?, ?, 'READING', ?, ?, ?, 0, 0, 0, ?)").params(sync.id(), name, dryRun, runs.now(), runs.now(),
                last(name, "entries", "and reach = 'FULL'", Integer.class)).update();
        return sync;
    }

    /** What the last good run says; null if there is none. */
    private <T> T last(String directory, String column, String more, Class<T> type) {
        return jdbc.sql("select " + column + " from sync where directory = ? and state = 'DONE' " + more
                + " order by ended_at desc, started_at desc fetch first 1 rows only").param(directory)
            .query((row, n) -> Optional.ofNullable(row.getObject(1, type))).optional().flatMap(v -> v).orElse(null);
    }

    /** Stages a page of what was read, or of what was looked up after the read. */
    public void stage(Sync sync, Directory directory, List<RawEntry> page) {
        staging.add(sync, directory, runs.read(sync) && !directory.decidesFound() ? "FOUND" : "HERE", page);
        jdbc.sql("update sync set entries = entries + case when reach is null then ? else 0 end, step_at = ? where id = ?")
            .params(page.size(), runs.now(), sync.id()).update();
        log(sync, page.size());
    }

    /** A long read says now and then how far it is. */
    private void log(Sync sync, int page) {
        jdbc.sql("select entries, expected, started_at, reach from sync where id = ?").param(sync.id()).query((row, n) -> {
            int entries = row.getInt(1);
            if (row.getString(4) == null && entries / LOGGED > (entries - page) / LOGGED) {
                long seconds = Math.max(1, Duration.between(row.getTimestamp(3).toInstant(), clock.instant()).toSeconds());
                LOG.info("{}: {} entries read{}, {} a second", sync, entries, row.getObject(2) == null ? "" : " of about " + row.getInt(2),
                    entries / seconds);
            }
            return entries;
        }).single();
    }

    /**
     * The read has come to its end, and brought everything that is in the directory: who was not in it may be gone.
     *
     * @param watermark where it ended, in the route's own words; counts once the run is DONE; may be null
     * @throws PlanRefused if a page was lost on the way
     */
    public void readAll(Sync sync, String watermark) {
        read(sync, "FULL", watermark);
    }

    /** As {@link #readAll}, but what was read is only what changed since {@link Sync#watermark}: absence says nothing. */
    public void readChanges(Sync sync, String watermark) {
        read(sync, "CHANGES", watermark);
    }

    private void read(Sync sync, String reach, String watermark) {
        int reading = jdbc.sql("update sync set reach = ?, watermark = ?, step_at = ? where id = ? and state = 'READING'")
            .params(reach, watermark, runs.now(), sync.id()).update();
        if (reading == 0) {
            throw PlanRefused.badRead(sync);
        }
    }

    /** The plan that is to be applied, in parts that are one transaction each. */
    public List<Plan.Batch> batches(Sync sync) {
        int rows = runs.changes(sync.id());
        return IntStream.range(0, (rows + BATCH - 1) / BATCH)
            .mapToObj(i -> new Plan.Batch(i * BATCH + 1, Math.min(rows, (i + 1) * BATCH))).toList();
    }

    /**
     * Works off a batch of the plan, each one once and in order.
     *
     * @return the users to compare
     * @throws IllegalStateException if the run is not being applied, or a batch was left out
     */
    public List<Work> apply(Sync sync, Plan.Batch batch) {
        int applied = jdbc.sql("select applied from sync where id = ? and state = 'APPLYING' for update").param(sync.id())
            .query(Integer.class).optional().orElseThrow(() -> new IllegalStateException(sync + " is not being applied"));
        if (applied < batch.first() - 1) {
            throw new IllegalStateException(sync + ": row " + (applied + 1) + " of the plan comes before row " + batch.first());
        }
        List<Change> changes = jdbc.sql("select external_id, what, why from sync_change where sync = ? and seq between ? and ?"
                + " order by seq").params(sync.id(), batch.first(), batch.last())
            .query((row, n) -> new Change(row.getString(1), row.getString(2), row.getString(3))).list();
        if (applied < batch.last()) {   // else it was committed, and only the word of it was lost
            changes.forEach(c -> apply(sync, c));
            jdbc.sql("update sync set applied = ?, step_at = ? where id = ?").params(batch.last(), runs.now(), sync.id()).update();
        }
        return changes.stream().map(c -> new Work("users", Users.id(sync.directory(), c.externalId).toString())).toList();
    }

    private void apply(Sync sync, Change change) {
        if (change.what.equals("SUSPEND")) {
            users.suspend(sync.directory(), change.externalId, change.why);
        } else {
            save(sync.directory(), staging.get(sync, change.externalId));
        }
    }

    private record Change(String externalId, String what, String why) {
    }

    /** Adds or updates one user outside a run, for example the owner of a device that joins. */
    public List<Work> applyFound(Directory directory, List<RawEntry> found) {
        boolean usable = found.size() == 1 && directory.disabling().filter(d -> d.covers(found.get(0))).isEmpty();
        return usable ? List.of(save(directory.name(), Entries.read(directory, found.get(0)))) : List.of();
    }

    private Work save(String directory, StagedEntry entry) {
        EntryCertificates certificates = EntryCertificates.of(entry);
        UUID user = users.save(directory, entry.entry(certificates.encryption()));
        List<Finding> found = Stream.concat(entry.findings().stream(), certificates.findings().stream()).toList();
        found.forEach(f -> audit.record("entry-finding", directory + "/" + entry.externalId(), f.text()));
        findings.read(user, found);
        return new Work("users", user.toString());
    }

    /**
     * The run has ended well; its staging is cleared, and its watermark counts.
     *
     * @throws IllegalStateException if anything of its plan was not applied
     */
    public void done(Sync sync) {
        runs.lock(sync.directory());
        int left = jdbc.sql("select added + changed + suspended - applied from sync where id = ? and state = 'APPLYING'").param(sync.id())
            .query(Integer.class).optional().orElseThrow(() -> new IllegalStateException(sync + " is not being applied"));
        if (left != 0) {
            throw new IllegalStateException(sync + ": " + left + " rows of the plan were not applied");
        }
        runs.end(sync.id(), sync.directory(), "DONE", null);
        runs.supersede(sync);
    }

    /** The run has ended before its time; nothing is concluded from what it read. */
    public void fail(Sync sync, Exception cause) {
        LOG.warn("{} failed: {}", sync, cause.toString());
        runs.end(sync.id(), sync.directory(), "FAILED", cause.toString());
    }
}
