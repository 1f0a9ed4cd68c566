package io.domainsmith.vgpu;

import io.domainsmith.target.Feature;
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

    /**
     * The vGPU beside the emulated video, to install the guest and its driver.
     *
     * @throws IllegalArgumentException if the target is known not to do the idiom
     */
    public static Pipeline preInstall(GvtgOptions options, HypervisorTarget target) {
        refuseIdiom(options.idiom(), target);
        return Pipeline.of(
                new DeclareQemuNamespace(),
                new InsertMdevHostdev(options.mdev(), options.idiom()),
                new AddEglHeadless(options.renderNode(), options.idiom()),
                new OrderPciSlots(),
                new SetIgdOpRegion(options.mdev(), options.idiom())).withTarget(target).withStage(Stage.PRE_INSTALL);
    }

    /** The vGPU as the only display. */
    public static Pipeline finalStage(HypervisorTarget target) {
        return Pipeline.of(new ReplaceVideoWithNone()).withTarget(target).withStage(Stage.FINAL);
    }

    private static void refuseIdiom(Idiom idiom, HypervisorTarget target) {
        if (idiom == Idiom.MODERN && target.supports(Feature.OVERRIDE).isNo()) {
            throw new IllegalArgumentException("idiom modern needs libvirt 8.5.0 or later, for <qemu:override>; for libvirt "
                    + target.libvirt() + " use idiom commandline");
        }
        if (idiom == Idiom.COMMANDLINE && target.supports(Feature.JSON_DEVICE).isYes()) {
            throw new IllegalArgumentException("idiom commandline does not start with " + target.describe() + ": -set finds no device that libvirt gives QEMU as JSON; use idiom modern");
        }
    }
}
