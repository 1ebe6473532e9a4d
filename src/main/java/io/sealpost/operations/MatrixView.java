package io.sealpost.operations;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.sealpost.delivery.Activation;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** One cell of user x certificate x device, or a device without any. */
record MatrixView(String user, String device, String channel, String platform, String item, String certificate, String subject,
        String serial, Instant notAfter, String state, String reason, Instant since, Instant provenAt, Activation activation,
        @JsonIgnore UUID id) {

    /** @param csv the rows as RFC 4180 has them, if that was asked for; link: how to get the next page (RFC 8288) */
    record Matrix(List<MatrixView> rows, String next, @JsonIgnore String csv, @JsonIgnore String link) {
    }

    static MatrixView of(ResultSet row, Activation activation) throws SQLException {
        return new MatrixView(row.getString("user_name"), row.getString("external_id"), row.getString("channel"),
                row.getString("platform"), row.getString("kind"), row.getString("certificate"), row.getString("subject"),
                row.getString("serial"), Column.time(row, "not_after"), row.getString("cell_state"), row.getString("cell_reason"),
                Column.time(row, "updated_at"), Column.time(row, "proven_at"), activation,
                row.getObject("item_id", UUID.class));
    }
}
