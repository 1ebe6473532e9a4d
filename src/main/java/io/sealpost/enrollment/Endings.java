package io.sealpost.enrollment;

import io.sealpost.audit.Audit;
import io.sealpost.device.Devices;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** How certification requests end without a certificate, and how people take them up again. */
@Component
@Transactional
public class Endings {
    private static final List<String> OPEN = List.of("NEW", "REQUESTED", "PENDING", "UNANSWERED");
    private static final List<String> RETRIABLE = List.of("FAILED", "DENIED");

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Audit audit;
    private final Devices devices;

    Endings(JdbcClient jdbc, Clock clock, Audit audit, Devices devices) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.audit = audit;
        this.devices = devices;
    }

    /** Ends a request that is open, with cause and fix for people. */
    void end(UUID id, String state, String code, String text) {
        int ended = jdbc.sql("update enrollment set state = :state, code = :code, text = :text, due_at = null, updated_at = :now"
                + " where id = :id and state in (:open)")
            .param("state", state).param("code", code).param("text", cut(text)).param("now", now()).param("id", id)
            .param("open", OPEN).update();
        if (ended > 0) {
            audit.record("enrollment-" + state.toLowerCase(Locale.ROOT), id.toString(), code + ": " + text);
        }
    }

    /**
     * People looked why this request ended, and have the very same one sent again: same key, same PKCS #10. One that ended before
     * it had a key gets it now. It is due at once.
     *
     * @throws NoSuchElementException if there is no such request
     * @throws NotEnded               if it is on its way, is issued, or was closed, so that its key is destroyed
     */
    public void retry(UUID id) {
        UUID device = jdbc.sql("select device from enrollment where id = ?").param(id).query(UUID.class).optional()
            .orElseThrow(() -> new NoSuchElementException("No enrollment " + id + ": GET /api/v1/enrollments lists them"));
        devices.lock(device);
        Ended ended = jdbc.sql("select state, code from enrollment where id = ? for update").param(id)
            .query((row, n) -> new Ended(row.getString(1), row.getString(2))).single();
        if (!RETRIABLE.contains(ended.state)) {
            throw new NotEnded(id, ended.state);
        }
        jdbc.sql("""
                update enrollment set state = case when csr is null then 'NEW' else 'PENDING' end, repeats = 0, attempts = 0,
                       due_at = :now, queued_at = null, updated_at = :now where id = :id""")
            .param("now", now()).param("id", id).update();
        audit.record("enrollment-retried", id.toString(), "it was " + ended.state + " " + ended.code + "; the same is sent again");
    }

    static String cut(String text) {
        return text.length() <= 1024 ? text : text.substring(0, 1024);
    }

    private Timestamp now() {
        return Timestamp.from(clock.instant());
    }

    private record Ended(String state, String code) {
    }
}
