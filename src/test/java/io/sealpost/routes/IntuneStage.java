package io.sealpost.routes;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.sealpost.Core;
import io.sealpost.Databases;
import io.sealpost.delivery.Bundles;
import io.sealpost.delivery.Confirmations;
import io.sealpost.delivery.Deliveries;
import io.sealpost.delivery.GraphTokens;
import io.sealpost.delivery.IntuneFormats;
import io.sealpost.delivery.IntuneProfiles;
import io.sealpost.delivery.Ownership;
import io.sealpost.delivery.Reconciliation;
import io.sealpost.delivery.Reports;
import io.sealpost.delivery.Sealing;
import io.sealpost.delivery.Work;
import io.sealpost.device.Channels;
import io.sealpost.device.Device;
import io.sealpost.device.Devices;
import io.sealpost.escrow.Escrow;
import io.sealpost.escrow.EscrowFixture;
import io.sealpost.escrow.Origin;
import io.sealpost.lab.ca.Authority;
import io.sealpost.lab.ca.Keys;
import io.sealpost.lab.ca.Pem;
import io.sealpost.lab.ca.Template;
import io.sealpost.lab.graph.Application;
import io.sealpost.lab.graph.Graph;
import io.sealpost.lab.graph.Phone;
import io.sealpost.lab.graph.Platform;
import io.sealpost.lab.people.People;
import io.sealpost.lab.people.Person;
import io.sealpost.lab.seed.Chance;
import io.sealpost.user.DirectoryEntry;
import io.sealpost.user.Users;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/** A gateway's beans and the routes of connector intune, the lab's Graph behind them, one user. */
abstract class IntuneStage {
    static final Authority ROOT = Authority.root("Root");
    static final Authority ISSUING = ROOT.subordinate("Issuing");
    static final KeyPair KEYS = Keys.rsa();
    static final X509Certificate CERTIFICATE = ISSUING.issue("Sealpost", KEYS.getPublic(), Template.client());
    final Application application = Application.create(CERTIFICATE);
    final Graph graph = new Graph(application, new Chance(1), 0);
    final People people = new People(1, new Chance(1), ISSUING);
    final Person person = people.list().get(0);
    @TempDir
    Path folder;
    Core core;
    RouteFixture routes;
    UUID user;

    @BeforeEach
    void start() throws Exception {
        start(Map.of("password", application.clientSecret()));
        people.equip(person);
        user = core.get(Users.class).save("corporate", new DirectoryEntry(person.uid(), person.displayName(),
            Map.of("upn", person.mail()), List.of(person.mail()), List.of(),
            person.identities().stream().map(i -> i.certificate()).toList(), "0".repeat(64)));
        person.identities().forEach(i -> core.get(Escrow.class).keep(i.key(), i.certificate().getPublicKey(), Origin.IMPORT, null));
    }

    void start(Map<String, String> logIn) throws Exception {
        Path key = Files.writeString(folder.resolve("connector.pem"), Pem.block("PUBLIC KEY", graph.connectorKey().getEncoded()));
        Map<String, Object> settings = new HashMap<>(EscrowFixture.settings(folder.resolve("kek.p12")));
        settings.putAll(Map.of("sealpost.node", "test", "sealpost.platforms.IOS.channel", "phones"));
        Map<String, String> channel = new HashMap<>(Map.of("kind", "intune", "format", "intune", "url", graph.url(), "owners", "MDM",
            "username", application.clientId(), "parameters.authority", graph.url() + "/" + application.tenant(),
            "parameters.connector-key", key.toString(), "parameters.provider", Graph.PROVIDER, "parameters.key-name", Graph.KEY));
        channel.putAll(logIn);
        channel.forEach((name, value) -> settings.put("sealpost.channels.phones." + name, value));
        core = Core.on(Databases.H2, folder, Clock.systemUTC(), settings);
        routes = RouteFixture.of(Map.of("deliveries", core.get(Deliveries.class), "bundles", core.get(Bundles.class),
            "sealing", core.get(Sealing.class), "escrow", core.get(Escrow.class), "channels", core.get(Channels.class),
            "intune", core.get(IntuneFormats.class), "graphTokens", core.get(GraphTokens.class),
            "reports", core.get(Reports.class), "ownership", core.get(Ownership.class),
            "intuneProfiles", core.get(IntuneProfiles.class)), new String[] {"enqueue"},
            "channels/send-intune.camel.yaml", "channels/poll-intune-profiles.camel.yaml",
            "channels/receive-intune-token.camel.yaml", "channels/poll-intune.camel.yaml",
            "flows/deliver.camel.yaml", "escrow/fetch-keys-local.camel.yaml");
    }

    @AfterEach
    void stop() {
        routes.close();
        core.close();
        graph.close();
    }

    Phone phone(Platform platform) {
        return new Phone(graph, platform, person, ROOT.certificate(), ISSUING.certificate(), folder);
    }

    /** Runs the poll and applies what it reports. */
    void poll() throws Exception {
        run("poll-intune");
        confirm();
    }

    void run(String route) throws Exception {
        routes.camel().getRoute(route).getProcessor().process(new DefaultExchange(routes.camel()));
    }

    void confirm() throws Exception {
        for (String report = next(); report != null; report = next()) {
            core.get(Confirmations.class).apply(core.get(Reports.class).read(report));
        }
    }

    String next() {
        return routes.next("reports", String.class);
    }

    void deliver() throws Exception {
        for (Work work : core.get(Reconciliation.class).compare(user)) {
            assertThat(work.queue()).isEqualTo("deliveries.intune");
            routes.send("direct:deliver", work.id(), Map.of());
        }
        confirm();
    }

    Device device(Phone phone) {
        return core.get(Devices.class).get(Devices.id("phones", phone.id())).orElseThrow();
    }

    List<String> deliveries() {
        return core.get(JdbcClient.class).sql("select state || ' ' || coalesce(code, '-') from delivery where kind <> 'INQUIRE'"
            + " order by created_at").query(String.class).list();
    }

    String text() {
        return core.get(JdbcClient.class).sql("select text from delivery where kind <> 'INQUIRE' order by created_at desc"
            + " fetch first 1 rows only").query(String.class).single();
    }

    void restart(Map<String, String> logIn) throws Exception {
        routes.close();
        core.close();
        start(logIn);
    }
}
