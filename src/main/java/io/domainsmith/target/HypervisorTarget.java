package io.domainsmith.target;

import io.domainsmith.target.Support.Answer;
import org.jspecify.annotations.Nullable;

/**
 * The libvirt and QEMU that a document is meant for; either may be unknown. Machine and architecture are the document's.
 *
 * @param libvirt libvirt's release, or null if unknown
 * @param qemu QEMU's release, or null if unknown
 * @param capabilities what the host's libvirt says of itself, or null if nobody asked it
 * @since 0.1
 */
public record HypervisorTarget(@Nullable Version libvirt, @Nullable Version qemu, @Nullable DomainCapabilities capabilities) {

    /** A target by its two releases. */
    public HypervisorTarget(@Nullable Version libvirt, @Nullable Version qemu) {
        this(libvirt, qemu, null);
    }

    /** Nothing is known: what depends on the versions is a warning. */
    public static HypervisorTarget unknown() {
        return new HypervisorTarget(null, null);
    }

    /**
     * A target by its two releases, each written like {@code 9.0.0} or {@code 9000000}.
     *
     * @throws IllegalArgumentException if one is not a version
     */
    public static HypervisorTarget of(@Nullable String libvirt, @Nullable String qemu) {
        return new HypervisorTarget(libvirt == null ? null : Version.parse(libvirt), qemu == null ? null : Version.parse(qemu));
    }

    /**
     * A target by what a host says of itself: the output of {@code virsh version} (or {@code virsh version --daemon}), or the
     * domain capabilities XML of {@code virsh domcapabilities}. The latter names no release, but lists what is there:
     * from what it has and has not follows which libvirt it can be, and the machine type in it is not newer than QEMU.
     *
     * @throws IllegalArgumentException if the text is neither
     */
    public static HypervisorTarget parse(String text) {
        return text.stripLeading().startsWith("<") ? new HypervisorTarget(null, null, DomainCapabilities.parse(text))
                : VirshVersion.parse(text);
    }

    /** This target with what another knows: what the other does not know stays. */
    public HypervisorTarget with(HypervisorTarget other) {
        return new HypervisorTarget(other.libvirt == null ? libvirt : other.libvirt, other.qemu == null ? qemu : other.qemu,
                other.capabilities == null ? capabilities : other.capabilities);
    }

    /** Whether it has a feature: what the host lists counts first, then the releases. */
    public Support supports(Feature feature) {
        if (capabilities != null && feature.listed() != null) {
            Answer listed = capabilities.lists(feature.listed());
            if (listed != Answer.UNKNOWN) {
                return new Support(listed, feature.what(), feature.where(), DomainCapabilities.SOURCE);
            }
        }
        return new Support(feature.answer(this), feature.what(), feature.where(), feature.source());
    }

    /** Whether it has a machine type. */
    public Support supports(MachineType machine) {
        return machine.on(this);
    }

    /** Whether its QEMU has a property of a device. */
    public Support supports(DeviceProperty property) {
        return property.on(this);
    }

    /** What is known of a libvirt whose release is not. */
    Releases.Span knownOfLibvirt() {
        return capabilities == null || libvirt != null ? Releases.ANY : capabilities.libvirt();
    }

    /** What is known of a QEMU whose release is not: it is this one or newer; null if nothing is. */
    @Nullable Version oldestQemu() {
        Version taken = Feature.oldestQemu(libvirt == null ? knownOfLibvirt().from() : libvirt);
        Version machine = capabilities == null ? null : capabilities.oldestQemu();
        if (taken == null || machine == null) {
            return taken == null ? machine : taken;
        }
        return machine.atLeast(taken) ? machine : taken;
    }

    /** The target as messages name it, such as {@code libvirt 9.0.0 and QEMU 7.2.0}, or {@code libvirt older than 7.1.0}. */
    public String describe() {
        String known = knownOfLibvirt().words("libvirt");
        if (!known.isEmpty()) {
            return known + (qemu == null ? "" : " and QEMU " + qemu);
        } else if (libvirt == null) {
            return qemu == null ? "an unknown libvirt and QEMU" : "QEMU " + qemu;
        }
        return "libvirt " + libvirt + (qemu == null ? "" : " and QEMU " + qemu);
    }
}
