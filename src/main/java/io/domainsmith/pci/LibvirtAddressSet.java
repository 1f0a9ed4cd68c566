package io.domainsmith.pci;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** libvirt's book of PCI addresses while it chooses them (virDomainPCIAddressSet). */
final class LibvirtAddressSet {

    private static final class Bus {
        private final PciControllerModel model;
        private final Set<PciConnection> accepted = EnumSet.noneOf(PciConnection.class);
        private final int[] functions = new int[0x20];
        private final boolean[] aggregate = new boolean[0x20];

        Bus(PciControllerModel model) {
            this.model = model;
            for (PciConnection kind : PciConnection.values()) {
                if (model.accepts(kind)) {
                    accepted.add(kind);
                }
            }
        }

        boolean isFull() {
            for (int slot = model.firstSlot(); slot <= model.lastSlot(); slot++) {
                if (functions[slot] == 0) {
                    return false;
                }
            }
            return true;
        }
    }

    private final List<Bus> buses = new ArrayList<>();
    private final boolean grows;

    /**
     * A set.
     *
     * @param models the buses, by index
     * @param grows whether a bus is added where none has a slot: libvirt's dry run
     */
    LibvirtAddressSet(List<PciControllerModel> models, boolean grows) {
        models.forEach(model -> buses.add(new Bus(model)));
        this.grows = grows;
    }

    List<PciControllerModel> models() {
        return buses.stream().map(bus -> bus.model).toList();
    }

    boolean isFull() {
        return buses.stream().allMatch(Bus::isFull);
    }

    boolean isTaken(int slot) {
        return buses.get(0).functions[slot] != 0;
    }

    /** Enters an address; one that is taken or that no bus has is left for the rules to find. */
    void reserve(PciAddress address, PciConnection kind) {
        if (address.bus() >= buses.size() && grows) {
            grow(address.bus(), kind);
        }
        if (address.bus() < buses.size()) {
            Bus bus = buses.get(address.bus());
            if (bus.functions[address.slot()] == 0) {
                bus.aggregate[address.slot()] = kind == PciConnection.PCIE_ROOT_PORT;
            }
            bus.functions[address.slot()] |= 1 << address.function();
        }
    }

    /**
     * Finds and enters the next address (virDomainPCIAddressReserveNextAddr): on the first bus that fits, the first slot that is
     * wholly free; root ports fill the functions of a slot.
     *
     * @param function the function that is wanted, or -1 for any
     */
    PciAddress reserveNext(PciConnection kind, int function, String name) {
        PciAddress found = find(kind, function);
        if (found == null && grows) {
            int index = grow(buses.size(), kind);
            found = new PciAddress(0, index, buses.get(index).model.firstSlot(), Math.max(function, 0));
        }
        if (found == null) {
            throw new PciPlanException("libvirt finds no PCI slot for " + name);
        }
        reserve(found, kind);
        return found;
    }

    private PciAddress find(PciConnection kind, int function) {
        for (int index = 0; index < buses.size(); index++) {
            Bus bus = buses.get(index);
            boolean fits = kind == PciConnection.INTEGRATED ? index == 0
                    : bus.accepted.contains(kind) && (!kind.isEndpoint() || bus.model.isAutoAssigned());
            for (int slot = bus.model.firstSlot(); fits && slot <= bus.model.lastSlot(); slot++) {
                int free = bus.functions[slot] == 0 ? Math.max(function, 0)
                        : bus.aggregate[slot] && kind == PciConnection.PCIE_ROOT_PORT
                                ? Integer.numberOfTrailingZeros(~bus.functions[slot]) : 8;
                if (free < 8) {
                    return new PciAddress(0, index, slot, free);
                }
            }
        }
        return null;
    }

    /** Adds the buses that libvirt adds for a device (virDomainPCIAddressSetGrow); the index that the device ends up on. */
    private int grow(int wanted, PciConnection kind) {
        int last = wanted;
        if (kind == PciConnection.PCIE || kind == PciConnection.PCIE_SWITCH_UPSTREAM_PORT
                || kind == PciConnection.PCIE_TO_PCI_BRIDGE) {
            add(last, PciControllerModel.PCIE_ROOT_PORT);
        } else if (kind == PciConnection.PCI) {
            if (buses.stream().noneMatch(bus -> bus.accepted.contains(PciConnection.PCI_BRIDGE))) {
                last = wanted == buses.size() ? wanted + 1 : wanted;
                Bus port = new Bus(PciControllerModel.PCIE_ROOT_PORT);
                port.accepted.retainAll(Set.of(PciConnection.PCIE_TO_PCI_BRIDGE));
                buses.add(port);
                buses.add(new Bus(PciControllerModel.PCIE_TO_PCI_BRIDGE));
            }
            add(last, PciControllerModel.PCI_BRIDGE);
        } else {
            throw new PciPlanException("libvirt adds no bus for a " + kind.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
        }
        if (last > 0xff) {
            throw new PciPlanException("libvirt would need more than 256 PCI buses");
        }
        return last;
    }

    private void add(int last, PciControllerModel model) {
        while (buses.size() <= last) {
            buses.add(new Bus(model));
        }
    }
}
