package io.sealpost.routes;

import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import io.sealpost.delivery.Deliveries;
import io.sealpost.delivery.Delivery;
import io.sealpost.delivery.FleetFormats;
import io.sealpost.delivery.FleetReports;
import io.sealpost.delivery.Inquiries;
import io.sealpost.delivery.Kind;
import io.sealpost.delivery.Ownership;
import io.sealpost.delivery.Report;
import io.sealpost.delivery.Reports;
import io.sealpost.delivery.WindowsProfiles;
import io.sealpost.device.Channel;
import io.sealpost.device.ChannelFixture;
import io.sealpost.device.Channels;
import io.sealpost.escrow.EscrowFixture;
import io.sealpost.lab.ca.Authority;
import io.sealpost.lab.ca.Keys;
import io.sealpost.lab.ca.Template;
import io.sealpost.lab.fleet.Fleet;
import io.sealpost.lab.people.People;
import io.sealpost.lab.people.Person;
import io.sealpost.lab.seed.Chance;
import io.sealpost.lab.windows.Pc;
import io.sealpost.payload.Pkcs12Encoding;
import io.sealpost.payload.windows.WindowsIdentity;
import io.sealpost.payload.windows.WindowsRecipient;
import io.sealpost.payload.windows.WindowsSealing;
import org.apache.camel.Exchange;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

/** Connector fleet against the lab's Fleet, with the lab's PC behind it: what its tests share. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FleetStage {
    static final String IDENTIFIER = "com.example.smime." + UUID.randomUUID();
    @TempDir
    static Path folder;
    final Authority root = Authority.root("Test Root");
    final Authority issuing = root.subordinate("Test Issuing");
    final KeyPair signing = Keys.rsa();
    final Deliveries deliveries = mock();
    final Ownership ownership = mock();
    final Inquiries inquiries = mock();
    WindowsSealing sealing;
    EscrowFixture escrow;
    Person owner;
    ScheduledExecutorService threads;
    Fleet fleet;
    Pc pc;
    int made;
    Channel channel;
    RouteFixture routes;

    @BeforeAll
    void owner() {
        People people = new People(1, new Chance(1), issuing);
        owner = people.list().get(0);
        people.equip(owner);
        people.renew(owner);
        escrow = new EscrowFixture(folder);
        sealing = new WindowsSealing(escrow.escrow);
    }

    @BeforeEach
    void start() throws Exception {
        threads = Executors.newScheduledThreadPool(1);
        fleet = new Fleet("api-token", threads);
        pc = new Pc("PC-" + ++made, owner, root, root.certificate(), issuing.certificate(), folder);
        fleet.join(pc, owner.mail());
        channel = ChannelFixture.of("fleet", fleet.url(), "api-token");
        Channels channels = mock();
        when(channels.ofKind("fleet")).thenReturn(List.of(channel));
        routes = RouteFixture.of(Map.of("deliveries", deliveries, "fleet", new FleetFormats(channels, Clock.systemUTC()),
            "fleetReports", new FleetReports(mock()), "reports", new Reports(), "channels", channels, "ownership", ownership,
            "inquiries", inquiries),
            new String[] {"enqueue", "deliver"}, "channels/send-fleet.camel.yaml", "channels/send-fleet-removals.camel.yaml",
            "channels/send-fleet-uploads.camel.yaml", "channels/send-fleet-call.camel.yaml", "channels/poll-fleet.camel.yaml");
    }

    @AfterEach
    void stop() {
        routes.close();
        fleet.close();
        threads.shutdownNow();
    }

    Delivery delivery(Kind kind) {
        UUID id = UUID.randomUUID();
        return new Delivery(id, UUID.randomUUID(), "fleet", pc.uuid(), UUID.randomUUID(), 1, kind, kind == Kind.INSTALL
            ? "InstallWindowsProfiles" : kind == Kind.REMOVE ? "RemoveWindowsProfiles" : "HostDetails", UUID.randomUUID(), IDENTIFIER, 5);
    }

    // As the format windows makes them.
    WindowsProfiles profiles(Delivery delivery, java.security.cert.X509Certificate recipient) {
        List<WindowsIdentity> identities = new ArrayList<>(owner.identities().stream()
            .map(i -> new WindowsIdentity(i.certificate(), escrow.keep(new KeyPair(i.certificate().getPublicKey(), i.key())))).toList());
        identities.add(new WindowsIdentity(issuing.issue("Signing", signing.getPublic(), Template.signing(owner.mail())),
            escrow.keep(signing)));
        return new WindowsProfiles(IDENTIFIER, List.of(
            new WindowsProfiles.Named(IDENTIFIER + " trust " + delivery.externalId(),
                sealing.anchors(List.of(root.certificate(), issuing.certificate()))),
            new WindowsProfiles.Named(IDENTIFIER + " " + content(delivery) + " " + delivery.command(),
                sealing.identities(identities, new WindowsRecipient(recipient, Pc.STORE), Pkcs12Encoding.COMPATIBLE))));
    }

    static String content(Delivery delivery) {
        return UUID.nameUUIDFromBytes(delivery.id().toString().getBytes()).toString();
    }

    Exchange send(Delivery delivery, Object body) {
        return routes.send("direct:send-fleet", body, Map.of("channel", channel, "delivery", delivery));
    }

    // What polling brings in the end.
    Report answer(Delivery delivery) {
        return Awaitility.await().until(() -> {
            routes.send("direct:poll-fleet-delivery", delivery, Map.of("channel", channel));
            return next();
        }, report -> report != null);
    }

    Report next() throws Exception {
        String report = routes.next("reports", String.class);
        return report == null ? null : new Reports().read(report);
    }
}
