package io.sealpost.escrow;

/** A manifest that cannot be read on; the message names file, line, cause and fix, never a value. */
public class UnreadableManifest extends RuntimeException {
    UnreadableManifest(String message) {
        super(message);
    }
}
