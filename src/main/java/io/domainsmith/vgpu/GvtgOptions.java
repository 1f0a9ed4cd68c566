package io.domainsmith.vgpu;

import io.domainsmith.document.LibvirtUuid;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the pre-install recipe is to do.
 *
 * @param mdev the uuid of the mediated device
 * @param renderNode the absolute path of the host's render node, or null to let libvirt choose
 * @param idiom how the display and the opregion are asked for, or null for what the target takes
 * @since 0.1
 */
public record GvtgOptions(UUID mdev, @Nullable String renderNode, @Nullable Idiom idiom) {

    /**
     * Checks the options.
     *
     * @throws IllegalArgumentException if the render node is not an absolute path
     */
    public GvtgOptions {
        Objects.requireNonNull(mdev, "mdev");
        if (renderNode != null && !renderNode.startsWith("/")) {
            throw new IllegalArgumentException("the render node '" + renderNode
                    + "' is not an absolute path; it looks like /dev/dri/renderD128");
        }
    }

    /**
     * The target choosing the idiom, libvirt the render node.
     *
     * @param mdev the uuid, with or without dashes, in either case
     * @throws IllegalArgumentException if it is not a uuid
     */
    public static GvtgOptions of(String mdev) {
        return new GvtgOptions(LibvirtUuid.parse(mdev), null, null);
    }

    /** These options with a render node. */
    public GvtgOptions withRenderNode(@Nullable String renderNode) {
        return new GvtgOptions(mdev, renderNode, idiom);
    }

    /** These options with another idiom. */
    public GvtgOptions withIdiom(@Nullable Idiom idiom) {
        return new GvtgOptions(mdev, renderNode, idiom);
    }
}
