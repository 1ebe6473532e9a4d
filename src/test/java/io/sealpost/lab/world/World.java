package io.sealpost.lab.world;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import io.sealpost.lab.ca.Authority;
import io.sealpost.lab.ca.EstServer;
import io.sealpost.lab.device.Device;
import io.sealpost.lab.device.Managed;
import io.sealpost.lab.gateway.GatewayApi;
import io.sealpost.lab.mdm.Mdm;
import io.sealpost.lab.people.Directory;
import io.sealpost.lab.people.Identity;
import io.sealpost.lab.people.People;
import io.sealpost.lab.people.Person;
import io.sealpost.lab.seed.Chance;
import io.sealpost.lab.time.LabClock;
import org.awaitility.Awaitility;

/**
 * The world around one gateway: directories, CA, MDM, people and their devices. {@link #start} brings up the servers and writes the
 * gateway's configuration, {@link #play} has everybody join, and the rest is what may happen afterwards.
 */
public final class World implements AutoCloseable {
    private final Options options;
    private final Chance chance;
    private final LabClock clock;
    private final Servers servers;
    private final People people;
    private final Population population;
    private final Proof proof;
    private final Set<String> addresses;
    private final Instant started = Instant.now();
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(6);
    private final Arrivals arrivals;
    private final AtomicInteger turn = new AtomicInteger();
    private volatile Instant played;

    private World(Options options) {
        this.options = options;
        chance = new Chance(options.seed());
        addresses = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        clock = new LabClock(options.clock());
        if (!options.scenario().takes().isZero()) {
            clock.pass(options.scenario().takes().negated());
        }
        servers = new Servers(options, chance, addresses::contains, clock, threads);
        people = new People(options.users(), chance, servers.issuing(), clock);
        addresses.addAll(people.list().stream().map(Person::mail).collect(Collectors.toSet()));
        population = new Population(options, chance, servers, people);
        arrivals = new Arrivals(servers.gateway(), mdm(), chance, threads);
        proof = new Proof(anchors(), servers.est(), population.devices());
    }

    /** Starts the servers in empty folders and writes the gateway's configuration; keys are made meanwhile. */
    public static World start(Options options) {
        options.emptyFolders();
        var world = new World(options);
        world.population.make();
        return world;
    }

    /** Whether people and devices are made, and the gateway is up. */
    public boolean ready() {
        return population.made() && servers.gateway().healthy();
    }

    /** Waits until all is ready, then has every device join, a few at a time, and stay in touch. */
    public void play() {
        await("keys, and the gateway to be up", options.timeout(), this::ready);
        played = Instant.now();
        arrivals.joinInTurn(devices());
        int pause = Math.max(200, 5000 / devices().size());
        threads.scheduleAtFixedRate(this::nextTurn, pause, pause, TimeUnit.MILLISECONDS);
    }

    /** Devices connect by themselves now and then, one after the other: each every five seconds, at most five a second in all. */
    private void nextTurn() {
        devices().get(Math.floorMod(turn.getAndIncrement(), devices().size())).wake();
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
        var device = population.more(person, hidesIdentity);
        arrivals.join(device, true, true);
        return device;
    }

    /** A device joins of which nobody says whose it is. */
    public Device joinWithoutOwner() {
        var device = population.more(null, false);
        arrivals.join(device, false, false);
        return device;
    }

    /** More devices of a platform join; where an importer says whose they are, that is said first. */
    List<Managed> joinLate(Options.Platform platform, Person person) {
        var late = population.late(platform, person);
        late.forEach(device -> arrivals.join(device, device.mustBeStated(), true));
        return late;
    }

    /** The device is now this user's: its MDM says so, or the API is told. */
    public void changeOwner(Managed device, Person person) {
        device.owner(person);
        state(device);
    }

    /** An importer states the device's owner, unless its MDM does. */
    void state(Managed device) {
        if (device.mustBeStated()) {
            arrivals.claim(device, device.owner());
        }
    }

    /** The user gains an encryption certificate: its key is imported, the directory lists it. */
    public Identity addCertificate(Person person) {
        return population.addCertificate(person);
    }

    /** The user gains an encryption certificate: it is imported with its key, and nobody tells the directory. */
    public Identity importCertificate(Person person) {
        return population.importCertificate(person);
    }

    /** Every access token that an MDM gave the gateway. */
    public Set<String> accessTokens() {
        return servers.managements().stream().flatMap(each -> each.accessTokens().stream()).collect(Collectors.toSet());
    }

    /** What a device lacks by itself, without asking the gateway; empty if nothing. */
    public List<String> lacks(Managed device) {
        return proof.lacks(device);
    }

    /** What each device lacks, by what it holds and by what the gateway says; devices that lack nothing have an empty list. */
    public Map<Managed, List<String>> lacks() {
        var said = servers.gateway().devices();
        Map<Managed, List<String>> lacks = new LinkedHashMap<>();
        for (var device : devices()) {
            var list = new ArrayList<>(proof.lacks(device));
            list.addAll(Proof.unknown(device, said));
            var answer = arrivals.unclaimed(device);
            if (answer != null) {
                list.add("an owner the gateway has taken (" + answer + ")");
            }
            lacks.put(device, list);
        }
        return lacks;
    }

    /** Waits until the condition holds. @throws org.awaitility.core.ConditionTimeoutException if it does not in time */
    public static void await(String what, Duration atMost, BooleanSupplier condition) {
        Awaitility.await(what).atMost(atMost).pollInterval(Duration.ofMillis(200)).until(condition::getAsBoolean);
    }

    /** What an operator does about requests for certificates that failed. */
    public List<String> retryFailedEnrollments() {
        return servers.gateway().retryFailedEnrollments();
    }

    /** Lines of the gateway's import results that say REFUSED so far. */
    public List<String> refusedImports() {
        return population.refusedImports();
    }

    /** Tells of exact moments at the directories, the CA and the MDM; each of them goes on when the listener returns. */
    public void listen(Consumer<String> listener) {
        servers.listen(listener);
    }

    /** The users. */
    public List<Person> people() {
        return people.list();
    }

    /** The devices so far. */
    public List<Managed> devices() {
        return population.devices();
    }

    /** The iPhones and iPads among them. */
    public List<Device> phones() {
        return devices().stream().filter(Device.class::isInstance).map(Device.class::cast).toList();
    }

    /** How many devices there will be when all are made. */
    public int expected() {
        return population.expected();
    }

    /** What each MDM has to tell. */
    List<String[]> figures() {
        return servers.managements().stream().flatMap(each -> each.figures().stream()).toList();
    }

    /** How many users have their certificates and are in a directory. */
    public int equipped() {
        return population.equipped();
    }

    /** The options it was started with. */
    public Options options() {
        return options;
    }

    /** How long ago it started. */
    public Duration sinceStart() {
        return Duration.between(started, Instant.now());
    }

    /** How long ago everybody began to join; zero before. */
    public Duration sinceJoining() {
        return played == null ? Duration.ZERO : Duration.between(played, Instant.now());
    }

    /** The time of world and gateway. */
    LabClock clock() {
        return clock;
    }

    /** What every device trusts. */
    List<X509Certificate> anchors() {
        return List.of(servers.root().certificate(), servers.issuing().certificate());
    }

    /** The proof of single devices. */
    Proof proof() {
        return proof;
    }

    /** The gateway's API. */
    public GatewayApi gateway() {
        return servers.gateway();
    }

    /** The gateway's password of an account, which has the name of its role. */
    public String password(String role) {
        return servers.password(role);
    }

    /** The directory that lists this user. */
    public Directory directory(Person person) {
        return servers.directories().of(person);
    }

    /** The CA's EST server. */
    public EstServer ca() {
        return servers.est();
    }

    /** The CA's issuing authority. */
    Authority issuing() {
        return servers.issuing();
    }

    /** The MDM of Apple devices. */
    public Mdm mdm() {
        return servers.nanoMdm().mdm();
    }

    @Override
    public void close() {
        population.close();
        servers.close();
        Population.end(threads);
    }
}
