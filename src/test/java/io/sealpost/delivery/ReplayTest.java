package io.sealpost.delivery;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import io.sealpost.Databases;
import io.sealpost.device.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Events that an MDM, or somebody who recorded them, sends again: at once, or long after. Their signature is good. */
class ReplayTest {
    @TempDir
    Path folder;

    @Test
    void P2_theSameEventAgainHasNoSecondEffect() throws Exception {
        try (Stage stage = new Stage(Databases.H2, folder)) {
            UUID anna = stage.user("anna", 0);
            stage.own("anna");
            Report joined = stage.event(Report.Event.JOINED, stage.clock.pass(Duration.ofSeconds(1)));
            stage.apply(joined);
            stage.answer("CertificateList", List.of(new Report.Listed(
                io.sealpost.pki.Certificates.der(stage.recipient), true)), List.of());
            stage.compare(anna);
            Delivery install = stage.send("InstallProfile");
            Report acknowledged = new Report("mdm", Stage.UDID, Report.Event.CONNECTED, stage.clock.pass(Duration.ofSeconds(1)), null,
                null, install.commandUuid(), Report.Answer.ACKNOWLEDGED, null, null, List.of(), List.of());
            stage.apply(acknowledged);
            List<String> before = everything(stage);

            stage.apply(acknowledged);
            stage.apply(joined);

            assertThat(everything(stage)).isEqualTo(before);
        }
    }

    @Test
    void P2_anEventOfLongAgoUndoesNothing() throws Exception {
        try (Stage stage = new Stage(Databases.H2, folder)) {
            stage.user("anna", 0);
            stage.own("anna");
            Instant first = stage.clock.pass(Duration.ofSeconds(1));
            stage.join();
            Instant left = stage.clock.pass(Duration.ofDays(1));
            stage.apply(stage.event(Report.Event.LEFT, left));

            stage.apply(stage.event(Report.Event.CONNECTED, first));
            stage.apply(stage.event(Report.Event.JOINING, first.minusSeconds(60)));
            stage.apply(stage.event(Report.Event.JOINED, first.minusSeconds(30)));
            assertThat(stage.device().state()).as("what it said before it left").isEqualTo(Device.State.LEFT);

            stage.clock.pass(Duration.ofDays(1));
            stage.join();
            stage.apply(stage.event(Report.Event.LEFT, left));
            assertThat(stage.device().state()).as("that it left, before it joined again").isEqualTo(Device.State.JOINED);
            assertThat(stage.device().generation()).isEqualTo(2);
        }
    }

    @Test
    void P2_aFailureSaidAgainAfterItWasMendedStaysMended() throws Exception {
        try (Stage stage = new Stage(Databases.H2, folder)) {
            UUID anna = stage.user("anna", 0);
            stage.own("anna");
            stage.join();
            stage.compare(anna);
            Delivery install = stage.send("InstallProfile");
            stage.answer(install, Report.Answer.ACKNOWLEDGED);

            stage.answer(install, Report.Answer.FAILED);

            assertThat(stage.items(anna)).containsExactly("ACKNOWLEDGED");
        }
    }

    private static List<String> everything(Stage stage) {
        return stage.jdbc().sql("""
                select 'device ' || state || generation || coalesce(cast(joined_at as varchar), '') from device
                union all select 'delivery ' || cast(id as varchar) || state || coalesce(cast(due_at as varchar), '') from delivery
                union all select 'item ' || cast(id as varchar) || state from item
                union all select 'audit ' || cast(seq as varchar) from audit order by 1""").query(String.class).list();
    }
}
