package io.sealpost.lab.world;

import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.sealpost.lab.device.Managed;
import io.sealpost.lab.gateway.GatewayApi;
import io.sealpost.lab.mdm.Mdm;
import io.sealpost.lab.people.Person;
import io.sealpost.lab.seed.Chance;

/** Devices join, and an importer states whose they are, again and again until the gateway takes it. */
final class Arrivals {
    /** Phones are handed out one after the other: so many wait for their first profile at a time, and none holds up others for longer. */
    private static final int AT_A_TIME = 3;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(3);

    private final GatewayApi gateway;
    private final Mdm mdm;
    private final Chance chance;
    private final ScheduledExecutorService threads;
    private final Map<Managed, String> unclaimed = new ConcurrentHashMap<>();

    Arrivals(GatewayApi gateway, Mdm mdm, Chance chance, ScheduledExecutorService threads) {
        this.gateway = gateway;
        this.mdm = mdm;
        this.chance = chance;
        this.threads = threads;
    }

    /** These devices join, in their order. */
    void joinInTurn(Collection<Managed> devices) {
        turn(new ArrayDeque<>(devices), new HashMap<>());
    }

    private void turn(Queue<Managed> coming, Map<Managed, Long> waiting) {
        waiting.entrySet().removeIf(each -> mdm.untilProfile(each.getKey().id()) != null
                || System.nanoTime() - each.getValue() > PATIENCE);
        while (waiting.size() < AT_A_TIME && !coming.isEmpty()) {
            var device = coming.poll();
            join(device, device.mustBeStated(), chance.oneIn(2, "claimed first", device.id()));
            waiting.put(device, System.nanoTime());
        }
        if (!coming.isEmpty()) {
            threads.schedule(() -> turn(coming, waiting), 20, TimeUnit.MILLISECONDS);
        }
    }

    /** The device joins. @param claim whether an importer states its owner, and claimFirst: before it joins */
    void join(Managed device, boolean claim, boolean claimFirst) {
        if (claim && claimFirst) {
            unclaimed.put(device, "not yet");
        }
        threads.execute(() -> {
            if (claim && claimFirst) {
                claim(device, device.owner());
            }
            device.join();
            if (claim && !claimFirst) {
                int pause = 500 + chance.below(1500, "claim", device.id());
                threads.schedule(() -> claim(device, device.owner()), pause, TimeUnit.MILLISECONDS);
            }
        });
    }

    /** States that the device is this user's. */
    void claim(Managed device, Person owner) {
        if (device.owner() != owner) {
            return; // it has changed hands meanwhile
        }
        String answer;
        try {
            answer = gateway.claim(device, owner.mail());
        } catch (UncheckedIOException e) {
            answer = e.toString();
        }
        if (answer.startsWith("2")) {
            unclaimed.remove(device);
            mdm.ownerStated(device.id());
            return;
        }
        unclaimed.put(device, answer);
        try {
            threads.schedule(() -> claim(device, owner), 1, TimeUnit.SECONDS);
        } catch (RejectedExecutionException e) {
            unclaimed.put(device, "the world has ended");
        }
    }

    /** What the gateway answered last to the statement of the device's owner, while it has not taken it; else null. */
    String unclaimed(Managed device) {
        return unclaimed.get(device);
    }
}
