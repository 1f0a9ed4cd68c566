package io.domainsmith.pci;

import io.domainsmith.guest.CNumber;
import io.domainsmith.model.Address;
import io.domainsmith.model.AddressType;
import io.domainsmith.model.Controller;
import io.domainsmith.model.ControllerModelAttribute;
import io.domainsmith.model.ControllerTarget;
import io.domainsmith.model.ControllerType;
import io.domainsmith.model.OnOff;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Draws up the controller of a further bus: its index, its numbers, and its place behind all bridges of bus 0. */
final class NewBus {

    private final PciBus root;
    private final List<PciBus> buses;

    NewBus(PciBus root, List<PciBus> buses) {
        this.root = root;
        this.buses = buses;
    }

    /** The controller; empty if there is no place or no index for it. */
    Optional<Controller> controller() {
        int index = buses.stream().mapToInt(PciBus::index).max().orElse(0) + 1;
        boolean express = root.model() == PciControllerModel.PCIE_ROOT;
        PciAddress at = express ? portPlace() : freeSlot(lastBridge());
        if (at == null || index > 0xff) {
            return Optional.empty();
        }
        ControllerTarget target = new ControllerTarget();
        if (express) {
            target.withChassis(String.valueOf(chassis(index))).setPort(String.format("0x%x", at.slot() << 3 | at.function()));
        } else {
            target.setChassisNr(String.valueOf(index));
        }
        return Optional.of(new Controller().withType(ControllerType.PCI).withIndex(String.valueOf(index))
                .withModelAttribute(express ? ControllerModelAttribute.PCIE_ROOT_PORT : ControllerModelAttribute.PCI_BRIDGE)
                .withTarget(target).withAddress(new Address().withType(AddressType.PCI).withDomain("0x0000").withBus("0x00")
                        .withSlot(String.format("0x%02x", at.slot())).withFunction(String.format("0x%x", at.function()))));
    }

    /** QEMU takes each chassis of a port once (pcie_chassis_add_slot). */
    private int chassis(int index) {
        Set<Long> taken = new HashSet<>();
        for (PciBus bus : buses) {
            bus.controller().map(PciDevice::device).filter(Controller.class::isInstance).map(Controller.class::cast)
                    .ifPresent(controller -> taken.add(controller.getTarget() == null || controller.getTarget().getChassis() == null
                            ? bus.index() : CNumber.parse(controller.getTarget().getChassis()).orElse(-1)));
        }
        return IntStream.concat(IntStream.of(index), IntStream.rangeClosed(1, 0xff)).filter(number -> !taken.contains((long) number))
                .findFirst().orElse(index);
    }

    private @Nullable PciAddress lastBridge() {
        return buses.stream().filter(bus -> !bus.model().isExpander()).flatMap(bus -> bus.controller().stream())
                .map(PciDevice::address).filter(at -> at != null && at.bus() == 0).max(PciAddress::compareTo).orElse(null);
    }

    /** A function beside ports that share a slot already, else a slot of its own, else beside a port that was alone. */
    private @Nullable PciAddress portPlace() {
        PciAddress last = lastBridge();
        PciAddress beside = last == null ? null : beside(last);
        boolean shared = beside != null && (last.function() > 0 || isMultifunction(root.at(last.slot()).get(0)));
        PciAddress alone = shared ? null : freeSlot(last);
        return alone == null ? beside : alone;
    }

    private static boolean isMultifunction(PciDevice device) {
        return device.device() != null && device.device().getAddress() != null
                && device.device().getAddress().getMultifunction() == OnOff.ON;
    }

    private @Nullable PciAddress beside(PciAddress last) {
        List<PciDevice> all = root.at(last.slot());
        PciDevice first = all.get(0);
        int next = all.get(all.size() - 1).address().function() + 1;
        return first.connection() == PciConnection.PCIE_ROOT_PORT && first.address().function() == 0 && first.mayHaveSiblings() && next <= 7
                ? new PciAddress(0, 0, last.slot(), next) : null;
    }

    /** The first free slot behind the last bridge; where there is none, the last, which leaves the low ones to a video. */
    private @Nullable PciAddress freeSlot(@Nullable PciAddress last) {
        IntStream free = root.freeSlots();
        var slot = last == null ? free.max() : free.filter(one -> one > last.slot()).findFirst();
        return slot.isEmpty() ? null : new PciAddress(0, 0, slot.getAsInt(), 0);
    }
}
