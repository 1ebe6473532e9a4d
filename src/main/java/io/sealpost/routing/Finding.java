package io.sealpost.routing;

import java.util.Comparator;

/**
 * Something in a route file or in the configuration that would not work.
 *
 * @param file where it stands; for a setting that stands in no file, the place it comes from
 * @param line counted from 1; 0 where there is none
 * @param what what is wrong, without a full stop
 * @param fix  how to mend it, in one sentence
 */
record Finding(String file, int line, String what, String fix) implements Comparable<Finding> {
    private static final Comparator<Finding> ORDER = Comparator.comparing(Finding::file).thenComparing(Finding::line)
        .thenComparing(Finding::what);

    String where() {
        return line > 0 ? file + ":" + line : file;
    }

    @Override
    public int compareTo(Finding other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return where() + ": " + what + ". " + fix;
    }
}
