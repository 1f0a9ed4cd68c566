package io.domainsmith.vgpu;

/**
 * What the final recipe is to do with the videos that go.
 *
 * @param remembersVideos whether they are kept in {@code <metadata>}, so that {@link Gvtg#revert} makes the very document again
 * @param removesSecondaries whether further videos go too, the guest's other screens with them; else several are refused
 * @since 0.1
 */
public record FinalOptions(boolean remembersVideos, boolean removesSecondaries) {
}
