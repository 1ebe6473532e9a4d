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

/** Reports that overtake us, and what a device does after it was given up: the ledger follows the device (S16, P6). */
class LateReportTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Databases.class)
    void P6_aReportThatOvertakesOurCommitStandsWhateverTheChannelSaysAfterwards(Databases database) throws Exception {
        try (Stage stage = new Stage(database, folder)) {
            UUID anna = ready(stage);
            Delivery delivery = claimed(stage);
            stage.answer(delivery, Report.Answer.ACKNOWLEDGED);
            assertThat(stage.items(anna)).containsExactly("ACKNOWLEDGED");

            stage.get(Deliveries.class).sent(delivery);
            assertThat(stage.states("InstallProfile")).containsExactly("ACKNOWLEDGED");
            assertThat(stage.items(anna)).containsExactly("ACKNOWLEDGED");
            stage.get(Deliveries.class).refused(delivery, 404); // the answer to what was repeated in place
            assertThat(stage.states("InstallProfile")).containsExactly("ACKNOWLEDGED");
            assertThat(stage.items(anna)).containsExactly("ACKNOWLEDGED");
            stage.get(Deliveries.class).close(delivery, "a worker that came to life again");
            assertThat(stage.states("InstallProfile")).containsExactly("ACKNOWLEDGED");
        }
    }

    /** The MDM took it and its answer was lost; the owner changed; the device put it off, and so the removal found nothing. */
    @ParameterizedTest
    @EnumSource(Databases.class)
    void S16_whatWasClosedAndIsCarriedOutAfterAllIsRemoved(Databases database) throws Exception {
        try (Stage stage = new Stage(database, folder)) {
            UUID anna = ready(stage);
            UUID bruno = stage.user("bruno", 0);
            Delivery first = claimed(stage);
            stage.get(Deliveries.class).postpone(first, new java.io.IOException("timed out"));
            stage.own("bruno");
            stage.clock.pass(Duration.ofHours(1));
            assertThat(stage.get(Deliveries.class).claim(first.id())).isNull();
            assertThat(stage.states("InstallProfile")).containsExactly("CLOSED");
            stage.compare(anna);
            stage.answer(stage.send("RemoveProfile"), Report.Answer.GONE);
            assertThat(stage.items(anna)).containsExactly("REMOVED");

            stage.answer(first, Report.Answer.NOT_NOW);
            assertThat(stage.compare(bruno)).as("the first owner's profile is still under way").isEmpty();
            stage.answer(first, Report.Answer.ACKNOWLEDGED);

            assertThat(stage.items(anna)).as("so it is there").containsExactly("ACKNOWLEDGED");
            assertThat(stage.compare(anna)).extracting(Work::queue).containsExactly("deliveries.nanomdm");
            assertThat(stage.send("RemoveProfile").user()).isEqualTo(anna);
            assertThat(stage.states("InstallProfile")).as("the second owner waits").hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void S16_aFormerOwnersProfileThatTheInventoryShowsIsRemovedAgain(Databases database) throws Exception {
        try (Stage stage = new Stage(database, folder)) {
            UUID anna = ready(stage);
            stage.user("bruno", 0);
            Delivery first = stage.send("InstallProfile");
            stage.answer(first, Report.Answer.ACKNOWLEDGED);
            String identifier = stage.get(Bundles.class).identifier(anna);
            stage.own("bruno");
            stage.compare(anna);
            stage.answer(stage.send("RemoveProfile"), Report.Answer.GONE);
            assertThat(stage.items(anna)).containsExactly("REMOVED");
            stage.answer("ProfileList", List.of(), List.of(new Report.Profile(identifier, UUID.randomUUID().toString())));
            assertThat(stage.items(anna)).as("asked before it was removed").containsExactly("REMOVED");

            stage.clock.pass(Duration.ofSeconds(1));
            stage.transaction().execute(t -> stage.get(Inventories.class).inquire(stage.device()));
            List<Work> work = stage.answer("ProfileList", List.of(),
                List.of(new Report.Profile(identifier, UUID.randomUUID().toString())));

            assertThat(work).contains(Work.user(anna));
            assertThat(stage.items(anna)).containsExactly("ACKNOWLEDGED");
            stage.compare(anna);
            assertThat(stage.send("RemoveProfile").externalKey()).isEqualTo(identifier);
        }
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void S16_whatIsLostIsRemovedTooBeforeTheNextOwnersComes(Databases database) throws Exception {
        try (Stage stage = new Stage(database, folder)) {
            UUID anna = ready(stage);
            UUID bruno = stage.user("bruno", 0);
            stage.send("InstallProfile");
            stage.clock.pass(Duration.ofSeconds(1));
            stage.transaction().execute(t -> stage.get(Inventories.class).inquire(stage.device()));
            stage.answer("ProfileList", List.of(), List.of());
            assertThat(stage.items(anna)).containsExactly("LOST");

            stage.own("bruno");
            stage.compare(bruno);
            assertThat(stage.send("RemoveProfile").user()).isEqualTo(anna);
            assertThat(stage.items(anna)).containsExactly("REMOVING");
        }
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void S13_aDeviceThatLosesItsOwnerWithNothingOnItKeepsNoRequestOpen(Databases database) throws Exception {
        try (Stage stage = Stage.withCa(database, folder)) {
            UUID anna = stage.user("anna");
            stage.own("anna");
            stage.join();
            stage.compare(anna);
            assertThat(stage.items(anna)).isEmpty();
            stage.asked();

            stage.get(Retirements.class).disown("mdm", Stage.UDID);
            stage.compare(anna);

            assertThat(stage.jdbc().sql("select state from enrollment").query(String.class).list()).containsExactly("CLOSED");
            assertThat(stage.jdbc().sql("select count(*) from wrapped_key").query(Integer.class).single()).isZero();
        }
    }

    private static UUID ready(Stage stage) {
        UUID anna = stage.user("anna", 3, 0);
        stage.own("anna");
        stage.join();
        stage.compare(anna);
        return anna;
    }

    private static Delivery claimed(Stage stage) {
        Delivery delivery = stage.get(Deliveries.class).claim(stage.newest("InstallProfile", "PENDING"));
        stage.get(Bundles.class).wanted(delivery);
        return delivery;
    }
}
