package io.domainsmith.guest;

import io.domainsmith.model.Domain;
import io.domainsmith.model.Video;
import io.domainsmith.model.YesNo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The videos of a domain in libvirt's order (virDomainDefPostParseVideo): the one with {@code primary='yes'} first, which is the
 * primary one, and without such a mark the first of the document.
 *
 * <pre>{@code
 * Optional<Video> primary = Videos.primary(document.domain());
 * }</pre>
 *
 * @since 0.1
 */
public final class Videos {

    private Videos() {
    }

    /** The video that libvirt makes the primary one; empty if the domain has none. */
    public static Optional<Video> primary(Domain domain) {
        return ordered(domain).stream().findFirst();
    }

    /** All videos, the primary one first. */
    public static List<Video> ordered(Domain domain) {
        List<Video> videos = domain.getDevices() == null ? List.of() : domain.getDevices().getVideos();
        List<Video> ordered = new ArrayList<>(videos.size());
        videos.stream().filter(Videos::isMarked).forEach(ordered::add);
        videos.stream().filter(video -> !isMarked(video)).forEach(ordered::add);
        return ordered;
    }

    /**
     * The videos that the guest has in the end: all of the document, the primary one first. Where the document has graphics only, libvirt
     * adds a video of its own choice (virDomainDefAddImplicitVideo): it has no model here.
     */
    public static List<Video> effective(Domain domain) {
        List<Video> videos = ordered(domain);
        boolean isAdded = videos.isEmpty() && domain.getDevices() != null && !domain.getDevices().getGraphics().isEmpty();
        return isAdded ? List.of(new Video()) : videos;
    }

    private static boolean isMarked(Video video) {
        return video.getModel() != null && video.getModel().getPrimary() == YesNo.YES;
    }
}
