package io.sealpost.routes;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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
import io.sealpost.user.Purpose;
import io.sealpost.user.Source;
import io.sealpost.user.UserCertificates;
import io.sealpost.user.Users;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/** Connector intune against the lab's Graph, from the poll that finds a phone to what the phone reads. */
class SendIntuneTest {
    private static final Authority ROOT = Authority.root("Root");
    private static final Authority ISSUING = ROOT.subordinate("Issuing");
    private static final KeyPair KEYS = Keys.rsa();
    private static final X509Certificate CERTIFICATE = ISSUING.issue("Sealpost", KEYS.getPublic(), Template.client());
    private final Application application = Application.create(CERTIFICATE);
    private final Graph graph = new Graph(application, new Chance(1), 0);
    private final People people = new People(1, new Chance(1), ISSUING);
    private final Person person = people.list().get(0);
    @TempDir
    Path folder;
    private Core core;
    private RouteFixture routes;
    private UUID user;

    @BeforeEach
    void start() throws Exception {
        start(Map.of("password", application.clientSecret()));
        people.equip(person);
        user = core.get(Users.class).save("corporate", new DirectoryEntry(person.uid(), person.displayName(),
            Map.of("upn", person.mail()), List.of(person.mail()), List.of(),
            person.identities().stream().map(i -> i.certificate()).toList(), "0".repeat(64)));
        person.identities().forEach(i -> core.get(Escrow.class).keep(i.key(), i.certificate().getPublicKey(), Origin.IMPORT, null));
    }

    private void start(Map<String, String> logIn) throws Exception {
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

    private Phone phone(Platform platform) {
        return new Phone(graph, platform, person, ROOT.certificate(), ISSUING.certificate(), folder);
    }

    /** Runs the poll and applies what it reports. */
    private void poll() throws Exception {
        run("poll-intune");
        confirm();
    }

    private void run(String route) throws Exception {
        routes.camel().getRoute(route).getProcessor().process(new DefaultExchange(routes.camel()));
    }

    private void confirm() throws Exception {
        for (String report = next(); report != null; report = next()) {
            core.get(Confirmations.class).apply(core.get(Reports.class).read(report));
        }
    }

    private String next() {
        return routes.next("reports", String.class);
    }

    private void deliver() throws Exception {
        for (Work work : core.get(Reconciliation.class).compare(user)) {
            assertThat(work.queue()).isEqualTo("deliveries.intune");
            routes.send("direct:deliver", work.id(), Map.of());
        }
        confirm();
    }

    private Device device(Phone phone) {
        return core.get(Devices.class).get(Devices.id("phones", phone.id())).orElseThrow();
    }

    private List<String> deliveries() {
        return core.get(JdbcClient.class).sql("select state || ' ' || coalesce(code, '-') from delivery where kind <> 'INQUIRE'"
            + " order by created_at").query(String.class).list();
    }

    private String text() {
        return core.get(JdbcClient.class).sql("select text from delivery where kind <> 'INQUIRE' order by created_at desc"
            + " fetch first 1 rows only").query(String.class).single();
    }

    @Test
    void S4_S16_aPhoneThatIntuneManagesGetsItsUsersHistoryAndIsNeverCalledVerified() throws Exception {
        Phone phone = phone(Platform.IOS);
        poll();
        assertThat(device(phone).state()).isEqualTo(Device.State.JOINED);
        assertThat(device(phone).owner()).isEqualTo(user);

        deliver();

        assertThat(deliveries()).containsExactly("ACKNOWLEDGED -");
        assertThat(text()).contains("nothing of a single device");
        assertThat(graph.imported(person.mail())).isEqualTo(person.identities().size());
        assertThat(core.get(JdbcClient.class).sql("select distinct state from item").query(String.class).list())
            .containsExactly("ACKNOWLEDGED");
        assertThat(graph.tokensIssued()).as("one token for poll and delivery").isEqualTo(1);
        poll();
        assertThat(core.get(Reconciliation.class).compare(user)).isEmpty();
    }

    @Test
    void S4_profilesThatAreMissingAreSaidOrMade() throws Exception {
        Phone phone = phone(Platform.IOS);
        poll();
        deliver();
        run("poll-intune-profiles");
        assertThat(core.get(IntuneProfiles.class).lacking().get("phones")).hasSize(6).contains("ios, smimeEncryption: no profile");
        phone.sync();
        assertThat(phone.identities()).isEmpty();

        restart(Map.of("password", application.clientSecret(), "parameters.ensure-profiles", "true"));
        run("poll-intune-profiles");
        run("poll-intune-profiles");

        assertThat(core.get(IntuneProfiles.class).lacking().get("phones")).isEmpty();
        phone.sync();
        assertThat(phone.messagesRead()).as("all old mail").isEqualTo(person.identities().size());
    }

    @Test
    void S14_anImportedSigningIdentityGoesAlong() throws Exception {
        var keys = Keys.rsa();
        X509Certificate signing = ISSUING.issue(person.uid(), keys.getPublic(), Template.signing(person.mail()));
        core.get(UserCertificates.class).add(user, signing, Purpose.SIGNING, Source.IMPORT);
        core.get(Escrow.class).keep(keys.getPrivate(), keys.getPublic(), Origin.IMPORT, null);
        phone(Platform.ANDROID_OWNED);
        poll();

        deliver();

        assertThat(graph.imported(person.mail())).isEqualTo(person.identities().size() + 1);
    }

    @Test
    void G1_aSecondPhoneOfTheUserIsServedByWritingTheSameEntriesAnew() throws Exception {
        phone(Platform.IOS);
        poll();
        deliver();
        phone(Platform.ANDROID_WORK_PROFILE);
        poll();

        deliver();

        assertThat(deliveries()).containsExactly("ACKNOWLEDGED -", "ACKNOWLEDGED -");
        assertThat(graph.imported(person.mail())).isEqualTo(person.identities().size());
    }

    @Test
    void G1_after429TheDeliveryWaitsAsLongAsGraphSays() throws Exception {
        phone(Platform.IOS);
        poll();
        graph.throttle(1, 1800);

        deliver();

        assertThat(deliveries()).containsExactly("PENDING unreachable");
        Instant due = core.get(JdbcClient.class).sql("select due_at from delivery where kind = 'INSTALL'")
            .query(java.time.OffsetDateTime.class).single().toInstant();
        assertThat(Duration.between(Instant.now(), due)).isBetween(Duration.ofMinutes(29), Duration.ofMinutes(31));
        assertThat(graph.imported(person.mail())).isZero();
    }

    @Test
    void S30_whatARetiredPhoneLeavesBehindIsDeletedOnceTheUserHasNoOther() throws Exception {
        Phone phone = phone(Platform.IOS);
        Phone other = phone(Platform.ANDROID_OWNED);
        poll();
        deliver();

        phone.retire();
        poll();
        assertThat(device(phone).state()).isEqualTo(Device.State.LEFT);
        assertThat(graph.imported(person.mail())).as("the other phone needs them").isEqualTo(person.identities().size());

        other.retire();
        other.sync();
        poll();
        assertThat(device(other).state()).isEqualTo(Device.State.LEFT);
        assertThat(graph.imported(person.mail())).isZero();
    }

    @Test
    void P9_itLogsInWithACertificateToo() throws Exception {
        restart(Map.of("signer", "intune"));
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("key", KEYS.getPrivate(), "password".toCharArray(), new Certificate[] {CERTIFICATE});
        core.get(DefaultSslBundleRegistry.class).registerBundle("intune", SslBundle.of(SslStoreBundle.of(store, "password", null)));
        phone(Platform.IOS);
        poll();

        deliver();

        assertThat(deliveries()).containsExactly("ACKNOWLEDGED -");
    }

    @Test
    void P2_aWrongSecretIsNamedWithItsKey() throws Exception {
        phone(Platform.IOS);
        poll();
        restart(Map.of("password", "wrong"));

        deliver();

        assertThat(deliveries()).containsExactly("FAILED not-logged-in");
        assertThat(text()).contains("AADSTS7000215").contains("sealpost.channels.phones").doesNotContain("wrong");
    }

    @Test
    void P2_whatGraphRefusesStandsInTheRowInItsOwnWords() throws Exception {
        phone(Platform.IOS);
        poll();
        restart(Map.of("password", application.clientSecret(), "parameters.key-name", "another"));

        deliver();

        assertThat(deliveries()).containsExactly("FAILED graph-400");
        assertThat(text()).contains("keyName");
    }

    @Test
    void P2_aLackingPermissionIsNamed() throws Exception {
        phone(Platform.IOS);
        poll();
        graph.grant(List.of("DeviceManagementManagedDevices.Read.All"));
        restart(Map.of("password", application.clientSecret()));

        deliver();

        assertThat(deliveries()).containsExactly("FAILED graph-403");
        assertThat(text()).contains("DeviceManagementConfiguration.ReadWrite.All");
    }

    private void restart(Map<String, String> logIn) throws Exception {
        routes.close();
        core.close();
        start(logIn);
    }
}
