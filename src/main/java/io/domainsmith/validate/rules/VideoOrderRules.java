package io.domainsmith.validate.rules;

import io.domainsmith.guest.Videos;
import io.domainsmith.model.Device;
import io.domainsmith.model.Hostdev;
import io.domainsmith.model.Video;
import io.domainsmith.model.VideoModelType;
import io.domainsmith.pci.GuestAddress;
import io.domainsmith.pci.PciAddress;
import io.domainsmith.pci.PciBus;
import io.domainsmith.pci.PciTopology;
import io.domainsmith.validate.Consequence;
import io.domainsmith.validate.Rule;
import io.domainsmith.validate.Severity;
import io.domainsmith.validate.Stage;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
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
            "SeaBIOS", "move the mdev to a later slot", Check.eachGvtg(VideoOrderRules::notBefore))
            .upTo(Severity.ERROR).inStage(Stage.PRE_INSTALL).ifVgpu();

    /** Which one comes first depends on what libvirt chooses, or on buses behind bridges. */
    public static final Rule UNDETERMINED = Check.surprise("gvt-video-order-undetermined",
            "Which of video and mdev the firmware meets first cannot be told: an address is missing (libvirt places the video late), or "
                    + "the controller of a bus has none.",
            "qemuDomainAssignDevicePCISlots", "write both addresses, the video's the lower one on bus 0",
            Check.eachGvtg(VideoOrderRules::undetermined)).inStage(Stage.PRE_INSTALL).ifVgpu();

    /** All of this family. */
    public static final List<Rule> ALL = List.of(NOT_BEFORE, UNDETERMINED);

    private static final Set<VideoModelType> NOT_VGA =
            Set.of(VideoModelType.BOCHS, VideoModelType.RAMFB, VideoModelType.GOP, VideoModelType.NONE);

    private VideoOrderRules() {
    }

    /** The video that must come first; null in the final stage, and where no video can be the boot display. */
    private static @Nullable Video video(Guest guest) {
        Video video = Videos.primary(guest.domain()).orElse(null);
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
        if (first == null || second == null || first.equals(second)) {
            return;
        }
        if (Boolean.FALSE.equals(isBefore(guest, first, second))) {
            report.add(guest.errorForStage(), Consequence.SURPRISE, guest.source(vgpu),
                    guest.name(video) + " at " + shown(guest, first) + " is enumerated after " + guest.name(vgpu) + " at "
                            + shown(guest, second) + ", so the guest boots on the vGPU, which shows nothing without its driver",
                    wayOut(guest, first));
        }
    }

    /** Whether the guest meets one address before another; null where a bus has no number yet. */
    private static @Nullable Boolean isBefore(Guest guest, PciAddress first, PciAddress second) {
        if (first.bus() == second.bus() || first.bus() == 0) {
            return first.compareTo(second) < 0;
        } else if (second.bus() == 0) {
            return false;
        }
        PciTopology topology = guest.topology();
        GuestAddress one = topology == null ? null : topology.guestAddress(first).orElse(null);
        GuestAddress other = topology == null ? null : topology.guestAddress(second).orElse(null);
        return one == null || other == null ? null : Boolean.valueOf(one.compareTo(other) < 0);
    }

    /** An address, and the guest's own where that has another number. */
    private static String shown(Guest guest, PciAddress address) {
        PciTopology topology = guest.topology();
        return address.toShortString() + (topology == null || address.bus() == 0 ? "" : topology.guestAddress(address)
                .map(seen -> " (" + seen + " in the guest)").orElse(""));
    }

    private static String wayOut(Guest guest, PciAddress video) {
        PciBus bus = video.bus() != 0 ? null : Optional.ofNullable(guest.topology()).flatMap(topology -> topology.bus(0)).orElse(null);
        if (video.bus() != 0) {
            return "put the video on bus 0, below the mdev; domainsmith gvtg pre-install does";
        }
        OptionalInt slot = bus == null ? OptionalInt.empty() : bus.freeSlots().filter(one -> one > video.slot()).findFirst();
        return slot.isPresent() ? "move the mdev to " + new PciAddress(0, 0, slot.getAsInt(), 0).toShortString()
                : "let the two devices change places";
    }

    private static void undetermined(Guest guest, Hostdev vgpu, Report report) {
        Video video = video(guest);
        if (video == null) {
            return;
        }
        PciAddress first = address(video);
        PciAddress second = address(vgpu);
        if (first == null || second == null) {
            Device without = first == null ? video : vgpu;
            String missing = first == null && second == null ? guest.name(video) + " and " + guest.name(vgpu) + " have no PCI address"
                    : guest.name(without) + " has no PCI address, " + guest.name(first == null ? vgpu : video) + " has "
                            + (first == null ? second : first).toShortString();
            report.add(Severity.WARNING, Consequence.SURPRISE, guest.source(without),
                    missing + ": libvirt chooses, and the guest may boot on the vGPU",
                    "write both addresses, the video's the lower one on bus 0; domainsmith gvtg pre-install does");
        } else if (isBefore(guest, first, second) == null) {
            report.add(Severity.WARNING, Consequence.SURPRISE, guest.source(vgpu),
                    guest.name(video) + " and " + guest.name(vgpu) + " are on buses " + first.bus() + " and " + second.bus() + ", and where the guest finds these is for libvirt to "
                            + "choose or cannot be told",
                    "put the video on bus 0; what is behind a bridge comes after it");
        }
    }
}
