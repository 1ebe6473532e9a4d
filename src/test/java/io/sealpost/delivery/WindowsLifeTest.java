package io.sealpost.delivery;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.sealpost.Databases;
import io.sealpost.OpenSsl;
import io.sealpost.device.Channels;
import io.sealpost.device.Device;
import io.sealpost.escrow.Escrow;
import io.sealpost.payload.windows.WindowsSealing;
import io.sealpost.pki.Certificates;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A PC's life in the ledger; what it is sent as is proven by its routes' test. */
class WindowsLifeTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Databases.class)
    void S2_S27_aPcGetsItsProfilesOnceItsCertificateIsStatedAndIsVerifiedByIssuerAndSerial(Databases database) throws Exception {
        try (Stage stage = new Stage(database, folder)) {
            UUID anna = stage.user("anna", 3, 0);
            stage.own("anna");
            stage.apply(joined(stage));
            stage.compare(anna);
            assertThat(stage.states(WindowsFormat.INSTALL)).as("nothing to encrypt to").containsExactly("FAILED");

            stage.get(Ownership.class).recipient("mdm", Stage.UDID, OpenSsl.pem(stage.recipient));
            stage.compare(anna);
            stage.clock.pass(Duration.ofSeconds(1));
            Delivery delivery = stage.get(Deliveries.class).claim(stage.newest(WindowsFormat.INSTALL, "PENDING"));
            Bundle bundle = stage.get(Bundles.class).wanted(delivery);
            WindowsProfiles profiles = (WindowsProfiles) stage.get(Sealing.class).seal(delivery,
                bundle.with(stage.get(Escrow.class).find(bundle.spkis(), delivery.device())));
            stage.get(Deliveries.class).sent(delivery);

            String content = Bundles.profileUuid(delivery.device(), bundle.digest()).toString();
            assertThat(profiles.wanted()).extracting(WindowsProfiles.Named::name).last()
                .isEqualTo(bundle.identifier() + " " + content + " " + delivery.command());
            assertThat(WindowsSealing.read(profiles.wanted().get(0).syncMl())).hasSize(2);
            assertThat(stage.get(Inquiries.class).unanswered(stage.get(Channels.class).get("mdm"), 5)).extracting(Delivery::command)
                .containsExactly(delivery.command());

            stage.answer(delivery, Report.Answer.NOT_NOW);
            assertThat(stage.items(anna)).containsExactly("DEFERRED");
            stage.answer(delivery, Report.Answer.ACKNOWLEDGED);
            stage.answer("HostDetails", listed(bundle), List.of(new Report.Profile(bundle.identifier(), content)));
            assertThat(stage.items(anna)).containsExactly("VERIFIED");
            assertThat(stage.states(WindowsFormat.INSTALL)).containsExactlyInAnyOrder("FAILED", "VERIFIED");
        }
    }

    /** Fleet keeps labels and profiles: they go there, whether or not the PC is managed, and before it comes back. */
    @ParameterizedTest
    @EnumSource(Databases.class)
    void S16_S30_whatTheMdmKeepsOfAPcThatLeftIsTakenAwayThere(Databases database) throws Exception {
        try (Stage stage = new Stage(database, folder)) {
            UUID anna = installed(stage);

            assertThat(stage.apply(said(stage, Report.Event.LEFT))).containsExactly(Work.user(anna));
            assertThat(stage.compare(anna)).hasSize(1);
            assertThat(stage.send(WindowsFormat.REMOVE).user()).isEqualTo(anna);

            assertThat(stage.states(WindowsFormat.REMOVE)).as("nobody is there to answer").containsExactly("REMOVED");
            assertThat(stage.items(anna)).containsExactly("REMOVED");
            assertThat(stage.compare(anna)).isEmpty();
            assertThat(stage.device().state()).isEqualTo(Device.State.LEFT);
        }
    }

    /** It was reset and enrolled again, and nobody saw it leave: Fleet brings it what its label says. */
    @ParameterizedTest
    @EnumSource(Databases.class)
    void S16_aPcThatJoinedAgainLosesWhatTheMdmKeptBeforeItGetsAnything(Databases database) throws Exception {
        try (Stage stage = new Stage(database, folder)) {
            UUID anna = installed(stage);
            stage.get(Retirements.class).disown("mdm", Stage.UDID);

            assertThat(stage.apply(said(stage, Report.Event.JOINED))).as("it has no owner").containsExactly(Work.user(anna));
            stage.compare(anna);
            Delivery removal = stage.send(WindowsFormat.REMOVE);
            assertThat(removal.user()).isEqualTo(anna);
            stage.own("anna");
            stage.get(Ownership.class).recipient("mdm", Stage.UDID, OpenSsl.pem(stage.recipient));
            assertThat(stage.compare(anna)).as("that comes first").isEmpty();
            stage.answer(removal, Report.Answer.ACKNOWLEDGED);
            stage.answer("HostDetails", List.of(), List.of());
            assertThat(stage.items(anna)).containsExactly("REMOVED");
            assertThat(stage.compare(anna)).hasSize(1);
            assertThat(stage.send(WindowsFormat.INSTALL).user()).isEqualTo(anna);
        }
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void S16_aPcThatJoinedAgainIsOfItsOwnerOnceItsCertificateIsStated(Databases database) throws Exception {
        try (Stage stage = new Stage(database, folder)) {
            UUID anna = installed(stage);
            stage.apply(said(stage, Report.Event.JOINED));
            stage.compare(anna);
            stage.answer(stage.send(WindowsFormat.REMOVE), Report.Answer.ACKNOWLEDGED);
            stage.answer("HostDetails", List.of(), List.of());
            assertThat(stage.items(anna)).as("it cannot open them").containsExactly("REMOVED");

            stage.compare(anna);
            assertThat(stage.states(WindowsFormat.INSTALL)).as("nothing to encrypt to").last().isEqualTo("FAILED");
        }
    }

    private static UUID installed(Stage stage) throws Exception {
        UUID anna = stage.user("anna", 0);
        stage.own("anna");
        stage.apply(joined(stage));
        stage.get(Ownership.class).recipient("mdm", Stage.UDID, OpenSsl.pem(stage.recipient));
        stage.compare(anna);
        stage.answer(stage.send(WindowsFormat.INSTALL), Report.Answer.ACKNOWLEDGED);
        assertThat(stage.items(anna)).containsExactly("ACKNOWLEDGED");
        return anna;
    }

    private static Report joined(Stage stage) {
        return said(stage, Report.Event.CONNECTED);
    }

    private static Report said(Stage stage, Report.Event event) {
        return new Report("mdm", Stage.UDID, event, stage.clock.pass(Duration.ofSeconds(1)), "WINDOWS", "PC", null,
            null, null, null, List.of(), List.of());
    }

    private static List<Report.Listed> listed(Bundle bundle) {
        List<Report.Listed> listed = new ArrayList<>();
        bundle.identities().forEach(p -> listed.add(new Report.Listed(null, false, "Issuing",
            p.certificate().getSerialNumber().toString(16))));
        bundle.certificates(ItemKind.TRUST_ANCHOR).forEach(c -> listed.add(new Report.Listed(Certificates.der(c), false)));
        return listed;
    }
}
