package io.domainsmith.pci;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A PCI bus and who stands on it. Immutable.
 *
 * @since 0.1
 */
public final class PciBus {

    private static final List<List<PciDevice>> NOBODY = Collections.nCopies(0x20, List.of());
    private static final Comparator<PciDevice> BY_ADDRESS = (one, other) -> one.address().compareTo(other.address());

    private final PciBridge bridge;
    private final @Nullable Integer guestNumber;
    private final List<List<PciDevice>> slots = new ArrayList<>(NOBODY);
    private final boolean lost;
    /** Slots as bits, as all sets of slots here. */
    private final int kept;
    private final int offered;
    private final int wanted;
    private int taken;

    /**
     * A bus.
     *
     * @param lost whether the guest cannot find it, though all bridges before it have their places
     * @param kept the slots that the machine keeps
     * @param wanted the slots that libvirt will give devices without an address
     */
    PciBus(PciBridge bridge, @Nullable Integer guestNumber, boolean lost, List<PciDevice> devices, Set<Integer> kept, Set<Integer> wanted) {
        this.bridge = bridge;
        this.guestNumber = guestNumber;
        for (PciDevice device : devices) {
            int slot = device.address().slot();
            List<PciDevice> there = slots.get(slot);
            if (there.size() == 1) {
                there = new ArrayList<>(there);
                slots.set(slot, there);
            }
            if (there.isEmpty()) {
                slots.set(slot, List.of(device));
            } else {
                there.add(device);
            }
            taken |= 1 << slot;
        }
        slots.replaceAll(there -> there.size() < 2 ? there : there.stream().sorted(BY_ADDRESS).toList());
        this.lost = lost;
        int has = 0;
        for (int slot = bridge.model().firstSlot(); slot <= bridge.model().lastSlot(); slot++) {
            has |= 1 << slot;
        }
        this.kept = bits(kept);
        this.offered = has & ~this.kept;
        this.wanted = bits(wanted);
    }

    private static int bits(Set<Integer> slots) {
        int bits = 0;
        for (int slot : slots) {
            bits |= 1 << slot;
        }
        return bits;
    }

    /** The controller's index: the bus in libvirt's addresses. */
    public int index() {
        return bridge.index();
    }

    /** What kind of bus it is. */
    public PciControllerModel model() {
        return bridge.model();
    }

    /** The controller that provides it, where it stands; empty for bus 0. */
    public Optional<PciDevice> controller() {
        return Optional.ofNullable(bridge.device());
    }

    /** The number by which the guest knows it; empty where the guest cannot find it, or libvirt has yet to place its controller. */
    public OptionalInt guestNumber() {
        return guestNumber == null ? OptionalInt.empty() : OptionalInt.of(guestNumber);
    }

    /**
     * Whether the guest cannot find it: the bridges before it all have their places, but one is a function of a slot without function 0,
     * or there is no number left.
     */
    boolean isLost() {
        return lost;
    }

    /** Who stands in a slot, by function; two of one function collide. */
    public List<PciDevice> at(int slot) {
        return slots.get(slot);
    }

    /** All who stand on the bus, by slot and function. */
    public List<PciDevice> devices() {
        return slots.stream().flatMap(List::stream).toList();
    }

    /** Whether a slot can be seen: a guest looks at further functions only where function 0 is. */
    boolean shows(int slot) {
        return slots.get(slot).stream().anyMatch(device -> device.address().function() == 0);
    }

    /** Whether the bus has a slot and the machine leaves it to others. */
    public boolean offers(int slot) {
        return (offered >> slot & 1) != 0;
    }

    /** Whether a slot is offered and nobody stands there. */
    public boolean isFree(int slot) {
        return offers(slot) && (taken >> slot & 1) == 0;
    }

    /** Whether libvirt will give this slot to a device that has no address yet. */
    public boolean isWanted(int slot) {
        return (wanted >> slot & 1) != 0;
    }

    /** The free slots, lowest first, less those that devices without an address will want. */
    public IntStream freeSlots() {
        int free = offered & ~taken & ~wanted;
        return free == 0 ? IntStream.empty() : IntStream.rangeClosed(0, 0x1f).filter(slot -> (free >> slot & 1) != 0);
    }

    /** For the planner alone, on a bus of its own. */
    final void add(PciDevice device) {
        int number = device.address().slot();
        if (slots.get(number).isEmpty()) {
            slots.set(number, List.of(device));
        } else {
            List<PciDevice> slot = new ArrayList<>(slots.get(number));
            slot.add(device);
            slot.sort(BY_ADDRESS);
            slots.set(number, List.copyOf(slot));
        }
        taken |= 1 << number;
    }

    /** For the planner alone, on a bus of its own. */
    void remove(PciDevice device) {
        int slot = device.address().slot();
        slots.set(slot, slots.get(slot).stream().filter(one -> one != device).toList());
        if (slots.get(slot).isEmpty()) {
            taken &= ~(1 << slot);
        }
    }

    /** A listing for messages, a slot each: {@code 01 video (line 61), 02 controller (line 70) and 4 more, 1f chipset}. */
    @Override
    public String toString() {
        List<String> listed = new ArrayList<>();
        for (int slot = 0; slot <= 0x1f; slot++) {
            List<PciDevice> all = slots.get(slot).stream().filter(one -> one.origin() != PciDevice.Origin.CHIPSET).toList();
            if ((kept >> slot & 1) != 0) {
                listed.add(String.format("%02x chipset", slot));
            } else if (!all.isEmpty()) {
                listed.add(String.format("%02x %s", slot, all.get(0).name()) + (all.size() > 1 ? " and " + (all.size() - 1) + " more" : ""));
            } else if (isWanted(slot)) {
                listed.add(String.format("%02x kept for a device without an address", slot));
            }
        }
        return String.join(", ", listed);
    }
}
