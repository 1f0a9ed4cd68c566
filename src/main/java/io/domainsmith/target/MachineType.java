package io.domainsmith.target;

import static io.domainsmith.target.Releases.qemu;

import io.domainsmith.target.Support.Answer;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A versioned machine type of QEMU's own for x86, such as {@code pc-q35-3.1}: it came with that QEMU and goes again. Those of
 * distributions ({@code pc-q35-rhel9.6.0}) have histories of their own and are none of these.
 *
 * @param family {@code pc-q35}, {@code pc-i440fx} or {@code pc}
 * @param version the QEMU that it came with
 * @since 0.1
 */
public record MachineType(String family, Version version) {

    private static final Pattern FORM = Pattern.compile("(pc-q35|pc-i440fx|pc)-(\\d{1,3}\\.\\d{1,3}(?:\\.\\d{1,3})?)");

    /** The first release that deletes machine types by age, six major releases after they came (QEMU's MACHINE_VER_DELETION). */
    private static final Version BY_AGE = Version.parse("10.1");
    private static final int AGE = 6;

    /** Reads a machine's name; empty if it is none of these, aliases such as {@code q35} included. */
    public static Optional<MachineType> of(String name) {
        Matcher matcher = FORM.matcher(name);
        return matcher.matches() ? Optional.of(new MachineType(matcher.group(1), Version.parse(matcher.group(2)))) : Optional.empty();
    }

    /** The QEMU from which on it is gone (removed-features.rst, and hw/i386: 2.0 to 2.3 went in 9.1's cycle). */
    Version goneFrom() {
        if (!version.atLeast(Version.parse("1.4"))) {
            return Version.parse("6.0");
        } else if (!version.atLeast(Version.parse("2.0"))) {
            return Version.parse("8.2");
        } else if (!version.atLeast(Version.parse("2.4"))) {
            return Version.parse("9.1");
        }
        Version byAge = new Version(version.major() + AGE, version.minor(), 0);
        return byAge.atLeast(BY_AGE) ? byAge : BY_AGE;
    }

    /** The releases that have it. */
    private Releases releases() {
        return qemu(version.toString(), goneFrom().toString());
    }

    Support on(HypervisorTarget target) {
        Answer answer = releases().has(target);
        return new Support(answer, "the machine type " + this, releases().toString(),
                "QEMU removed-features.rst and MACHINE_VER_DELETION");
    }

    /** The name. */
    @Override
    public String toString() {
        return family + "-" + version.major() + "." + version.minor() + (version.micro() == 0 ? "" : "." + version.micro());
    }
}
