package io.sealpost.directory;

import java.util.List;

/**
 * What is changed in one entry, in one operation (RFC 4511, 4.6): all of it or nothing.
 *
 * @param modifications empty: it is as it should be
 */
public record EntryChange(String dn, List<Modification> modifications) {

    /**
     * How the values change an attribute. A single value that is to be added and is there already, or is to be deleted and is not there
     * any more, lets the directory refuse the whole change: somebody else has changed the entry meanwhile.
     */
    public enum Kind { ADD, DELETE, REPLACE }

    /** @param values of REPLACE all that are there afterwards, perhaps none */
    public record Modification(String attribute, Kind kind, List<byte[]> values) {
    }

    @Override
    public String toString() {
        return "change of " + dn + ": " + modifications.stream().map(m -> switch (m.kind()) {
            case ADD -> "+";
            case DELETE -> "-";
            case REPLACE -> "=";
        } + m.values().size() + " " + m.attribute())
            .toList();
    }
}
