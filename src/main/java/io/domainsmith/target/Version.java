package io.domainsmith.target;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A release of libvirt or QEMU.
 *
 * @param major the first number
 * @param minor the second number
 * @param micro the third number
 * @since 0.1
 */
public record Version(int major, int minor, int micro) implements Comparable<Version> {

    private static final Pattern FORM = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})(?:\\.(\\d{1,4}))?");

    /**
     * Reads {@code 9.0.0} or {@code 9.0}.
     *
     * @throws IllegalArgumentException if the text has another form
     */
    public static Version parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a version; write it like 9.0.0");
        }
        return new Version(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)),
                matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3)));
    }

    /** Whether this is that release or a newer one. */
    public boolean atLeast(int major, int minor) {
        return compareTo(new Version(major, minor, 0)) >= 0;
    }

    @Override
    public int compareTo(Version other) {
        int byMajor = Integer.compare(major, other.major);
        int byMinor = Integer.compare(minor, other.minor);
        return byMajor != 0 ? byMajor : byMinor != 0 ? byMinor : Integer.compare(micro, other.micro);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + micro;
    }
}
