package io.domainsmith.vgpu;

import io.domainsmith.model.Address;
import io.domainsmith.model.Controller;
import io.domainsmith.model.ControllerModelAttribute;
import io.domainsmith.model.ControllerType;
import io.domainsmith.model.Domain;
import io.domainsmith.model.Hostdev;
import io.domainsmith.model.Video;
import io.domainsmith.model.VideoModelType;
import io.domainsmith.pci.PciAddress;
import io.domainsmith.pci.PciBusOccupancy;
import io.domainsmith.transform.StepException;
import io.domainsmith.transform.TransformContext;
import io.domainsmith.transform.Transformer;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts the primary video before every vGPU on PCI bus 0, with the addresses of both written out: the firmware shows the first
 * VGA device that it finds by bus, slot and function (SeaBIOS; the order on QEMU's command line plays no part).
 *
 * <p>The vGPU moves behind the video; only where no slot is left there, the video moves before it. Nothing else moves. A video
 * behind a bridge is refused: libvirt's bus numbers are indexes of controllers and not the order in which a guest finds them.
 *
 * @since 0.1
 */
public final class OrderPciSlots implements Transformer {

    private static final Set<VideoModelType> NOT_VGA = Set.of(VideoModelType.NONE, VideoModelType.RAMFB, VideoModelType.BOCHS,
            VideoModelType.GOP);

    @Override
    public String name() {
        return "order-pci-slots";
    }

    @Override
    public String description() {
        return "Puts the primary video before the vGPU on the PCI bus, with both addresses written out.";
    }

    @Override
    public void apply(Domain domain, TransformContext context) {
        BusZero bus = BusZero.of(domain);
        Video video = requireVideo(domain);
        List<Hostdev> mdevs = Mdevs.vfio(domain);
        if (mdevs.isEmpty()) {
            throw new StepException("the domain has no <hostdev type='mdev' model='vfio-pci'>; run insert-mdev-hostdev first");
        }
        int slot = bus.videoSlot(video);
        PciAddress at = BusZero.address(video);
        if (at != null && !bus.standsWell(video, at)) {
            throw new StepException(PciBusOccupancy.name("video", video) + " at " + at.toShortString() + " cannot stand there: "
                    + (bus.beside(video, at).isEmpty() ? "the guest finds no device without function 0, and the chipset keeps its slots"
                            : "the slot is taken by " + bus.beside(video, at)) + "; give it another address or remove its <address>");
        }
        if (at == null) {
            if (slot == 0) {
                throw bus.full();
            }
            context.changed(bus.place("video", video, slot), "libvirt may put a video without an address behind a bridge, and the "
                    + "vGPU would come before it.");
        }
        for (Hostdev mdev : mdevs) {
            order(domain, bus, video, mdev, context);
        }
    }

    private static Video requireVideo(Domain domain) {
        Video video = BusZero.primary(domain);
        if (video == null) {
            throw new StepException("the domain has no <video>, so libvirt would add one of its own choice; "
                    + "add <video><model type='qxl'/></video>");
        }
        VideoModelType type = video.getModel() == null ? null : video.getModel().getType();
        if (type != null && NOT_VGA.contains(type)) {
            throw new StepException(PciBusOccupancy.name("video", video) + " is '" + type.value() + "', which the firmware does not show, "
                    + "so it cannot come before the vGPU; use qxl, vga or virtio as long as the guest is being installed");
        }
        return video;
    }

    private static void order(Domain domain, BusZero bus, Video video, Hostdev mdev, TransformContext context) {
        PciAddress videoAt = BusZero.address(video);
        PciAddress at = BusZero.address(mdev);
        if (at != null && at.bus() != 0) {
            refuseExpander(domain, mdev, at);
            return;
        }
        boolean stays = at != null && bus.standsWell(mdev, at);
        if (stays && at.compareTo(videoAt) > 0) {
            return;
        }
        boolean tied = at != null && at.function() == 0 && bus.beside(mdev, at).stream().anyMatch(one -> one.function() > 0);
        OptionalInt behind = tied ? OptionalInt.empty() : bus.freeMdevSlot(videoAt.slot());
        if (behind.isPresent()) {
            move(bus, video, mdev, behind.getAsInt(), context);
            return;
        }
        int last = stays ? at.slot() : bus.lastMdevSlot();
        OptionalInt before = bus.beside(video, videoAt).isEmpty() ? bus.freeVideoSlot(last - 1) : OptionalInt.empty();
        if (before.isEmpty()) {
            throw bus.full();
        }
        if (!stays) {
            move(bus, video, mdev, last, context);
        }
        context.changed(bus.place("video", video, before.getAsInt()), "No slot is free for the vGPU behind the video, so the video "
                + "goes before it; Windows sets up the display adapter again.");
    }

    private static void move(BusZero bus, Video video, Hostdev mdev, int slot, TransformContext context) {
        PciAddress from = BusZero.address(mdev);
        Address address = bus.place("hostdev", mdev, slot);
        if (from == null) {
            context.changed(address, "Left to libvirt the vGPU could come before the video.");
        } else if (mdev.sourceLocation() == null) {
            context.changed(address, "The firmware shows the first display it finds: that has to be the video.");
        } else {
            context.changed(address, "The firmware shows the first display it finds: that has to be the video. A guest that knew the "
                    + "vGPU at " + from.toShortString() + " sets up its driver and resolution again.");
        }
    }

    /** Buses below an expander are found after all others only if its number says so. */
    private static void refuseExpander(Domain domain, Hostdev mdev, PciAddress at) {
        Set<Integer> seen = new HashSet<>();
        int bus = at.bus();
        while (bus != 0 && seen.add(bus)) {
            Controller controller = controller(domain, bus);
            if (controller == null) {
                return;
            }
            if (controller.getModelAttribute() == ControllerModelAttribute.PCI_EXPANDER_BUS
                    || controller.getModelAttribute() == ControllerModelAttribute.PCIE_EXPANDER_BUS) {
                throw new StepException(Mdevs.name(mdev) + " at " + at.toShortString() + " is behind the expander bus of "
                        + PciBusOccupancy.name("controller", controller) + ", whose place in the guest this version does not work out; "
                        + "give the mdev an address on bus 0, or remove its <address>");
            }
            PciAddress parent = PciBusOccupancy.addressOf("controller", controller);
            bus = parent == null ? 0 : parent.bus();
        }
    }

    private static @Nullable Controller controller(Domain domain, int index) {
        return domain.getDevices().getControllers().stream().filter(one -> one.getType() == ControllerType.PCI
                && String.valueOf(index).equals(one.getIndex())).findFirst().orElse(null);
    }
}
