package io.domainsmith.vgpu;

import io.domainsmith.pci.PciAddress;
import java.util.Objects;
import java.util.UUID;

/**
 * Where a guest's vGPU comes from.
 *
 * @since 0.1
 */
public sealed interface VgpuSource {

    /**
     * An Intel GVT-g mediated device: its picture is a dma-buf, which takes OpenGL, and its driver wants an opregion.
     *
     * @param uuid the mediated device
     * @param ramfb whether it shows what the firmware draws, too
     */
    record GvtgMdev(UUID uuid, boolean ramfb) implements VgpuSource {

        /** Checks that there is a uuid. */
        public GvtgMdev {
            Objects.requireNonNull(uuid, "uuid");
        }
    }

    /**
     * A mediated device of NVIDIA or another vendor: its picture is plain memory, for SPICE or VNC, and it has no opregion.
     *
     * @param uuid the mediated device
     * @param ramfb whether it shows what the firmware draws, too
     * @param display whether the host shows its picture; without, users see the guest by what runs in it, such as RDP
     */
    record OtherMdev(UUID uuid, boolean ramfb, boolean display) implements VgpuSource {

        /**
         * Checks the options.
         *
         * @throws IllegalArgumentException if there is a ramfb, but no display to show it
         */
        public OtherMdev {
            Objects.requireNonNull(uuid, "uuid");
            if (ramfb && !display) {
                throw new IllegalArgumentException("a ramfb is shown on the vGPU's display, and that is to be off; leave one of the two out");
            }
        }

        /** With its picture shown on the host. */
        public OtherMdev(UUID uuid, boolean ramfb) {
            this(uuid, ramfb, true);
        }
    }

    /**
     * A virtual function of an SR-IOV graphics card, Intel's successor to GVT-g: an ordinary PCI device without a display on the
     * host; its picture is seen by what runs in the guest, such as RDP or Looking Glass.
     *
     * @param host the address of the function on the host
     */
    record VirtualFunction(PciAddress host) implements VgpuSource {

        /** Checks that there is an address. */
        public VirtualFunction {
            Objects.requireNonNull(host, "host");
        }
    }
}
