package io.sealpost.operations;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.sealpost.directory.Finding;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Something about a user's entry or certificates that should be mended; docs/operations.md has a line for each finding. */
record FindingView(String user, UUID userId, String directory, String finding, String certificate, String text, Instant since,
        @JsonIgnore UUID id) {

    /** @param csv the rows as RFC 4180 has them, if that was asked for; link: how to get the next page (RFC 8288) */
    record Findings(List<FindingView> findings, UUID next, @JsonIgnore String csv, @JsonIgnore String link) {
    }

    /** As a user's own view has it. */
    record Own(String finding, String certificate, String text, Instant since) {
        static Own of(ResultSet row, int number) throws SQLException {
            return new Own(word(row), row.getString("certificate"), row.getString("text"), Column.time(row, "since"));
        }
    }

    static FindingView of(ResultSet row, int number) throws SQLException {
        return new FindingView(row.getString("user_name"), row.getObject("user_id", UUID.class), row.getString("directory"), word(row),
                row.getString("certificate"), row.getString("text"), Column.time(row, "since"), row.getObject("id", UUID.class));
    }

    static String word(ResultSet row) throws SQLException {
        return Finding.Name.valueOf(row.getString("name")).word();
    }
}
