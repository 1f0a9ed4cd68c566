package io.domainsmith.vgpu;

import io.domainsmith.model.Address;
import io.domainsmith.model.Controller;
import io.domainsmith.model.Domain;
import io.domainsmith.model.Hostdev;
import io.domainsmith.model.OsTypeArch;
import io.domainsmith.model.Video;
import io.domainsmith.model.VideoModelType;
import io.domainsmith.pci.PciAddress;
import io.domainsmith.pci.PciConnection;
import io.domainsmith.pci.PciConstraint;
import io.domainsmith.pci.PciDevice;
import io.domainsmith.pci.PciOrder.Party;
import io.domainsmith.pci.PciPlanException;
import io.domainsmith.pci.PciPlanner;
import io.domainsmith.pci.PciTopologyException;
import io.domainsmith.pci.RootBus;
import io.domainsmith.transform.StepException;
import io.domainsmith.transform.TransformContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the primary video and the vGPU stand on the PCI buses, and where they could. */
final class Placement {

    private final PciPlanner planner;

    private Placement(PciPlanner planner) {
        this.planner = planner;
    }

    /** The buses of a domain; refuses what is no PC and buses that cannot be told. */
    static Placement of(Domain domain) {
        if (domain.getDevices() == null) {
            throw new StepException("the domain has no <devices>; a vGPU needs a whole guest around it");
        }
        OsTypeArch arch = domain.getOs() == null || domain.getOs().getType() == null ? null : domain.getOs().getType().getArch();
        if (arch != null && arch != OsTypeArch.X86_64) {
            throw new StepException("the guest's architecture is " + arch.value() + "; GVT-g is for x86_64 guests");
        }
        if (RootBus.of(domain).isEmpty()) {
            throw new StepException(machine(domain)
                    + "; a GVT-g guest needs a q35 or pc machine, such as <type arch='x86_64' machine='q35'>hvm</type>");
        }
        try {
            return new Placement(PciPlanner.of(domain));
        } catch (PciTopologyException e) {
            throw new StepException(e.getMessage());
        }
    }

    private static String machine(Domain domain) {
        String machine = domain.getOs() == null || domain.getOs().getType() == null ? null : domain.getOs().getType().getMachine();
        return machine == null ? "the domain names no machine" : "the machine is '" + machine + "'";
    }

    PciPlanner planner() {
        return planner;
    }

    /** The video with what its place has to offer: best where libvirt puts a video itself. */
    Party video(Video video) {
        return new Party("video", PciDevice.name("video", video), video, forVideo());
    }

    private PciConstraint forVideo() {
        return PciConstraint.of(PciConnection.PCI).preferring(new PciAddress(0, 0, planner.root().videoSlot(), 0));
    }

    /** A vGPU with what its place has to offer. */
    Party mdev(Hostdev mdev) {
        return new Party("hostdev", Mdevs.name(mdev), mdev, forMdev());
    }

    /** 00:02.0 starts QEMU's probing for legacy IGD passthrough, and what is below it is for the video. */
    private static PciConstraint forMdev() {
        return PciConstraint.of(PciConnection.PCIE).avoiding(new PciAddress(0, 0, 1, 0), new PciAddress(0, 0, 2, 0));
    }

    /**
     * Gives a vGPU an address behind the video's, or behind the one that the video is going to get. Where none is left there it is
     * the last of bus 0, which leaves most room for a video before it.
     */
    Address place(Hostdev mdev, @Nullable Video video, TransformContext context) {
        boolean shown = video != null && (video.getModel() == null || video.getModel().getType() != VideoModelType.NONE
                && video.getModel().getType() != VideoModelType.RAMFB);
        PciConstraint constraint = forMdev();
        Optional<PciAddress> first = !shown ? Optional.empty() : planner.address(video)
                .or(() -> planner.places(forVideo()).findFirst());
        Optional<PciAddress> to = first.isEmpty() ? planner.places(constraint).findFirst()
                : planner.places(constraint).filter(place -> planner.comesBefore(first.get(), place)).findFirst();
        if (to.isEmpty() && (first.isEmpty() || first.get().bus() == 0 || !planner.isFound(first.get()))) {
            to = planner.places(constraint).filter(at -> at.bus() == 0).reduce((one, other) -> other);
        }
        if (to.isEmpty()) {
            to = Optional.of(onNewBus(context));
        }
        return planner.put("hostdev", mdev, to.get());
    }

    private PciAddress onNewBus(TransformContext context) {
        try {
            Controller bus = planner.addBus();
            context.changed(bus, "No slot is free for the vGPU behind the video; this bus comes after all others.");
            int index = Integer.parseInt(bus.getIndex());
            return new PciAddress(0, index, planner.root() == RootBus.PCIE_ROOT ? 0 : 1, 0);
        } catch (PciPlanException e) {
            throw new StepException("no free slot on PCI bus 0 for the vGPU after the video: " + planner.topology().bus(0).orElseThrow()
                    + "; free a slot, or move devices behind a bridge");
        }
    }
}
