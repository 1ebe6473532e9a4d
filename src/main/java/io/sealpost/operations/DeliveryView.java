package io.sealpost.operations;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A delivery as the API shows it: the device by its MDM's id, the user by address; without commands in lists. */
record DeliveryView(UUID id, String device, String user, String kind, String state, String code, String text, int attempts,
        Instant createdAt, Instant sentAt, Instant endedAt, Instant dueAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) List<Command> commands) {

    record Command(UUID id, String requestType, String state, String code, String text, Instant updatedAt) {
        static Command of(ResultSet row, int number) throws SQLException {
            return new Command(row.getObject("id", UUID.class), row.getString("request_type"), row.getString("state"),
                    row.getString("code"), row.getString("text"), Column.time(row, "updated_at"));
        }
    }

    record Deliveries(List<DeliveryView> deliveries, UUID next) {
    }

    static DeliveryView of(ResultSet row, int number) throws SQLException {
        return new DeliveryView(row.getObject("id", UUID.class), row.getString("external_id"), row.getString("mailbox"),
                row.getString("kind"), row.getString("state"), row.getString("code"), row.getString("text"), row.getInt("attempts"),
                Column.time(row, "created_at"), Column.time(row, "sent_at"), Column.time(row, "ended_at"),
                Column.time(row, "due_at"), null);
    }

    DeliveryView with(List<Command> all) {
        return new DeliveryView(id, device, user, kind, state, code, text, attempts, createdAt, sentAt, endedAt, dueAt, all);
    }
}
