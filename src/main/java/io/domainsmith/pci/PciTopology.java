package io.domainsmith.pci;

import io.domainsmith.model.Controller;
import io.domainsmith.model.ControllerModelAttribute;
import io.domainsmith.model.Device;
import io.domainsmith.model.Domain;
import io.domainsmith.model.Sound;
import io.domainsmith.model.SoundModel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The PCI buses of a q35 or pc domain: who stands where, what is still to be placed, and the number that the guest's firmware
 * gives each bus. Immutable.
 *
 * <p>The bus in libvirt's addresses is the index of a controller; the guest numbers buses as it finds them (see
 * {@link #guestAddress}), so the two differ in all but the simplest domains.
 *
 * @since 0.1
 */
public final class PciTopology {

    private static final Map<ControllerModelAttribute, Integer> PREFERRED = Map.of(
            ControllerModelAttribute.ICH9_EHCI1, 0x1d, ControllerModelAttribute.ICH9_UHCI1, 0x1d,
            ControllerModelAttribute.ICH9_UHCI2, 0x1d, ControllerModelAttribute.ICH9_UHCI3, 0x1d,
            ControllerModelAttribute.DMI_TO_PCI_BRIDGE, 0x1e);

    private final RootBus root;
    private final Map<Integer, PciBus> buses = new TreeMap<>();
    private final Map<Device, PciDevice> byDevice = new IdentityHashMap<>();
    private final List<PciDevice> pending = new ArrayList<>();
    private int lastNumber;
    private List<PciBus> inGuestOrder;

    PciTopology(PciInventory inventory) {
        this.root = inventory.root();
        GuestBusNumbers guest = new GuestBusNumbers(inventory);
        Map<Integer, Integer> numbers = guest.numbers();
        this.lastNumber = guest.lastBehindRoot();
        Map<Integer, List<PciDevice>> standing = new HashMap<>();
        for (PciDevice device : inventory.devices()) {
            if (device.device() != null) {
                byDevice.put(device.device(), device);
            }
            if (device.address() != null) {
                standing.computeIfAbsent(device.address().bus(), bus -> new ArrayList<>()).add(device);
            } else {
                pending.add(device);
            }
        }
        List<PciDevice> onRoot = standing.computeIfAbsent(0, bus -> new ArrayList<>());
        for (PciDevice own : root.chipset()) {
            if (!isIn(onRoot, own)) {
                onRoot.add(own);
            }
        }
        Set<Integer> kept = new TreeSet<>();
        for (int slot = 0; slot <= 0x1f; slot++) {
            if (root.reserves(slot)) {
                kept.add(slot);
            }
        }
        for (PciBridge bridge : inventory.bridges().values()) {
            boolean isRoot = bridge.index() == 0;
            Integer number = numbers.get(bridge.index());
            buses.put(bridge.index(), new PciBus(bridge, number, number == null && !guest.isPending(bridge),
                    standing.getOrDefault(bridge.index(), List.of()), isRoot ? kept : Set.of(), isRoot ? wanted() : Set.of()));
        }
        this.inGuestOrder = sorted(buses.values());
    }

    /** Whether the document holds a controller of the chipset itself. */
    private boolean isIn(List<PciDevice> devices, PciDevice own) {
        for (PciDevice device : devices) {
            if (device.address().equals(own.address()) && root.isOwn(device)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The topology that a document spells out.
     *
     * <p>What has no address yet is {@linkplain #pending() pending}; {@link LibvirtPlacement} says where libvirt will put it.
     *
     * @throws PciTopologyException if the machine is neither q35 nor pc, a number is not one, an index is given twice, or a bridge is
     *         behind itself; the message names the device and its line
     */
    public static PciTopology of(Domain domain) {
        return new PciTopology(PciInventory.of(domain));
    }

    /** Bus 0 of the machine. */
    public RootBus root() {
        return root;
    }

    /** All buses, by index. */
    public List<PciBus> buses() {
        return List.copyOf(buses.values());
    }

    /** The bus with an index; empty if nothing provides it. */
    public Optional<PciBus> bus(int index) {
        return Optional.ofNullable(buses.get(index));
    }

    /** What is to stand on a PCI bus and has no address, in the document's order. */
    public List<PciDevice> pending() {
        return List.copyOf(pending);
    }

    /** Whether every controller has its place, so that the guest's bus numbers are final. */
    public boolean isSettled() {
        return pending.stream().noneMatch(device -> device.connection() != null && !device.connection().isEndpoint());
    }

    /** A device of the document, with the address it has; empty if it is on no PCI bus. */
    public Optional<PciDevice> device(Device device) {
        return Optional.ofNullable(byDevice.get(device));
    }

    /** Where libvirt's address of a device puts it; empty for one without address. */
    public Optional<PciAddress> address(Device device) {
        return device(device).map(PciDevice::address);
    }

    /**
     * Where the guest finds a device. Firmware numbers the buses depth-first: on each bus the bridges by slot and function, and
     * behind a bridge all of its buses before the next bridge; an expander bus has the number that its {@code busNr} says (SeaBIOS,
     * docs/pci-addresses.rst). Empty for a device without an address and for one that the guest cannot find.
     */
    public Optional<GuestAddress> guestAddress(Device device) {
        return address(device).flatMap(this::guestAddress);
    }

    /** The guest's view of an address of libvirt's. */
    public Optional<GuestAddress> guestAddress(PciAddress address) {
        PciBus bus = buses.get(address.bus());
        OptionalInt number = bus == null ? OptionalInt.empty() : bus.guestNumber();
        return number.isEmpty() ? Optional.empty()
                : Optional.of(new GuestAddress(number.getAsInt(), address.slot(), address.function()));
    }

    /** The buses, those first that a guest finds first; those without a number last. */
    List<PciBus> inGuestOrder() {
        return inGuestOrder;
    }

    private static List<PciBus> sorted(Collection<PciBus> buses) {
        List<PciBus> sorted = new ArrayList<>(buses);
        sorted.sort(PciTopology::byNumber);
        return sorted;
    }

    private static int byNumber(PciBus one, PciBus other) {
        int order = Integer.compare(one.guestNumber().orElse(Integer.MAX_VALUE), other.guestNumber().orElse(Integer.MAX_VALUE));
        return order != 0 ? order : Integer.compare(one.index(), other.index());
    }

    /** For the planner alone, on a topology of its own: a device stands elsewhere. */
    void move(String kind, Device device, PciAddress to) {
        PciDevice known = byDevice.get(device);
        if (known != null && known.address() != null) {
            buses.get(known.address().bus()).remove(known);
        }
        pending.removeIf(one -> one.device() == device);
        PciDevice moved = known == null ? PciDevice.of(kind, device).at(to) : known.at(to);
        byDevice.put(device, moved);
        buses.get(to.bus()).add(moved);
    }

    /** For the planner alone, on a topology of its own: a further bridge, the last on bus 0. */
    void add(Controller controller, int index, PciControllerModel model) {
        PciDevice device = PciDevice.of("controller", controller);
        byDevice.put(controller, device);
        buses.get(0).add(device);
        lastNumber++;
        buses.put(index, new PciBus(new PciBridge(index, model, -1, device), lastNumber, false, List.of(), Set.of(), Set.of()));
        inGuestOrder = sorted(buses.values());
    }

    /** libvirt's preferences on q35 (qemuDomainValidateDevicePCISlotsQ35, qemuDomainAssignDevicePCISlots). */
    private Set<Integer> wanted() {
        Set<Integer> wanted = new TreeSet<>();
        for (PciDevice device : root == RootBus.PCIE_ROOT ? pending : List.<PciDevice>of()) {
            if (device.device() instanceof Sound sound && sound.getModel() == SoundModel.ICH9) {
                wanted.add(0x1b);
            } else if (device.device() instanceof Controller controller && controller.getModelAttribute() != null) {
                Integer slot = PREFERRED.get(controller.getModelAttribute());
                if (slot != null && !wanted.add(slot) && slot == 0x1d && controller.getMaster() == null) {
                    wanted.add(0x1a);
                }
            }
        }
        return wanted;
    }
}
