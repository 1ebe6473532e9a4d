package io.sealpost.operations;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** A device as the API shows it; without items in lists. */
record DeviceView(String id, String channel, String platform, String model, String owner, String state, String reason,
        String activation, Instant joinedAt, Instant seenAt, @JsonInclude(JsonInclude.Include.NON_NULL) List<Item> items) {

    record Item(String kind, String state, String certificate, String code, String text, Instant updatedAt) {
        static Item of(ResultSet row, int number) throws SQLException {
            return new Item(row.getString("kind"), row.getString("state"), row.getString("certificate"), row.getString("code"),
                    row.getString("text"), Column.time(row, "updated_at"));
        }
    }

    record Devices(List<DeviceView> devices, String next) {
    }

    static DeviceView of(ResultSet row, int number) throws SQLException {
        return new DeviceView(row.getString("external_id"), row.getString("channel"), row.getString("platform"), row.getString("model"),
                row.getString("owner"), row.getString("state"), row.getString("reason"), row.getString("activation"),
                Column.time(row, "joined_at"), Column.time(row, "seen_at"), null);
    }

    DeviceView with(List<Item> all) {
        return new DeviceView(id, channel, platform, model, owner, state, reason, activation, joinedAt, seenAt, all);
    }
}
