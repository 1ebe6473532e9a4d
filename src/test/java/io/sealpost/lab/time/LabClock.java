package io.sealpost.lab.time;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * The time in the lab: the real one and what a file says (ISO 8601, for example PT-168H), so that world and gateway agree on it in
 * processes of their own too. Weeks can pass in a moment; it never goes back.
 */
public final class LabClock extends Clock {
    private static final long FRESH = 20_000_000;   // nanoseconds

    private final Path file;
    private volatile Duration offset;
    private volatile long read;

    /** The clock that this file moves; without the file it shows the real time. */
    public LabClock(Path file) {
        this.file = file;
        offset = read();
    }

    /** Weeks pass, or days, for all who look at this file. */
    public synchronized void pass(Duration time) {
        offset = offset.plus(time);
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            var whole = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(whole, offset.toString());
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Duration read() {
        read = System.nanoTime();
        try {
            return Files.exists(file) ? Duration.parse(Files.readString(file).strip()) : Duration.ZERO;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Instant instant() {
        if (System.nanoTime() - read > FRESH) {
            offset = read();
        }
        return Instant.now().plus(offset);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return Clock.fixed(instant(), zone);
    }
}
