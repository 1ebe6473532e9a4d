package io.sealpost.directory;

import java.util.UUID;

/**
 * One run over one directory.
 *
 * @param watermark where the directory's last DONE run ended, in the words of its route {@code read-<kind>}; null: read everything
 * @param dryRun    it ends with its plan
 */
public record Sync(UUID id, String directory, String watermark, boolean dryRun) {
    @Override
    public String toString() {
        return (dryRun ? "dry run " : "sync ") + id + " of " + directory;
    }
}
