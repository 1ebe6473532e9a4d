package io.sealpost.operations;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sealpost.delivery.Activation;
import io.sealpost.delivery.ClientActivation;
import io.sealpost.delivery.MailClient;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** A device as the API shows it; without items in lists. */
record DeviceView(String id, String channel, String platform, String model, String owner, String state, String reason,
        Activation activation, List<Client> clients, Instant joinedAt, Instant seenAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) List<Item> items) {

    record Item(String kind, String state, String certificate, String code, String text, Instant updatedAt) {
        static Item of(ResultSet row, int number) throws SQLException {
            return new Item(row.getString("kind"), row.getString("state"), row.getString("certificate"), row.getString("code"),
                    row.getString("text"), Column.time(row, "updated_at"));
        }
    }

    /** @param instructions the path of the page that tells the user what to switch on */
    record Client(MailClient client, Activation activation, String reason, String instructions) {
    }

    record Devices(List<DeviceView> devices, String next) {
    }

    static DeviceView of(ResultSet row, List<ClientActivation> clients) throws SQLException {
        return new DeviceView(row.getString("external_id"), row.getString("channel"), row.getString("platform"), row.getString("model"),
                row.getString("owner"), row.getString("state"), row.getString("reason"), clients.get(0).activation(),
                clients.stream().map(c -> new Client(c.client(), c.activation(), c.reason(), c.client().instructions())).toList(),
                Column.time(row, "joined_at"), Column.time(row, "seen_at"), null);
    }

    DeviceView with(List<Item> all) {
        return new DeviceView(id, channel, platform, model, owner, state, reason, activation, clients, joinedAt, seenAt, all);
    }
}
