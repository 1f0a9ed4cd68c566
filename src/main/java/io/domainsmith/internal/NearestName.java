package io.domainsmith.internal;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** The name among several that somebody may have meant. */
public final class NearestName {

    private NearestName() {
    }

    /** The candidate that is nearest to what was written, if one is near; the first of several that are equally near. */
    public static Optional<String> to(String written, Iterable<String> candidates) {
        String best = null;
        int least = Math.min(3, written.length() / 2 + 1);
        for (String candidate : candidates) {
            // a value may be a megabyte long, and what is compared takes room for each pair of characters
            int distance = Math.abs(candidate.length() - written.length()) >= least ? least : candidate.equalsIgnoreCase(written) ? 0
                    : distance(written.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
            if (distance < least) {
                least = distance;
                best = candidate;
            }
        }
        return Optional.ofNullable(best);
    }

    /** {@code ; did you mean 'x'?}, or what there is. */
    public static String hint(String written, Collection<String> names) {
        return to(written, names).map(name -> "; did you mean '" + name + "'?")
                .orElse(names.isEmpty() ? "; there are none" : "; there are " + String.join(", ", names));
    }

    /** How many characters have to be added, removed, replaced or swapped with their neighbour (optimal string alignment). */
    private static int distance(String one, String other) {
        int[][] rows = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                if (i == 0 || j == 0) {
                    rows[i][j] = i + j;
                    continue;
                }
                char last = one.charAt(i - 1);
                int least = Math.min(Math.min(rows[i - 1][j], rows[i][j - 1]) + 1,
                        rows[i - 1][j - 1] + (last == other.charAt(j - 1) ? 0 : 1));
                boolean swapped = i > 1 && j > 1 && last == other.charAt(j - 2) && one.charAt(i - 2) == other.charAt(j - 1);
                rows[i][j] = swapped ? Math.min(least, rows[i - 2][j - 2] + 1) : least;
            }
        }
        return rows[one.length()][other.length()];
    }
}
