package io.sealpost.directory;

/**
 * What became of a run's plan when the guard had looked at it.
 *
 * @param state APPLYING: it may be worked off; REFUSED: it waits for an approval; PLANNED: it was a dry run
 * @param text  why it was, or would be, refused; null if it was not
 */
public record Plan(Sync sync, String state, String hash, String text) {

    /** Rows of the plan, first to last, that are applied together. */
    public record Batch(int first, int last) {
    }
}
