package io.sealpost.lab.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.sealpost.lab.ca.EstServer;

/**
 * The lab's options, given as {@code --lab.name=value}.
 *
 * @param users   how many users
 * @param seed    what repeats people, dates and faults
 * @param exit    whether to end when all is proven, or time is up
 * @param role    which side runs in this process
 * @param folder  what the lab leaves; the gateway's folder is its sibling
 * @param timeout how long the keys and the gateway, and then the proof, may take
 * @param lost    how many of a thousand webhook events never arrive
 * @param database where the gateway that the lab starts keeps its state
 * @param platforms what each user has; a platform that is named twice, the user has twice
 * @param scenario what is played
 */
public record Options(int users, long seed, boolean exit, Role role, Path folder, Duration timeout, int lost, Database database,
        List<Platform> platforms, Scenario scenario) {
    /** What is played: everybody joins; or after that, what happens in a device's life. */
    public enum Scenario {
        JOINING(Duration.ZERO, EstServer.VALIDITY), LIFECYCLE(Lifecycle.TAKES, Duration.ofDays(90));

        private final Duration takes;
        private final Duration validity;

        Scenario(Duration takes, Duration validity) {
            this.takes = takes;
            this.validity = validity;
        }

        /** How long it takes by the lab's clock, which begins so long ago. */
        Duration takes() {
            return takes;
        }

        /** Of the signing certificates that the CA issues. */
        Duration validity() {
            return validity;
        }
    }

    /** INTUNE: an iPhone and an Android phone behind Intune. */
    public enum Platform { IOS, MACOS, WINDOWS, ANDROID, INTUNE }

    /** The gateway's own H2 file, or a PostgreSQL server that ends with the lab. */
    public enum Database { H2, POSTGRESQL }

    /** A world, whose gateway somebody else starts. */
    public Options(int users, long seed, Path folder, Duration timeout, int lost, List<Platform> platforms) {
        this(users, seed, true, Role.WORLD, folder, timeout, lost, Database.H2, platforms, Scenario.JOINING);
    }

    /** A world of two iPhones for each user, whose gateway somebody else starts. */
    public Options(int users, long seed, Path folder, Duration timeout, int lost) {
        this(users, seed, folder, timeout, lost, List.of(Platform.IOS, Platform.IOS));
    }

    /** Which side runs in this process. */
    public enum Role { ALL, WORLD, GATEWAY }

    /**
     * Reads the options from a command line; what does not begin with {@code --lab.} is not ours.
     *
     * @throws IllegalArgumentException with a sentence for a person, if an option is unknown or has no such value
     */
    public static Options read(String... arguments) {
        Map<String, String> given = new LinkedHashMap<>(Map.of("users", "25", "seed", "1", "exit", "false", "role", "all",
                "folder", "target/lab", "timeout", "", "lost", "20", "database", "h2"));
        given.put("platforms", "ios,ios");
        given.put("scenario", "joining");
        for (var argument : Arrays.stream(arguments).filter(Options::ours).toList()) {
            int equals = argument.indexOf('=');
            var name = argument.substring("--lab.".length(), equals < 0 ? argument.length() : equals);
            if (!given.containsKey(name) || equals < 0) {
                throw new IllegalArgumentException("Unknown option " + argument + ". The lab knows --lab.users=25 --lab.seed=1"
                        + " --lab.exit=false --lab.role=all|world|gateway --lab.folder=target/lab"
                        + " --lab.timeout=seconds (300 and one for each user) --lab.lost=20 (events of a thousand)"
                        + " --lab.database=h2|postgresql --lab.platforms=ios,macos,windows,android,intune"
                        + " --lab.scenario=joining|lifecycle.");
            }
            given.put(name, argument.substring(equals + 1));
        }
        given.computeIfPresent("timeout", (name, value) -> value.isEmpty() ? patience(given.get("users")) : value);
        try {
            var options = new Options(Integer.parseInt(given.get("users")), Long.parseLong(given.get("seed")),
                    Boolean.parseBoolean(given.get("exit")), Role.valueOf(given.get("role").toUpperCase(Locale.ROOT)),
                    Path.of(given.get("folder")), Duration.ofSeconds(Long.parseLong(given.get("timeout"))),
                    Integer.parseInt(given.get("lost")), Database.valueOf(given.get("database").toUpperCase(Locale.ROOT)),
                    Arrays.stream(given.get("platforms").toUpperCase(Locale.ROOT).split(",")).map(Platform::valueOf).toList(),
                    Scenario.valueOf(given.get("scenario").toUpperCase(Locale.ROOT)));
            if (options.scenario() == Scenario.LIFECYCLE && options.users() < 2) {
                throw new IllegalArgumentException("a lifecycle needs two users: devices change hands");
            }
            if (options.users() < 1 || !given.get("exit").matches("true|false")) {
                throw new IllegalArgumentException("at least one user, and true or false");
            }
            return options;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("An option of the lab has no such value: " + given + " (" + e.getMessage() + ")", e);
        }
    }

    private static String patience(String users) {
        return users.matches("\\d{1,6}") ? String.valueOf(300 + Integer.parseInt(users)) : "300";
    }

    /** A small world for tests, of two iPhones for each user, in a folder of its own. */
    public static Options test(int users, Path folder) {
        return new Options(users, 1, folder, Duration.ofSeconds(120), 20);
    }

    /** The same world, in which the life of devices is played. */
    public Options lifecycle() {
        return new Options(users, seed, exit, role, folder, timeout, lost, database, platforms, Scenario.LIFECYCLE);
    }

    /** How many devices of this platform each user has from the beginning. */
    int count(Platform platform) {
        return (int) platforms.stream().filter(each -> each == platform).count();
    }

    /** The file that moves the lab's clock; the gateway of a lifecycle looks at it too. */
    public Path clock() {
        return folder.toAbsolutePath().resolve("clock");
    }

    /** Whether a command-line argument is one of these options. */
    public static boolean ours(String argument) {
        return argument.startsWith("--lab.");
    }

    /** Deletes what an earlier run left. */
    void emptyFolders() {
        for (var each : new Path[] {folder, gatewayFolder()}) {
            if (Files.exists(each)) {
                try (var files = Files.walk(each)) {
                    for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    /** The gateway's own folder. */
    public Path gatewayFolder() {
        return folder.toAbsolutePath().resolveSibling("gateway");
    }

    /** The gateway's configuration for this world. */
    public Path gatewayProperties() {
        return folder.toAbsolutePath().resolve("gateway.properties");
    }
}
