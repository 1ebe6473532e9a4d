package io.sealpost.delivery;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

import io.sealpost.Databases;
import io.sealpost.device.Channels;
import io.sealpost.device.Devices;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Devices that say nothing for weeks, or only NotNow, or join again meanwhile (P6, S27). */
class SilenceTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Databases.class)
    void P6_silenceForWeeksLeadsToPushesAndToNoSecondCommand(Databases database) throws Exception {
        try (Stage stage = new Stage(database, folder)) {
            UUID anna = sent(stage);
            for (int day = 0; day < 28; day++) {
                stage.clock.pass(Duration.ofDays(1));
                assertThat(stage.get(Inquiries.class).overdue(10)).isEmpty();
                assertThat(stage.get(Devices.class).silent(stage.get(Channels.class).get("mdm"), 10)).containsExactly(Stage.UDID);
                assertThat(stage.compare(anna)).isEmpty();
            }
            assertThat(stage.states("InstallProfile")).containsExactly("SENT");

            stage.answer(sentDelivery(stage), Report.Answer.ACKNOWLEDGED);

            assertThat(stage.items(anna)).containsExactly("ACKNOWLEDGED");
        }
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void P6_notNowForDaysKeepsTheCommandQueuedAndItIsAskedForUnderTheSameId(Databases database) throws Exception {
        try (Stage stage = new Stage(database, folder)) {
            UUID anna = sent(stage);
            Delivery delivery = sentDelivery(stage);
            for (int day = 0; day < 5; day++) {
                stage.clock.pass(Duration.ofDays(1));
                stage.answer(delivery, Report.Answer.NOT_NOW);
                stage.get(Inquiries.class).overdue(10);
                stage.answer("ProfileList", List.of(), List.of());
                assertThat(stage.items(anna)).as("waiting at the MDM, not lost").containsExactly("DEFERRED");
                assertThat(stage.compare(anna)).isEmpty();
            }
            assertThat(stage.jdbc().sql("select count(distinct command) from delivery where kind = 'INSTALL'").query(Integer.class)
                .single()).isEqualTo(1);

            stage.answer(delivery, Report.Answer.ACKNOWLEDGED);

            assertThat(stage.items(anna)).containsExactly("ACKNOWLEDGED");
        }
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void S27_whatWasSentIsLostWhenTheDeviceJoinsAgainAndGoesUnderANewId(Databases database) throws Exception {
        try (Stage stage = new Stage(database, folder)) {
            UUID anna = sent(stage);
            Delivery old = sentDelivery(stage);
            stage.clock.pass(Duration.ofDays(20));
            stage.apply(stage.event(Report.Event.JOINING, stage.clock.pass(Duration.ofSeconds(1))));
            assertThat(stage.items(anna)).containsExactly("LOST");
            assertThat(stage.states("InstallProfile")).containsExactly("LOST");

            stage.join();
            assertThat(stage.compare(anna)).hasSize(1);
            Delivery fresh = stage.send("InstallProfile");

            assertThat(fresh.command()).isNotEqualTo(old.command());
            stage.answer(old, Report.Answer.ACKNOWLEDGED);
            assertThat(stage.items(anna)).as("an answer to what was before counts for nothing").containsExactly("SENT");
        }
    }

    private static Delivery sentDelivery(Stage stage) {
        return stage.jdbc().sql("select d.*, v.channel, v.external_id from delivery d join device v on v.id = d.device"
            + " where d.kind = 'INSTALL' and d.state in ('SENT', 'DEFERRED')").query(Deliveries::delivery).single();
    }

    private static UUID sent(Stage stage) {
        UUID anna = stage.user("anna", 3, 0);
        stage.own("anna");
        stage.join();
        stage.compare(anna);
        stage.send("InstallProfile");
        return anna;
    }
}
