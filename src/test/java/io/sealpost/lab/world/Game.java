package io.sealpost.lab.world;

import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;

import io.sealpost.lab.device.Managed;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** One play of the world with a person watching: progress, proof, report. */
public final class Game {
    private final World world;
    private final PrintStream out;
    private final boolean terminal = System.console() != null;
    private final Set<String> shown = new HashSet<>();
    private Instant printed = Instant.EPOCH;
    private Map<Managed, List<String>> lacks = Map.of();
    private Lifecycle lifecycle;

    /** Plays this world and tells about it on {@code out}. */
    public Game(World world, PrintStream out) {
        this.world = world;
        this.out = out;
    }

    /** Plays until every device is proven or time is up; writes report.json; says whether all are proven. */
    public boolean play() {
        boolean proven = true;
        try {
            await("keys, and the gateway to be up", 500, () -> {
                progress();
                return world.ready();
            });
            world.play();
            await("proof", 500, this::look);
            proven = lived();
        } catch (ConditionTimeoutException e) {
            ask();
            proven = false;
        }
        var folder = world.options().folder();
        world.ca().publish(folder.resolve("ca/issuing.crl"));
        var report = new Report(world);
        report.write(folder.resolve("report.json"));
        say("\n" + report.text());
        if (lifecycle != null) {
            say(lifecycle.table());
            say(proven ? "Every device holds what it must." : "Not every device holds what it must.");
        } else {
            say(proven ? "Every device is proven." : unproven());
        }
        say(whereToLook());
        return proven;
    }

    private boolean lived() {
        if (world.options().scenario() != Options.Scenario.LIFECYCLE) {
            return true;
        }
        say("Every device is proven.");
        lifecycle = new Lifecycle(world, this::say);
        return lifecycle.play();
    }

    private void await(String what, long milliseconds, Callable<Boolean> condition) {
        Awaitility.await(what).atMost(world.options().timeout()).pollInterval(Duration.ofMillis(milliseconds)).until(condition);
    }

    private void say(String text) {
        out.println((terminal ? "\r" : "") + text);
    }

    private boolean look() {
        for (var line : world.refusedImports()) {
            if (shown.add(line)) {
                say("Import refused: " + line);
            }
        }
        if (!compare()) {
            return false;
        }
        progress();
        return lacks.values().stream().allMatch(List::isEmpty);
    }

    /** Finds out what is lacking; says whether the gateway was asked, and answered. */
    private boolean compare() {
        var own = new LinkedHashMap<Managed, List<String>>();
        world.devices().forEach(device -> own.put(device, world.lacks(device)));
        if (own.values().stream().anyMatch(each -> !each.isEmpty())) {
            // A list of all devices every moment is work for the gateway that nobody needs yet.
            lacks = own;
            progress();
            return false;
        }
        return ask();
    }

    private boolean ask() {
        try {
            lacks = world.lacks();
            return true;
        } catch (UncheckedIOException | IllegalStateException e) {
            if (shown.add(e.toString())) {
                say("The gateway's API: " + e);
            }
            return false;
        }
    }

    private void progress() {
        var now = Instant.now();
        if (!terminal && Duration.between(printed, now).toSeconds() < 3) {
            return;
        }
        printed = now;
        var devices = world.devices();
        var line = String.format("%4d s  users %d/%d  devices %d/%d  tasks %d  signing certificates %d  proven %d",
                world.sinceStart().toSeconds(), world.equipped(), world.people().size(), devices.size(),
                world.expected(), devices.stream().mapToInt(each -> each.work().done()).sum(), world.ca().issued().size(),
                lacks.values().stream().filter(List::isEmpty).count());
        if (terminal) {
            out.print("\r" + line + "   ");
            out.flush();
        } else {
            out.println(line);
        }
    }

    private String unproven() {
        if (lacks.isEmpty()) {
            return "Nothing is proven within " + world.options().timeout().toSeconds() + " s. The gateway's health: "
                    + world.gateway().health();
        }
        var text = new StringBuilder("Not proven within " + world.options().timeout().toSeconds() + " s:");
        lacks.entrySet().stream().filter(each -> !each.getValue().isEmpty()).limit(40)
                .forEach(each -> text.append("\n  ").append(each.getKey()).append(" lacks ").append(String.join("; ", each.getValue()))
                        .append(refusal(each.getKey())));
        return text.toString();
    }

    private static String refusal(Managed device) {
        var refusal = device.work().refusal();
        return refusal == null ? "" : " (it refused: " + refusal + ")";
    }

    private String whereToLook() {
        return "\nConsole  " + world.gateway().url() + "/actuator/hawtio  (viewer / " + world.password("viewer") + ", operator / "
                + world.password("operator") + ")\nAPI      " + world.gateway().url() + "/api/v1  (the same, and importer / "
                + world.password("importer") + ")\nFiles    " + world.options().folder()
                + " (endpoints.json names every address and log-in)";
    }
}
