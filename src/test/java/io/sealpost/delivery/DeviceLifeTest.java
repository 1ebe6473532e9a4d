package io.sealpost.delivery;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import io.sealpost.Databases;
import io.sealpost.device.Device;
import io.sealpost.device.Devices;
import io.sealpost.pki.Certificates;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A device's life as the ledger sees it, on both databases. */
class DeviceLifeTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Databases.class)
    void S27_aDeviceThatJoinsGetsItsUsersWholeHistoryInOneDelivery(Databases database) throws Exception {
        try (Stage stage = new Stage(database, folder)) {
            UUID anna = stage.user("anna", 5, 3, 0);
            stage.own("anna");
            stage.join();

            assertThat(stage.compare(anna)).extracting(Work::queue).containsExactly("deliveries.nanomdm");
            Delivery delivery = stage.send("InstallProfile");

            assertThat(stage.jdbc().sql("select kind from item where delivery = ? order by kind").param(delivery.id())
                .query(String.class).list()).containsExactly("ENCRYPTION_IDENTITY", "ENCRYPTION_IDENTITY", "ENCRYPTION_IDENTITY",
                "TRUST_ANCHOR", "TRUST_ANCHOR");
            assertThat(stage.items(anna)).containsExactly("SENT");
        }
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void S26_onlyTheDevicesInventoryVerifies(Databases database) throws Exception {
        try (Stage stage = new Stage(database, folder)) {
            UUID anna = installed(stage);
            assertThat(stage.items(anna)).containsExactly("ACKNOWLEDGED");

            stage.answer("CertificateList", listedAll(stage, anna), List.of());

            assertThat(stage.items(anna)).containsExactly("VERIFIED");
            assertThat(stage.states("InstallProfile")).containsExactly("VERIFIED");
            assertThat(stage.compare(anna)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void S26_whatTheInventoryDoesNotShowIsLostAndDeliveredAnew(Databases database) throws Exception {
        try (Stage stage = new Stage(database, folder)) {
            UUID anna = installed(stage);

            stage.answer("CertificateList", List.of(new Report.Listed(Certificates.der(stage.recipient), true)), List.of());

            assertThat(stage.states("InstallProfile")).containsExactly("LOST");
            assertThat(stage.compare(anna)).hasSize(1);
            assertThat(stage.states("InstallProfile")).containsExactlyInAnyOrder("LOST", "PENDING");
        }
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void S16_aDeviceWithoutOwnerGetsNothing(Databases database) throws Exception {
        try (Stage stage = new Stage(database, folder)) {
            UUID anna = stage.user("anna", 0);
            stage.join();

            assertThat(stage.compare(anna)).isEmpty();
            assertThat(stage.states("InstallProfile")).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void S16_aDeviceThatShowsNoCertificateOfItsOwnGetsNothing(Databases database) throws Exception {
        try (Stage stage = new Stage(database, folder)) {
            UUID anna = stage.user("anna", 0);
            stage.own("anna");
            stage.apply(stage.event(Report.Event.JOINED, stage.clock.pass(Duration.ofSeconds(1))));

            stage.answer("CertificateList", List.of(), List.of());

            assertThat(stage.compare(anna)).isEmpty();
            assertThat(stage.states("InstallProfile")).containsExactly("FAILED");
            assertThat(stage.jdbc().sql("select code from delivery where request = 'InstallProfile'").query(String.class).single())
                .isEqualTo("no-recipient-certificate");
        }
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void S16_sourcesThatContradictEachOtherLeaveTheDeviceWithoutOwner(Databases database) throws Exception {
        try (Stage stage = new Stage(database, folder)) {
            stage.user("anna", 0);
            stage.user("bruno", 0);
            stage.own("anna");
            stage.get(io.sealpost.device.Owners.class).state("mdm", Stage.UDID, io.sealpost.device.Basis.CERTIFICATE,
                "bruno@example.com");

            assertThat(stage.device().owner()).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void S16_theFirstOwnersItemsAreRemovedBeforeTheSecondsAreSent(Databases database) throws Exception {
        try (Stage stage = new Stage(database, folder)) {
            UUID anna = installed(stage);
            UUID bruno = stage.user("bruno", 0);
            stage.own("bruno");

            stage.compare(bruno);
            assertThat(stage.states("InstallProfile")).containsExactly("ACKNOWLEDGED");
            Delivery removal = stage.send("RemoveProfile");
            assertThat(stage.compare(bruno)).isEmpty();
            stage.answer(removal, Report.Answer.ACKNOWLEDGED);
            assertThat(stage.items(anna)).as("said, not shown").containsExactly("REMOVING");
            assertThat(stage.compare(bruno)).isEmpty();
            stage.answer("ProfileList", List.of(), List.of());

            assertThat(stage.items(anna)).containsExactly("REMOVED");
            assertThat(stage.compare(bruno)).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void S16_aDeliveryWhoseDeviceChangedHandsIsClosedUnsent(Databases database) throws Exception {
        try (Stage stage = new Stage(database, folder)) {
            UUID anna = stage.user("anna", 0);
            stage.user("bruno", 0);
            stage.own("anna");
            stage.join();
            stage.compare(anna);
            stage.own("bruno");

            assertThat(stage.get(Deliveries.class).claim(stage.newest("InstallProfile", "PENDING"))).isNull();
            assertThat(stage.states("InstallProfile")).containsExactly("CLOSED");
        }
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void S27_aDeviceThatJoinsAgainGetsEverythingAnew(Databases database) throws Exception {
        try (Stage stage = new Stage(database, folder)) {
            UUID anna = installed(stage);
            stage.apply(stage.event(Report.Event.JOINING, stage.clock.pass(Duration.ofSeconds(1))));
            assertThat(stage.items(anna)).containsExactly("LOST");

            stage.join();

            assertThat(stage.device().generation()).isEqualTo(2);
            assertThat(stage.compare(anna)).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void S27_reportsOfJoiningMayComeInAnyOrder(Databases database) throws Exception {
        Instant start = Instant.parse("2026-11-23T13:00:00Z");
        List<List<Integer>> orders = List.of(List.of(0, 1, 2), List.of(0, 2, 1), List.of(1, 0, 2), List.of(1, 2, 0),
            List.of(2, 0, 1), List.of(2, 1, 0), List.of(1, 2), List.of(2));
        try (Stage stage = new Stage(database, folder)) {
            for (List<Integer> order : orders) {
                String udid = "order-" + order;
                for (int which : order) {
                    Report.Event event = List.of(Report.Event.JOINING, Report.Event.JOINED, Report.Event.CONNECTED).get(which);
                    stage.apply(stage.event(udid, event, start.plusSeconds(which)));
                }
                Device device = stage.get(Devices.class).get(Devices.id("mdm", udid)).orElseThrow();
                assertThat(device.state()).as(udid).isEqualTo(Device.State.JOINED);
                assertThat(device.generation()).as(udid).isBetween(1, 2);
                assertThat(stage.jdbc().sql("select state from delivery where device = ? and request = 'CertificateList'")
                    .param(device.id()).query(String.class).list()).as(udid).contains("PENDING");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void S16_aReportThatOvertakesOurOwnCommitIsNotUndone(Databases database) throws Exception {
        try (Stage stage = new Stage(database, folder)) {
            UUID anna = stage.user("anna", 0);
            stage.own("anna");
            stage.join();
            stage.compare(anna);
            Delivery delivery = stage.get(Deliveries.class).claim(stage.newest("InstallProfile", "PENDING"));
            stage.get(Bundles.class).wanted(delivery);

            stage.answer(delivery, Report.Answer.ACKNOWLEDGED);
            stage.get(Deliveries.class).sent(delivery);

            assertThat(stage.items(anna)).containsExactly("ACKNOWLEDGED");
            assertThat(stage.states("InstallProfile")).containsExactly("ACKNOWLEDGED");
        }
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void S16_aDeviceIsSentToByOneWorkerAtATime(Databases database) throws Exception {
        try (Stage stage = new Stage(database, folder)) {
            UUID anna = installed(stage);
            Deliveries deliveries = stage.get(Deliveries.class);
            Delivery first = deliveries.claim(stage.newest("CertificateList", "PENDING"));

            assertThat(deliveries.claim(stage.newest("ProfileList", "PENDING"))).isNull();
            assertThat(deliveries.sent(first)).extracting(Work::id)
                .containsExactly(stage.newest("ProfileList", "PENDING").toString());
            assertThat(stage.items(anna)).containsExactly("ACKNOWLEDGED");
        }
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void S26_anAnswerThatNeverCameIsAskedForOnceTheDeviceWasHeardOf(Databases database) throws Exception {
        try (Stage stage = new Stage(database, folder)) {
            UUID anna = stage.user("anna", 0);
            stage.own("anna");
            stage.join();
            stage.compare(anna);
            Delivery lost = stage.send("InstallProfile");
            stage.clock.pass(Duration.ofMinutes(11));
            assertThat(stage.get(Inquiries.class).overdue(10)).as("not heard of: only woken").isEmpty();
            stage.apply(stage.event(Report.Event.CONNECTED, stage.clock.pass(Duration.ofMinutes(30))));

            assertThat(stage.get(Inquiries.class).overdue(10)).hasSize(2);
            String digest = stage.jdbc().sql("select digest from delivery where id = ?").param(lost.id()).query(String.class).single();
            stage.answer("ProfileList", List.of(), List.of(new Report.Profile(stage.get(Bundles.class).identifier(anna),
                Bundles.profileUuid(stage.device, digest).toString().toUpperCase(java.util.Locale.ROOT))));

            assertThat(stage.states("InstallProfile")).containsExactly("ACKNOWLEDGED");
        }
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void S16_aRemovalThatIsAlreadyDoneCounts(Databases database) throws Exception {
        try (Stage stage = new Stage(database, folder)) {
            UUID anna = installed(stage);
            UUID bruno = stage.user("bruno", 0);
            stage.own("bruno");
            stage.compare(bruno);

            stage.answer(stage.send("RemoveProfile"), Report.Answer.GONE);

            assertThat(stage.items(anna)).containsExactly("REMOVED");
        }
    }

    private static UUID installed(Stage stage) {
        UUID anna = stage.user("anna", 3, 0);
        stage.own("anna");
        stage.join();
        stage.compare(anna);
        stage.answer(stage.send("InstallProfile"), Report.Answer.ACKNOWLEDGED);
        return anna;
    }

    private static List<Report.Listed> listedAll(Stage stage, UUID user) {
        return stage.jdbc().sql("select c.der from item i join certificate c on c.sha256 = i.certificate where i.user_id = ?")
            .param(user).query((row, n) -> new Report.Listed(row.getBytes(1), false)).list();
    }
}
