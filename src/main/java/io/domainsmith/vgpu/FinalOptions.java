package io.domainsmith.vgpu;

import org.jspecify.annotations.Nullable;

/**
 * What the final recipe is to do with the videos that go, and how the vGPU is seen then.
 *
 * <pre>{@code
 * FinalOptions options = FinalOptions.DEFAULT.remembering().withDisplay(VgpuDisplay.SPICE_LOCAL);
 * Pipeline last = Gvtg.finalStage(options, HypervisorTarget.of("9.0.0", "7.2.0"));
 * }</pre>
 *
 * @param remembersVideos whether they are kept in {@code <metadata>}, so that {@link Gvtg#revert} makes the very document again
 * @param removesSecondaries whether further videos go too, the guest's other screens with them; else several are refused
 * @param display how the vGPU is seen, or null for what starts on the target
 * @since 0.1
 */
public record FinalOptions(boolean remembersVideos, boolean removesSecondaries, @Nullable VgpuDisplay display) {

    /** Videos are not remembered, several are refused, and the target chooses the display. */
    public static final FinalOptions DEFAULT = new FinalOptions(false, false, null);

    /** These options with the videos kept in {@code <metadata>}. */
    public FinalOptions remembering() {
        return new FinalOptions(true, removesSecondaries, display);
    }

    /** These options with further videos removed. */
    public FinalOptions removingSecondaries() {
        return new FinalOptions(remembersVideos, true, display);
    }

    /** These options with another display; null leaves it to the target. */
    public FinalOptions withDisplay(@Nullable VgpuDisplay display) {
        return new FinalOptions(remembersVideos, removesSecondaries, display);
    }
}
