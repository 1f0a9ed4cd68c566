package io.domainsmith.guest;

import java.util.BitSet;
import java.util.Optional;

/**
 * A set of CPUs, NUMA nodes or I/O threads as libvirt writes it (virBitmapParse): numbers and ranges, of which those behind {@code ^} are taken out.
 *
 * <pre>{@code
 * CpuSet cpus = CpuSet.parse("0-3,^2,7").orElseThrow();
 * cpus.greatest();   // 7
 * cpus.bits();       // {0, 1, 3, 7}
 * }</pre>
 *
 * @param bits the numbers in it
 * @since 0.1
 */
public record CpuSet(BitSet bits) {

    private static final int MOST = 16384;

    public CpuSet {
        bits = (BitSet) bits.clone();
    }

    @Override
    public BitSet bits() {
        return (BitSet) bits.clone();
    }

    /** The empty set. */
    public static CpuSet none() {
        return new CpuSet(new BitSet());
    }

    /** Reads a set; empty if the text is none, or has a number beyond 16383. */
    public static Optional<CpuSet> parse(String text) {
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
        return Optional.of(new CpuSet(bits));
    }

    /** Whether nothing is in it. */
    public boolean isEmpty() {
        return bits.isEmpty();
    }

    /** The greatest of the numbers, -1 if there is none. */
    public int greatest() {
        return bits.length() - 1;
    }

    /** Whether a number is in both. */
    public boolean meets(CpuSet other) {
        return bits.intersects(other.bits);
    }

    /** What is in one of them or in both. */
    public CpuSet plus(CpuSet other) {
        BitSet both = bits();
        both.or(other.bits);
        return new CpuSet(both);
    }
}
