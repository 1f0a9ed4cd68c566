package io.domainsmith.target;

import io.domainsmith.target.Support.Answer;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The libvirt and QEMU that a document is meant for; either may be unknown. Machine and architecture are the document's.
 *
 * @param libvirt libvirt's release, or null if unknown
 * @param qemu QEMU's release, or null if unknown
 * @param capabilities what the host's libvirt says of itself, or null if nobody asked it
 * @param host which guests the host can run, or null if nobody asked it
 * @since 0.1
 */
public record HypervisorTarget(@Nullable Version libvirt, @Nullable Version qemu, @Nullable DomainCapabilities capabilities,
        @Nullable HostCapabilities host) {

    /** A target by its two releases. */
    public HypervisorTarget(@Nullable Version libvirt, @Nullable Version qemu) {
        this(libvirt, qemu, null, null);
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
     * A target by what a host says of itself: the output of {@code virsh version} (or {@code virsh version --daemon}), the
     * domain capabilities XML of {@code virsh domcapabilities}, or the capabilities XML of {@code virsh capabilities}. The latter two name no
     * release, but list what is there: from what domain capabilities have and have not follows which libvirt it can be, and a machine type in
     * either is not newer than QEMU.
     *
     * @throws IllegalArgumentException if the text is none of these
     */
    public static HypervisorTarget parse(String text) {
        if (!text.stripLeading().startsWith("<")) {
            return VirshVersion.parse(text);
        }
        String kind = CapabilitiesXml.kind(text);
        return switch (kind) {
            case "domainCapabilities" -> new HypervisorTarget(null, null, DomainCapabilities.parse(text), null);
            case "capabilities" -> new HypervisorTarget(null, null, null, HostCapabilities.parse(text));
            default -> throw new IllegalArgumentException("the root element is <" + kind + ">; what is read is the output of virsh version, virsh "
                    + "domcapabilities (<domainCapabilities>) or virsh capabilities (<capabilities>)");
        };
    }

    /** This target with what another knows: what the other does not know stays. */
    public HypervisorTarget with(HypervisorTarget other) {
        return new HypervisorTarget(other.libvirt == null ? libvirt : other.libvirt, other.qemu == null ? qemu : other.qemu,
                other.capabilities == null ? capabilities : other.capabilities, other.host == null ? host : other.host);
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
        return Stream.of(taken, capabilities == null ? null : capabilities.oldestQemu(), host == null ? null : host.oldestQemu())
                .filter(Objects::nonNull).max(Version::order).orElse(null);
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
