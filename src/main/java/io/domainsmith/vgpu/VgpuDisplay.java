package io.domainsmith.vgpu;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * A way to see the picture of a GVT-g vGPU. Which one starts depends on QEMU: the picture is a dma-buf, and from QEMU 6.0 on a display
 * that does not take dma-bufs keeps the guest from starting ("The console requires display DMABUF support.").
 *
 * @since 0.1
 */
public enum VgpuDisplay {

    /** SPICE with OpenGL that listens on no network: {@code virt-viewer --attach} on the host shows it. */
    SPICE_LOCAL("spice-local"),
    /** SPICE with OpenGL on the network: QEMU 10.1 and later, if it was built with spice-server 0.15.3 or later. */
    SPICE_GL("spice-gl"),
    /** VNC beside egl-headless: in the pre-install stage, and in the final stage before QEMU 9.0. */
    VNC("vnc"),
    /** QEMU's D-Bus display with OpenGL, peer to peer: libvirt 8.4 and QEMU 7.0. A program on the host shows it. */
    DBUS("dbus"),
    /** QEMU's D-Bus display with OpenGL, and VNC that the program qemu-vnc serves from it: libvirt 12.5 and QEMU 11.1. */
    DBUS_VNC("dbus-vnc"),
    /** The displays that the domain has, and egl-headless if none of them has OpenGL. */
    KEEP("keep");

    private final String id;

    VgpuDisplay(String id) {
        this.id = id;
    }

    /** The word for it on the command line. */
    public String id() {
        return id;
    }

    /**
     * Reads a word of the command line.
     *
     * @throws IllegalArgumentException if there is no such display
     */
    public static VgpuDisplay parse(String text) {
        return Arrays.stream(values()).filter(display -> display.id.equals(text)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is not a display; there are "
                        + Arrays.stream(values()).map(VgpuDisplay::id).collect(Collectors.joining(", "))));
    }
}
