package io.domainsmith.vgpu;

import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.transform.Pipeline;
import io.domainsmith.validate.Stage;

/**
 * The recipes for Intel GVT-g: base to pre-install, pre-install to final.
 *
 * @since 0.1
 */
public final class Gvtg {

    private Gvtg() {
    }

    /** The vGPU beside the emulated video, to install the guest and its driver. */
    public static Pipeline preInstall(GvtgOptions options, HypervisorTarget target) {
        return Pipeline.of().withTarget(target).withStage(Stage.PRE_INSTALL);
    }

    /** The vGPU as the only display. */
    public static Pipeline finalStage(HypervisorTarget target) {
        return Pipeline.of().withTarget(target).withStage(Stage.FINAL);
    }
}
