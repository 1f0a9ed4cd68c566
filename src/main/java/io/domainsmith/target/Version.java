package io.domainsmith.target;

import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A release of libvirt or QEMU. What a release can do is asked of {@link HypervisorTarget#supports}, which alone compares
 * releases.
 *
 * @param major the first number
 * @param minor the second number
 * @param micro the third number
 * @since 0.1
 */
public record Version(int major, int minor, int micro) implements Comparable<Version> {

    /**
     * Reads {@code 9.0.0}, {@code 9.0}, or the number that libvirt's API gives, {@code 9000000} (virConnectGetLibVersion:
     * 1000000 * major + 1000 * minor + micro).
     *
     * @throws IllegalArgumentException if the text has another form
     */
    public static Version parse(String text) {
        // not a regular expression: the table of features has a hundred releases, and a short run reads it once
        String word = text.strip();
        int[] numbers = new int[3];
        int part = 0;
        int digits = 0;
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c >= '0' && c <= '9' && digits < (part == 0 ? 9 : 3)) {
                numbers[part] = 10 * numbers[part] + c - '0';
                digits++;
            } else if (c == '.' && digits > 0 && digits <= 3 && part < 2) {
                part++;
                digits = 0;
            } else {
                throw noVersion(text);
            }
        }
        if (part == 0 && digits > 3) {
            return new Version(numbers[0] / 1_000_000, numbers[0] / 1000 % 1000, numbers[0] % 1000);
        }
        if (part == 0 || digits == 0) {
            throw noVersion(text);
        }
        return new Version(numbers[0], numbers[1], numbers[2]);
    }

    private static IllegalArgumentException noVersion(String text) {
        return new IllegalArgumentException("'" + text + "' is not a version; write it like 9.0.0");
    }

    /**
     * The release that says most about a wanted one: the newest that is not newer, else the oldest; the newest of all if the
     * wanted one is not known. Empty if there are none.
     */
    public static Optional<Version> closest(Collection<Version> releases, @Nullable Version wanted) {
        if (wanted == null) {
            return releases.stream().max(Version::compareTo);
        }
        return releases.stream().filter(wanted::atLeast).max(Version::compareTo).or(() -> releases.stream().min(Version::compareTo));
    }

    /** Compares releases for a list from the oldest to the newest; one that is not known comes first. */
    public static int order(@Nullable Version one, @Nullable Version other) {
        return one == null || other == null ? Boolean.compare(one != null, other != null) : one.compareTo(other);
    }

    /** Whether this release is newer, and more than a correction of the other: only then it may have learnt something. */
    public boolean hasMoreThan(Version other) {
        return major != other.major ? major > other.major : minor > other.minor;
    }

    /** Whether this is that release or a newer one. */
    boolean atLeast(Version other) {
        return compareTo(other) >= 0;
    }

    @Override
    public int compareTo(Version other) {
        int order = Integer.compare(major, other.major);
        order = order != 0 ? order : Integer.compare(minor, other.minor);
        return order != 0 ? order : Integer.compare(micro, other.micro);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + micro;
    }

    // as a record's own do, without the method handles that a short run would wait for
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Version that && compareTo(that) == 0;
    }

    @Override
    public int hashCode() {
        return 31 * (31 * major + minor) + micro;
    }
}
