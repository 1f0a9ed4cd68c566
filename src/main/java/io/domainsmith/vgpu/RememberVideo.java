package io.domainsmith.vgpu;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.document.DomainSnapshot;
import io.domainsmith.document.SourceElement;
import io.domainsmith.model.Domain;
import io.domainsmith.model.Video;
import io.domainsmith.model.metadata.BeforeFinal;
import io.domainsmith.transform.TransformContext;
import io.domainsmith.transform.Transformer;
import java.util.UUID;

/**
 * Keeps the videos in {@code <metadata>}, character by character, before the final stage replaces them: libvirt erases all that
 * a none video says, its address included, and carries metadata along as it is.
 *
 * @since 0.1
 */
public final class RememberVideo implements Transformer {

    @Override
    public String name() {
        return "remember-video";
    }

    @Override
    public String description() {
        return "Keeps the emulated video in the metadata, so that revert can restore it.";
    }

    @Override
    public void apply(Domain domain, TransformContext context) {
        if (domain.getDevices() == null || ReplaceVideoWithNone.isDone(domain)) {
            return;
        }
        BeforeFinal known = domain.getMetadata() == null ? null : domain.getMetadata().getBeforeFinal();
        BeforeFinal before = new BeforeFinal()
                .withMetadata(known == null ? OwnMetadata.bare(domain, context.source()) : known.getMetadata());
        for (Video video : domain.getDevices().getVideos()) {
            before.getVideos().add(text(domain, video, context.source()));
        }
        ReplaceVideoWithNone.withoutPlace(domain, Placement.of(domain)).stream().map(Mdevs::uuid).filter(uuid -> uuid != null)
                .map(UUID::toString).forEach(before.getPlaceds()::add);
        if (before.equals(known)) {
            return;
        }
        OwnMetadata.of(domain).setBeforeFinal(before);
    }

    /** The source's characters, unless an earlier step has edited what they say. */
    private static String text(Domain domain, Video video, DomainDocument source) {
        SourceElement element = source.elementOf(video);
        String text = element == null ? null : source.textOf(element);
        return text != null && RestoreVideo.parse(text).filter(video::equals).isPresent() ? text
                : DomainSnapshot.of(domain).textOf(video).orElseThrow();
    }
}
