package io.sealpost.lab.mdm;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** One enrolment and its queue. Guarded by the {@link Mdm} that owns it. */
final class Enrolment {
    private final Map<String, Command> queue = new LinkedHashMap<>();
    private final Set<String> notNow = new HashSet<>();
    private boolean enabled;
    private int tally;
    private Runnable wake;
    private long joined;
    private Duration untilProfile;

    void authenticate() {
        joined = System.nanoTime();
        untilProfile = null;
        queue.clear();
        notNow.clear();
        enabled = false;
        tally = 0;
    }

    void ownerStated() {
        joined = System.nanoTime();
    }

    int tokenUpdate(Runnable wake) {
        this.wake = wake;
        enabled = true;
        return ++tally;
    }

    void checkOut() {
        enabled = false;
    }

    void enqueue(Command command) {
        queue.put(command.uuid(), command);
        if (untilProfile == null && command.requestType().equals("InstallProfile")) {
            untilProfile = Duration.ofNanos(System.nanoTime() - joined);
        }
    }

    /** From its last Authenticate, or its owner's statement if that came later, to its first profile; null if there is none. */
    Duration untilProfile() {
        return untilProfile;
    }

    /** Notes a report; answers whether the command was waiting for one. */
    boolean report(String uuid, String status) {
        if (status.equals("NotNow")) {
            notNow.add(uuid);
            return queue.containsKey(uuid);
        }
        notNow.remove(uuid);
        return queue.remove(uuid) != null;
    }

    /** The oldest command that waits, or null; after a NotNow, those the device put off are left out. */
    Command next(boolean skipNotNow) {
        return queue.values().stream().filter(command -> !skipNotNow || !notNow.contains(command.uuid())).findFirst().orElse(null);
    }

    int waiting() {
        return queue.size();
    }

    /** What wakes the device, or null if it cannot be pushed. */
    Runnable wake() {
        return enabled ? wake : null;
    }
}
