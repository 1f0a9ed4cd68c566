package io.domainsmith.validate.rules;

import io.domainsmith.document.SourceElement;
import io.domainsmith.validate.Rule;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Emulated video, whether there is a vGPU or not.
 *
 * @since 0.1
 */
public final class VideoDeviceRules {

    /** Several primary ones: virDomainDefVideoValidate. */
    public static final Rule PRIMARIES = Check.refused("video-multiple-primaries", "Two videos say primary='yes'.",
            "virDomainDefVideoValidate", "leave primary='yes' to one of them", VideoDeviceRules::primaries);

    /** What a secondary one can be: qemuValidateDomainDeviceDefVideo. */
    public static final Rule SECONDARY = Check.refused("video-secondary-type",
            "A video that is not the primary one is qxl or virtio.", "qemuValidateDomainDeviceDefVideo",
            "remove it, make it qxl or virtio, or give it primary='yes'", VideoDeviceRules::secondary);

    /** What a model has not: virDomainVideoDefValidate, qemuValidateDomainDeviceDefVideo. */
    public static final Rule PROPERTY = Check.refused("video-property",
            "A video has a property that its model has not: an address (ramfb), ram, vgamem and vram64 (qxl), several heads (qxl, virtio), "
                    + "3D (virtio), a resolution (vga, qxl, virtio, bochs), a render node (vhost-user), 2D (none), or too little memory.",
            "virDomainVideoDefValidate, qemuValidateDomainDeviceDefVideo", "leave the property out, or use another model",
            Check.eachDevice("video", VideoDeviceRules::property));

    /** All of this family. */
    public static final List<Rule> ALL = List.of(PRIMARIES, SECONDARY, PROPERTY);

    private static final List<String> QXL_MEMORY = List.of("@ram", "@vgamem", "@vram64");

    private VideoDeviceRules() {
    }

    private static boolean isPrimary(SourceElement video) {
        return Xml.is(video, "model/@primary", "yes");
    }

    private static void primaries(Guest guest, Report report) {
        List<SourceElement> primary = guest.devices("video").size() < 2 ? List.of() : guest.devices("video").stream().filter(VideoDeviceRules::isPrimary).toList();
        if (primary.size() > 1) {
            report.add(primary.get(1), Guest.name(primary.get(0)) + " and " + Guest.name(primary.get(1)) + " both say primary='yes'");
        }
    }

    private static void secondary(Guest guest, Report report) {
        List<SourceElement> videos = guest.devices("video");
        if (videos.size() < 2) {
            return;
        }
        SourceElement first = videos.stream().filter(VideoDeviceRules::isPrimary).findFirst().orElse(videos.get(0));
        for (SourceElement video : videos) {
            String model = Xml.value(video, "model/@type", "qxl");
            if (video != first && !isPrimary(video) && !Set.of("qxl", "virtio", "none", "default").contains(model)) {
                report.add(video, Guest.name(video) + " is " + model + ", which only the primary video can be");
            }
        }
    }

    private static @Nullable String property(Guest guest, SourceElement video) {
        SourceElement model = Xml.first(video, "model");
        String type = model == null ? null : model.attribute("type");
        if (type == null || type.equals("none") || type.equals("default")) {
            return null;
        }
        String wrong = wrong(video, model, type);
        return wrong == null ? null : "is " + type + ", which " + wrong;
    }

    private static @Nullable String wrong(SourceElement video, SourceElement model, String type) {
        for (String memory : type.equals("qxl") ? List.<String>of() : QXL_MEMORY) {
            if (Xml.number(model, memory, 0) > 0) {
                return "has no " + memory.substring(1);
            }
        }
        boolean vhostUser = Xml.is(video, "driver/@name", "vhostuser");
        long vgamem = Xml.number(model, "@vgamem", 0);
        if (type.equals("ramfb") && Xml.has(video, "address")) {
            return "has no address";
        } else if (vhostUser && !type.equals("virtio")) {
            return "cannot be driven by vhostuser";
        } else if (!vhostUser && Xml.has(model, "acceleration/@rendernode")) {
            return "has a render node only with the driver vhostuser";
        } else if (Xml.is(model, "acceleration/@accel2d", "yes")) {
            return "has no 2D acceleration in QEMU";
        } else if (Xml.is(model, "acceleration/@accel3d", "yes") && !type.equals("virtio")) {
            return "has no 3D acceleration";
        } else if (Xml.number(model, "@heads", 1) > 1 && !Set.of("qxl", "virtio").contains(type)) {
            return "has one head";
        } else if (Xml.has(model, "resolution") && !Set.of("vga", "qxl", "virtio", "bochs").contains(type)) {
            return "has no resolution";
        } else if (type.equals("qxl") && vgamem > 0 && (vgamem < 1024 || Long.bitCount(vgamem) != 1)) {
            return "needs a vgamem of 1024 KiB at least that is a power of two, not " + vgamem;
        } else if (Set.of("vga", "vmvga").contains(type) && Xml.number(model, "@vram", 1024) < 1024 && Xml.number(model, "@vram", 0) > 0) {
            return "needs a vram of 1024 KiB at least";
        }
        return null;
    }
}
