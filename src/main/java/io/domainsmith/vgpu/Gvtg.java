package io.domainsmith.vgpu;

import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.transform.Pipeline;
import io.domainsmith.transform.Transformer;
import io.domainsmith.validate.Stage;
import java.util.ArrayList;
import java.util.List;

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
        Idiom idiom = Idiom.choose(options.idiom(), target);
        List<Transformer> steps = new ArrayList<>();
        if (idiom != Idiom.CURRENT) {
            steps.add(new DeclareQemuNamespace());
        }
        steps.add(new InsertMdevHostdev(options.mdev(), idiom));
        steps.add(new AddEglHeadless(options.renderNode(), idiom));
        steps.add(new OrderPciSlots());
        steps.add(new SetIgdOpRegion(options.mdev(), idiom));
        return Pipeline.of(steps).withTarget(target).withStage(Stage.PRE_INSTALL);
    }

    /** The vGPU as the only display. */
    public static Pipeline finalStage(HypervisorTarget target) {
        return Pipeline.of(new ReplaceVideoWithNone()).withTarget(target).withStage(Stage.FINAL);
    }
}
