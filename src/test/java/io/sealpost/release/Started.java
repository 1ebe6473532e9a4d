package io.sealpost.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/** A command in a folder, as a person types it; what it prints is in a file beside it. */
final class Started implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(6);   // a loaded machine
    private final Process process;
    private final Path output;

    private Started(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** {@code java} is this JVM's, without its optimizing compiler: it lives for seconds. */
    static Started in(Path folder, String... command) throws IOException {
        var all = new ArrayList<>(List.of(command));
        if (all.get(0).equals("java")) {
            all.set(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
            all.addAll(1, List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m"));
        }
        var output = Files.createTempFile("sealpost", ".out");
        var builder = new ProcessBuilder(all).directory(folder.toFile()).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("PATH", Path.of(System.getProperty("java.home"), "bin") + ":" + System.getenv("PATH"));
        builder.environment().keySet().removeIf(name -> name.startsWith("SEALPOST_") || name.startsWith("SPRING_"));
        return new Started(builder.start(), output);
    }

    /** Runs to its end, which must have this status; returns what it printed. */
    static String run(int status, Path folder, String... command) throws Exception {
        try (var started = in(folder, command)) {
            assertThat(started.process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as(started.output()).isTrue();
            assertThat(started.process.exitValue()).as(started.output()).isEqualTo(status);
            return started.output();
        }
    }

    String output() throws IOException {
        return Files.readString(output);
    }

    /** Waits for a line that matches and returns its first group. */
    String await(String pattern) {
        Matcher[] found = new Matcher[1];
        awaiting(() -> {
            found[0] = Pattern.compile(pattern).matcher(output());
            return found[0].find() || !process.isAlive();
        });
        assertThat(found[0].reset().find()).as("%s in:%n%s", pattern, text()).isTrue();
        return found[0].group(found[0].groupCount());
    }

    private static void awaiting(java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(condition);
    }

    private String text() {
        try {
            return output();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Tells it to stop and returns its exit status. */
    int stop() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        Files.deleteIfExists(output);
    }
}
