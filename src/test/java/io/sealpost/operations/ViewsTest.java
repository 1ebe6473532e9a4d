package io.sealpost.operations;

import static io.sealpost.delivery.Activation.AUTOMATIC;
import static io.sealpost.delivery.Activation.BY_USER;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealpost.Databases;
import io.sealpost.delivery.Activations;
import io.sealpost.delivery.IntuneProfiles;
import io.sealpost.device.ChannelFixture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The views say the same of the same rows on both databases (P4). */
class ViewsTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void P4_theWorstOfADevicesItemsIsItsState(Databases kind) {
        var database = JdbcClient.create(kind.create(folder));
        var ledger = new Ledger(database);
        var anna = ledger.user("anna");
        var device = ledger.device("nanomdm", "u", anna);
        var worse = new String[] {"VERIFIED", "ACKNOWLEDGED", "DEFERRED", "SENT", "PENDING", "REMOVING", "LOST", "FAILED"};
        assertThat(view(database).state()).isEqualTo("PENDING");
        for (var state : worse) {
            ledger.item(device, anna, "ENCRYPTION_IDENTITY", "REMOVED", null, null);
            ledger.item(device, anna, "ENCRYPTION_IDENTITY", state, "c", "t");

            assertThat(view(database).state()).isEqualTo(state);
        }
        assertThat(view(database).reason()).isEqualTo("c: t");
        assertThat(view(database).items()).hasSize(16);
    }

    @ParameterizedTest
    @EnumSource
    void P4_withoutItemsOwnerAndLastDeliveryDecide(Databases kind) {
        var database = JdbcClient.create(kind.create(folder));
        var ledger = new Ledger(database);
        var anna = ledger.user("anna");
        var device = ledger.device("nanomdm", "u", null);
        assertThat(view(database).state()).isEqualTo("UNASSIGNED");

        database.sql("update device set owner = ?").param(anna).update();
        ledger.delivery(device, anna, "INQUIRE", "ACKNOWLEDGED", null, null, 1);
        assertThat(view(database).state()).as("an inquiry brings nothing to the device").isEqualTo("PENDING");

        ledger.delivery(device, anna, "INSTALL", "FAILED", "no-recipient-certificate", null, 2);
        assertThat(view(database)).extracting(DeviceView::state, DeviceView::reason).containsExactly("FAILED", "no-recipient-certificate");

        ledger.delivery(device, anna, "INSTALL", "SENT", null, null, 3);
        assertThat(view(database)).extracting(DeviceView::state, DeviceView::reason).containsExactly("SENT", null);

        database.sql("update device set reason = 'two owners claimed'").update();
        assertThat(view(database).reason()).isEqualTo("two owners claimed");

        database.sql("update device set state = 'LEFT'").update();
        assertThat(view(database).state()).isEqualTo("LEFT");
    }

    /** S5: never reported as automatic unless the mail profile is known to be there. */
    @ParameterizedTest
    @EnumSource
    void S5_activationIsAutomaticOnlyWithAVerifiedMailProfileThatNamesBothIdentitiesOnIos(Databases kind) {
        var database = JdbcClient.create(kind.create(folder));
        var ledger = new Ledger(database);
        var anna = ledger.user("anna");
        var device = ledger.device("nanomdm", "u", anna);
        ledger.item(device, anna, "MAIL_PROFILE", "ACKNOWLEDGED", null, null);
        assertThat(view(database).activation()).isEqualTo(BY_USER);

        database.sql("update item set state = 'VERIFIED', mail_signing = ?").param("a".repeat(64)).update();
        assertThat(view(database).activation()).as("for signing only").isEqualTo(BY_USER);

        database.sql("update item set mail_encryption = ?").param("b".repeat(64)).update();
        assertThat(view(database).activation()).isEqualTo(AUTOMATIC);
        assertThat(view(database).clients()).extracting(c -> c.client() + " " + c.activation() + " " + c.instructions()).containsExactly(
                "APPLE_MAIL_IOS AUTOMATIC /instructions/apple-mail-ios.html", "OUTLOOK_IOS BY_USER /instructions/outlook-ios.html");
        assertThat(new MatrixViews(database, activations()).list(Map.of()).rows()).extracting(MatrixView::activation)
                .containsExactly(AUTOMATIC);

        database.sql("update device set owner = ?").param(ledger.user("berta")).update();
        assertThat(view(database).activation()).as("another user's profile").isEqualTo(BY_USER);

        database.sql("update device set owner = ?, platform = 'MACOS'").param(anna).update();
        assertThat(view(database).activation()).isEqualTo(BY_USER);

        database.sql("update device set platform = 'IOS', generation = 2").update();
        assertThat(view(database)).as("joined again, so nothing is on it")
                .extracting(DeviceView::activation, DeviceView::state, DeviceView::items)
                .containsExactly(BY_USER, "PENDING", List.of());
    }

    @ParameterizedTest
    @EnumSource
    void P4_everyFilterAndEveryPageWorksOnBothDatabases(Databases kind) {
        var database = JdbcClient.create(kind.create(folder));
        var ledger = new Ledger(database);
        var anna = ledger.user("anna");
        ledger.certificate(anna, "a".repeat(64), "b".repeat(64), true);
        var first = ledger.device("nanomdm", "u1", anna);
        ledger.device("nanomdm", "u2", anna);
        var delivery = ledger.delivery(first, anna, "INSTALL", "SENT", null, null, 1);
        ledger.delivery(first, anna, "INSTALL", "SENT", null, null, 1);
        var sync = ledger.sync("DONE", 1);
        ledger.sync("DONE", 1);

        var devices = new DeviceViews(database, activations());
        var page = devices.list(Map.of("limit", 1L, "channel", "nanomdm", "owner", "anna", "state", "SENT"));
        assertThat(page.devices()).extracting(DeviceView::id).containsExactly("u1");
        assertThat(devices.list(Map.of("after", "nanomdm/u1")).devices()).extracting(DeviceView::id).containsExactly("u2");
        var users = new UserViews(database);
        assertThat(users.list(Map.of("name", "anna@example.com")).users()).containsExactly(users.get(anna.toString()));
        assertThat(users.get(anna.toString()).devices()).containsExactly("u1", "u2");
        assertThat(users.list(Map.of("after", anna.toString())).users()).isEmpty();
        var deliveries = new DeliveryViews(database);
        var sent = deliveries.list(Map.of("limit", 1L, "device", "u1", "state", "SENT"));
        assertThat(deliveries.list(Map.of("after", sent.next().toString())).deliveries()).hasSize(1)
                .doesNotContainAnyElementsOf(sent.deliveries());
        assertThat(deliveries.get(delivery.toString()).request()).isEqualTo("InstallProfile");
        var syncs = new SyncViews(database);
        var run = syncs.list(Map.of("limit", 1L));
        assertThat(syncs.list(Map.of("after", run.next().toString())).syncs()).hasSize(1).doesNotContainAnyElementsOf(run.syncs());
        assertThat(syncs.get(sync.toString()).state()).isEqualTo("DONE");
    }

    @ParameterizedTest
    @EnumSource
    void P4_pagesTogetherAreTheWholeWhateverTheFilter(Databases kind) {
        var database = JdbcClient.create(kind.create(folder));
        var ledger = new Ledger(database);
        var users = List.of(ledger.user("anna"), ledger.user("berta"));
        var states = List.of("VERIFIED", "FAILED", "SENT");
        for (int i = 0; i < 7; i++) { // without items, and with up to four, some of them the other user's
            var device = ledger.device(i % 3 == 0 ? "fleet" : "nanomdm", "u" + i, i == 5 ? null : users.get(i % 2));
            for (int item = 0; item < i % 5; item++) {
                ledger.item(device, users.get(item % 2), "ENCRYPTION_IDENTITY", states.get((i + item) % 3), null, null);
            }
        }
        var devices = new DeviceViews(database, activations());
        var matrix = new MatrixViews(database, activations());
        for (var filter : List.<Map<String, Object>>of(Map.of(), Map.of("state", "FAILED"), Map.of("channel", "fleet"),
                Map.of("owner", "anna", "user", "anna"), Map.of("state", "PENDING", "user", "anna"))) {
            var rows = matrix.list(filter).rows();
            var shown = devices.list(filter).devices();
            assertThat(rows.stream().map(MatrixView::device).distinct().toList()).as("%s", filter).isNotEmpty();
            for (long limit = 1; limit < 6; limit++) {
                var someRows = new ArrayList<MatrixView>();
                var someDevices = new ArrayList<DeviceView>();
                for (var page = matrix.list(with(filter, limit, null)); someRows.addAll(page.rows()) && page.next() != null;) {
                    page = matrix.list(with(filter, limit, page.next()));
                }
                for (var page = devices.list(with(filter, limit, null)); someDevices.addAll(page.devices()) && page.next() != null;) {
                    page = devices.list(with(filter, limit, page.next()));
                }
                assertThat(someRows).as("%s by %s", filter, limit).isEqualTo(rows);
                assertThat(someDevices).as("%s by %s", filter, limit).isEqualTo(shown);
            }
        }
    }

    private static Map<String, Object> with(Map<String, Object> filter, long limit, String after) {
        var query = new HashMap<>(filter);
        query.put("limit", limit);
        if (after != null) {
            query.put("after", after);
        }
        return query;
    }

    private static Activations activations() {
        return new Activations(ChannelFixture.none(), new IntuneProfiles());
    }

    private static DeviceView view(JdbcClient database) {
        return new DeviceViews(database, activations()).find("u", Map.of());
    }
}
