package io.domainsmith.target;

import org.jspecify.annotations.Nullable;

/**
 * The libvirt and QEMU that a document is meant for; either may be unknown.
 *
 * @param libvirt libvirt's release, or null if unknown
 * @param qemu QEMU's release, or null if unknown
 * @since 0.1
 */
public record HypervisorTarget(@Nullable Version libvirt, @Nullable Version qemu) {

    /** Nothing is known: what depends on the versions is a warning. */
    public static HypervisorTarget unknown() {
        return new HypervisorTarget(null, null);
    }

    /**
     * A target by its two releases, each written like {@code 9.0.0}.
     *
     * @throws IllegalArgumentException if one is not a version
     */
    public static HypervisorTarget of(@Nullable String libvirt, @Nullable String qemu) {
        return new HypervisorTarget(libvirt == null ? null : Version.parse(libvirt), qemu == null ? null : Version.parse(qemu));
    }

    /**
     * Whether libvirt writes {@code -device} as JSON, so that QEMU's {@code -set device.*} finds no device and the guest does
     * not start: libvirt 7.9 and 7.10 with QEMU 6.2 on, libvirt 8.1 on with QEMU 7.0 on (8.0 went back to the old syntax).
     * Libvirt 12.4 and later accept no older QEMU.
     *
     * @return null if the versions known do not tell
     */
    public @Nullable Boolean emitsJsonDevices() {
        if (libvirt == null) {
            return qemu != null && !qemu.atLeast(6, 2) ? Boolean.FALSE : null;
        }
        if (!libvirt.atLeast(7, 9) || libvirt.atLeast(8, 0) && !libvirt.atLeast(8, 1)) {
            return false;
        }
        if (libvirt.atLeast(12, 4)) {
            return true;
        }
        return qemu == null ? null : libvirt.atLeast(8, 1) ? qemu.atLeast(7, 0) : qemu.atLeast(6, 2);
    }

    /**
     * Whether libvirt reads {@code <qemu:override>} without harm: from 8.2, but 8.2 to 8.4 can crash on it (fixed in 8.5).
     *
     * @return null if libvirt's release is unknown
     */
    public @Nullable Boolean readsOverride() {
        return libvirt == null ? null : libvirt.atLeast(8, 5);
    }
}
