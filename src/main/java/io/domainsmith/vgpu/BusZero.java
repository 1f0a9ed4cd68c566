package io.domainsmith.vgpu;

import io.domainsmith.model.Address;
import io.domainsmith.model.AddressType;
import io.domainsmith.model.Device;
import io.domainsmith.model.Domain;
import io.domainsmith.model.Hostdev;
import io.domainsmith.model.OsTypeArch;
import io.domainsmith.model.Video;
import io.domainsmith.model.VideoModelType;
import io.domainsmith.model.YesNo;
import io.domainsmith.pci.PciAddress;
import io.domainsmith.pci.PciBusOccupancy;
import io.domainsmith.pci.RootBus;
import io.domainsmith.transform.StepException;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Where the primary video and the vGPU stand on PCI bus 0, and where they could. */
final class BusZero {

    /** 00:02.0 starts QEMU's probing for legacy IGD passthrough, and what is below it is for the video. */
    private static final int FIRST_MDEV_SLOT = 3;

    private final RootBus bus;
    private PciBusOccupancy occupancy;

    private BusZero(RootBus bus, PciBusOccupancy occupancy) {
        this.bus = bus;
        this.occupancy = occupancy;
    }

    /** Bus 0 of a domain; refuses what is no PC and addresses that cannot be read. */
    static BusZero of(Domain domain) {
        if (domain.getDevices() == null) {
            throw new StepException("the domain has no <devices>; a vGPU needs a whole guest around it");
        }
        OsTypeArch arch = domain.getOs() == null || domain.getOs().getType() == null ? null : domain.getOs().getType().getArch();
        if (arch != null && arch != OsTypeArch.X86_64) {
            throw new StepException("the guest's architecture is " + arch.value() + "; GVT-g is for x86_64 guests");
        }
        RootBus bus = RootBus.of(domain).orElseThrow(() -> new StepException(machine(domain)
                + "; a GVT-g guest needs a q35 or pc machine, such as <type arch='x86_64' machine='q35'>hvm</type>"));
        try {
            return new BusZero(bus, PciBusOccupancy.ofRootBus(bus, domain));
        } catch (IllegalArgumentException e) {
            throw new StepException(e.getMessage());
        }
    }

    private static String machine(Domain domain) {
        String machine = domain.getOs() == null || domain.getOs().getType() == null ? null : domain.getOs().getType().getMachine();
        return machine == null ? "the domain names no machine" : "the machine is '" + machine + "'";
    }

    /** The video that libvirt makes the primary one: primary='yes', else the first (virDomainDefPostParseVideo). */
    static @Nullable Video primary(Domain domain) {
        List<Video> videos = domain.getDevices().getVideos();
        return videos.stream().filter(video -> video.getModel() != null && video.getModel().getPrimary() == YesNo.YES)
                .findFirst().orElse(videos.isEmpty() ? null : videos.get(0));
    }

    RootBus bus() {
        return bus;
    }

    static @Nullable PciAddress address(Video video) {
        return PciBusOccupancy.addressOf("video", video);
    }

    static @Nullable PciAddress address(Hostdev mdev) {
        return PciBusOccupancy.addressOf("hostdev", mdev);
    }

    /** The slot of the video, or the one it would get; 0 if there is none that the firmware shows. */
    int videoSlot(@Nullable Video video) {
        if (video == null || video.getModel() != null && (video.getModel().getType() == VideoModelType.NONE
                || video.getModel().getType() == VideoModelType.RAMFB)) {
            return 0;
        }
        PciAddress address = address(video);
        if (address == null) {
            return freeVideoSlot(bus.lastSlot()).orElse(0);
        }
        if (address.bus() != 0) {
            throw new StepException(PciBusOccupancy.name("video", video) + " is on PCI bus " + address.bus()
                    + ", behind a bridge, and this version places a vGPU only after a video on bus 0; give the video an address on"
                    + " bus 0, such as " + (bus == RootBus.PCIE_ROOT ? "00:01.0" : "00:02.0"));
        }
        return address.slot();
    }

    /** The slot that libvirt prefers for the video, else the lowest, up to a last one. */
    OptionalInt freeVideoSlot(int last) {
        return occupancy.isFree(bus.videoSlot()) && bus.videoSlot() <= last ? OptionalInt.of(bus.videoSlot())
                : occupancy.lowestFree(bus.firstSlot(), last);
    }

    /** The lowest slot for an mdev behind another slot. */
    OptionalInt freeMdevSlot(int after) {
        return occupancy.lowestFree(Math.max(FIRST_MDEV_SLOT, after + 1), bus.lastSlot());
    }

    /** The slot that leaves most room for a video before it. */
    int lastMdevSlot() {
        return occupancy.highestFree(FIRST_MDEV_SLOT, bus.lastSlot()).orElseThrow(this::full);
    }

    StepException full() {
        return new StepException("no free slot on PCI bus 0 for the vGPU after the video: " + occupancy
                + "; free a slot, or move devices behind a bridge");
    }

    /** Whether a device stands where it is seen, alone in its function, and where the chipset lets it. */
    boolean standsWell(Device device, PciAddress at) {
        List<PciBusOccupancy.Occupant> others = occupancy.without(device).at(at.slot());
        return !bus.reserves(at.slot()) && others.stream().noneMatch(other -> other.function() == at.function())
                && (at.function() == 0 || others.stream().anyMatch(other -> other.function() == 0));
    }

    /** Who else stands in a device's slot. */
    List<PciBusOccupancy.Occupant> beside(Device device, PciAddress at) {
        return occupancy.without(device).at(at.slot());
    }

    /** Gives a device an address in full, in function 0 of a slot of bus 0. */
    Address place(String kind, Device device, int slot) {
        Address address = device.getAddress();
        if (address == null) {
            address = new Address();
            device.setAddress(address);
        }
        address.withType(AddressType.PCI).withDomain("0x0000").withBus("0x00").withSlot(String.format("0x%02x", slot))
                .withFunction("0x0");
        occupancy = occupancy.without(device).with(slot, kind, device);
        return address;
    }
}
