package io.domainsmith.validate.rules;

import java.util.BitSet;
import java.util.Optional;

/**
 * A set of numbers as libvirt writes it (virBitmapParse): {@code 0-3,^2,7}.
 *
 * @param bits the numbers in it
 */
record NumberSet(BitSet bits) {

    private static final int MOST = 16384;

    static NumberSet none() {
        return new NumberSet(new BitSet());
    }

    /** Reads a set; empty if the text is none, or has a number beyond 16383. */
    static Optional<NumberSet> parse(String text) {
        BitSet bits = new BitSet();
        for (String part : text.replaceAll("\\s", "").split(",", -1)) {
            if (!part.matches("\\^?\\d{1,5}|\\d{1,5}-\\d{1,5}")) {
                return Optional.empty();
            }
            String[] ends = part.replace("^", "").split("-");
            int from = Integer.parseInt(ends[0]);
            int to = Integer.parseInt(ends[ends.length - 1]);
            if (to < from || to >= MOST) {
                return Optional.empty();
            }
            bits.set(from, to + 1, !part.startsWith("^"));
        }
        return Optional.of(new NumberSet(bits));
    }

    boolean isEmpty() {
        return bits.isEmpty();
    }

    /** The greatest of the numbers, -1 if there is none. */
    int greatest() {
        return bits.length() - 1;
    }

    boolean meets(NumberSet other) {
        return bits.intersects(other.bits);
    }

    NumberSet plus(NumberSet other) {
        BitSet both = (BitSet) bits.clone();
        both.or(other.bits);
        return new NumberSet(both);
    }
}
