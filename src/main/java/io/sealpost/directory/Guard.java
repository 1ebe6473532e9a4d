package io.sealpost.directory;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.sealpost.audit.Audit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Refuses a run before its first change outside staging (P3). Each public method is one transaction. */
@Component
@Transactional
@EnableConfigurationProperties({GuardSettings.class, AlarmSettings.class})
public class Guard {
    private static final Logger LOG = LoggerFactory.getLogger(Guard.class);

    private static final String HINT = ": look at base, filter and the rights of the bind account. If it is right, set"
        + " sealpost.guard.least-read lower for one run";

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Audit audit;
    private final Runs runs;
    private final Staging staging;
    private final Effects effects;
    private final GuardSettings settings;

    Guard(JdbcClient jdbc, Clock clock, Audit audit, Runs runs, Staging staging, Effects effects, GuardSettings settings) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.audit = audit;
        this.runs = runs;
        this.staging = staging;
        this.effects = effects;
        this.settings = settings;
    }

    /**
     * Looks at a full read before anything is concluded from it.
     *
     * @throws PlanRefused if it brought nothing, fewer than half, or not the sentinels: no approval helps against that
     */
    public void believe(Sync sync, Directory directory) {
        if (!runs.read(sync)) {
            throw PlanRefused.badRead(sync);
        }
        if (runs.full(sync)) {
            int covered = staging.covered(sync);
            int known = runs.population(sync.directory());
            int read = jdbc.sql("select entries from sync where id = ?").param(sync.id()).query(Integer.class).single();
            Integer before = jdbc.sql("select expected from sync where id = ?").param(sync.id())
                .query((row, n) -> Optional.ofNullable(row.getObject(1, Integer.class))).single().orElse(0);
            int unreadable = staging.unreadable(sync);
            if (covered == 0 && unreadable > 0) {
                throw new PlanRefused("None of the " + unreadable + " entries in " + sync.directory() + " shows " + directory.map().id()
                    + " (attributes.id) and objectClass: look at the rights of the bind account");
            }
            if (known > 0 && covered == 0 || tooFew(covered, known)) {
                throw new PlanRefused("The read of " + sync.directory() + " brought " + covered + " entries in scope where " + known
                    + " users are known" + HINT);
            }
            if (tooFew(read, before)) {
                throw new PlanRefused("The read of " + sync.directory() + " brought " + read + " entries, and the last good one "
                    + before + HINT);
            }
            sentinels(sync, directory);
        }
    }

    private boolean tooFew(int read, int before) {
        return (long) read * 100 < (long) before * settings.leastRead();
    }

    private void sentinels(Sync sync, Directory directory) {
        List<String> lost = staging.lost(sync, directory);
        if (!lost.isEmpty()) {
            throw new PlanRefused("The read of " + sync.directory() + " lacks the sentinels " + String.join(", ", lost)
                + ": the directory does not show what it should, or sealpost.directories." + sync.directory() + ".sentinels is wrong");
        }
    }

    /**
     * Decides on the plan, by its effects.
     *
     * @throws PlanRefused if a sentinel is gone
     */
    public Plan check(Sync sync, Directory directory) {
        if (!runs.read(sync)) {
            throw PlanRefused.badRead(sync);
        }
        sentinels(sync, directory);
        runs.lock(sync.directory());
        Effects.Effect users = effects.users(sync, settings);
        Effects.Effect keys = effects.keys(sync, users, settings);
        Effects.Effect certificates = effects.certificates(sync, users, settings);
        String refusal = Stream.of(users, keys, certificates).filter(Effects.Effect::tooMuch)
            .map(e -> e.count() + " of " + e.of() + " " + e.words() + ", and " + e.limit().of(e.of()) + " may (sealpost.guard." + e.key()
                + ")").collect(Collectors.joining("; "));
        jdbc.sql("update sync set population = ?, keys_leaving = ?, certificates_withdrawn = ?, step_at = ? where id = ?")
            .params(users.count() == 0 ? null : users.of(), keys.count(), certificates.count(), runs.now(), sync.id()).update();
        String text = refusal.isEmpty() ? null : refusal;
        return sync.dryRun() ? planned(sync, text) : text == null ? applying(sync) : refused(sync, text);
    }

    private Plan planned(Sync sync, String text) {
        runs.end(sync.id(), sync.directory(), "PLANNED", text == null ? null : "It would be refused: " + text);
        runs.forgetPlans(sync);
        return plan(sync);
    }

    private Plan applying(Sync sync) {
        jdbc.sql("update sync set state = 'APPLYING' where id = ?").param(sync.id()).update();
        return plan(sync);
    }

    /** One waits at a time, so that who approves has the whole time for it; the later ones say which. */
    private Plan refused(Sync sync, String refusal) {
        Optional<UUID> waiting = jdbc.sql("select id from sync where directory = ? and state = 'REFUSED' and approval_until >= ?")
            .params(sync.directory(), runs.now()).query(UUID.class).optional();
        Instant until = clock.instant().plus(settings.approvalWithin()).truncatedTo(ChronoUnit.SECONDS);
        String text = Runs.cut(refusal + waiting.map(id -> ". Run " + id + " waits for the approval").orElse(". Read /api/v1/syncs/"
            + sync.id() + "/plan; to have it done, POST its planHash to /api/v1/syncs/" + sync.id() + "/approval before " + until));
        jdbc.sql("update sync set state = 'REFUSED', approval_until = ?, ended_at = ?, text = ? where id = ?")
            .params(waiting.isPresent() ? null : Timestamp.from(until), waiting.isPresent() ? runs.now() : null, text, sync.id()).update();
        if (waiting.isPresent()) {
            staging.clear(sync.id());
            jdbc.sql("delete from sync_change where sync = ?").param(sync.id()).update();
        } else {
            audit.record("sync-refused", sync.directory() + "/" + sync.id(), text);
            runs.alarm(sync.id(), "REFUSED");
            LOG.warn("{} refused: {}", sync, text);
        }
        return plan(sync);
    }

    private Plan plan(Sync sync) {
        return jdbc.sql("select state, plan_hash, text from sync where id = ?").param(sync.id())
            .query((row, n) -> new Plan(sync, row.getString(1), row.getString(2), row.getString(3))).single();
    }
}
