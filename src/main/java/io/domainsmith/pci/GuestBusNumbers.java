package io.domainsmith.pci;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Numbers buses as a guest's firmware does: depth-first from bus 0, then from each expander bus. */
final class GuestBusNumbers {

    private final Map<Integer, List<PciBridge>> children = new HashMap<>();
    private final Set<PciAddress> functionZeros = new HashSet<>();
    private final Map<Integer, Integer> numbers = new HashMap<>();
    private final Map<Integer, PciBridge> bridges;
    private int last;
    private final int lastBehindRoot;

    GuestBusNumbers(PciInventory inventory) {
        this.bridges = inventory.bridges();
        addFunctionZeros(inventory.root().chipset());
        addFunctionZeros(inventory.devices());
        List<PciBridge> expanders = new ArrayList<>();
        for (PciBridge bridge : inventory.bridges().values()) {
            if (bridge.parent() >= 0 && isSeen(bridge.device().address())) {
                if (bridge.model().isExpander()) {
                    expanders.add(bridge);
                } else {
                    children.computeIfAbsent(bridge.parent(), parent -> new ArrayList<>()).add(bridge);
                }
            }
        }
        children.values().forEach(bridges -> bridges.sort(GuestBusNumbers::byAddress));
        refuseCircles(bridges);
        enter(0, 0);
        lastBehindRoot = last;
        expanders.sort(GuestBusNumbers::byNumber);
        for (PciBridge expander : expanders) {
            // a pci-expander-bus has a bridge of its own before its slots, so they are one number on (QEMU, pxb)
            int first = expander.model() == PciControllerModel.PCI_EXPANDER_BUS ? expander.busNumber() + 1 : expander.busNumber();
            if (expander.busNumber() > 0) {
                enter(expander.index(), Math.max(first, last + 1));
            }
        }
    }

    private void addFunctionZeros(List<PciDevice> devices) {
        for (PciDevice device : devices) {
            if (device.address() != null && device.address().function() == 0) {
                functionZeros.add(device.address());
            }
        }
    }

    private static int byAddress(PciBridge one, PciBridge other) {
        int order = one.device().address().compareTo(other.device().address());
        return order != 0 ? order : Integer.compare(one.index(), other.index());
    }

    private static int byNumber(PciBridge one, PciBridge other) {
        int order = Integer.compare(one.busNumber(), other.busNumber());
        return order != 0 ? order : Integer.compare(one.index(), other.index());
    }

    /** The guest's numbers by controller index; without those that the guest cannot find. */
    Map<Integer, Integer> numbers() {
        return numbers;
    }

    /** The highest number behind bus 0. */
    int lastBehindRoot() {
        return lastBehindRoot;
    }

    /** Whether a bridge, or one before it, has yet to be placed. */
    boolean isPending(PciBridge bridge) {
        PciBridge at = bridge;
        while (at != null && at.index() != 0) {
            if (at.parent() < 0) {
                return true;
            }
            at = bridges.get(at.parent());
        }
        return false;
    }

    private boolean isSeen(PciAddress address) {
        return address.function() == 0 || functionZeros.contains(new PciAddress(0, address.bus(), address.slot(), 0));
    }

    private void enter(int index, int number) {
        last = number;
        if (number <= 0xff) {
            numbers.put(index, number);
        }
        for (PciBridge bridge : children.getOrDefault(index, List.of())) {
            enter(bridge.index(), last + 1);
        }
    }

    private static void refuseCircles(Map<Integer, PciBridge> bridges) {
        Set<Integer> known = new HashSet<>(List.of(0, -1));
        for (PciBridge start : bridges.values()) {
            if (known.contains(start.parent())) {
                known.add(start.index());
                continue;
            }
            List<Integer> way = new ArrayList<>();
            Set<Integer> seen = new HashSet<>();
            PciBridge at = start;
            while (at != null && !known.contains(at.index())) {
                if (!seen.add(at.index())) {
                    throw new PciTopologyException(at.device().name() + " is behind itself: its bus " + at.index() + " is reached by way of "
                            + "bus " + at.parent() + ", and that one by way of bus " + at.index() + "; give it an address on another bus");
                }
                way.add(at.index());
                at = at.parent() < 0 ? null : bridges.get(at.parent());
            }
            known.addAll(way);
        }
    }
}
