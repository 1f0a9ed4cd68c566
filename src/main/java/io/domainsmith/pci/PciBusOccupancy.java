package io.domainsmith.pci;

import io.domainsmith.document.DeviceNode;
import io.domainsmith.model.Address;
import io.domainsmith.model.AddressType;
import io.domainsmith.model.Controller;
import io.domainsmith.model.ControllerModelAttribute;
import io.domainsmith.model.Device;
import io.domainsmith.model.Domain;
import io.domainsmith.model.Sound;
import io.domainsmith.model.SoundModel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Locator;

/**
 * Who stands where on bus 0: explicit addresses, addresses that {@code -device} arguments claim, the chipset's own slots, and
 * slots that libvirt will want for devices which have no address yet. Immutable.
 *
 * @since 0.1
 */
public final class PciBusOccupancy {

    /**
     * A taken function.
     *
     * @param slot the slot
     * @param function the function
     * @param name who is there, such as {@code video (line 61)}
     * @param device the device, or null for an argument's claim
     */
    public record Occupant(int slot, int function, String name, @Nullable Device device) {
        @Override
        public String toString() {
            return String.format("00:%02x.%x %s", slot, function, name);
        }
    }

    private static final Map<ControllerModelAttribute, Integer> PREFERRED = Map.of(
            ControllerModelAttribute.ICH9_EHCI1, 0x1d, ControllerModelAttribute.ICH9_UHCI1, 0x1d,
            ControllerModelAttribute.ICH9_UHCI2, 0x1d, ControllerModelAttribute.ICH9_UHCI3, 0x1d,
            ControllerModelAttribute.DMI_TO_PCI_BRIDGE, 0x1e);

    private final RootBus bus;
    private final List<Occupant> occupants;
    private final Set<Integer> wanted;

    private PciBusOccupancy(RootBus bus, List<Occupant> occupants, Set<Integer> wanted) {
        this.bus = bus;
        this.occupants = occupants.stream().sorted(Comparator.comparing(Occupant::slot).thenComparing(Occupant::function))
                .toList();
        this.wanted = Set.copyOf(wanted);
    }

    /**
     * Bus 0 of a domain.
     *
     * @throws IllegalArgumentException if a number in a PCI address is not one; the message names the device and its line
     */
    public static PciBusOccupancy ofRootBus(RootBus bus, Domain domain) {
        List<Occupant> occupants = new ArrayList<>();
        Set<Integer> wanted = new TreeSet<>();
        for (DeviceNode node : DeviceNode.of(domain)) {
            PciAddress address = addressOf(node.kind(), node.device());
            if (address == null) {
                if (bus == RootBus.PCIE_ROOT && node.device().getAddress() == null) {
                    wants(node.device(), wanted);
                }
            } else if (address.bus() == 0) {
                occupants.add(new Occupant(address.slot(), address.function(), name(node.kind(), node.device()), node.device()));
            }
        }
        for (DeviceArgument argument : DeviceArgument.of(domain)) {
            if (argument.onRootBus() && argument.slot() >= 0) {
                occupants.add(new Occupant(argument.slot(), argument.function(), argument.name(), null));
            }
        }
        return new PciBusOccupancy(bus, occupants, wanted);
    }

    /**
     * The explicit PCI address of a device, or null: for libvirt 00:00.x is as good as none (virPCIDeviceAddressIsEmpty).
     *
     * @param kind the element's name, for the message
     * @throws IllegalArgumentException if a number in it is not one; the message names the device and its line
     */
    public static @Nullable PciAddress addressOf(String kind, Device device) {
        Address address = device.getAddress();
        if (address == null || address.getType() != AddressType.PCI) {
            return null;
        }
        PciAddress found = PciAddress.of(address).orElseThrow(() -> new IllegalArgumentException(name(kind, device)
                + " has a PCI address with " + unreadable(address)
                + "; libvirt reads numbers as C does, up to slot 0x1f and function 0x7: write them like slot='0x08'"));
        return found.countsAsNone() ? null : found;
    }

    private static String unreadable(Address address) {
        Map<String, String> numbers = new TreeMap<>();
        numbers.put("domain", String.valueOf(address.getDomain()));
        numbers.put("bus", String.valueOf(address.getBus()));
        numbers.put("slot", String.valueOf(address.getSlot()));
        numbers.put("function", String.valueOf(address.getFunction()));
        numbers.values().removeIf("null"::equals);
        Map<String, String> unreadable = new TreeMap<>(numbers);
        unreadable.values().removeIf(number -> CNumber.parse(number).isPresent());
        return (unreadable.isEmpty() ? numbers : unreadable).entrySet().stream()
                .map(number -> number.getKey() + "='" + number.getValue() + "'").collect(Collectors.joining(" "))
                + (unreadable.isEmpty() ? ", a number out of its range" : ", not a number");
    }

    /** How messages call a device: {@code video (line 61)}, or {@code video (new)}. */
    public static String name(String kind, Device device) {
        Locator place = device.sourceLocation();
        return kind + (place == null ? " (new)" : " (line " + place.getLineNumber() + ")");
    }

    /** libvirt's preferences on q35 (qemuDomainValidateDevicePCISlotsQ35, qemuDomainAssignDevicePCISlots). */
    private static void wants(Device device, Set<Integer> wanted) {
        if (device instanceof Sound sound && sound.getModel() == SoundModel.ICH9) {
            wanted.add(0x1b);
        } else if (device instanceof Controller controller && controller.getModelAttribute() != null) {
            Integer slot = PREFERRED.get(controller.getModelAttribute());
            if (slot != null && !wanted.add(slot) && slot == 0x1d && controller.getMaster() == null) {
                wanted.add(0x1a);
            }
        }
    }

    /** Who stands in a slot, by function. */
    public List<Occupant> at(int slot) {
        return occupants.stream().filter(occupant -> occupant.slot() == slot).toList();
    }

    /** Whether a slot is wholly free: no function is taken and the chipset leaves it to others. */
    public boolean isFree(int slot) {
        return !bus.reserves(slot) && at(slot).isEmpty();
    }

    /** The lowest wholly free slot of a range that no device without an address will want. */
    public OptionalInt lowestFree(int from, int to) {
        for (int slot = from; slot <= to; slot++) {
            if (isFree(slot) && !wanted.contains(slot)) {
                return OptionalInt.of(slot);
            }
        }
        return OptionalInt.empty();
    }

    /** The highest wholly free slot of a range that no device without an address will want. */
    public OptionalInt highestFree(int from, int to) {
        for (int slot = to; slot >= from; slot--) {
            if (isFree(slot) && !wanted.contains(slot)) {
                return OptionalInt.of(slot);
            }
        }
        return OptionalInt.empty();
    }

    /** The bus with one device taken away. */
    public PciBusOccupancy without(Device device) {
        return new PciBusOccupancy(bus, occupants.stream().filter(occupant -> occupant.device() != device).toList(), wanted);
    }

    /** The bus with one device more, in function 0 of a slot. */
    public PciBusOccupancy with(int slot, String kind, Device device) {
        List<Occupant> more = new ArrayList<>(occupants);
        more.add(new Occupant(slot, 0, name(kind, device), device));
        return new PciBusOccupancy(bus, more, wanted);
    }

    /** A listing for messages, a slot each: {@code 01 video (line 61), 02 controller (line 70) and 4 more, 1b kept for ...}. */
    @Override
    public String toString() {
        Map<Integer, String> slots = new TreeMap<>();
        wanted.forEach(slot -> slots.put(slot, "kept for a device without an address"));
        occupants.stream().collect(Collectors.groupingBy(Occupant::slot)).forEach((slot, all) -> slots.put(slot,
                all.get(0).name() + (all.size() > 1 ? " and " + (all.size() - 1) + " more" : "")));
        for (int slot = 0; slot < 0x20; slot++) {
            if (bus.reserves(slot)) {
                slots.put(slot, "chipset");
            }
        }
        return slots.entrySet().stream().map(entry -> String.format("%02x ", entry.getKey()) + entry.getValue())
                .collect(Collectors.joining(", "));
    }
}
