package io.sealpost.directory;

import java.util.List;

/**
 * What a sync run would change.
 *
 * @param read    entries in staging
 * @param known   users of this directory before the run
 * @param added   external ids of users to add, in order
 * @param changed external ids of users to update, in order
 * @param hash    SHA-256, hex, over what would change: the same plan has the same hash
 */
public record Plan(Sync sync, int read, int known, List<String> added, List<String> changed, String hash) {

    /** The work in batches, each to be one transaction. */
    public List<Batch> batches() {
        List<String> all = java.util.stream.Stream.concat(added.stream(), changed.stream()).toList();
        return java.util.stream.IntStream.range(0, (all.size() + 99) / 100)
            .mapToObj(i -> new Batch(all.subList(i * 100, Math.min(all.size(), i * 100 + 100)))).toList();
    }

    @Override
    public String toString() {
        return "plan of " + sync + ": read " + read + ", add " + added.size() + ", change " + changed.size();
    }

    /** External ids that are applied together. */
    public record Batch(List<String> externalIds) {
    }
}
