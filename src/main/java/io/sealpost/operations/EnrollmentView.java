package io.sealpost.operations;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A certification request as the API shows it: user by address, device by its MDM's id, the key by the SHA-256 of its SPKI. */
record EnrollmentView(UUID id, String user, String device, String ca, String state, String code, String text, String spki, int attempts,
        Instant createdAt, Instant since, Instant dueAt) {

    record Enrollments(List<EnrollmentView> enrollments, UUID next) {
    }

    static EnrollmentView of(ResultSet row, int number) throws SQLException {
        return new EnrollmentView(row.getObject("id", UUID.class), row.getString("mailbox"), row.getString("external_id"),
                row.getString("ca"), row.getString("state"), row.getString("code"), row.getString("text"), row.getString("spki"),
                row.getInt("attempts"), Column.time(row, "created_at"), Column.time(row, "updated_at"), Column.time(row, "due_at"));
    }
}
