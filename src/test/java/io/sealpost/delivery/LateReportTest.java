package io.sealpost.delivery;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import io.sealpost.Databases;
import io.sealpost.pki.Certificates;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** The removal goes right behind what was sent; and what the device put off without a word is not proven gone by that. */
    @ParameterizedTest
    @EnumSource(Databases.class)
    void S16_whatTheFormerOwnersDeviceNeverAnsweredIsRemovedBehindItUntilItIsAccountedFor(Databases database) throws Exception {
        try (Stage stage = new Stage(database, folder)) {
            UUID anna = ready(stage);
            UUID bruno = stage.user("bruno", 0);
            Delivery first = stage.send("InstallProfile"); // its NotNow is lost
            stage.own("bruno");
            assertThat(stage.compare(bruno)).as("at once, behind it in the queue").extracting(Work::queue)
                .containsExactly("deliveries.nanomdm");
            stage.answer(stage.send("RemoveProfile"), Report.Answer.GONE);
            assertThat(stage.items(anna)).as("it may still come").containsExactly("REMOVING");

            stage.answer("ProfileList", List.of(), List.of());
            assertThat(stage.states("RemoveProfile")).as("two commands behind it were answered").containsExactly("LOST");
            stage.compare(bruno);
            assertThat(stage.states("InstallProfile")).as("the second owner waits").hasSize(1);
            assertThat(stage.states("RemoveProfile")).as("the next one goes behind it").containsExactly("LOST", "PENDING");
            stage.clock.pass(Duration.ofSeconds(10)); // sealpost.retry.first
            Delivery again = stage.send("RemoveProfile");
            stage.answer(first, Report.Answer.NOT_NOW);
            stage.answer(again, Report.Answer.GONE);
            stage.answer("ProfileList", List.of(), List.of());
            stage.compare(bruno);
            assertThat(stage.states("RemoveProfile")).as("it is still there").containsExactly("LOST", "LOST", "PENDING");

            List<Work> work = stage.answer(first, Report.Answer.ACKNOWLEDGED);

            assertThat(work).as("no time is lost").extracting(Work::queue).contains("deliveries.nanomdm");
            stage.answer(stage.send("RemoveProfile"), Report.Answer.ACKNOWLEDGED);
            stage.answer("ProfileList", List.of(), List.of());
            assertThat(stage.items(anna)).containsExactly("REMOVED");
            stage.compare(bruno);
            assertThat(stage.send("InstallProfile").user()).isEqualTo(bruno);
        }
    }

    /** Given up, then put off after all, then carried out, and nobody heard of that: the inventory shows it, and so the ledger says. */
    @ParameterizedTest
    @EnumSource(Databases.class)
    void P6_whatWasGivenUpIsVerifiedOnceTheInventoryShowsIt(Databases database) throws Exception {
        try (Stage stage = new Stage(database, folder)) {
            UUID anna = ready(stage);
            Delivery install = stage.send("InstallProfile");
            inquire(stage);
            stage.answer("ProfileList", List.of(), List.of());
            stage.answer("CertificateList", List.of(new Report.Listed(Certificates.der(stage.recipient), true)), List.of());
            assertThat(stage.items(anna)).containsExactly("LOST");
            stage.answer(install, Report.Answer.NOT_NOW);
            assertThat(stage.items(anna)).as("it is at the MDM").containsExactly("DEFERRED");

            inquire(stage);
            String digest = stage.jdbc().sql("select digest from delivery where id = ?").param(install.id()).query(String.class).single();
            stage.answer("ProfileList", List.of(), List.of(new Report.Profile(install.externalKey(),
                Bundles.profileUuid(stage.device, digest).toString())));
            stage.answer("CertificateList", Stream.concat(Stream.of(new Report.Listed(Certificates.der(stage.recipient), true)),
                stage.transaction().execute(t -> stage.get(Ledger.class).certificates(stage.device)).stream()
                    .map(c -> new Report.Listed(Certificates.der(c), false))).toList(), List.of());
            assertThat(stage.items(anna)).containsExactly("VERIFIED");
        }
    }

    private static void inquire(Stage stage) {
        stage.clock.pass(Duration.ofSeconds(1));
        stage.transaction().execute(t -> stage.get(Inventories.class).inquire(stage.device()));
    }

    /** Its answer was lost, as may be the answer to a NotNow: it must not hold up the next owner for ever. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void S16_afterThreeLaterCommandsWithoutAWordTheFormerOwnersIsGone(boolean putOff) throws Exception {
        try (Stage stage = new Stage(Databases.H2, folder)) {
            UUID anna = ready(stage);
            UUID bruno = stage.user("bruno", 0);
            Delivery first = stage.send("InstallProfile");
            if (putOff) {
                stage.answer(first, Report.Answer.NOT_NOW);
            }
            stage.own("bruno");
            stage.compare(bruno);
            stage.answer(stage.send("RemoveProfile"), Report.Answer.GONE);
            stage.answer("CertificateList", List.of(new Report.Listed(Certificates.der(stage.recipient), true)), List.of());
            assertThat(stage.items(anna)).containsExactly("REMOVING");
            stage.answer("ProfileList", List.of(), List.of());

            assertThat(stage.items(anna)).containsExactly("REMOVED");
            assertThat(stage.compare(bruno)).hasSize(1);
            Delivery next = stage.send("InstallProfile");
            assertThat(next.user()).isEqualTo(bruno);
            assertThat(stage.answer(first, Report.Answer.NOT_NOW)).as("after all").contains(Work.user(anna));
            stage.answer(next, Report.Answer.ACKNOWLEDGED);
            stage.compare(anna);
            assertThat(stage.send("RemoveProfile").user()).as("behind it").isEqualTo(anna);
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
            Delivery removal = stage.send("RemoveProfile");
            stage.answer(removal, Report.Answer.GONE);
            assertThat(stage.items(anna)).as("nobody knows whether the MDM took it").containsExactly("REMOVING");

            stage.answer(first, Report.Answer.NOT_NOW);
            assertThat(stage.compare(bruno)).as("the first owner's profile is still under way").isEmpty();
            stage.answer(first, Report.Answer.ACKNOWLEDGED);
            stage.answer("ProfileList", List.of(), List.of(new Report.Profile(removal.externalKey(), UUID.randomUUID().toString())));

            assertThat(stage.compare(anna)).extracting(Work::queue).containsExactly("deliveries.nanomdm");
            stage.clock.pass(Duration.ofSeconds(10));
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

    /** The device found nothing to remove, and then installed what it had put off; the reports come in the other order. */
    @ParameterizedTest
    @EnumSource(Databases.class)
    void S16_aRemovalThatMayHaveComeBeforeTheInstallIsLookedAt(Databases database) throws Exception {
        try (Stage stage = new Stage(database, folder)) {
            UUID anna = ready(stage);
            UUID bruno = stage.user("bruno", 0);
            Delivery first = stage.send("InstallProfile");
            stage.answer(first, Report.Answer.NOT_NOW);
            stage.own("bruno");
            stage.compare(bruno);
            Delivery removal = stage.send("RemoveProfile");
            stage.answer(first, Report.Answer.ACKNOWLEDGED);
            stage.answer(removal, Report.Answer.GONE);
            assertThat(stage.items(anna)).as("it may be there").doesNotContain("REMOVED");

            stage.answer("ProfileList", List.of(), List.of(new Report.Profile(removal.externalKey(), UUID.randomUUID().toString())));
            stage.compare(bruno);

            assertThat(stage.states("RemoveProfile")).as("once more").containsExactly("LOST", "PENDING");
            assertThat(stage.states("InstallProfile")).as("the second owner waits").hasSize(1);
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
