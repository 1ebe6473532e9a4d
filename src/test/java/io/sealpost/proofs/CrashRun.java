package io.sealpost.proofs;

import io.sealpost.Databases;
import io.sealpost.lab.people.Person;
import io.sealpost.lab.world.Options;
import io.sealpost.lab.world.World;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.core.ConditionTimeoutException;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A world in this process, and the gateway beside it in one that is killed again and again; the world lives on. */
final class CrashRun implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofMinutes(10);
    /** Leases follow from the time that a CA or MDM is given, so a short one keeps the wait after each death short. */
    static final List<String> SETTINGS = List.of("--sealpost.sync.schedule=* * * * * ?", "--sealpost.wake.schedule=* * * * * ?",
        "--sealpost.cas.lab.timeout=2s", "--sealpost.channels.nanomdm.timeout=2s", "--sealpost.directories.lab.timeout=2s",
        "--sealpost.directories.domain.timeout=2s");

    private final Random random;
    private final World world;
    private final Moments moments = new Moments();
    private final GatewayProcess gateway;
    private int kills;

    /** Starts world and gateway; what they leave is in target/proofs/NAME. */
    CrashRun(String name, int users, long seed) {
        random = new Random(seed);
        var folder = Path.of("target", "proofs", name, "lab");
        world = World.start(new Options(users, seed, folder, PATIENCE, 20));
        world.listen(moments::reached);
        var routes = NamedPoints.edit(world.options().gatewayFolder().resolve("routes"), moments.url());
        var settings = new ArrayList<>(SETTINGS);
        settings.add("--sealpost.routes=" + routes);
        gateway = new GatewayProcess(world.options().gatewayProperties(), folder.resolveSibling("gateway.out"), settings);
    }

    World world() {
        return world;
    }

    int kills() {
        return kills;
    }

    private void kill() {
        gateway.kill();
        kills++;
    }

    CrashRun start() {
        gateway.start();
        return this;
    }

    CrashRun play() {
        awaitUp();
        world.play();
        return this;
    }

    private void awaitUp() {
        World.await("the gateway is up", PATIENCE, () -> {
            assertThat(gateway.alive()).as("the gateway lives (see gateway.out)").isTrue();
            return world.ready();
        });
    }

    /** Until all is done. A request that was on its way at two deaths is for people: the operator has it sent again. */
    CrashRun calm() {
        awaitUp();
        awaitProof(world);
        return this;
    }

    /** Kills the gateway when this moment comes for the nth time, which the work leads to, and starts it again. */
    void killAt(String moment, int nth, Runnable work) throws InterruptedException {
        moments.when(moment, nth, this::kill);
        work.run();
        moments.awaitDone();
        start();
    }

    /**
     * Kills the gateway at any moment while it works, and now and then while it starts again; there is always work for it, and
     * what the death before left open.
     */
    void killAtRandom() {
        awaitUp();
        work();
        work();
        pause(random.nextInt(6000));
        kill();
        start();
        if (random.nextInt(4) == 0) {
            pause(random.nextInt(3000));
            kill();
            start();
        }
    }

    /** A device joins, or a user gains a certificate. */
    private void work() {
        if (random.nextInt(3) == 0) {
            world.addCertificate(anybody());
        } else {
            world.join(anybody());
        }
    }

    /** What leads to this point. */
    void workFor(String point) {
        if (point.equals(NamedPoints.SYNC)) {
            world.addCertificate(anybody());
        } else if (point.equals(NamedPoints.WINDOW)) {
            world.addCertificate(world.people().stream().filter(Person::inDomain).findFirst().orElseThrow());
        } else {
            world.join(anybody());
        }
    }

    private Person anybody() {
        return world.people().get(random.nextInt(world.people().size()));
    }

    /** The moment of a kill is a moment of the clock: nothing is waited for. */
    private static void pause(int milliseconds) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(milliseconds);
        for (long left = milliseconds; left > 0; left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(left));
        }
    }

    /** Waits until every device is proven, ends the gateway in order, and compares what it knows with the world. */
    Aftermath proven() {
        calm();
        gateway.stop();
        var data = world.options().gatewayFolder().toAbsolutePath();
        return Aftermath.of(world, new DriverManagerDataSource(Databases.h2(data), "sealpost", "")).check();
    }

    static void awaitProof(World world) {
        try {
            World.await("proof", PATIENCE, () -> {
                try {
                    world.retryFailedEnrollments();
                    return world.lacks().values().stream().allMatch(List::isEmpty);
                } catch (UncheckedIOException | IllegalStateException e) {
                    return false; // the gateway does not answer now: it is asked again
                }
            });
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("Not proven: " + world.lacks(), e);
        }
    }

    @Override
    public void close() {
        gateway.close();
        moments.close();
        world.close();
    }
}
