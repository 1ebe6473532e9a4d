package io.sealpost.directory;

import java.util.List;

/**
 * What is changed in one entry, in one operation (RFC 4511, 4.6): all of it or nothing.
 *
 * @param modifications empty: it is as it should be
 */
public record EntryChange(String dn, List<Modification> modifications) {

    /**
     * Single values that are added to an attribute, or taken from it. One that is there already, or not there any more, lets the
     * directory refuse the whole change: somebody else has changed the entry meanwhile.
     */
    public record Modification(String attribute, boolean adds, List<byte[]> values) {
    }

    @Override
    public String toString() {
        return "change of " + dn + ": " + modifications.stream().map(m -> (m.adds() ? "+" : "-") + m.values().size() + " " + m.attribute())
            .toList();
    }
}
