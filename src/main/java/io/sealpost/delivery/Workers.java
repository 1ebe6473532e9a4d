package io.sealpost.delivery;

import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import org.springframework.stereotype.Component;

/**
 * How many of this process's workers are busy with each channel, so that a slow one leaves the others of its kind their share. It
 * remembers some of the deliveries it turned away, to be handed on when a worker is free; wake-due brings those it forgot.
 */
@Component
class Workers {
    private static final int REMEMBERED = 1000;
    private final Map<String, Busy> channels = new HashMap<>();
    private final Clock clock;

    Workers(Clock clock) {
        this.clock = clock;
    }

    /**
     * Whether a worker may take the delivery.
     *
     * @param most  how many may be busy with its channel
     * @param until when it counts as dead
     */
    synchronized boolean begin(Delivery delivery, int most, Instant until) {
        Busy busy = channels.computeIfAbsent(delivery.channel(), name -> new Busy(new HashMap<>(), new LinkedHashSet<>()));
        busy.until.values().removeIf(end -> !end.isAfter(clock.instant()));
        boolean free = busy.until.containsKey(delivery.id()) || busy.until.size() < most;
        if (free) {
            busy.until.put(delivery.id(), until);
            busy.waiting.remove(delivery.id());
        } else if (busy.waiting.size() < REMEMBERED) {
            busy.waiting.add(delivery.id());
        }
        return free;
    }

    /** The worker is free again; the delivery that has waited longest for that, if one has. */
    synchronized Optional<UUID> end(Delivery delivery) {
        Busy busy = channels.get(delivery.channel());
        if (busy == null || busy.until.remove(delivery.id()) == null || busy.waiting.isEmpty()) {
            return Optional.empty();
        }
        UUID next = busy.waiting.iterator().next();
        busy.waiting.remove(next);
        return Optional.of(next);
    }

    /** The channel does not answer: nobody waits for it. */
    synchronized void forget(String channel) {
        Optional.ofNullable(channels.get(channel)).ifPresent(busy -> busy.waiting.clear());
    }

    private record Busy(Map<UUID, Instant> until, Set<UUID> waiting) {
    }
}
