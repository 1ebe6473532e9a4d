package io.sealpost.directory;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

import io.sealpost.audit.Audit;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** How runs follow each other and end: table {@code sync}. Runs in its callers' transactions. */
@Component
@Transactional(propagation = Propagation.MANDATORY)
class Runs {
    /** Beside the directory's answers: staging a page, making a plan, applying a batch. */
    private static final Duration STEP = Duration.ofSeconds(30);
    /** Rows of an older plan that are deleted at once, in some tenths of a second: the first plan of a directory has all its users. */
    private static final int PART = 10_000;
    private final JdbcClient jdbc;
    private final Clock clock;
    private final Audit audit;
    private final Staging staging;
    private final AlarmSettings alarms;

    Runs(JdbcClient jdbc, Clock clock, Audit audit, Staging staging, AlarmSettings alarms) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.audit = audit;
        this.staging = staging;
        this.alarms = alarms;
    }

    /** One at a time begins, plans or approves a run of this directory. */
    void lock(String directory) {
        jdbc.sql("insert into sync_lock (directory) values (?) on conflict do nothing").param(directory).update();
        jdbc.sql("select directory from sync_lock where directory = ? for update").param(directory).query(String.class).single();
    }

    /** Whether a run of the directory reads, or works its plan off. */
    boolean busy(String directory) {
        return jdbc.sql("select count(*) from sync where directory = ? and state in ('READING', 'APPLYING')").param(directory)
            .query(Integer.class).single() > 0;
    }

    /** Runs whose last step is older have died: none takes so long, with what is repeated in place. */
    Timestamp dead(Duration timeout) {
        return Timestamp.from(clock.instant().minus(timeout.multipliedBy(4)).minus(STEP));
    }

    /** Whether a run of the directory is under way, and has not died. */
    boolean alive(String directory, Duration timeout) {
        return jdbc.sql("select count(*) from sync where directory = ? and state in ('READING', 'APPLYING') and step_at >= ?")
            .params(directory, dead(timeout)).query(Integer.class).single() > 0;
    }

    /** When the directory's last run began that was no dry run; empty if there was none. */
    Optional<Instant> lastBegan(String directory) {
        return jdbc.sql("select started_at from sync where directory = ? and not dry_run order by started_at desc fetch first 1 rows only")
            .param(directory).query((row, n) -> row.getTimestamp(1).toInstant()).optional();
    }

    /** Whether the run's read has come to its end, and nothing was planned yet. */
    boolean read(Sync sync) {
        return jdbc.sql("select count(*) from sync where id = ? and state = 'READING' and reach is not null").param(sync.id())
            .query(Integer.class).single() > 0;
    }

    boolean full(Sync sync) {
        return jdbc.sql("select reach from sync where id = ?").param(sync.id()).query(String.class).single().equals("FULL");
    }

    int population(String directory) {
        return jdbc.sql("select count(*) from directory_user where directory = ? and state = 'ACTIVE'").param(directory)
            .query(Integer.class).single();
    }

    /** Refused runs whose time for an approval has passed. */
    void expire(String directory) {
        jdbc.sql("select id from sync where directory = ? and state = 'REFUSED' and approval_until < ?").params(directory, now())
            .query(UUID.class).list().forEach(id -> retire(id, directory, "EXPIRED"));
    }

    /** A later run is DONE: plans that were made before it are of no use. */
    void supersede(Sync done) {
        jdbc.sql("select id from sync where directory = ? and state = 'REFUSED' and id <> ? and approval_until is not null")
            .params(done.directory(), done.id()).query(UUID.class).list().forEach(id -> retire(id, done.directory(), "SUPERSEDED"));
        forgetPlans(done);
    }

    /** Only the newest plan with anything in it is kept, beside one that waits; a large one goes in parts, one with each run. */
    void forgetPlans(Sync sync) {
        jdbc.sql("""
                select s.id from sync s where s.directory = :directory and s.id <> :id
                and s.state in ('PLANNED', 'DONE', 'FAILED', 'EXPIRED', 'SUPERSEDED')
                and exists (select 1 from sync_change older where older.sync = s.id)
                and exists (select 1 from sync_change newer where newer.sync = :id)""")
            .param("directory", sync.directory()).param("id", sync.id()).query(UUID.class).list().forEach(this::forgetPart);
    }

    /** Its first rows go first: without them the API says that the plan is not kept. */
    private void forgetPart(UUID older) {
        jdbc.sql("delete from sync_change where sync = :older and seq < :part + (select seq from sync_change where sync = :older"
            + " order by sync, seq fetch first 1 rows only)").param("older", older).param("part", PART).update();
    }

    private void retire(UUID id, String directory, String state) {
        staging.clear(id);
        jdbc.sql("update sync set state = ?, approval_until = null where id = ?").params(state, id).update();
        audit.record("sync-" + state.toLowerCase(Locale.ROOT), directory + "/" + id, null);
    }

    /** A run that is under way comes to its end; its staging is cleared. */
    void end(UUID id, String directory, String state, String text) {
        staging.clear(id);
        int ended = jdbc.sql("update sync set state = ?, ended_at = ?, step_at = ?, text = coalesce(?, text)"
                + " where id = ? and state in ('READING', 'APPLYING')").params(state, now(), now(), cut(text), id).update();
        if (ended > 0 && (text != null || changes(id) > 0) && !state.equals("PLANNED")) {
            audit.record("sync-" + state.toLowerCase(Locale.ROOT), directory + "/" + id, text);
        }
        if (ended > 0 && state.equals("FAILED") && failures(directory) == alarms.failures()) {
            alarm(id, "FAILED");
        }
    }

    /** Runs that failed since the last one that did not. */
    private int failures(String directory) {
        return jdbc.sql("""
                select count(*) from sync f where f.directory = :directory and f.state = 'FAILED' and not f.dry_run and not exists (
                  select 1 from sync d where d.directory = f.directory and d.started_at > f.started_at
                  and d.state in ('DONE', 'REFUSED'))""")
            .param("directory", directory).query(Integer.class).single();
    }

    /** People are to be told. */
    void alarm(UUID id, String what) {
        jdbc.sql("update sync set alarm = ?, alarm_at = ? where id = ?").params(what, now(), id).update();
    }

    int changes(UUID id) {
        return jdbc.sql("select added + changed + suspended from sync where id = ?").param(id).query(Integer.class).single();
    }

    static String cut(String text) {
        return text == null || text.length() <= 1024 ? text : text.substring(0, 1024);
    }

    Timestamp now() {
        return Timestamp.from(clock.instant());
    }
}
