package io.domainsmith.vgpu;

import io.domainsmith.document.LibvirtUuid;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the pre-install recipe is to do.
 *
 * @param vgpu where the vGPU comes from
 * @param renderNode the absolute path of the host's render node, or null to let libvirt choose
 * @param idiom how the display and the opregion are asked for, or null for what the target takes
 * @param romFile the absolute path of an option ROM for the vGPU on the host, or null; UEFI firmware needs one to use the opregion
 * @param display how the vGPU is seen, or null for what starts on the target
 * @since 0.1
 */
public record GvtgOptions(VgpuSource vgpu, @Nullable String renderNode, @Nullable Idiom idiom, @Nullable String romFile,
        @Nullable VgpuDisplay display) {

    /**
     * Checks the options.
     *
     * @throws IllegalArgumentException if a path is not absolute, or an option is for another kind of vGPU
     */
    public GvtgOptions {
        Objects.requireNonNull(vgpu, "vgpu");
        requireAbsolute("render node", renderNode, "/dev/dri/renderD128");
        requireAbsolute("ROM file", romFile, "/usr/share/vgabios/vbios_gvt_uefi.rom");
        if (!(vgpu instanceof VgpuSource.GvtgMdev) && (renderNode != null || idiom != null || romFile != null || display != null)) {
            throw new IllegalArgumentException("a render node, an idiom, a ROM file and a display are for a GVT-g vGPU only");
        }
    }

    private static void requireAbsolute(String what, @Nullable String path, String example) {
        if (path != null && !path.startsWith("/")) {
            throw new IllegalArgumentException("the " + what + " '" + path + "' is not an absolute path; it looks like " + example);
        }
    }

    /**
     * A GVT-g vGPU, the target choosing the idiom, libvirt the render node.
     *
     * @param mdev the uuid, with or without dashes, in either case
     * @throws IllegalArgumentException if it is not a uuid
     */
    public static GvtgOptions of(String mdev) {
        return of(new VgpuSource.GvtgMdev(LibvirtUuid.parse(mdev), false));
    }

    /** A vGPU of any kind, the rest left to the target and libvirt. */
    public static GvtgOptions of(VgpuSource vgpu) {
        return new GvtgOptions(vgpu, null, null, null, null);
    }

    /** These options with a render node. */
    public GvtgOptions withRenderNode(@Nullable String renderNode) {
        return new GvtgOptions(vgpu, renderNode, idiom, romFile, display);
    }

    /** These options with another idiom. */
    public GvtgOptions withIdiom(@Nullable Idiom idiom) {
        return new GvtgOptions(vgpu, renderNode, idiom, romFile, display);
    }

    /** These options with an option ROM. */
    public GvtgOptions withRomFile(@Nullable String romFile) {
        return new GvtgOptions(vgpu, renderNode, idiom, romFile, display);
    }

    /** These options with another display. */
    public GvtgOptions withDisplay(@Nullable VgpuDisplay display) {
        return new GvtgOptions(vgpu, renderNode, idiom, romFile, display);
    }
}
