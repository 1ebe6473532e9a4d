package io.sealpost.lab.world;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import io.sealpost.lab.device.Managed;
import io.sealpost.lab.people.Directories;
import io.sealpost.lab.people.Person;
import org.awaitility.core.ConditionTimeoutException;

/**
 * What happens in a device's life, one step after the other, on every platform where it makes sense. After each step every device of
 * the world, not only those that it was about, must hold exactly what it must.
 */
final class Lifecycle {
    private static final Duration RENEWAL = Duration.ofDays(61);
    private static final Duration WEEK = Duration.ofDays(7);
    private static final int WEEKS = 3;
    /** Where a report was lost, the gateway asks again, after long silence once a day only: who waits so long here waits for that. */
    private static final Duration LONG = Duration.ofSeconds(40);
    /** How long it takes by the lab's clock, at most. */
    static final Duration TAKES = RENEWAL.plus(WEEK.multipliedBy(WEEKS + 1));

    private final World world;
    private final Consumer<String> out;
    private final Lives lives;
    private final Person first;
    private final Person second;
    private final List<Managed> firsts;
    private final List<Managed> seconds;
    private final List<Managed> late = new ArrayList<>();
    private Map<Managed, List<String>> faults = Map.of();

    /** @param out takes lines for people */
    Lifecycle(World world, Consumer<String> out) {
        this.world = world;
        this.out = out;
        lives = new Lives(world, world.anchors());
        first = world.people().get(0);
        second = world.people().get(1);
        firsts = of(first);
        seconds = of(second);
    }

    private List<Managed> of(Person person) {
        return world.devices().stream().filter(device -> device.owner() == person).toList();
    }

    /** Plays it; says whether every device was as it must be after every step. */
    boolean play() {
        out.accept("The life of devices: " + first + " has " + firsts.size() + ", " + second + " has " + seconds.size() + ". Lab time is "
                + world.clock().instant());
        boolean well = true;
        try {
            step("late joining", "more devices of " + first, this::joinLate);
            step("new certificate", "everybody has one more encryption certificate", () -> world.people().forEach(world::addCertificate));
            step("renewal", "61 days pass: signing certificates are renewed", this::renew);
            step("silence", first + "'s first devices are busy or off, and miss a new certificate", this::fallSilent);
            for (int week = 1; week <= WEEKS; week++) {
                step("week " + week, "of their silence", () -> pass(WEEK));
            }
            step("back", "they take what waited", () -> back(firsts));
            step("joining again", second + "'s first devices, but those of Intune, which would be new ones", this::joinAgain);
            step("owner change", first + "'s late devices are " + second + "'s now", this::changeOwner);
            step("retire", "company data goes from them; Intune does that itself", this::retire);
            step("wipe", first + "'s first devices", () -> wipe(firsts));
            step("leaver", second + " vanishes from the directory, which removes nothing", () -> vanish(second));
            step("given back", "people say that " + second + "'s first devices are nobody's", this::giveBack);
            step("return", second + " is back, and so are the devices", this::comeBack);
            step("peace", "nothing more happens", () -> pass(Duration.ZERO));
        } catch (ConditionTimeoutException e) {
            well = false;
        }
        return well;
    }

    private void step(String name, String what, Runnable act) {
        out.accept(String.format("%4d s  %-16s %s", world.sinceStart().toSeconds(), name, what));
        var begun = world.sinceStart();
        var passed = new AtomicInteger();
        act.run();
        try {
            World.await(name, world.options().timeout(), () -> {
                faults = lives.faults();
                if (world.sinceStart().minus(begun).compareTo(LONG.multipliedBy(passed.get() + 1)) > 0) {
                    passed.incrementAndGet();
                    pass(Duration.ofDays(1));
                }
                return faults.isEmpty();
            });
        } catch (ConditionTimeoutException e) {
            out.accept(faults.entrySet().stream().map(each -> "        " + each.getKey() + ": " + String.join("; ", each.getValue())
                    + (each.getKey().work().refusal() == null ? "" : " (it refused: " + each.getKey().work().refusal() + ")"))
                    .collect(Collectors.joining("\n")));
            throw e;
        }
        out.accept(String.format(Locale.ROOT, "        all %d devices hold what they must, after %.1f s", world.devices().size(),
                world.sinceStart().minus(begun).toMillis() / 1000.0));
    }

    private void joinLate() {
        world.options().platforms().stream().distinct().forEach(platform -> late.addAll(world.joinLate(platform, first)));
        lives.become(Lives.Stage.COMPLETE, "joined late", late, false);
    }

    private void renew() {
        lives.become(Lives.Stage.COMPLETE, "renewed", world.devices().stream().filter(Managed::signsWithItsOwn).toList(), true);
        world.clock().pass(RENEWAL);
    }

    private void fallSilent() {
        firsts.forEach(device -> device.away(true));
        lives.become(Lives.Stage.AWAY, "silent", firsts, false);
        world.addCertificate(first);
    }

    /** Time passes, and the gateway notices. */
    private void pass(Duration time) {
        world.clock().pass(time);
        var moment = world.clock().instant();
        World.await("the gateway to look around", world.options().timeout(), () -> world.gateway().syncedSince(moment,
                Directories.NAMES));
    }

    private void back(List<Managed> devices) {
        lives.become(Lives.Stage.COMPLETE, "silent for weeks", devices, false);
        devices.forEach(device -> device.away(false));
    }

    private void joinAgain() {
        var again = seconds.stream().filter(Managed::signsWithItsOwn).toList();
        lives.become(Lives.Stage.COMPLETE, "joined again", again, true);
        again.forEach(device -> {
            var before = joinedAt(device);
            device.join();
            if (device.recipient() != null) {
                World.await("the gateway to see that " + device + " joined again", world.options().timeout(),
                        () -> !joinedAt(device).equals(before));
                world.state(device);
            }
        });
    }

    private String joinedAt(Managed device) {
        return world.gateway().device(device.id()).path("joinedAt").asText();
    }

    private void changeOwner() {
        lives.become(Lives.Stage.COMPLETE, "changed hands", late, false);
        late.stream().filter(Managed::signsWithItsOwn).toList().forEach(device -> lives.become(Lives.Stage.COMPLETE, "changed hands",
                List.of(device), true));
        late.forEach(device -> world.changeOwner(device, second));
    }

    private void retire() {
        for (var device : late) {
            if (device.channel().equals(IntuneMdm.CHANNEL)) {
                lives.become(Lives.Stage.GONE, "retired", List.of(device), false);
                device.leave();
            } else {
                lives.become(Lives.Stage.EMPTY, "retired", List.of(device), false);
                world.gateway().retire(device);
            }
        }
    }

    private void wipe(List<Managed> devices) {
        lives.become(Lives.Stage.GONE, "wiped", devices, false);
        devices.forEach(Managed::leave);
    }

    private void vanish(Person person) {
        world.directory(person).remove(person);
        pass(Duration.ZERO);
    }

    private void giveBack() {
        lives.become(Lives.Stage.EMPTY, "given back", seconds, false);
        for (var device : seconds) {
            if (device.namesOwner()) {
                world.gateway().retire(device);   // its MDM goes on saying whose it is
            } else {
                world.gateway().disown(device);
            }
        }
    }

    private void comeBack() {
        lives.become(Lives.Stage.COMPLETE, "came back", seconds, false);
        world.directory(second).restore(second);
        for (var device : seconds) {
            if (device.namesOwner()) {
                world.gateway().withdrawRetirement(device);
            } else {
                world.state(device);
            }
        }
    }

    /** A row for each device: what it went through last, what it must hold, what it holds and what the gateway says. */
    String table() {
        var items = world.gateway().items();
        var form = "%-22s %-8s %-8s %-36s %-16s %-9s %5s %5s %8s  %s";
        var lines = new ArrayList<>(List.of(String.format(form, "user", "platform", "channel", "device", "went through", "must be", "must",
                "holds", "gateway", "")));
        for (var device : world.devices()) {
            var life = lives.of(device);
            var wrong = faults.get(device);
            lines.add(String.format(form, device.owner(), device.platform(), device.channel(), device.id(), life.event(),
                    life.stage().name().toLowerCase(Locale.ROOT), lives.expected(device).size(), Holdings.held(device).size(),
                    Holdings.proven(device, items).size(), wrong == null ? "ok" : String.join("; ", wrong)));
        }
        return String.join("\n", lines);
    }
}
