package io.sealpost.delivery;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.sealpost.Databases;
import io.sealpost.device.ChannelStates;
import io.sealpost.device.Channels;
import io.sealpost.device.Device;
import io.sealpost.device.Devices;
import io.sealpost.device.UnknownChannel;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A channel is paused, drained, limited: what waits, waits in its row (P4). */
class ChannelGateTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Databases.class)
    void P4_aPausedChannelSendsNothingAndADrainingOneNothingNew(Databases database) throws Exception {
        try (Stage stage = new Stage(database, folder)) {
            UUID anna = stage.user("anna", 0);
            stage.own("anna");
            stage.join();
            stage.compare(anna);
            UUID install = stage.newest("InstallProfile", "PENDING");
            ChannelStates states = stage.get(ChannelStates.class);
            stage.clock.pass(Duration.ofHours(1));
            stage.get(Devices.class).wakeAt(stage.device, stage.clock.instant());
            states.pause("mdm");

            assertThat(stage.get(Deliveries.class).claim(install)).isNull();
            assertThat(stage.jdbc().sql("select state || ' ' || code from delivery where id = ?").param(install).query(String.class)
                .single()).isEqualTo("PENDING channel-paused");
            assertThat(stage.get(DueRows.class).deliveries()).as("nor is it handed out every minute").isEmpty();
            assertThat(stage.get(Devices.class).silent(stage.get(Channels.class).get("mdm"), 10)).as("no push").isEmpty();

            states.drain("mdm");
            assertThat(stage.get(Deliveries.class).claim(install)).isNull();
            assertThat(stage.get(DueRows.class).deliveries()).isEmpty();
            UUID inquiry = inquire(stage);
            assertThat(stage.get(Deliveries.class).claim(inquiry)).as("what was sent comes to its end").isNotNull();
            stage.clock.pass(Duration.ofHours(1));

            states.resume("mdm");
            assertThat(stage.get(DueRows.class).deliveries()).extracting(Work::id).contains(install.toString());
            assertThat(stage.get(Deliveries.class).claim(install)).isNotNull();
            assertThat(stage.get(Devices.class).silent(stage.get(Channels.class).get("mdm"), 10)).containsExactly(Stage.UDID);
            assertThat(stage.jdbc().sql("select action from audit where action like 'channel-%' order by seq").query(String.class).list())
                .containsExactly("channel-paused", "channel-draining", "channel-running");
            assertThatThrownBy(() -> states.pause("none")).isInstanceOf(UnknownChannel.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void P4_aLimitedChannelGetsSoManyASecondAndEachOnceItsPlaceHasCome(Databases database) throws Exception {
        try (Stage stage = new Stage(database, folder, Map.of("sealpost.channels.mdm.rate", "0.5"))) {
            stage.apply(stage.event(Report.Event.JOINED, stage.clock.pass(Duration.ofSeconds(1))));
            List<UUID> ids = stage.transaction().execute(t -> List.of(1, 2, 3).stream().map(n -> {
                Device device = stage.get(Devices.class).expect("mdm", "device-" + n);
                stage.get(Devices.class).joined(device, stage.clock.instant(), null);
                return UUID.fromString(stage.get(Deliveries.class).open(stage.get(Devices.class).get(device.id()).orElseThrow(), null,
                    Kind.INQUIRE, "ProfileList", null, Duration.ZERO).id());
            }).toList());
            Deliveries deliveries = stage.get(Deliveries.class);

            assertThat(ids).filteredOn(id -> deliveries.claim(id) != null).hasSize(1);
            stage.clock.pass(Duration.ofSeconds(1));
            assertThat(ids).filteredOn(id -> deliveries.claim(id) != null).as("half a place").isEmpty();
            stage.clock.pass(Duration.ofSeconds(1));
            assertThat(ids).filteredOn(id -> deliveries.claim(id) != null).hasSize(1);
            stage.clock.pass(Duration.ofSeconds(2));
            assertThat(stage.get(DueRows.class).deliveries()).extracting(Work::id).contains(ids.get(2).toString());
            assertThat(deliveries.claim(ids.get(2))).isNotNull();
        }
    }

    private static UUID inquire(Stage stage) {
        Work work = stage.transaction().execute(t ->
            stage.get(Deliveries.class).open(stage.device(), null, Kind.INQUIRE, "ProfileList", null, Duration.ZERO));
        return UUID.fromString(work.id());
    }
}
