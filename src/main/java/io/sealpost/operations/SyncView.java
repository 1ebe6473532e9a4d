package io.sealpost.operations;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A run of the directory sync as the API shows it.
 *
 * @param entriesPerSecond of its read so far; null before its first page
 * @param secondsLeft      until the read has brought as many entries as the last good one; null where nobody can say
 */
record SyncView(UUID id, String directory, String state, boolean dryRun, String reach, Instant startedAt, Instant endedAt, int entries,
        Integer expected, Long entriesPerSecond, Long secondsLeft, int added, int changed, int suspended, int keysLeaving,
        int certificatesWithdrawn, Integer population, int applied, String planHash, Instant approvalUntil, String watermark,
        String text) {

    record Syncs(List<SyncView> syncs, UUID next) {
    }

    static SyncView of(ResultSet row, int number) throws SQLException {
        var started = Column.time(row, "started_at");
        var step = Column.time(row, "step_at");
        var entries = row.getInt("entries");
        var expected = row.getObject("expected", Integer.class);
        var seconds = step == null ? 0 : Math.max(1, Duration.between(started, step).toSeconds());
        var rate = seconds == 0 || entries == 0 || !row.getString("state").equals("READING") ? null : Long.valueOf(entries / seconds);
        var left = rate == null || rate == 0 || expected == null || row.getString("reach") != null ? null
                : Long.valueOf(Math.max(0, expected - entries) / rate);
        return new SyncView(row.getObject("id", UUID.class), row.getString("directory"), row.getString("state"),
                row.getBoolean("dry_run"), row.getString("reach"), started, Column.time(row, "ended_at"), entries, expected, rate, left,
                row.getInt("added"), row.getInt("changed"), row.getInt("suspended"), row.getInt("keys_leaving"),
                row.getInt("certificates_withdrawn"), row.getObject("population", Integer.class), row.getInt("applied"),
                row.getString("plan_hash"), Column.time(row, "approval_until"), row.getString("watermark"), row.getString("text"));
    }
}
