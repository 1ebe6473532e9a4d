package io.sealpost.routing;

import java.util.Collection;
import java.util.Comparator;

/** Finds the name that somebody may have meant. */
final class Likeness {
    private Likeness() {
    }

    /** "did you mean x?" in a sentence's place, or what else to do where nothing is alike. */
    static String meant(String written, Collection<String> known, String otherwise) {
        return known.stream().filter(name -> distance(written, name) <= Math.max(2, written.length() / 3))
            .min(Comparator.comparingInt((String name) -> distance(written, name)).thenComparing(Comparator.naturalOrder()))
            .map(name -> "Did you mean " + name + "?").orElse(otherwise);
    }

    /** Levenshtein's: how many letters to add, take away or change. */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            int diagonal = i - 1;
            for (int j = 0; j <= other.length(); j++) {
                int above = row[j];
                row[j] = i == 0 ? j : j == 0 ? i
                    : Math.min(Math.min(above, row[j - 1]) + 1, diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1));
                diagonal = above;
            }
        }
        return row[other.length()];
    }
}
