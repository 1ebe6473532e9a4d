package io.sealpost.directory;

import java.util.List;

import io.sealpost.escrow.WrappedKey;

/**
 * A user's entry as it is before it is changed.
 *
 * @param spkis of the keys that the change needs
 * @param keys  wrapped; empty until they were fetched
 */
public record FoundEntry(RawEntry entry, List<String> spkis, List<WrappedKey> keys) {
}
