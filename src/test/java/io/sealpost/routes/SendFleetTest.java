package io.sealpost.routes;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.sealpost.delivery.Delivery;
import io.sealpost.delivery.Kind;
import io.sealpost.delivery.Refused;
import io.sealpost.delivery.Report;
import io.sealpost.delivery.WindowsProfiles;
import io.sealpost.device.ChannelFixture;
import io.sealpost.lab.mdm.Plists;
import io.sealpost.pki.Certificates;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.argThat;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.ArgumentMatchers.isA;
import static org.mockito.Mockito.verify;

/** Connector fleet against the lab's Fleet, with the lab's PC behind it. */
class SendFleetTest extends FleetStage {

    @Test
    void S2_S12_S27_aPcHasRootIntermediateAndEveryIdentityAndFleetsVerifiedIsOurAcknowledged() throws Exception {
        pc.signIn();
        Delivery delivery = delivery(Kind.INSTALL);
        assertThat(send(delivery, profiles(delivery, pc.certificate())).getException()).isNull();

        Report report = answer(delivery);
        assertThat(report.answer()).isEqualTo(Report.Answer.ACKNOWLEDGED);
        assertThat(report.command()).isEqualTo(delivery.command().toString());
        assertThat(pc.messagesRead()).isEqualTo(owner.identities().size());
        assertThat(pc.signatureVerified()).isTrue();
        assertThat(pc.roots()).containsExactly(root.certificate());
        assertThat(pc.authorities()).containsExactly(issuing.certificate());
    }

    @Test
    void S2_theInventoryNamesIdentitiesByIssuerAndSerialAndAnchorsWhole() throws Exception {
        pc.signIn();
        Delivery delivery = delivery(Kind.INSTALL);
        send(delivery, profiles(delivery, pc.certificate()));
        answer(delivery);

        send(delivery(Kind.INQUIRE), new WindowsProfiles(null, List.of()));

        Report report = next();
        assertThat(report.certificates()).filteredOn(l -> l.der() == null).extracting(Report.Listed::issuer, Report.Listed::serial)
            .containsExactlyInAnyOrderElementsOf(pc.identities().stream().map(i -> org.assertj.core.groups.Tuple.tuple("Test Issuing",
                i.certificate().getSerialNumber().toString(16))).toList());
        assertThat(report.certificates()).filteredOn(l -> l.der() != null).extracting(l -> Certificates.parse(l.der()))
            .containsExactly(root.certificate(), issuing.certificate());
        assertThat(report.profiles()).containsExactly(new Report.Profile(IDENTIFIER, content(delivery)));
    }

    @Test
    void S16_laterProfilesWaitUntilTheEarlierOnesAreGone() throws Exception {
        pc.signIn();
        Delivery first = delivery(Kind.INSTALL);
        send(first, profiles(first, pc.certificate()));
        answer(first);
        Delivery second = delivery(Kind.INSTALL);

        send(second, profiles(second, pc.certificate()));

        verify(deliveries).postpone(eq(second), argThat(e -> e instanceof IOException && e.getMessage().contains("earlier profiles")));
        Awaitility.await().until(() -> pc.identities().isEmpty());
        send(second, profiles(second, pc.certificate()));
        assertThat(answer(second).answer()).isEqualTo(Report.Answer.ACKNOWLEDGED);
        assertThat(pc.identities()).hasSize(owner.identities().size() + 1);
    }

    @Test
    void S30_afterARemovalNothingOfTheUserIsLeftAndFleetSaysSo() throws Exception {
        pc.signIn();
        Delivery delivery = delivery(Kind.INSTALL);
        send(delivery, profiles(delivery, pc.certificate()));
        answer(delivery);
        Delivery removal = delivery(Kind.REMOVE);

        send(removal, new WindowsProfiles(IDENTIFIER, List.of()));

        assertThat(answer(removal).answer()).isEqualTo(Report.Answer.ACKNOWLEDGED);
        assertThat(pc.identities()).isEmpty();
    }

    /** Its label would bring all of it again as soon as it enrols. */
    @Test
    void S16_S30_whatFleetKeepsOfAPcThatLeftIsTakenAwayThereWithoutThePc() throws Exception {
        pc.signIn();
        Delivery first = delivery(Kind.INSTALL);
        send(first, profiles(first, pc.certificate()));
        answer(first);
        fleet.unenrol(pc.uuid());
        pc.reset();

        assertThat(send(delivery(Kind.REMOVE), new WindowsProfiles(IDENTIFIER, List.of())).getException()).isNull();

        fleet.join(pc, null);
        pc.signIn();
        send(delivery(Kind.INQUIRE), new WindowsProfiles(null, List.of()));
        assertThat(next().profiles()).isEmpty();
        assertThat(pc.identities()).isEmpty();
        Delivery again = delivery(Kind.INSTALL);
        send(again, profiles(again, pc.certificate()));
        assertThat(answer(again).answer()).as("nothing of before stands in its way").isEqualTo(Report.Answer.ACKNOWLEDGED);
        assertThat(pc.messagesRead()).isEqualTo(owner.identities().size());
    }

    @Test
    void S16_aRemovalAtOnceAfterAnInstallKeepsItFromEverArriving() throws Exception {
        Delivery delivery = delivery(Kind.INSTALL);
        send(delivery, profiles(delivery, pc.certificate()));
        Delivery removal = delivery(Kind.REMOVE);
        send(removal, new WindowsProfiles(IDENTIFIER, List.of()));
        assertThat(answer(removal).answer()).isEqualTo(Report.Answer.ACKNOWLEDGED);

        pc.signIn();
        fleet.soon();
        Delivery inquiry = delivery(Kind.INQUIRE);
        send(inquiry, new WindowsProfiles(null, List.of()));
        assertThat(next().profiles()).isEmpty();
        assertThat(pc.identities()).isEmpty();
    }

    @Test
    void whileNobodyIsSignedInItIsDeferred() throws Exception {
        Delivery delivery = delivery(Kind.INSTALL);
        send(delivery, profiles(delivery, pc.certificate()));
        assertThat(answer(delivery).answer()).isEqualTo(Report.Answer.NOT_NOW);
        assertThat(pc.roots()).hasSize(1);
    }

    @Test
    void whatThePcCannotInstallFailsWithItsNodesAndStatus() throws Exception {
        pc.signIn();
        Delivery delivery = delivery(Kind.INSTALL);
        send(delivery, profiles(delivery, issuing.certificate()));
        Report report = answer(delivery);
        assertThat(report.answer()).isEqualTo(Report.Answer.FAILED);
        assertThat(report.text()).contains("PFXCertBlob: status 500");
        assertThat(pc.identities()).isEmpty();
    }

    @Test
    void P2_whatFleetRefusesFailsWithItsReasonAndNothingFollows() {
        Delivery delivery = delivery(Kind.INSTALL);
        send(delivery, new WindowsProfiles(IDENTIFIER, List.of(new WindowsProfiles.Named(IDENTIFIER + " x y", "<Get/>".getBytes()),
            new WindowsProfiles.Named(IDENTIFIER + " z y", "<Get/>".getBytes()))));

        verify(deliveries).fail(eq(delivery), argThat(e -> e instanceof Refused refused && refused.code().equals("fleet-422")
            && e.getMessage().contains("<Replace> or <Add>")));
        assertThat(pc.roots()).isEmpty();
    }

    @Test
    void G1_aFleetThatDoesNotKnowUsOrIsAwayIsTriedAgainLater() {
        Delivery delivery = delivery(Kind.INSTALL);
        channel = ChannelFixture.of("fleet", fleet.url(), "another");
        send(delivery, new WindowsProfiles(IDENTIFIER, List.of()));
        verify(deliveries).postpone(eq(delivery), isA(Exception.class), any());
    }

    @Test
    void P1_hostsAndTheirOwnersAreFoundByPolling() throws Exception {
        routes.send("direct:poll-fleet-hosts", null, Map.of("channel", channel));

        Report report = next();
        assertThat(report.externalId()).isEqualTo(pc.uuid());
        assertThat(report.platform()).isEqualTo("WINDOWS");
        assertThat(report.event()).isEqualTo(Report.Event.CONNECTED);
        verify(ownership).reported(channel, pc.uuid(), owner.mail());
    }

    @Test
    void S2_anAppleDeviceGetsItsCommandAndItsAnswerIsFetched() throws Exception {
        Delivery delivery = new Delivery(UUID.randomUUID(), UUID.randomUUID(), "fleet", "PHONE-1", UUID.randomUUID(), 1, Kind.INSTALL,
            "InstallProfile", UUID.randomUUID(), IDENTIFIER, 1);
        fleet.join("PHONE-1", command -> Plists.xml(Map.of("Status", "Acknowledged", "UDID", "PHONE-1",
            "CommandUUID", Plists.string(Plists.dictionary(command), "CommandUUID"))), null);
        byte[] command = Plists.xml(Map.of("CommandUUID", delivery.commandUuid(), "Command", Map.of("RequestType", "ProfileList")));

        assertThat(send(delivery, command).getException()).isNull();
        assertThat(send(delivery, command).getException()).as("sent again after a crash").isNull();

        assertThat(answer(delivery).answer()).isEqualTo(Report.Answer.ACKNOWLEDGED);
    }
}
