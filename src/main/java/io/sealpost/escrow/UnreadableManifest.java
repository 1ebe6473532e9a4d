package io.sealpost.escrow;

/** A manifest that cannot be read on; the message names file, line, cause and fix, never a value. */
public class UnreadableManifest extends RuntimeException {
    private final long line;

    UnreadableManifest(long line, String message) {
        super(message);
        this.line = line;
    }

    /** About where it cannot be read; the heading is line 1. */
    long line() {
        return line;
    }
}
