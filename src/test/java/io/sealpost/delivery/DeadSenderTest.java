package io.sealpost.delivery;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

import io.sealpost.Databases;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A worker dies after the MDM took its command, and before that was written down (P2): the device knows better than the ledger. */
class DeadSenderTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Databases.class)
    void P2_whatTheDevicePutOffAndThenDidWithoutAWordIsSeenInItsInventory(Databases database) throws Exception {
        try (Stage stage = new Stage(database, folder)) {
            UUID anna = ready(stage);
            Delivery delivery = claimed(stage);
            Bundle bundle = stage.get(Bundles.class).wanted(delivery);
            stage.answer(delivery, Report.Answer.NOT_NOW); // and its next answer is lost

            stage.clock.pass(Duration.ofMinutes(30));
            stage.transaction().execute(t -> stage.get(Inventories.class).inquire(stage.device()));
            stage.answer("ProfileList", List.of(), List.of(new Report.Profile(bundle.identifier(),
                Bundles.profileUuid(stage.device, bundle.digest()).toString())));

            assertThat(stage.states("InstallProfile")).containsExactly("ACKNOWLEDGED");
            assertThat(stage.items(anna)).doesNotContain("DEFERRED", "PENDING");
        }
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void P2_whoTakesItOverAfterTheAnswerCameSendsNothing(Databases database) throws Exception {
        try (Stage stage = new Stage(database, folder)) {
            UUID anna = ready(stage);
            stage.get(Bundles.class).wanted(claimed(stage));
            stage.clock.pass(Duration.ofMinutes(10)); // the lease of who died ends
            Delivery again = claimed(stage);
            stage.answer(again, Report.Answer.ACKNOWLEDGED);

            assertThatThrownBy(() -> stage.get(Bundles.class).wanted(again)).isInstanceOf(Superseded.class)
                .hasMessageContaining("the device has answered");
            assertThat(stage.items(anna)).containsExactly("ACKNOWLEDGED");
        }
    }

    private static UUID ready(Stage stage) {
        UUID anna = stage.user("anna", 0);
        stage.own("anna");
        stage.join();
        stage.compare(anna);
        return anna;
    }

    private static Delivery claimed(Stage stage) {
        return stage.get(Deliveries.class).claim(stage.newest("InstallProfile", "PENDING"));
    }
}
