package io.domainsmith.vgpu;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.document.ParseException;
import io.domainsmith.document.SourceElement;
import io.domainsmith.guest.Vgpus;
import io.domainsmith.model.Domain;
import io.domainsmith.model.Hostdev;
import io.domainsmith.model.Video;
import io.domainsmith.model.VideoModel;
import io.domainsmith.model.VideoModelType;
import io.domainsmith.model.YesNo;
import io.domainsmith.model.metadata.BeforeFinal;
import io.domainsmith.pci.PciPlanException;
import io.domainsmith.pci.PciPlanner;
import io.domainsmith.target.Feature;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.transform.StepException;
import io.domainsmith.transform.TransformContext;
import io.domainsmith.transform.Transformer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts the emulated video back where the final stage left none: the one that {@link RememberVideo} kept, as it was, or libvirt's
 * usual qxl with an address of its own before the vGPU; without one libvirt could place it behind a bridge, and the firmware
 * would show the vGPU first.
 *
 * @since 0.1
 */
public final class RestoreVideo implements Transformer {

    @Override
    public String name() {
        return "restore-video";
    }

    @Override
    public String description() {
        return "Puts the emulated video back beside the vGPU.";
    }

    @Override
    public void apply(Domain domain, TransformContext context) {
        BeforeFinal before = domain.getMetadata() == null ? null : domain.getMetadata().getBeforeFinal();
        if (!ReplaceVideoWithNone.isDone(domain)) {
            return;
        }
        if (before == null) {
            standard(domain, context);
        } else {
            restore(domain, before, context);
            forget(domain, before, context);
        }
    }

    // ---- without memory

    private static void standard(Domain domain, TransformContext context) {
        Video none = domain.getDevices().getVideos().get(0);
        VideoModel model = usual(context.target());
        none.setModel(model);
        context.changed(model, "What the video was is not in the metadata, so it is a usual one.");
        if (Vgpus.all(domain).isEmpty()) {
            Placement placement = Placement.of(domain);
            try {
                placement.planner().place("video", none, placement.video(none).constraint());
            } catch (PciPlanException e) {
                throw new StepException(e.getMessage());
            }
        } else {
            new OrderPciSlots().apply(domain, context);
        }
    }

    /** libvirt's usual qxl, or vga where the target has none. */
    static VideoModel usual(HypervisorTarget target) {
        VideoModel model = new VideoModel().withHeads("1").withPrimary(YesNo.YES);
        return target.supports(Feature.VIDEO_QXL).isNo() ? model.withType(VideoModelType.VGA).withVram("16384")
                : model.withType(VideoModelType.QXL).withRam("65536").withVram("65536").withVgamem("16384");
    }

    // ---- from memory

    private static void restore(Domain domain, BeforeFinal before, TransformContext context) {
        List<Video> videos = new ArrayList<>();
        for (String text : before.getVideos()) {
            Video video = parse(text).orElseThrow(() -> new StepException("the video that <metadata> remembers"
                    + where(before) + " cannot be read as a <video>; remove <domainsmith:before-final> to get a usual one"));
            context.writeAs(video, text);
            context.changed(video, "The video is the one that the metadata remembers.");
            videos.add(video);
        }
        domain.getDevices().getVideos().clear();
        for (Hostdev mdev : Vgpus.all(domain)) {
            if (before.getPlaceds().contains(String.valueOf(Mdevs.uuid(mdev))) && mdev.getAddress() != null) {
                context.changed(mdev, "The final stage wrote the address.");
                mdev.setAddress(null);
            }
        }
        domain.getDevices().getVideos().addAll(videos);
        refuseTaken(domain, videos);
    }

    private static String where(BeforeFinal before) {
        return before.sourceLocation() == null ? "" : " (line " + before.sourceLocation().getLineNumber() + ")";
    }

    /** Its slot was free since, and somebody may have moved in. */
    private static void refuseTaken(Domain domain, List<Video> videos) {
        PciPlanner planner = Placement.of(domain).planner();
        for (Video video : videos) {
            planner.whyNot(video, List.of()).filter(why -> why.startsWith("the slot is taken")).ifPresent(why -> {
                throw new StepException("the video that <metadata> remembers stood at "
                        + planner.address(video).orElseThrow().toShortString() + ", but " + why + "; move that, or remove "
                        + "<domainsmith:before-final> to get a usual video in another place");
            });
        }
    }

    /** A video by its element; empty if the text is no such element alone. */
    static Optional<Video> parse(String text) {
        DomainDocument document;
        try {
            document = DomainDocument.parse("<domain><devices>" + text + "</devices></domain>");
        } catch (ParseException e) {
            return Optional.empty();
        }
        List<SourceElement> elements = document.root().children();
        List<SourceElement> devices = elements.size() == 1 ? elements.get(0).children() : List.of();
        if (devices.size() != 1 || !document.textOf(devices.get(0)).equals(text)) {
            return Optional.empty();
        }
        List<Video> videos = document.domain().getDevices().getVideos();
        if (videos.size() != 1) {
            return Optional.empty();
        }
        // its place is none of the document's that it goes into
        videos.get(0).setSourceLocation(null);
        return Optional.of(videos.get(0));
    }

    private static void forget(Domain domain, BeforeFinal before, TransformContext context) {
        domain.getMetadata().setBeforeFinal(null);
        OwnMetadata.restore(domain, before.getMetadata(), "before-final", where(before), context);
    }
}
