package io.domainsmith.validate.rules;

import io.domainsmith.document.DeviceNode;
import io.domainsmith.model.Controller;
import io.domainsmith.model.ControllerModelAttribute;
import io.domainsmith.model.Device;
import io.domainsmith.model.Hostdev;
import io.domainsmith.model.Video;
import io.domainsmith.model.VideoModelType;
import io.domainsmith.pci.CNumber;
import io.domainsmith.pci.PciAddress;
import io.domainsmith.validate.Consequence;
import io.domainsmith.validate.Rule;
import io.domainsmith.validate.Severity;
import io.domainsmith.validate.Stage;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The order in which the guest's firmware meets the emulated video and the vGPU: the first device of VGA class, by bus, slot
 * and function as the guest sees them, becomes its boot display.
 *
 * @since 0.1
 */
public final class VideoOrderRules {

    /** The mdev before the video: the guest's firmware would show itself on a card without a picture. */
    public static final Rule NOT_BEFORE = Check.surprise("gvt-video-not-before-mdev",
            "The firmware shows itself on the first VGA card by guest bus, slot and function, which before the driver is installed must "
                    + "be the emulated video. An error where a stage is asked for.",
            "SeaBIOS", "move the mdev to a later slot", Check.eachVgpu(VideoOrderRules::notBefore))
            .upTo(Severity.ERROR).inStage(Stage.PRE_INSTALL).ifVgpu();

    /** Which one comes first depends on what libvirt chooses, or on buses behind bridges. */
    public static final Rule UNDETERMINED = Check.surprise("gvt-video-order-undetermined",
            "Which of video and mdev the firmware meets first cannot be told: an address is missing (libvirt places the video late), or "
                    + "they are on buses whose order the controllers' indexes do not give.",
            "qemuDomainAssignDevicePCISlots", "write both addresses, the video's the lower one on bus 0",
            Check.eachVgpu(VideoOrderRules::undetermined)).inStage(Stage.PRE_INSTALL).ifVgpu();

    /** All of this family. */
    public static final List<Rule> ALL = List.of(NOT_BEFORE, UNDETERMINED);

    private static final Set<VideoModelType> NOT_VGA =
            Set.of(VideoModelType.BOCHS, VideoModelType.RAMFB, VideoModelType.GOP, VideoModelType.NONE);

    private VideoOrderRules() {
    }

    /** The video that must come first; null in the final stage, and where no video can be the boot display. */
    private static @Nullable Video video(Guest guest) {
        Video video = guest.primaryVideo();
        boolean counts = guest.stage() != Stage.FINAL && video != null && !guest.hasUnknownModel(video)
                && (Guest.modelOf(video) == null || !NOT_VGA.contains(Guest.modelOf(video)));
        return counts ? video : null;
    }

    private static @Nullable PciAddress address(Device device) {
        return PciAddress.of(device.getAddress()).filter(address -> !address.countsAsNone()).orElse(null);
    }

    private static void notBefore(Guest guest, Hostdev vgpu, Report report) {
        Video video = video(guest);
        PciAddress first = video == null ? null : address(video);
        PciAddress second = address(vgpu);
        if (first == null || second == null || first.bus() != 0 || second.bus() != 0 || first.compareTo(second) <= 0) {
            return;
        }
        report.add(guest.errorForStage(), Consequence.SURPRISE, guest.source(vgpu),
                guest.name(video) + " at " + first.toShortString() + " is enumerated after " + guest.name(vgpu) + " at "
                        + second.toShortString() + ", so the guest boots on the vGPU, which shows nothing without its driver",
                wayOut(guest, first));
    }

    private static String wayOut(Guest guest, PciAddress video) {
        Set<Integer> taken = new HashSet<>(Set.of(0, 0x1b, 0x1f));
        for (DeviceNode node : DeviceNode.of(guest.domain())) {
            PciAddress address = address(node.device());
            if (address != null && address.bus() == 0) {
                taken.add(address.slot());
            }
        }
        for (int slot = video.slot() + 1; slot < 0x1f; slot++) {
            if (!taken.contains(slot)) {
                return "move the mdev to " + new PciAddress(0, 0, slot, 0).toShortString();
            }
        }
        return "let the two devices change places";
    }

    private static void undetermined(Guest guest, Hostdev vgpu, Report report) {
        Video video = video(guest);
        if (video == null) {
            return;
        }
        PciAddress first = address(video);
        PciAddress second = address(vgpu);
        String both = guest.name(video) + " and " + guest.name(vgpu);
        if (first == null || second == null) {
            Device without = first == null ? video : vgpu;
            String missing = first == null && second == null ? both + " have no PCI address"
                    : guest.name(without) + " has no PCI address, " + guest.name(first == null ? vgpu : video) + " has "
                            + (first == null ? second : first).toShortString();
            report.add(Severity.WARNING, Consequence.SURPRISE, guest.source(without),
                    missing + ": libvirt chooses, and the guest may boot on the vGPU",
                    "write both addresses, the video's the lower one on bus 0; domainsmith gvtg pre-install does");
        } else if (first.bus() != 0 || second.bus() != 0 && isExpander(guest, second.bus())) {
            report.add(Severity.WARNING, Consequence.SURPRISE, guest.source(vgpu),
                    both + " are on buses " + first.bus() + " and " + second.bus()
                            + ", which are controller indexes and do not tell which one the guest meets first",
                    "put the video on bus 0; what is behind a bridge comes after it");
        }
    }

    private static boolean isExpander(Guest guest, int bus) {
        for (Controller controller : guest.domain().getDevices().getControllers()) {
            ControllerModelAttribute model = controller.getModelAttribute();
            if ((model == ControllerModelAttribute.PCI_EXPANDER_BUS || model == ControllerModelAttribute.PCIE_EXPANDER_BUS)
                    && CNumber.parse(controller.getIndex()).orElse(-1) == bus) {
                return true;
            }
        }
        return false;
    }
}
