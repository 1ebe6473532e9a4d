package io.sealpost.operations;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;

/** How the API shows a column: times as UTC instants, texts in CSV as texts. */
final class Column {
    private Column() {
    }

    static Instant time(ResultSet row, String name) throws SQLException {
        var time = row.getObject(name, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    /** For CSV: what a spreadsheet would take for a formula is text. Names come from directories, certificates and devices. */
    static String plain(String text) {
        return text != null && !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }
}
