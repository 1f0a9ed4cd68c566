package io.domainsmith.validate.rules;

import io.domainsmith.document.SourceElement;
import io.domainsmith.model.Graphics;
import io.domainsmith.model.GraphicsType;
import io.domainsmith.model.Video;
import io.domainsmith.model.VideoModelType;
import io.domainsmith.target.DomainCapabilities;
import io.domainsmith.target.Feature;
import io.domainsmith.target.Support;
import io.domainsmith.validate.Consequence;
import io.domainsmith.validate.Rule;
import io.domainsmith.validate.Severity;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the target's libvirt and QEMU do not have, or no longer.
 *
 * @since 0.1
 */
public final class TargetRules {

    /** Domain capabilities list the videos and graphics that a host's QEMU was built with; some builds lack cirrus, qxl and SPICE. */
    public static final Rule DEVICE_REMOVED = Check.refused("device-not-in-target",
            "The target has no such video or graphics: its release is too old, or its build left it out, as its domain capabilities tell. Red "
                    + "Hat's QEMU has no SPICE, qxl and cirrus since RHEL 9; a machine type of RHEL 9 is a warning.",
            "qemuValidateDomainDeviceDefVideo, qemuValidateDomainDeviceDefGraphics; RHEL 9 release notes", "use a device that the target has",
            TargetRules::deviceRemoved).where("domains for a known target, or with a machine type of RHEL 9");

    /** libvirt raises the oldest QEMU that it takes now and then. */
    public static final Rule QEMU_TOO_OLD = Check.of(Severity.ERROR, Consequence.FAILS_AT_START, "target-qemu-too-old",
            "The target's libvirt takes no QEMU as old as the target's.", "libvirt NEWS 10.6, 11.2, 12.4",
            "check the two versions, or update QEMU", TargetRules::qemuTooOld).where("domains for a known target");

    /** All of this family. */
    public static final List<Rule> ALL = List.of(DEVICE_REMOVED, QEMU_TOO_OLD);

    private static final Map<VideoModelType, Feature> VIDEOS = Map.of(VideoModelType.NONE, Feature.VIDEO_NONE,
            VideoModelType.BOCHS, Feature.VIDEO_BOCHS, VideoModelType.RAMFB, Feature.VIDEO_RAMFB,
            VideoModelType.QXL, Feature.VIDEO_QXL, VideoModelType.CIRRUS, Feature.VIDEO_CIRRUS);

    private static final Map<GraphicsType, Feature> GRAPHICS =
            Map.of(GraphicsType.SPICE, Feature.SPICE, GraphicsType.EGL_HEADLESS, Feature.EGL_HEADLESS);

    /** What no release tells, a machine type does that only such a build has. */
    private static final Set<Feature> LEFT_OUT_BY_RHEL_9 = Set.of(Feature.SPICE, Feature.VIDEO_QXL, Feature.VIDEO_CIRRUS);
    private static final Pattern RHEL_9 = Pattern.compile("pc-q35-rhel(9|[1-9]\\d)\\..*");

    private TargetRules() {
    }

    private static void deviceRemoved(Guest guest, Report report) {
        for (Video video : guest.videos()) {
            VideoModelType model = Guest.modelOf(video);
            if (model != null && VIDEOS.containsKey(model)) {
                missing(guest, guest.source(video), VIDEOS.get(model), model == VideoModelType.NONE ? "keep an emulated video there" : "use vga or virtio", report);
            }
        }
        for (Graphics graphics : guest.graphics()) {
            SourceElement element = guest.document().elementOf(graphics);
            if (element != null && graphics.getType() != null && GRAPHICS.containsKey(graphics.getType())) {
                missing(guest, element, GRAPHICS.get(graphics.getType()),
                        graphics.getType() == GraphicsType.SPICE ? "use <graphics type='vnc'>, and take the spicevmc channels and "
                                + "redirdevs away" : "use -display egl-headless; domainsmith gvtg retarget writes it", report);
            }
        }
    }

    private static void missing(Guest guest, SourceElement element, Feature feature, String fix, Report report) {
        Support support = guest.target().supports(feature);
        if (support.isNo()) {
            DomainCapabilities host = guest.target().capabilities();
            boolean listed = host != null && support.source().equals(DomainCapabilities.SOURCE);
            report.add(Severity.ERROR, Consequence.REFUSED, element, Guest.name(element) + ": the target has no " + support.what() + ", "
                    + (listed ? "as its domain capabilities say" : "which is in " + support.where()), fix);
        } else if (support.isUnknown() && LEFT_OUT_BY_RHEL_9.contains(feature) && RHEL_9.matcher(guest.machine().type()).matches()) {
            report.add(Severity.WARNING, Consequence.REFUSED, element, Guest.name(element) + ": the machine type " + guest.machine().type()
                    + " is one of Red Hat's QEMU, which has no " + support.what(), fix);
        }
    }

    private static void qemuTooOld(Guest guest, Report report) {
        Support support = guest.target().supports(Feature.QEMU_FOR_LIBVIRT);
        if (support.isNo()) {
            report.add(guest.document().root(), "no domain starts with " + guest.target().describe() + ": this libvirt takes no QEMU so old");
        }
    }
}
