package io.sealpost.operations;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A run of the directory sync as the API shows it. */
record SyncView(UUID id, String directory, String state, Instant startedAt, Instant endedAt, int entries, int added, int changed,
        String planHash, String watermark, String text) {

    record Syncs(List<SyncView> syncs, UUID next) {
    }

    static SyncView of(ResultSet row, int number) throws SQLException {
        return new SyncView(row.getObject("id", UUID.class), row.getString("directory"), row.getString("state"),
                Column.time(row, "started_at"), Column.time(row, "ended_at"), row.getInt("entries"), row.getInt("added"),
                row.getInt("changed"), row.getString("plan_hash"), row.getString("watermark"), row.getString("text"));
    }
}
