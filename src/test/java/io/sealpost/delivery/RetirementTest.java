package io.sealpost.delivery;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.UUID;

import io.sealpost.Databases;
import io.sealpost.TestCertificates;
import io.sealpost.user.Purpose;
import io.sealpost.user.Source;
import io.sealpost.user.UserCertificates;
import io.sealpost.user.Users;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What ends a user's items on a device: retirement, an owner taken back, a suspended user. */
class RetirementTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Databases.class)
    void S30_aRetiredDeviceLosesEverythingAndGetsNothingUntilThatIsWithdrawn(Databases database) throws Exception {
        try (Stage stage = new Stage(database, folder)) {
            UUID anna = installed(stage);

            assertThat(retire(stage)).containsExactly(Work.user(anna));
            assertThat(stage.compare(anna)).hasSize(1);
            assertThat(stage.items(anna)).containsExactly("REMOVING");
            removed(stage);

            assertThat(stage.items(anna)).containsExactly("REMOVED");
            assertThat(stage.states("RemoveProfile")).containsExactly("REMOVED");
            assertThat(stage.compare(anna)).as("nothing new").isEmpty();
            assertThat(stage.jdbc().sql("select count(*) from wrapped_key").query(Integer.class).single())
                .as("keys stay in escrow").isEqualTo(2);

            stage.get(Retirements.class).withdraw("mdm", Stage.UDID);
            assertThat(stage.compare(anna)).as("the same bundle once more").hasSize(1);
            stage.answer(stage.send("InstallProfile"), Report.Answer.ACKNOWLEDGED);
            assertThat(stage.items(anna)).containsExactly("ACKNOWLEDGED");
            assertThat(audited(stage)).containsExactly("device-retired", "retirement-withdrawn");
        }
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void S30_retirementEndsWhenTheDeviceJoinsAgain(Databases database) throws Exception {
        try (Stage stage = new Stage(database, folder)) {
            UUID anna = installed(stage);
            retire(stage);

            stage.apply(stage.event(Report.Event.JOINING, stage.clock.pass(Duration.ofSeconds(1))));
            stage.join();

            assertThat(stage.device().retired()).isFalse();
            assertThat(stage.compare(anna)).hasSize(1);
            assertThat(stage.states("RemoveProfile")).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void S30_whatWasOpenedBeforeTheRetirementIsNotSent(Databases database) throws Exception {
        try (Stage stage = new Stage(database, folder)) {
            UUID anna = stage.user("anna", 0);
            stage.own("anna");
            stage.join();
            stage.compare(anna);
            UUID open = stage.newest("InstallProfile", "PENDING");
            retire(stage);
            assertThat(stage.compare(anna)).isEmpty();
            stage.clock.pass(Duration.ofSeconds(1));

            assertThat(stage.get(Deliveries.class).claim(open)).isNull();

            assertThat(stage.states("InstallProfile")).containsExactly("CLOSED");
            assertThat(stage.get(DueRows.class).users()).as("compared anew, not in a day").contains(Work.user(anna));
            assertThat(stage.compare(anna)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void P6_aDeleteThatSaysSuccessWhileTheItemStaysIsDoneAgainLaterAndLater(Databases database) throws Exception {
        try (Stage stage = new Stage(database, folder)) {
            UUID anna = installed(stage);
            retire(stage);
            stage.compare(anna);
            stage.answer(stage.send("RemoveProfile"), Report.Answer.ACKNOWLEDGED);

            assertThat(stage.answer("ProfileList", List.of(), listed(stage, anna))).contains(Work.user(anna));

            assertThat(stage.states("RemoveProfile")).containsExactly("LOST");
            assertThat(stage.jdbc().sql("select distinct state || ' ' || code from item").query(String.class).single())
                .isEqualTo("REMOVING still-there");
            stage.compare(anna);
            UUID second = stage.newest("RemoveProfile", "PENDING");
            assertThat(stage.get(Deliveries.class).claim(second)).as("not at once").isNull();
            stage.clock.pass(Duration.ofHours(1));
            removed(stage);
            assertThat(stage.items(anna)).containsExactly("REMOVED");
        }
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void P6_aRemovalThatTheDeviceRefusesIsNotRepeatedWithoutPause(Databases database) throws Exception {
        try (Stage stage = new Stage(database, folder)) {
            UUID anna = installed(stage);
            retire(stage);
            stage.compare(anna);
            stage.answer(stage.send("RemoveProfile"), Report.Answer.FAILED);
            stage.compare(anna);
            stage.clock.pass(Duration.ofSeconds(1));

            assertThat(stage.get(Deliveries.class).claim(stage.newest("RemoveProfile", "PENDING"))).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void P6_aRemovalWhoseAnswerIsLostIsSeenInTheInventory(Databases database) throws Exception {
        try (Stage stage = new Stage(database, folder)) {
            UUID anna = installed(stage);
            retire(stage);
            stage.compare(anna);
            stage.send("RemoveProfile");
            stage.apply(stage.event(Report.Event.CONNECTED, stage.clock.pass(Duration.ofHours(1))));
            stage.get(Inquiries.class).overdue(10);

            stage.answer("ProfileList", List.of(), List.of());

            assertThat(stage.items(anna)).containsExactly("REMOVED");
        }
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void S30_anOwnerWhoIsTakenBackLosesTheItems(Databases database) throws Exception {
        try (Stage stage = new Stage(database, folder)) {
            UUID anna = installed(stage);

            assertThat(stage.get(Retirements.class).disown("mdm", Stage.UDID)).containsExactly(Work.user(anna));

            assertThat(stage.device().owner()).isNull();
            assertThat(stage.compare(anna)).hasSize(1);
            removed(stage);
            assertThat(stage.items(anna)).containsExactly("REMOVED");
            assertThat(stage.compare(anna)).isEmpty();
        }
    }

    @Test
    void S30_aSuspendedUsersItemsGoOnlyWhereThatIsSwitchedOn() throws Exception {
        for (String on : List.of("false", "true")) {
            Path own = Files.createDirectory(folder.resolve(on));
            try (Stage stage = new Stage(Databases.H2, own, Map.of("sealpost.removal.suspended-users", on,
                "sealpost.removal.grace", "0s"))) {
                UUID anna = installed(stage);
                suspend(stage);

                assertThat(stage.compare(anna)).as(on).hasSize(on.equals("true") ? 1 : 0);
                assertThat(stage.states("RemoveProfile")).as(on).hasSize(on.equals("true") ? 1 : 0);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void P3_aSuspendedUserKeepsEverythingAndGetsNothingNewForTheGraceTime(Databases database) throws Exception {
        try (Stage stage = new Stage(database, folder)) {
            UUID anna = installed(stage);
            suspend(stage);
            stage.get(UserCertificates.class).add(anna, TestCertificates.mail(TestCertificates.key("anna3", "2048").getPublic(),
                "anna@example.com", TestCertificates.ENCRYPT, 1), Purpose.ENCRYPTION, Source.DIRECTORY);

            stage.clock.pass(Duration.ofDays(14).minusSeconds(1));
            assertThat(stage.compare(anna)).isEmpty();
            assertThat(stage.items(anna)).containsExactly("VERIFIED");
            assertThat(stage.get(DueRows.class).users()).isEmpty();

            stage.clock.pass(Duration.ofSeconds(1));
            assertThat(stage.get(DueRows.class).users()).as("at once").containsExactly(Work.user(anna));
            assertThat(stage.compare(anna)).hasSize(1);
            removed(stage);
            assertThat(stage.items(anna)).containsExactly("REMOVED");
            assertThat(stage.jdbc().sql("select count(*) from wrapped_key where device is null").query(Integer.class).single())
                .as("keys stay in escrow").isEqualTo(2);
        }
    }

    @Test
    void P3_whoReturnsWithinTheGraceTimeLosesNothing() throws Exception {
        try (Stage stage = new Stage(Databases.H2, folder)) {
            UUID anna = installed(stage);
            suspend(stage);
            stage.clock.pass(Duration.ofDays(13));
            stage.user("anna", 3, 0);
            stage.clock.pass(Duration.ofDays(13));

            stage.compare(anna);

            assertThat(stage.states("RemoveProfile")).isEmpty();
            assertThat(stage.items(anna)).doesNotContain("REMOVING", "REMOVED");
        }
    }

    private static void suspend(Stage stage) {
        stage.get(Users.class).suspend("corporate", "anna", "ABSENT");
    }

    @Test
    void P4_aDeviceThatIsNotThereIsNamed() throws Exception {
        try (Stage stage = new Stage(Databases.H2, folder)) {
            assertThatThrownBy(() -> stage.get(Retirements.class).begin("mdm", "none")).isInstanceOf(NoSuchElementException.class)
                .hasMessageContaining("none").hasMessageContaining("/api/v1/devices");
        }
    }

    private static List<Work> retire(Stage stage) {
        return stage.get(Retirements.class).begin("mdm", Stage.UDID);
    }

    private static void removed(Stage stage) {
        stage.answer(stage.send("RemoveProfile"), Report.Answer.ACKNOWLEDGED);
        stage.answer("ProfileList", List.of(), List.of());
    }

    private static List<Report.Profile> listed(Stage stage, UUID user) {
        return List.of(new Report.Profile(stage.get(Bundles.class).identifier(user), UUID.randomUUID().toString()));
    }

    private static List<String> audited(Stage stage) {
        return stage.jdbc().sql("select action from audit where action like '%retire%' order by seq").query(String.class).list();
    }

    /** The device holds all that its owner Anna should have, and has been asked what it holds. */
    private static UUID installed(Stage stage) {
        UUID anna = stage.user("anna", 3, 0);
        stage.own("anna");
        stage.join();
        stage.compare(anna);
        stage.answer(stage.send("InstallProfile"), Report.Answer.ACKNOWLEDGED);
        stage.answer("CertificateList", stage.jdbc().sql("select c.der from item i join certificate c on c.sha256 = i.certificate")
            .query((row, n) -> new Report.Listed(row.getBytes(1), false)).list(), List.of());
        stage.answer("ProfileList", List.of(), listed(stage, anna));
        assertThat(stage.items(anna)).containsExactly("VERIFIED");
        return anna;
    }
}
