package io.sealpost.lab.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.sealpost.lab.ca.Pem;
import io.sealpost.lab.device.Device;
import io.sealpost.lab.device.Managed;
import io.sealpost.lab.people.Identity;
import io.sealpost.lab.people.ImportFiles;
import io.sealpost.lab.people.People;
import io.sealpost.lab.people.Person;
import io.sealpost.lab.seed.Chance;

/** Makes people and devices, on all cores, and tells the directories, the import folder and the lab's folder about them. */
final class Population implements AutoCloseable {
    private final Options options;
    private final Chance chance;
    private final Servers servers;
    private final People people;
    private final ExecutorService makers = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    private final List<Managed> devices = new CopyOnWriteArrayList<>();
    private final List<Path> manifests = new CopyOnWriteArrayList<>();
    private final AtomicInteger equipped = new AtomicInteger();
    private CompletableFuture<Void> made;

    Population(Options options, Chance chance, Servers servers, People people) {
        this.options = options;
        this.chance = chance;
        this.servers = servers;
        this.people = people;
    }

    /** Begins with everybody's certificates, so that the directories and the import fill first; the devices follow. */
    void make() {
        var manifest = manifest();
        var equipping = people.list().stream().map(person -> CompletableFuture.runAsync(() -> equip(person, manifest), makers)).toList();
        var all = new ArrayList<CompletableFuture<?>>();
        all.add(all(equipping).thenRun(() -> manifests.add(manifest.finish("identities.csv"))));
        for (var person : people.list()) {
            for (int i = 0; i < options.platforms().size(); i++) {
                var platform = options.platforms().get(i);
                int nth = (int) options.platforms().subList(0, i).stream().filter(each -> each == platform).count();
                all.add(CompletableFuture.runAsync(() -> devices.addAll(management(platform).make(platform, person, nth)), makers));
            }
        }
        made = all(all);
    }

    private static CompletableFuture<Void> all(List<? extends CompletableFuture<?>> tasks) {
        return CompletableFuture.allOf(tasks.toArray(CompletableFuture[]::new));
    }

    private ImportFiles manifest() {
        return new ImportFiles(servers.importFolder(), chance, servers.issuing().certificate(), servers.root().certificate());
    }

    private void equip(Person person, ImportFiles manifest) {
        people.equip(person);
        for (var identity : person.identities()) {
            leave(person, identity);
            manifest.add(person, identity);
        }
        servers.directories().of(person).add(person);
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

    private Management management(Options.Platform platform) {
        return servers.managements().stream().filter(each -> each.each(platform) > 0).findFirst().orElseThrow();
    }

    /** How many devices there will be. */
    int expected() {
        return people.list().size() * options.platforms().stream().mapToInt(each -> management(each).each(each)).sum();
    }

    /** One more iPhone. */
    Device more(Person owner, boolean hidesIdentity) {
        var device = servers.nanoMdm().more(owner, devices.size(), hidesIdentity);
        devices.add(device);
        return device;
    }

    /** More devices of this platform, which nobody but an importer says the owner of, where one can. */
    List<Managed> late(Options.Platform platform, Person owner) {
        int nth = options.count(platform) + (int) devices.stream().filter(each -> each.owner() == owner).count();
        var made = management(platform).make(platform, owner, nth);
        devices.addAll(made);
        return made;
    }

    Identity addCertificate(Person person) {
        var identity = importCertificate(person);
        servers.directories().of(person).publish(person);
        return identity;
    }

    Identity importCertificate(Person person) {
        var identity = people.renew(person);
        leave(person, identity);
        var manifest = manifest();
        manifest.add(person, identity);
        manifests.add(manifest.finish("identities-" + (manifests.size() + 1) + ".csv"));
        return identity;
    }

    /** Lines of the gateway's import results that say REFUSED. */
    List<String> refusedImports() {
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

    /** Whether all are made. @throws java.util.concurrent.CompletionException if one could not be */
    boolean made() {
        boolean done = made.isDone();
        if (done) {
            made.join();
        }
        return done;
    }

    int equipped() {
        return equipped.get();
    }

    List<Managed> devices() {
        return devices;
    }

    /** Nothing is written any more when this returns: the folder may be removed. */
    static void end(ExecutorService threads) {
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("Work does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        end(makers);
    }
}
