package io.domainsmith.transform;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/**
 * Finds what somebody meant who wrote a name wrong.
 *
 * @since 0.1
 */
public final class NearestName {

    private NearestName() {
    }

    /** The name that takes the fewest edits; none if even that one shares too little with what was written. */
    public static Optional<String> to(String written, Collection<String> names) {
        return names.stream().min(Comparator.comparingInt((String name) -> distance(written, name)).thenComparing(name -> name))
                .filter(name -> distance(written, name) <= Math.max(1, Math.max(written.length(), name.length()) * 2 / 5));
    }

    /** {@code ; did you mean 'x'?}, or what there is. */
    public static String hint(String written, Collection<String> names) {
        return to(written, names).map(name -> "; did you mean '" + name + "'?")
                .orElse(names.isEmpty() ? "; there are none" : "; there are " + String.join(", ", names));
    }

    /** How many characters to insert, delete or replace (Levenshtein). */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int above = row[j];
                row[j] = one.charAt(i - 1) == other.charAt(j - 1) ? diagonal : 1 + Math.min(diagonal, Math.min(above, row[j - 1]));
                diagonal = above;
            }
        }
        return row[other.length()];
    }
}
