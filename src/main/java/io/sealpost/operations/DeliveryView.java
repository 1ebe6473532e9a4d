package io.sealpost.operations;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A delivery as the API shows it: the device by its MDM's id, the user by address, the command by its id at the MDM. */
record DeliveryView(UUID id, String device, String user, String kind, String request, UUID command, String state, String code,
        String text, int attempts, Instant createdAt, Instant sentAt, Instant endedAt, Instant dueAt) {

    record Deliveries(List<DeliveryView> deliveries, UUID next) {
    }

    static DeliveryView of(ResultSet row, int number) throws SQLException {
        return new DeliveryView(row.getObject("id", UUID.class), row.getString("external_id"), row.getString("mailbox"),
                row.getString("kind"), row.getString("request"), row.getObject("command", UUID.class), row.getString("state"),
                row.getString("code"), row.getString("text"), row.getInt("attempts"), Column.time(row, "created_at"),
                Column.time(row, "sent_at"), Column.time(row, "ended_at"), Column.time(row, "due_at"));
    }
}
