package io.sealpost.directory;

import java.util.List;
import java.util.Map;

/**
 * An entry as a directory returned it.
 *
 * @param attributes attribute name in lower case, without options, to its values
 * @param gone       the directory says that it was deleted: a tombstone, or a deleted id; it may have its id only
 */
public record RawEntry(String dn, Map<String, List<byte[]>> attributes, boolean gone) {

    /** An entry that is there. */
    public RawEntry(String dn, Map<String, List<byte[]>> attributes) {
        this(dn, attributes, false);
    }

    List<byte[]> values(String attribute) {
        return attributes.getOrDefault(attribute.toLowerCase(java.util.Locale.ROOT), List.of());
    }

    /** The first value; null if there is none. */
    String text(String attribute) {
        return values(attribute).stream().findFirst().map(v -> new String(v, java.nio.charset.StandardCharsets.UTF_8)).orElse(null);
    }
}
