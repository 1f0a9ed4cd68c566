package io.domainsmith.vgpu;

import io.domainsmith.target.Feature;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.transform.Pipeline;
import io.domainsmith.transform.Transformer;
import io.domainsmith.validate.Stage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
     * @throws IllegalArgumentException if the target is known not to do the idiom, or not to take a ROM file
     */
    public static Pipeline preInstall(GvtgOptions options, HypervisorTarget target) {
        // the stage's rules know GVT-g, whose picture takes OpenGL
        List<Transformer> steps = new ArrayList<>(steps(options, target));
        if (losesOptions(target, Idiom.choose(options.idiom(), target))) {
            steps.add(0, new MigrateQemuSetArguments());
        }
        return Pipeline.of(steps).withTarget(target)
                .withStage(options.vgpu() instanceof VgpuSource.GvtgMdev ? Stage.PRE_INSTALL : Stage.ANY);
    }

    /**
     * Whether a guest does not start with the options that it has for other devices: -set finds none in JSON, and old libvirts drop overrides. An
     * idiom that uses -set for the vGPU leaves -set as it is.
     */
    private static boolean losesOptions(HypervisorTarget target, Idiom idiom) {
        return target.supports(Feature.OVERRIDE).isNo() || target.supports(Feature.JSON_DEVICE).isYes() && idiom.opRegion() != Idiom.OpRegion.ARGUMENT;
    }

    private static List<Transformer> steps(GvtgOptions options, HypervisorTarget target) {
        if (options.vgpu() instanceof VgpuSource.VirtualFunction function) {
            return List.of(new InsertPciHostdev(function.host()));
        } else if (options.vgpu() instanceof VgpuSource.OtherMdev mdev) {
            if (!mdev.display()) {
                return List.of(InsertMdevHostdev.ofAnotherVendorWithoutDisplay(mdev.uuid()), new OrderPciSlots());
            }
            List<Transformer> steps = new ArrayList<>(List.of(InsertMdevHostdev.ofAnotherVendor(mdev.uuid()), new AddViewer(),
                    new OrderPciSlots()));
            if (mdev.ramfb()) {
                steps.add(new SetRamfb(mdev.uuid()));
            }
            return steps;
        }
        VgpuSource.GvtgMdev mdev = (VgpuSource.GvtgMdev) options.vgpu();
        Idiom idiom = Idiom.choose(options.idiom(), target);
        List<Transformer> steps = new ArrayList<>();
        if (idiom != Idiom.CURRENT || options.romFile() != null) {
            steps.add(new DeclareQemuNamespace());
        }
        steps.add(new InsertMdevHostdev(mdev.uuid(), idiom));
        steps.add(SetVgpuDisplay.preInstall(options.display(), options.renderNode(), idiom));
        steps.add(new OrderPciSlots());
        if (options.romFile() != null) {
            refuseRomFile(idiom, target);
            steps.add(new SetRomFile(mdev.uuid(), options.romFile(), idiom));
        }
        steps.add(new SetIgdOpRegion(mdev.uuid(), idiom));
        if (mdev.ramfb()) {
            steps.add(new SetRamfb(mdev.uuid()));
        }
        return steps;
    }

    private static void refuseRomFile(Idiom idiom, HypervisorTarget target) {
        if (idiom.opRegion() != Idiom.OpRegion.ARGUMENT && target.supports(Feature.OVERRIDE).isNo()) {
            throw new IllegalArgumentException("a ROM file takes " + Feature.OVERRIDE.what() + ", and " + target.describe()
                    + " has none (" + Feature.OVERRIDE.where() + "); use idiom "
                    + (target.supports(Feature.JSON_DEVICE).isNo() ? Idiom.CLASSIC : Idiom.GAP).id());
        }
    }

    /** The vGPU as the only display. */
    public static Pipeline finalStage(HypervisorTarget target) {
        return finalStage(FinalOptions.DEFAULT, target);
    }

    /** The vGPU as the only display, with a say in what becomes of the videos and in how the vGPU is seen. */
    public static Pipeline finalStage(FinalOptions options, HypervisorTarget target) {
        List<Transformer> steps = new ArrayList<>();
        if (options.remembersVideos()) {
            steps.add(new RememberVideo());
        }
        steps.add(options.removesSecondaries() ? ReplaceVideoWithNone.removingSecondaries() : new ReplaceVideoWithNone());
        steps.add(SetVgpuDisplay.finalStage(options.display()));
        return Pipeline.of(steps).withTarget(target).withStage(Stage.FINAL);
    }

    /**
     * The vGPU as the only display, with the former videos kept in {@code <metadata>}, so that {@link #revert} makes the very
     * document again.
     */
    public static Pipeline finalStageRemembering(HypervisorTarget target) {
        return finalStage(FinalOptions.DEFAULT.remembering(), target);
    }

    /**
     * The emulated video beside the vGPU again: the one that was remembered, or a qxl before the vGPU. Displays that the final stage
     * exchanged come back, too.
     */
    public static Pipeline revert(HypervisorTarget target) {
        return revert(null, target);
    }

    /**
     * The emulated video beside the vGPU again, with a say in how both are seen.
     *
     * @param display the display, or null for those that were there before the final stage
     */
    public static Pipeline revert(@Nullable VgpuDisplay display, HypervisorTarget target) {
        List<Transformer> steps = new ArrayList<>(List.of(new RestoreVideo(), new RestoreDisplays()));
        if (display != null) {
            steps.add(SetVgpuDisplay.retarget(display, Idiom.forTarget(target)));
        }
        return Pipeline.of(steps).withTarget(target);
    }

    /**
     * The same domain for another libvirt and QEMU: every {@code -set} argument, every override and the vGPU's display and
     * opregion in the way that the target takes. Places and videos stay.
     *
     * @param wanted the idiom, or null for what the target takes
     * @throws IllegalArgumentException if the target is known not to do the idiom
     */
    public static Pipeline retarget(@Nullable Idiom wanted, HypervisorTarget target) {
        return retarget(wanted, null, target);
    }

    /**
     * The same domain for another libvirt and QEMU, with a say in how the vGPU is seen. Without one the displays stay if the guest starts
     * with them on the target; those that an earlier step exchanged come back if it starts with those.
     *
     * @param wanted the idiom, or null for what the target takes
     * @param display the display, or null for what starts on the target
     * @throws IllegalArgumentException if the target is known not to do the idiom, or if the idiom brings a display of its own
     */
    public static Pipeline retarget(@Nullable Idiom wanted, @Nullable VgpuDisplay display, HypervisorTarget target) {
        Idiom idiom = Idiom.choose(wanted, target);
        return Pipeline.of(new MigrateQemuSetArguments(), SetVgpuDisplay.retarget(display, idiom), new RetargetVgpu(idiom),
                new UndeclareQemuNamespace()).withTarget(target);
    }
}
