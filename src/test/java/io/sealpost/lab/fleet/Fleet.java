package io.sealpost.lab.fleet;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.sealpost.lab.windows.Pc;

/** Fleet's state: hosts, labels, Windows profiles, Apple commands. What it decides reaches the hosts a moment later, not at once. */
public final class Fleet implements AutoCloseable {
    private final Map<Integer, Host> hosts = new LinkedHashMap<>();
    private final Set<String> labels = new TreeSet<>();
    private final Map<String, FleetProfile> profiles = new LinkedHashMap<>();
    private final Commands commands = new Commands();
    private final ScheduledExecutorService threads;
    private final Clock clock;
    private final FleetServer server;
    private int made;

    /** Starts the API on a free loopback port, for one API-only user with this token. */
    public Fleet(String token, ScheduledExecutorService threads) {
        this(token, threads, Clock.systemUTC());
    }

    /** The same, by this clock. */
    public Fleet(String token, ScheduledExecutorService threads, Clock clock) {
        this.clock = clock;
        this.threads = threads;
        server = new FleetServer(this, token);
    }

    /** A PC joins. @param endUser what the identity provider said at enrolment, or null */
    public synchronized void join(Pc pc, String endUser) {
        add(new Host(number(pc.uuid()), pc.uuid(), pc, null, 0, endUser, clock.instant()));
    }

    /** An Apple device joins. */
    public synchronized void join(String uuid, AppleHost apple, String endUser) {
        add(new Host(number(uuid), uuid, null, apple, 0, endUser, clock.instant()));
    }

    private int number(String uuid) {
        return hosts.values().stream().filter(each -> each.uuid.equals(uuid)).map(each -> each.id).findFirst().orElseGet(() -> ++made);
    }

    /** One that was known keeps its number and its labels, and so gets again at once what these bring. */
    private void add(Host host) {
        var before = hosts.put(host.id, host);
        if (before != null) {
            host.labels.addAll(before.labels);
        }
        soon();
    }

    /** A host leaves; Fleet forgets it. */
    public synchronized void leave(String uuid) {
        hosts.values().removeIf(each -> each.uuid.equals(uuid));
    }

    /** Management of a host ends: Fleet keeps it, and says that MDM is off. */
    public synchronized void unenrol(String uuid) {
        host(uuid).managed = false;
        host(uuid).applied.clear();
    }

    /** Has the hosts check in soon, as after a user signed in. */
    public void soon() {
        try {
            threads.schedule(this::reconcile, 30, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            return; // the world has ended
        }
    }

    private synchronized void reconcile() {
        try {
            hosts.values().stream().filter(host -> host.managed && host.present()).forEach(host -> {
                if (host.pc != null) {
                    WindowsReconciler.run(host, profiles.values());
                } else {
                    commands.run(host);
                }
            });
            if (hosts.values().stream().flatMap(host -> host.applied.values().stream())
                    .anyMatch(each -> each.status.equals("verifying"))) {
                soon();   // osquery reads back a moment later
            }
        } catch (RuntimeException e) {
            System.err.println("Fleet: " + e);   // the pool would swallow it
        }
    }

    synchronized String upload(Upload upload) {
        var name = upload.fileName().replaceFirst("\\.xml$", "");
        if (name.equals(upload.fileName()) || name.isBlank()) {
            throw FleetRefused.invalid("profile", "Couldn't add. The file should be a .mobileconfig, XML, or JSON file.");
        }
        int team = team(upload.fields());
        var wanted = labelled(upload.fields());
        var uris = ProfileRules.check(upload.file());
        if (profiles.values().stream().anyMatch(each -> each.team() == team && each.name().equals(name))) {
            throw new FleetRefused(409, "profile", "Couldn't add. A configuration profile with this name already exists.");
        }
        var profile = new FleetProfile("w" + UUID.randomUUID(), name, team, wanted, upload.file(), uris);
        profiles.put(profile.uuid(), profile);
        soon();
        return profile.uuid();
    }

    private static int team(Map<String, List<String>> fields) {
        var given = fields.getOrDefault("team_id", fields.getOrDefault("fleet_id", List.of("0")));
        if (!given.equals(List.of("0"))) {
            throw new FleetRefused(given.get(0).matches("\\d+") ? 404 : 400, "team_id",
                    "Team " + given + " was not found in the datastore");
        }
        return 0;
    }

    private List<String> labelled(Map<String, List<String>> fields) {
        var kinds = fields.keySet().stream().filter(each -> each.startsWith("labels_")).toList();
        if (kinds.size() > 1) {
            throw FleetRefused.bad(
                    "Only one of \"labels_exclude_any\", \"labels_include_all\" or \"labels_include_any\" can be included.");
        }
        var named = kinds.isEmpty() ? List.<String>of() : fields.get(kinds.get(0));
        if (!kinds.isEmpty() && !kinds.get(0).equals("labels_include_any")) {
            throw FleetRefused.bad("this lab knows labels_include_any only");
        }
        if (!labels.containsAll(named)) {
            throw FleetRefused.bad("some or all the labels provided don't exist");
        }
        return List.copyOf(named);
    }

    synchronized void delete(String uuid) {
        profile(uuid);
        profiles.remove(uuid);
        soon();
    }

    synchronized FleetProfile profile(String uuid) {
        if (!profiles.containsKey(uuid)) {
            throw FleetRefused.missing("MDMWindowsConfigProfile " + uuid);
        }
        return profiles.get(uuid);
    }

    synchronized List<FleetProfile> profiles() {
        return List.copyOf(profiles.values());
    }

    synchronized void label(String name, List<String> identifiers) {
        if (!labels.add(name)) {
            throw new FleetRefused(409, "name", "Label \"" + name + "\" already exists");
        }
        hosts.values().stream().filter(each -> identifiers.contains(each.uuid)).forEach(each -> each.labels.add(name));
        soon();
    }

    synchronized void labels(int host, List<String> names, boolean add) {
        var labelled = host(host);
        if (!labels.containsAll(names)) {
            throw FleetRefused.bad("Validation failed: labels not found");
        }
        if (add) {
            labelled.labels.addAll(names);
        } else {
            names.forEach(labelled.labels::remove);
        }
        soon();
    }

    synchronized Host host(int id) {
        if (!hosts.containsKey(id)) {
            throw FleetRefused.missing("Host " + id);
        }
        return hosts.get(id);
    }

    synchronized Host host(String identifier) {
        return hosts.values().stream().filter(each -> each.uuid.equals(identifier)).findFirst()
                .orElseThrow(() -> FleetRefused.missing("Host " + identifier));
    }

    synchronized List<Host> hosts() {
        return new ArrayList<>(hosts.values());
    }

    /** When the host was heard of: now, unless it is off. */
    synchronized Instant seen(Host host) {
        if (host.present()) {
            host.seen = clock.instant();
        }
        return host.seen;
    }

    Instant now() {
        return clock.instant();
    }

    Commands commands() {
        return commands;
    }

    /** The API's base URL. */
    public String url() {
        return server.url();
    }

    @Override
    public void close() {
        server.close();
    }
}
