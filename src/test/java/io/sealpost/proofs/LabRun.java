package io.sealpost.proofs;

import io.sealpost.Databases;
import io.sealpost.Sealpost;
import io.sealpost.lab.device.Device;
import io.sealpost.lab.device.Handled;
import io.sealpost.lab.gateway.GatewayClock;
import io.sealpost.lab.people.Directories;
import io.sealpost.lab.people.Person;
import io.sealpost.lab.world.Game;
import io.sealpost.lab.world.Options;
import io.sealpost.lab.world.World;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A small world and the real gateway in this JVM, in target/proofs/NAME: what they left stays there for people to look at. The
 * gateway's schedules run each second, so that a test that waits for several of them is not a long one.
 */
final class LabRun implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final World world;
    private final ConfigurableApplicationContext gateway;

    private LabRun(World world, ConfigurableApplicationContext gateway) {
        this.world = world;
        this.gateway = gateway;
    }

    static LabRun start(Class<?> test, int users, String... settings) {
        return start(test, users, 20, settings);
    }

    static LabRun on(Databases database, Class<?> test, int users) {
        return database == Databases.H2 ? start(test, users) : start(test, users, "--spring.datasource.username=postgres",
            "--spring.datasource.url=" + Databases.postgresUrl("d" + UUID.randomUUID().toString().replace("-", "")));
    }

    /**
     * @param lost     how many of a thousand webhook events never arrive
     * @param settings more of the gateway's, as command-line arguments
     */
    static LabRun start(Class<?> test, int users, int lost, String... settings) {
        return start(test, new Options(users, 1, folder(test), PATIENCE, lost), settings);
    }

    /** With these devices for each user; otherwise two iPhones. */
    static LabRun start(Class<?> test, int users, List<Options.Platform> platforms) {
        return start(test, new Options(users, 1, folder(test), PATIENCE, 20, platforms));
    }

    /** With these devices for each user; what happens in a device's life is played after everybody has joined. */
    static LabRun lifecycle(Class<?> test, int users, List<Options.Platform> platforms, Function<Path, List<String>> settings) {
        return start(new Options(users, 1, folder(test), PATIENCE, 20, platforms).lifecycle(), settings);
    }

    private static Path folder(Class<?> test) {
        return Path.of("target", "proofs", test.getSimpleName(), "lab");
    }

    /** With these devices for each user, and settings that follow from the configuration that the world wrote. */
    static LabRun start(Class<?> test, int users, List<Options.Platform> platforms, Function<Path, List<String>> settings) {
        return start(new Options(users, 1, folder(test), PATIENCE, 20, platforms), settings);
    }

    private static LabRun start(Options options, Function<Path, List<String>> settings) {
        var world = World.start(options);
        return run(world, settings.apply(world.options().gatewayProperties()).toArray(String[]::new));
    }

    private static LabRun start(Class<?> test, Options options, String... settings) {
        return run(World.start(options), settings);
    }

    private static LabRun run(World world, String... settings) {
        var arguments = new ArrayList<>(List.of("--sealpost.sync.schedule=* * * * * ?", "--sealpost.wake.schedule=* * * * * ?"));
        arguments.addAll(List.of(settings));
        arguments.add("--spring.config.additional-location=file:" + world.options().gatewayProperties());
        try {
            var application = SpringApplication.from(Sealpost::main);
            var gateway = (world.options().scenario() == Options.Scenario.LIFECYCLE ? application.with(GatewayClock.class) : application)
                .run(arguments.toArray(String[]::new)).getApplicationContext();
            return new LabRun(world, gateway);
        } catch (RuntimeException e) {
            world.close();
            throw e;
        }
    }

    /** Plays the world until every device is proven; what the lab prints is the message if it is not. */
    LabRun proven() {
        var printed = new ByteArrayOutputStream();
        boolean proven = new Game(world, new PrintStream(printed, true, StandardCharsets.UTF_8)).play();
        assertThat(proven).as(printed.toString(StandardCharsets.UTF_8)).isTrue();
        return this;
    }

    World world() {
        return world;
    }

    Person person(int index) {
        return world.people().get(index);
    }

    /** The first device of a user: an importer states its owner. The second one's certificate names its owner itself. */
    Device first(Person person) {
        return world.phones().stream().filter(device -> device.owner() == person && !device.settings().namesOwner()).findFirst()
            .orElseThrow();
    }

    List<Device> devices(Person person) {
        return world.phones().stream().filter(device -> device.owner() == person).toList();
    }

    JdbcClient database() {
        return JdbcClient.create(gateway.getBean(DataSource.class));
    }

    int count(String sql, Object... parameters) {
        return database().sql("select count(*) from " + sql).params(parameters).query(Integer.class).single();
    }

    /** Waits for these devices to be proven, by what they hold and by what the gateway says. */
    void awaitProven(Device... devices) {
        for (var device : devices) {
            World.await(device + " proven", PATIENCE, () -> world.lacks(device).isEmpty() && state(device).equals("VERIFIED"));
        }
    }

    void await(String what, BooleanSupplier condition) {
        World.await(what, PATIENCE, condition);
    }

    /** Waits until the gateway expects no answer of any device any more. */
    void awaitQuiet() {
        await("no delivery under way", () -> count("delivery where state in ('PENDING', 'SENT', 'DEFERRED')"
            + " or state = 'ACKNOWLEDGED' and kind <> 'INQUIRE' and due_at is not null") == 0);
    }

    /** Waits until so many syncs of each directory have begun and ended from now on; the gateway's other schedules run as often. */
    void awaitSyncs(int more) {
        var begun = Directories.NAMES.stream().collect(Collectors.toMap(name -> name, name -> count("sync where directory = ?", name)));
        await(more + " syncs", () -> begun.entrySet().stream().allMatch(each ->
            count("sync where state = 'DONE' and directory = ?", each.getKey()) >= each.getValue() + more));
    }

    /** The entries of the CRL that the CA left, which the JDK reads and verifies with its certificate. */
    List<X509CRLEntry> revoked() throws IOException, GeneralSecurityException {
        var ca = world.options().folder().resolve("ca");
        var factory = CertificateFactory.getInstance("X.509");
        try (var list = Files.newInputStream(ca.resolve("issuing.crl")); var issuing = Files.newInputStream(ca.resolve("issuing.pem"))) {
            var issuer = (X509Certificate) factory.generateCertificate(issuing);
            var crl = (X509CRL) factory.generateCRL(list);
            crl.verify(issuer.getPublicKey());
            assertThat(crl.getIssuerX500Principal()).isEqualTo(issuer.getSubjectX500Principal());
            return crl.getRevokedCertificates() == null ? List.of() : List.copyOf(crl.getRevokedCertificates());
        }
    }

    /** What the API says of the device's state. */
    String state(Device device) {
        return world.gateway().device(device.udid()).path("state").asText();
    }

    /** What the API says of why. */
    String reason(Device device) {
        return world.gateway().device(device.udid()).path("reason").asText();
    }

    /** How many commands each device has answered. */
    Map<Device, Integer> commands() {
        var commands = new LinkedHashMap<Device, Integer>();
        world.phones().forEach(device -> commands.put(device, device.handled().size()));
        return commands;
    }

    /** What a device answered after its first {@code before} commands. */
    static List<Handled> since(Device device, int before) {
        return List.copyOf(device.handled()).subList(before, device.handled().size());
    }

    @Override
    public void close() {
        gateway.close();
        world.close();
    }
}
