package io.sealpost.directory;

import java.util.NoSuchElementException;
import java.util.UUID;

import io.sealpost.audit.Audit;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The word of a person against the guard's: for one plan, once. Each public method is one transaction. */
@Component
@Transactional
public class Approvals {
    private final JdbcClient jdbc;
    private final Audit audit;
    private final Runs runs;

    Approvals(JdbcClient jdbc, Audit audit, Runs runs) {
        this.jdbc = jdbc;
        this.audit = audit;
        this.runs = runs;
    }

    /**
     * Lets a refused run be applied, exactly as it was planned.
     *
     * @param run      its id
     * @param planHash the hash of the plan that was looked at
     * @throws NoSuchElementException if there is no such run
     * @throws NotWaiting             if it does not wait, its time has passed, its plan is another one, or its directory is busy
     */
    public Sync approve(String run, String planHash) {
        UUID id = id(run);
        String directory = jdbc.sql("select directory from sync where id = ?").param(id).query(String.class).optional()
            .orElseThrow(() -> unknown(run));
        runs.lock(directory);
        Row row = jdbc.sql("select state, plan_hash, watermark, approval_until is not null, coalesce(approval_until >= ?, false), text"
                + " from sync where id = ?").params(runs.now(), id).query((r, n) -> new Row(r.getString(1), r.getString(2), r.getString(3),
                r.getBoolean(4), r.getBoolean(5), r.getString(6))).single();
        if (!row.state.equals("REFUSED") || !row.waiting) {
            throw new NotWaiting("Run " + id + " is " + row.state + " and waits for no approval"
                + (row.text == null ? ": an approval is used once" : ": " + row.text));
        }
        if (!row.inTime) {
            throw new NotWaiting("Run " + id + " has waited too long (sealpost.guard.approval-within): the next one plans again");
        }
        if (!row.hash.equals(planHash)) {
            throw new NotWaiting("The plan of run " + id + " has the hash " + row.hash + ", another one than that: look at it again");
        }
        if (runs.busy(directory)) {
            throw new NotWaiting("Another run of " + directory + " is under way: approve this one again when it has ended");
        }
        jdbc.sql("update sync set state = 'APPLYING', approval_until = null, step_at = ? where id = ?").params(runs.now(), id).update();
        runs.alarm(id, "APPROVED");
        audit.record("sync-approved", directory + "/" + id, "plan " + planHash + ": " + row.text);
        return new Sync(id, directory, row.watermark, false);
    }

    private static UUID id(String run) {
        try {
            return UUID.fromString(run);
        } catch (IllegalArgumentException noId) {
            throw unknown(run);
        }
    }

    private static NoSuchElementException unknown(String run) {
        return new NoSuchElementException("There is no sync run with the id '" + run + "': GET /api/v1/syncs lists them");
    }

    private record Row(String state, String hash, String watermark, boolean waiting, boolean inTime, String text) {
    }
}
