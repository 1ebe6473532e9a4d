package io.sealpost.proofs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The packaged gateway as a process of its own, which can be killed as a machine kills: without a word. */
final class GatewayProcess implements AutoCloseable {
    private static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    private static final Path JAR = Path.of("target", "sealpost.jar");
    private static final Path UNPACKED = Path.of(System.getProperty("java.io.tmpdir"), "unpacked"); // of this process of the tests alone
    private static boolean unpacked;

    private final List<String> command = new ArrayList<>();
    private final Path output;
    private final Thread last = new Thread(this::kill);
    private Process process;

    /**
     * @param properties the configuration that the world wrote
     * @param output     where it prints to, over all its lives
     * @param settings   more of its settings, as command-line arguments
     */
    GatewayProcess(Path properties, Path output, List<String> settings) {
        unpack();
        command.addAll(List.of(JAVA, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m", "-jar",
            UNPACKED.resolve(JAR.getFileName()).toString(), "--spring.config.additional-location=file:" + properties));
        command.addAll(settings);
        this.output = output;
        Runtime.getRuntime().addShutdownHook(last);
    }

    /** As docs/install.md advises, because it starts so often here; {@code ReleaseIT} starts the jar as it is. */
    private static synchronized void unpack() {
        if (unpacked) {
            return;
        }
        if (!Files.exists(JAR)) {
            throw new IllegalStateException(JAR + " is not there: this test runs after mvn package");
        }
        try {
            Process tool = new ProcessBuilder(JAVA, "-Djarmode=tools", "-jar", JAR.toString(), "extract", "--force", "--destination",
                UNPACKED.toString()).inheritIO().start();
            end(tool);
            if (tool.exitValue() != 0) {
                throw new IllegalStateException(JAR + " cannot be unpacked: status " + tool.exitValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        unpacked = true;
    }

    synchronized void start() {
        try {
            Files.createDirectories(output.getParent());
            process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile())).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGKILL; returns when the process is gone. */
    synchronized void kill() {
        if (process != null) {
            end(process.destroyForcibly());
        }
    }

    /** SIGTERM: an orderly end. */
    synchronized void stop() {
        process.destroy();
        end(process);
    }

    private static void end(Process process) {
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("It does not end: process " + process.pid());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    synchronized boolean alive() {
        return process != null && process.isAlive();
    }

    @Override
    public void close() {
        kill();
        Runtime.getRuntime().removeShutdownHook(last);
    }
}
