package io.domainsmith.validate.rules;

import io.domainsmith.document.SourceElement;
import io.domainsmith.guest.Videos;
import io.domainsmith.model.Domain;
import io.domainsmith.model.Hostdev;
import io.domainsmith.model.Video;
import io.domainsmith.model.VideoModelType;
import io.domainsmith.validate.Consequence;
import io.domainsmith.validate.Rule;
import io.domainsmith.validate.Severity;
import io.domainsmith.validate.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Which emulated video a domain has.
 *
 * @since 0.1
 */
public final class VideoRules {

    /** In the final stage the vGPU is the only display. */
    public static final Rule FINAL_VIDEO_PRESENT = Check.surprise("gvt-final-video-present",
            "In the final stage the vGPU is the only display, so the only video is one of type none.", "the GVT-g guide, \"remove the emulated display\"",
            "replace it by <video><model type='none'/></video>; domainsmith gvtg final does", VideoRules::finalVideoPresent)
            .upTo(Severity.ERROR).inStage(Stage.FINAL).ifVgpu();

    /** libvirt adds a video where there are graphics and none (virDomainDefAddImplicitVideo, qemuDomainDefaultVideoDevice). */
    public static final Rule VIDEO_ABSENT = Check.surprise("gvt-video-absent",
            "The domain has <graphics> and no <video>: libvirt adds one, cirrus or vga on x86. An error where a stage is asked for.",
            "virDomainDefAddImplicitVideo, qemuDomainDefaultVideoDevice", "add a <video>, of type none in the final stage",
            VideoRules::videoAbsent).upTo(Severity.ERROR).ifVgpu();

    /** A video none beside another is refused (virDomainVideoDefValidate). */
    public static final Rule NONE_NOT_ALONE = Check.refused("video-none-not-alone", "A video of type none must be the only one.",
            "virDomainVideoDefValidate", "remove the other videos, or this one", VideoRules::noneNotAlone);

    /** libvirt erases what a video none says beside its type (virDomainDefPostParseVideo). */
    public static final Rule NONE_RESIDUE = Check.surprise("video-none-residue",
            "libvirt erases everything of a video of type none, address included, and its schema refuses ram, vgamem and vram64 there.",
            "virDomainDefPostParseVideo", "leave <model type='none'/> alone", VideoRules::noneResidue)
            .repairedBy((domain, target) -> removeResidue(domain));

    /** Only a VGA-class device can be the boot display (SeaBIOS takes the first; qemuDeviceVideoGetModel). */
    public static final Rule PRIMARY_NOT_VGA = Check.surprise("gvt-primary-video-not-vga-class",
            "The primary video is no device of VGA class, so the firmware takes the vGPU for the boot display: the first device of VGA "
                    + "class is it. A warning where the video is none, and nothing where the vGPU then has a ramfb, which shows the firmware.",
            "SeaBIOS; qemuDeviceVideoGetModel", "use qxl, vga or virtio", VideoRules::primaryNotVga)
            .upTo(Severity.ERROR).inStage(Stage.PRE_INSTALL).ifVgpu();

    /** All of this family. */
    public static final List<Rule> ALL =
            List.of(FINAL_VIDEO_PRESENT, VIDEO_ABSENT, NONE_NOT_ALONE, NONE_RESIDUE, PRIMARY_NOT_VGA);

    private static final Set<VideoModelType> NOT_VGA =
            Set.of(VideoModelType.BOCHS, VideoModelType.RAMFB, VideoModelType.GOP, VideoModelType.NONE);

    private VideoRules() {
    }

    private static void finalVideoPresent(Guest guest, Report report) {
        if (guest.stage() != Stage.FINAL) {
            return;
        }
        for (Video video : guest.videos()) {
            VideoModelType model = Guest.modelOf(video);
            if (model != VideoModelType.NONE && !guest.hasUnknownModel(video)) {
                report.add(Severity.ERROR, Consequence.SURPRISE, guest.source(video),
                        guest.name(video) + " is " + (model == null ? "an emulated card" : model.value())
                                + ", but in the final stage " + guest.name(guest.vgpus().get(0)) + " is the only display",
                        "replace it by <video><model type='none'/></video>; domainsmith gvtg final does");
            }
        }
    }

    private static void videoAbsent(Guest guest, Report report) {
        if (!guest.graphics().isEmpty() && guest.videos().isEmpty()) {
            SourceElement graphics = guest.document().elementOf(guest.graphics().get(0));
            report.add(guest.errorForStage(), Consequence.SURPRISE, graphics,
                    "there is <graphics>" + (graphics == null ? "" : " (line " + graphics.line() + ")")
                            + " and no <video>, so libvirt adds one of its own choice, cirrus or vga",
                    guest.stage() == Stage.FINAL ? "add <video><model type='none'/></video>"
                            : "add <video><model type='qxl'/></video> to install the guest, <video><model type='none'/></video> "
                                    + "after that");
        }
    }

    private static void noneNotAlone(Guest guest, Report report) {
        List<Video> videos = guest.videos();
        if (videos.size() < 2) {
            return;
        }
        for (Video video : videos) {
            if (Guest.modelOf(video) == VideoModelType.NONE) {
                Video other = videos.get(0) == video ? videos.get(1) : videos.get(0);
                report.add(guest.source(video),
                        guest.name(video) + " is of type none and must be the only video, but there is " + guest.name(other));
                return;
            }
        }
    }

    private static void noneResidue(Guest guest, Report report) {
        if (guest.stage() == Stage.PRE_INSTALL) {
            return;
        }
        for (Video video : guest.videos()) {
            if (Guest.modelOf(video) != VideoModelType.NONE) {
                continue;
            }
            List<String> residue = new ArrayList<>();
            SourceElement element = guest.source(video);
            for (SourceElement model : element.children("model")) {
                for (String attribute : List.of("ram", "vgamem", "vram64")) {
                    if (model.attribute(attribute) != null) {
                        residue.add(attribute + "='" + model.attribute(attribute) + "'");
                    }
                }
            }
            for (String child : List.of("driver", "address")) {
                if (!element.children(child).isEmpty()) {
                    residue.add("<" + child + ">");
                }
            }
            if (!residue.isEmpty()) {
                report.add(element, guest.name(video) + " is of type none but has " + String.join(", ", residue)
                        + ", which libvirt erases");
            }
        }
    }

    private static void removeResidue(Domain domain) {
        for (Video video : domain.getDevices() == null ? List.<Video>of() : domain.getDevices().getVideos()) {
            if (Guest.modelOf(video) == VideoModelType.NONE) {
                video.setDriver(null);
                video.setAddress(null);
                video.getModel().setRam(null);
                video.getModel().setVgamem(null);
                video.getModel().setVram64(null);
            }
        }
    }

    private static void primaryNotVga(Guest guest, Report report) {
        Video primary = Videos.primary(guest.domain()).orElse(null);
        VideoModelType model = primary == null ? null : Guest.modelOf(primary);
        if (guest.stage() != Stage.PRE_INSTALL || primary == null || model == null) {
            return;
        } else if (model == VideoModelType.NONE) {
            Hostdev vgpu = guest.vgpus().get(0);
            if (guest.vgpus().stream().noneMatch(guest::hasRamfb)) {
                report.add(Severity.WARNING, Consequence.SURPRISE, guest.source(primary), guest.name(primary) + " is none and " + guest.name(vgpu)
                        + " has no ramfb, so nothing is seen of the firmware, nor of the guest until its driver runs",
                        "let the vGPU show the firmware, by domainsmith gvtg pre-install --ramfb, or add an emulated video, by domainsmith gvtg "
                                + "revert");
            }
        } else if (NOT_VGA.contains(model)) {
            report.add(Severity.ERROR, Consequence.SURPRISE, guest.source(primary),
                    guest.name(primary) + " is " + model.value() + ", which is no VGA card: the guest boots on "
                            + guest.name(guest.vgpus().get(0)) + " instead, which shows nothing without its driver",
                    "use qxl, vga or virtio");
        }
    }
}
