package io.sealpost.escrow;

import java.nio.file.Path;

/** What became of a whole manifest: how many rows met which outcome, and the result file. */
public record Summary(Path result, boolean dryRun, int imported, int already, int refused) {
}
