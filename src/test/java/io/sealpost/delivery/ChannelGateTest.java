package io.sealpost.delivery;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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

    @ParameterizedTest
    @EnumSource(Databases.class)
    void P6_aChannelThatDoesNotAnswerRestsAndIsTriedWithOneAtATimeWhileOthersGoOn(Databases database) throws Exception {
        try (Stage stage = two(database)) {
            List<UUID> dead = open(stage, "mdm", 600);
            stage.clock.pass(Duration.ofSeconds(1));
            UUID well = open(stage, "other", 1).get(0);
            Deliveries deliveries = stage.get(Deliveries.class);
            stage.clock.pass(Duration.ofMinutes(2));

            assertThat(stage.get(DueRows.class).deliveries()).as("rows of one channel keep back no other's").extracting(Work::id)
                .hasSize(501).contains(well.toString());
            for (int i = 0; i < 3; i++) {
                deliveries.postpone(deliveries.claim(dead.get(i)), new java.io.IOException("refused"));
            }
            assertThat(deliveries.claim(dead.get(3))).as("it rests").isNull();
            assertThat(stage.get(Devices.class).silent(stage.get(Channels.class).get("mdm"), 10)).as("no push either").isEmpty();
            Delivery taken = deliveries.claim(well);
            assertThat(taken).isNotNull();
            deliveries.sent(taken);

            stage.clock.pass(Duration.ofMinutes(2));
            List<Work> probe = stage.get(DueRows.class).deliveries();
            assertThat(probe).as("one, to see").hasSize(1);
            Delivery tried = deliveries.claim(UUID.fromString(probe.get(0).id()));
            assertThat(deliveries.claim(dead.get(5))).as("one at a time").isNull();
            deliveries.postpone(tried, new java.io.IOException("busy"), Map.of("Retry-After", "3600"));
            stage.clock.pass(Duration.ofMinutes(59));
            assertThat(stage.get(DueRows.class).deliveries()).as("as it said").isEmpty();

            stage.clock.pass(Duration.ofMinutes(2));
            deliveries.sent(deliveries.claim(UUID.fromString(stage.get(DueRows.class).deliveries().get(0).id())));
            assertThat(stage.get(DueRows.class).deliveries()).as("well again").hasSizeGreaterThan(400);
            assertThat(stage.jdbc().sql("select max(attempts) from delivery").query(Integer.class).single()).isLessThanOrEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void P6_aSlowChannelHasItsShareOfTheWorkersAndWhoWaitsForOneIsHandedOn(Databases database) throws Exception {
        try (Stage stage = two(database)) {
            List<UUID> slow = open(stage, "mdm", 4);
            Deliveries deliveries = stage.get(Deliveries.class);
            Delivery first = deliveries.claim(slow.get(0));
            assertThat(deliveries.claim(slow.get(1))).isNotNull();
            assertThat(deliveries.claim(slow.get(2))).as("half of four").isNull();
            assertThat(deliveries.claim(open(stage, "other", 1).get(0))).isNotNull();

            assertThat(deliveries.sent(first)).extracting(Work::id).containsExactly(slow.get(2).toString());
            assertThat(deliveries.claim(slow.get(2))).isNotNull();
            assertThat(deliveries.claim(slow.get(3))).isNull();
            stage.clock.pass(Duration.ofHours(1));
            assertThat(deliveries.claim(slow.get(3))).as("those who died hold no place").isNotNull();
        }
    }

    private Stage two(Databases database) throws Exception {
        Map<String, String> other = Map.of("kind", "nanomdm", "url", "http://127.0.0.1:1", "username", "u", "password", "p",
            "webhook-key", "k", "signer", "s", "device-ca", folder.resolve("ca.pem").toString());
        return new Stage(database, folder, other.entrySet().stream().collect(Collectors.toMap(e -> "sealpost.channels.other." + e.getKey(),
            Map.Entry::getValue)));
    }

    /** Devices join: each is to be asked for its certificates. */
    private static List<UUID> open(Stage stage, String channel, int devices) {
        return IntStream.range(0, devices).mapToObj(n -> stage.apply(new Report(channel, channel + n, Report.Event.JOINED,
            stage.clock.instant(), "IOS", "iPhone14,5", null, null, null, null, List.of(), List.of())).get(0)).map(Work::id)
            .map(UUID::fromString).toList();
    }

    private static UUID inquire(Stage stage) {
        Work work = stage.transaction().execute(t ->
            stage.get(Deliveries.class).open(stage.device(), null, Kind.INQUIRE, "ProfileList", null, Duration.ZERO));
        return UUID.fromString(work.id());
    }
}
