package io.domainsmith.vgpu;

import io.domainsmith.model.Domain;
import io.domainsmith.model.Hostdev;
import io.domainsmith.model.OnOff;
import io.domainsmith.transform.TransformContext;
import io.domainsmith.transform.Transformer;
import io.domainsmith.validate.Consequence;
import java.util.Objects;

/**
 * Says the display, the opregion and the OpenGL of every GVT-g vGPU that is there in another idiom. An mdev whose display is off, and which
 * has no opregion, is none; nor is one with a ramfb and no opregion, which other vendors' vGPUs have.
 *
 * @since 0.1
 */
public final class RetargetVgpu implements Transformer {

    private final Idiom idiom;

    /** The step for an idiom. */
    public RetargetVgpu(Idiom idiom) {
        this.idiom = Objects.requireNonNull(idiom, "idiom");
    }

    @Override
    public String name() {
        return "retarget-vgpu";
    }

    @Override
    public String description() {
        return "Asks for the vGPU's display and opregion in the way that the target starts with.";
    }

    @Override
    public void apply(Domain domain, TransformContext context) {
        boolean any = false;
        for (Hostdev mdev : Mdevs.vfio(domain)) {
            boolean opregion = Mdevs.hasOpRegion(domain, mdev);
            if (!opregion && !Mdevs.showsDisplay(domain, mdev)) {
                continue;
            }
            if (!opregion && mdev.getRamfb() == OnOff.ON) {
                context.warn(mdev, Consequence.ADVICE, Mdevs.name(mdev) + " has a ramfb and no opregion, so it is taken for another "
                        + "vendor's vGPU and stays as it is", "if it is Intel's, run gvtg pre-install with its uuid for this target");
                continue;
            }
            InsertMdevHostdev.reconcileDisplay(mdev, idiom, context);
            if (idiom.namesByAlias(context.target())) {
                InsertMdevHostdev.giveAlias(domain, mdev, context);
            }
            SetIgdOpRegion.set(domain, mdev, idiom, context);
            any = true;
        }
        // SPICE's own OpenGL, or another vendor's plain VNC, is nothing to translate
        if (any && AddEglHeadless.isDrawn(domain)) {
            new AddEglHeadless(null, idiom).apply(domain, context);
        }
    }
}
