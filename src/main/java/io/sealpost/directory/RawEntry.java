package io.sealpost.directory;

import java.util.List;
import java.util.Map;

/**
 * An entry as a directory returned it.
 *
 * @param attributes attribute name in lower case, without options, to its values
 */
public record RawEntry(String dn, Map<String, List<byte[]>> attributes) {

    List<byte[]> values(String attribute) {
        return attributes.getOrDefault(attribute.toLowerCase(java.util.Locale.ROOT), List.of());
    }

}
