package io.sealpost.directory;

/**
 * What a run is asked to do.
 *
 * @param directory a name under {@code sealpost.directories}, or null for all
 * @param dryRun    plan only
 */
public record SyncRequest(String directory, boolean dryRun) {

    /** For one directory. */
    public record Part(Directory directory, boolean dryRun) {
    }
}
