package io.sealpost.lab.world;

import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.sealpost.lab.device.Managed;
import io.sealpost.lab.gateway.GatewayApi;
import io.sealpost.lab.people.Person;
import io.sealpost.lab.seed.Chance;

/** Devices join, and an importer states whose they are, again and again until the gateway takes it. */
final class Arrivals {
    private final GatewayApi gateway;
    private final Chance chance;
    private final ScheduledExecutorService threads;
    private final Map<Managed, String> unclaimed = new ConcurrentHashMap<>();

    Arrivals(GatewayApi gateway, Chance chance, ScheduledExecutorService threads) {
        this.gateway = gateway;
        this.chance = chance;
        this.threads = threads;
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
