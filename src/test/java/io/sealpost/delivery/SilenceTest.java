package io.sealpost.delivery;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import io.sealpost.Databases;
import io.sealpost.TestCertificates;
import io.sealpost.device.Channels;
import io.sealpost.device.Devices;
import io.sealpost.pki.Certificates;
import org.bouncycastle.asn1.x509.KeyPurposeId;
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

    @ParameterizedTest
    @EnumSource(Databases.class)
    void P6_aDeviceThatJoinedAgainWithoutAnybodyHearingOfItIsAskedInTimeAndGetsEverythingAnew(Databases database) throws Exception {
        try (Stage stage = new Stage(database, folder)) {
            UUID anna = sent(stage);
            Delivery old = sentDelivery(stage);
            stage.answer(old, Report.Answer.ACKNOWLEDGED);
            stage.answer("CertificateList", Stream.concat(Stream.of(new Report.Listed(Certificates.der(stage.recipient), true)),
                stage.transaction().execute(t -> stage.get(Ledger.class).certificates(stage.device)).stream()
                    .map(c -> new Report.Listed(Certificates.der(c), false))).toList(), List.of());
            stage.answer("ProfileList", List.of(), List.of(listed(stage)));
            assertThat(stage.items(anna)).containsExactly("VERIFIED");
            stage.get(DueRows.class).overdue();
            int asked = stage.states("CertificateList").size();

            for (int hour = 0; hour < 7 * 24; hour++) { // Authenticate and TokenUpdate were lost; nothing else happens
                stage.clock.pass(Duration.ofHours(1));
                stage.get(DueRows.class).overdue();
            }
            assertThat(stage.states("CertificateList")).as("once in sealpost.delivery.inventory-every").hasSize(asked + 1);
            X509Certificate fresh = TestCertificates.issue(TestCertificates.key("device again", "2048").getPublic(), null,
                TestCertificates.SIGN, new KeyPurposeId[0], 0);
            stage.answer("CertificateList", List.of(new Report.Listed(Certificates.der(fresh), true)), List.of());

            assertThat(stage.items(anna)).containsExactly("LOST");
            assertThat(stage.device().recipient()).isEqualTo(fresh);
            assertThat(stage.compare(anna)).hasSize(1);
            stage.clock.pass(Duration.ofHours(1)); // it was lost: not at once
            assertThat(stage.send("InstallProfile").command()).isNotEqualTo(old.command());
        }
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void P6_devicesAreAskedEachAtATimeOfItsOwn(Databases database) throws Exception {
        try (Stage stage = new Stage(database, folder)) {
            UUID anna = stage.user("anna", 0);
            for (int i = 0; i < 168; i++) {
                stage.apply(stage.event("device-" + i, Report.Event.JOINED, stage.clock.pass(Duration.ofMillis(1))));
                stage.jdbc().sql("""
                        insert into item (id, device, user_id, generation, kind, external_key, state, updated_at)
                        values (?, ?, ?, 1, 'TRUST_ANCHOR', 'k', 'VERIFIED', current_timestamp)""")
                    .params(UUID.randomUUID(), Devices.id("mdm", "device-" + i), anna).update();
            }
            stage.jdbc().sql("update delivery set state = 'ACKNOWLEDGED', due_at = null").update();
            for (int tick = 0; tick < 4; tick++) {
                assertThat(stage.get(DueRows.class).overdue()).as("each gets its time first").isEmpty();
            }
            List<Integer> hours = new ArrayList<>();
            for (int hour = 0; hour < 168; hour++) {
                stage.clock.pass(Duration.ofHours(1));
                hours.add(stage.get(DueRows.class).overdue().size());
            }
            assertThat(hours).as("CertificateList and ProfileList of 168 devices in 168 hours").allMatch(asked -> asked <= 16);
            assertThat(hours.stream().mapToInt(Integer::intValue).sum()).isEqualTo(2 * 168);
        }
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void P6_anInquiryThatWasPutOffAndWhoseAnswerWasLostIsMadeAgain(Databases database) throws Exception {
        try (Stage stage = new Stage(database, folder)) {
            sent(stage);
            stage.answer(sentDelivery(stage), Report.Answer.ACKNOWLEDGED);
            Delivery asked = stage.send("ProfileList");
            for (int session = 0; session < 20; session++) {
                stage.answer(asked, Report.Answer.NOT_NOW);
                stage.clock.pass(Duration.ofMinutes(9));
                stage.get(Inquiries.class).overdue(10);
                assertThat(stage.states("ProfileList")).as("it still says so").containsExactly("DEFERRED");
            }
            stage.clock.pass(Duration.ofMinutes(2));
            stage.get(Inquiries.class).overdue(10);

            assertThat(stage.states("ProfileList")).containsExactly("LOST", "PENDING");
            stage.answer(asked, Report.Answer.NOT_NOW);
            stage.get(Inquiries.class).overdue(10);
            assertThat(stage.states("ProfileList")).as("one at a time").containsExactly("LOST", "PENDING");
        }
    }

    /** The profile of the one INSTALL there was, as the device lists it. */
    private static Report.Profile listed(Stage stage) {
        return stage.jdbc().sql("select external_key, digest from delivery where kind = 'INSTALL'").query((row, n) ->
            new Report.Profile(row.getString(1), Bundles.profileUuid(stage.device, row.getString(2)).toString())).single();
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
