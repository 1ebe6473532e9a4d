package io.sealpost.lab.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import com.fasterxml.jackson.databind.JsonNode;
import io.sealpost.lab.ca.EstServer;
import io.sealpost.lab.ca.Pem;
import io.sealpost.lab.device.Device;
import io.sealpost.lab.device.DeviceSettings;
import io.sealpost.lab.device.Surroundings;
import io.sealpost.lab.gateway.GatewayApi;
import io.sealpost.lab.mdm.Mdm;
import io.sealpost.lab.people.Directory;
import io.sealpost.lab.people.Identity;
import io.sealpost.lab.people.ImportFiles;
import io.sealpost.lab.people.People;
import io.sealpost.lab.people.Person;
import io.sealpost.lab.seed.Chance;
import org.awaitility.Awaitility;

/**
 * The world around one gateway: directory, CA, MDM, people and their devices. {@link #start} brings up the servers and writes the
 * gateway's configuration, {@link #play} has everybody join, and the rest is what may happen afterwards.
 */
public final class World implements AutoCloseable {
    /** The gateway's name for the MDM. */
    public static final String CHANNEL = Servers.CHANNEL;

    private final Options options;
    private final Chance chance;
    private final Servers servers;
    private final People people;
    private final Surroundings surroundings;
    private final Proof proof;
    private final Instant started = Instant.now();
    private final ExecutorService makers = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(6);
    private final List<Device> devices = new CopyOnWriteArrayList<>();
    private final Map<String, String> problems = new LinkedHashMap<>();
    private final AtomicInteger equipped = new AtomicInteger();
    private final AtomicInteger imports = new AtomicInteger();
    private final AtomicInteger turn = new AtomicInteger();
    private final List<Path> manifests = new CopyOnWriteArrayList<>();
    private CompletableFuture<Void> made;

    private World(Options options) {
        this.options = options;
        chance = new Chance(options.seed());
        servers = new Servers(options, chance, this::known);
        people = new People(options.users(), chance, servers.issuing());
        surroundings = new Surroundings(servers.mdm(), "com.apple.mgmt.External.lab", servers.deviceCa(), servers.root().certificate(),
                servers.issuing().certificate(), threads, options.folder().resolve("devices"));
        proof = new Proof(List.of(servers.root().certificate(), servers.issuing().certificate()), servers.est().issued());
    }

    /** Starts the servers in empty folders and writes the gateway's configuration; keys are made meanwhile. */
    public static World start(Options options) {
        empty(options.folder());
        empty(options.gatewayFolder());
        var world = new World(options);
        world.make();
        return world;
    }

    private boolean known(String address) {
        return people.list().stream().anyMatch(person -> person.mail().equalsIgnoreCase(address));
    }

    private void make() {
        var manifest = imports();
        var persons = people.list().stream().map(person -> CompletableFuture.runAsync(() -> equip(person, manifest), makers)).toList();
        var listed = all(persons).thenRun(() -> manifests.add(manifest.finish("identities.csv")));
        var own = new ArrayList<CompletableFuture<?>>(List.of(listed));
        for (var person : people.list()) {
            for (int nth = 0; nth < 2; nth++) {
                var settings = settings(person.uid(), nth, nth == 1, false);
                own.add(CompletableFuture.runAsync(() -> devices.add(new Device(settings, surroundings, person)), makers));
            }
        }
        made = all(own);
    }

    private static CompletableFuture<Void> all(List<? extends CompletableFuture<?>> tasks) {
        return CompletableFuture.allOf(tasks.toArray(CompletableFuture[]::new));
    }

    private ImportFiles imports() {
        return new ImportFiles(servers.importFolder(), chance, servers.issuing().certificate(), servers.root().certificate());
    }

    private void equip(Person person, ImportFiles manifest) {
        people.equip(person);
        for (var identity : person.identities()) {
            leave(person, identity);
            manifest.add(person, identity);
        }
        servers.directory().add(person);
        equipped.incrementAndGet();
    }

    private void leave(Person person, Identity identity) {
        var folder = options.folder().resolve("users").resolve(person.uid());
        Pem.write(folder.resolve("certificates").resolve(identity.number() + ".pem"), Pem.of(identity.certificate()));
        Pem.write(folder.resolve("mail").resolve(identity.number() + ".txt"), identity.text());
        try {
            Files.write(folder.resolve("mail").resolve(identity.number() + ".p7m"), identity.message());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private DeviceSettings settings(String of, int nth, boolean namesOwner, boolean hidesIdentity) {
        var hex = HexFormat.of().withUpperCase();
        var product = chance.oneIn(5, "ipad", of, nth) ? "iPad13,4" : "iPhone14,5";
        int notNow = chance.oneIn(6, "notnow", of, nth) ? 1 + chance.below(2, "twice", of, nth) : 0;
        return new DeviceSettings("00008110-" + hex.formatHex(chance.bytes(8, "udid", of, nth)), product,
                "LAB" + hex.formatHex(chance.bytes(4, "serial", of, nth)), namesOwner, hidesIdentity, notNow);
    }

    /** Waits for the keys and the gateway, then has every device join, and stay in touch. */
    public void play() {
        await("the gateway to be up", options.timeout(), () -> servers.gateway().healthy());
        await("keys", options.timeout(), made::isDone);
        made.join();
        for (var device : List.copyOf(devices)) {
            join(device, !device.settings().namesOwner(), chance.oneIn(2, "claimed first", device.udid()));
        }
        int pause = Math.max(50, 2500 / Math.max(1, devices.size()));
        threads.scheduleAtFixedRate(this::nextTurn, pause, pause, TimeUnit.MILLISECONDS);
    }

    /** Devices connect by themselves now and then, one after the other: each every 2.5 seconds, at most twenty a second. */
    private void nextTurn() {
        devices.get(Math.floorMod(turn.getAndIncrement(), devices.size())).wake();
    }

    private void join(Device device, boolean claim, boolean claimFirst) {
        threads.execute(() -> {
            if (claim && claimFirst) {
                claim(device, device.owner());
            }
            device.join();
            if (claim && !claimFirst) {
                threads.schedule(() -> claim(device, device.owner()), 500 + chance.below(1500, "claim", device.udid()), TimeUnit.MILLISECONDS);
            }
        });
    }

    private void claim(Device device, Person owner) {
        String answer;
        try {
            answer = servers.gateway().claim(device.udid(), CHANNEL, owner.mail());
        } catch (UncheckedIOException e) {
            answer = e.toString();
        }
        synchronized (problems) {
            if (answer.startsWith("2")) {
                problems.remove(device.udid());
                return;
            }
            problems.put(device.udid(), "the gateway did not take its owner: " + answer);
        }
        threads.schedule(() -> claim(device, owner), 1, TimeUnit.SECONDS);
    }

    /** One more device of this user joins; its owner is stated first. */
    public Device join(Person person) {
        return join(person, false);
    }

    /** A device joins that leaves its MDM identity out of its CertificateList. */
    public Device joinWithoutIdentity(Person person) {
        return join(person, true);
    }

    private Device join(Person person, boolean hidesIdentity) {
        int nth = (int) devices.stream().filter(device -> device.owner() == person).count();
        var device = new Device(settings(person.uid(), nth + 10, false, hidesIdentity), surroundings, person);
        devices.add(device);
        join(device, true, true);
        return device;
    }

    /** A device joins of which nobody says whose it is. */
    public Device joinWithoutOwner() {
        var device = new Device(settings("nobody", devices.size(), false, false), surroundings, null);
        devices.add(device);
        join(device, false, false);
        return device;
    }

    /** States by the API that the device is now this user's. */
    public void changeOwner(Device device, Person person) {
        device.owner(person);
        claim(device, person);
    }

    /** The user gains an encryption certificate: the key is imported, the directory lists the certificate. */
    public Identity addCertificate(Person person) {
        var identity = people.renew(person);
        leave(person, identity);
        var manifest = imports();
        manifest.add(person, identity);
        manifests.add(manifest.finish("identities-" + (imports.incrementAndGet() + 1) + ".csv"));
        servers.directory().publish(person);
        return identity;
    }

    /** From now on the CA answers 202 to requests for this user. */
    public void holdCa(Person person) {
        servers.est().hold(address -> address.equalsIgnoreCase(person.mail()));
    }

    /** The CA goes on with everybody. */
    public void releaseCa() {
        servers.est().hold(address -> false);
    }

    /** What a device lacks by itself, without asking the gateway; empty if nothing. */
    public List<String> lacks(Device device) {
        return proof.lacks(device);
    }

    /** What each device lacks, by what it holds and by what the gateway says; devices that lack nothing have an empty list. */
    public Map<Device, List<String>> lacks() {
        Map<String, JsonNode> said = servers.gateway().devices();
        Map<Device, List<String>> lacks = new LinkedHashMap<>();
        for (var device : devices) {
            var list = new ArrayList<>(proof.lacks(device));
            list.addAll(Proof.unknown(said.getOrDefault(device.udid(), com.fasterxml.jackson.databind.node.MissingNode.getInstance())));
            synchronized (problems) {
                if (problems.containsKey(device.udid())) {
                    list.add(problems.get(device.udid()));
                }
            }
            lacks.put(device, list);
        }
        return lacks;
    }

    /** Waits until the condition holds. @throws org.awaitility.core.ConditionTimeoutException if it does not in time */
    public static void await(String what, Duration atMost, BooleanSupplier condition) {
        Awaitility.await(what).atMost(atMost).pollInterval(Duration.ofMillis(200)).until(condition::getAsBoolean);
    }

    /** Lines of import results that say REFUSED so far. */
    public List<String> refusedImports() {
        var refused = new ArrayList<String>();
        for (var manifest : manifests) {
            var result = manifest.resolveSibling(manifest.getFileName() + ".result.csv");
            if (Files.exists(result)) {
                try {
                    Files.readAllLines(result).stream().filter(line -> line.contains("REFUSED")).forEach(refused::add);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return refused;
    }

    /** The users. */
    public List<Person> people() {
        return people.list();
    }

    /** The devices so far. */
    public List<Device> devices() {
        return devices;
    }

    /** How many users have their certificates and are in the directory. */
    public int equipped() {
        return equipped.get();
    }

    /** The options it was started with. */
    public Options options() {
        return options;
    }

    /** When it started. */
    public Instant started() {
        return started;
    }

    /** The gateway's API. */
    public GatewayApi gateway() {
        return servers.gateway();
    }

    /** The gateway's password of an account; its name is its role. */
    public String password(String role) {
        return servers.password(role.toLowerCase(Locale.ROOT));
    }

    io.sealpost.lab.ca.Authority issuing() {
        return servers.issuing();
    }

    /** The directory. */
    public Directory directory() {
        return servers.directory();
    }

    /** The CA. */
    public EstServer ca() {
        return servers.est();
    }

    /** The MDM. */
    public Mdm mdm() {
        return servers.mdm();
    }

    private static void empty(Path folder) {
        if (Files.exists(folder)) {
            try (var files = Files.walk(folder)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() {
        makers.shutdownNow();
        threads.shutdownNow();
        servers.close();
    }
}
