package io.sealpost.operations;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;

/** How the API shows a column: times as UTC instants. */
final class Column {
    private Column() {
    }

    static Instant time(ResultSet row, String name) throws SQLException {
        var time = row.getObject(name, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
