package io.sealpost.directory;

import java.util.UUID;

/** One run over one directory. */
public record Sync(UUID id, String directory) {
    @Override
    public String toString() {
        return "sync " + id + " of " + directory;
    }
}
