package io.sealpost.directory;

import java.time.Clock;
import java.time.Instant;

import org.springframework.stereotype.Component;

/**
 * Where runs ended: what a directory was read by, when all of it was last read, and the position in the words of its route
 * {@code read-<kind>}. What no directory tells as a change (a renamed organizational unit, a right that was lost) shows in a read of
 * all; so does everything after other settings.
 */
@Component
public class Watermarks {
    private final Clock clock;

    Watermarks(Clock clock) {
        this.clock = clock;
    }

    /** The position that the last run ended at; null if everything has to be read. */
    public String since(Directory directory, Sync sync) {
        String[] parts = parts(sync);
        boolean serves = parts != null && parts[0].equals(directory.readBy())
            && Instant.ofEpochSecond(Long.parseLong(parts[1])).plus(directory.fullEvery()).isAfter(clock.instant());
        return serves ? parts[2] : null;
    }

    /** For a run that read everything; null where the directory has no positions. */
    public String all(Directory directory, String position) {
        return position == null ? null : directory.readBy() + " " + clock.instant().getEpochSecond() + " " + position;
    }

    /** For a run that read changes, from {@link #since}. */
    public String changes(Directory directory, Sync sync, String position) {
        return directory.readBy() + " " + parts(sync)[1] + " " + position;
    }

    private static String[] parts(Sync sync) {
        String[] parts = sync.watermark() == null ? new String[0] : sync.watermark().split(" ", 3);
        return parts.length == 3 ? parts : null;
    }
}
