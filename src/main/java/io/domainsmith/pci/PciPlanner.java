package io.domainsmith.pci;

import io.domainsmith.model.Address;
import io.domainsmith.model.AddressType;
import io.domainsmith.model.Controller;
import io.domainsmith.model.Device;
import io.domainsmith.model.Domain;
import io.domainsmith.model.OnOff;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Places and moves PCI devices of a domain: writes addresses, and adds a root port or a pci-bridge where asked.
 *
 * <p>A place is always function 0 of a slot where nobody stands, on a bus that takes the device; nothing else moves. For one
 * thread and one domain.
 *
 * @since 0.1
 */
public final class PciPlanner {

    private final Domain domain;
    private final PciTopology topology;

    private PciPlanner(Domain domain) {
        this.domain = domain;
        this.topology = PciTopology.of(domain);
    }

    /**
     * A planner for a domain, which it will edit.
     *
     * @throws PciTopologyException if its PCI buses cannot be told
     */
    public static PciPlanner of(Domain domain) {
        return new PciPlanner(domain);
    }

    /** The topology with all that was planned so far. */
    public PciTopology topology() {
        return PciTopology.of(domain);
    }

    /** The machine's bus 0. */
    public RootBus root() {
        return topology.root();
    }

    /** Where a device stands; empty as long as libvirt is to choose. */
    public Optional<PciAddress> address(Device device) {
        return topology.address(device);
    }

    /** Bus 0. */
    PciBus rootBus() {
        return topology.bus(0).orElseThrow();
    }

    /**
     * The places that will do, the best first: bus 0, then the buses that are made for the kind, then any that takes it, each in
     * the order in which the guest finds them.
     */
    public Stream<PciAddress> places(PciConstraint constraint) {
        Stream<PciAddress> all = bestBuses(constraint).stream()
                .flatMap(bus -> bus.freeSlots().mapToObj(slot -> new PciAddress(0, bus.index(), slot, 0)));
        Stream<PciAddress> preferred = constraint.preferred().stream().filter(address -> topology.bus(address.bus())
                .filter(bus -> takes(bus, constraint) && bus.isFree(address.slot())).isPresent());
        return Stream.concat(preferred, all).filter(address -> !constraint.avoided().contains(address))
                .filter(address -> isOrdered(address, constraint));
    }

    private List<PciBus> bestBuses(PciConstraint constraint) {
        PciConnection kind = onThisMachine(constraint.kind());
        // bus 0 is the first that the guest finds
        List<PciBus> best = new ArrayList<>();
        List<PciBus> others = new ArrayList<>();
        for (PciBus bus : topology.inGuestOrder()) {
            if (takes(bus, constraint)) {
                (bus.index() == 0 || bus.model().accepts(kind) ? best : others).add(bus);
            }
        }
        best.addAll(others);
        return best;
    }

    private static boolean takes(PciBus bus, PciConstraint constraint) {
        return bus.model().acceptsByAddress(constraint.kind()) && !bus.isLost() && (!constraint.hotpluggable() || hotplugs(bus));
    }

    private static boolean hotplugs(PciBus bus) {
        return bus.model().isHotpluggable() && bus.controller().map(PciDevice::device)
                .filter(device -> device instanceof Controller controller && controller.getTarget() != null
                        && controller.getTarget().getHotplug() == OnOff.OFF).isEmpty();
    }

    private PciConnection onThisMachine(PciConnection kind) {
        return kind == PciConnection.PCIE && root() == RootBus.PCI_ROOT ? PciConnection.PCI : kind;
    }

    private boolean isOrdered(PciAddress address, PciConstraint constraint) {
        return (constraint.after() == null || comesBefore(topology.address(constraint.after()).orElse(null), address))
                && (constraint.before() == null || comesBefore(address, topology.address(constraint.before()).orElse(null)));
    }

    /** Whether the guest finds an address, and by which number its bus goes is known. */
    public boolean isFound(PciAddress address) {
        return topology.guestAddress(address).isPresent();
    }

    /** Whether the guest certainly finds one device before another; false where an address or a bus has yet to be placed. */
    public boolean comesBefore(Device first, Device second) {
        return comesBefore(topology.address(first).orElse(null), topology.address(second).orElse(null));
    }

    /** Whether the guest certainly finds one address before another; false where one is null. */
    public boolean comesBefore(@Nullable PciAddress first, @Nullable PciAddress second) {
        if (first == null || second == null || isLost(first) || isLost(second)) {
            return false;
        }
        if (first.bus() == second.bus() || first.bus() == 0) {
            return first.compareTo(second) < 0;
        }
        Optional<GuestAddress> one = topology.guestAddress(first);
        Optional<GuestAddress> other = topology.guestAddress(second);
        return one.isPresent() && other.isPresent() && one.get().compareTo(other.get()) < 0;
    }

    private boolean isLost(PciAddress address) {
        return topology.bus(address.bus()).filter(PciBus::isLost).isPresent();
    }

    /**
     * Gives a device the best place that satisfies a constraint. A device that has an address moves, unless its slot has further
     * functions: without function 0 a guest does not find them.
     *
     * @param kind the element's name, for messages
     * @return the address as it stands in the domain
     * @throws PciPlanException if there is no such place or the device must stay; the message says who stands on bus 0
     */
    public Address place(String kind, Device device, PciConstraint constraint) {
        PciAddress to = places(constraint).findFirst().orElseThrow(() -> new PciPlanException("no slot is free for "
                + PciDevice.name(kind, device) + described(constraint) + ": " + rootBus()));
        return put(kind, device, to);
    }

    private static String described(PciConstraint constraint) {
        StringBuilder text = new StringBuilder(constraint.hotpluggable() ? " with hotplug" : "");
        if (constraint.after() != null) {
            text.append(" after ").append(PciDevice.name("the device", constraint.after()));
        }
        if (constraint.before() != null) {
            text.append(" before ").append(PciDevice.name("the device", constraint.before()));
        }
        return text.toString();
    }

    /**
     * Gives a device a place that {@link #places} named.
     *
     * @param kind the element's name, for messages
     * @return the address as it stands in the domain
     * @throws PciPlanException if the slot is not free, if the device has further functions beside it that need it, or if a guest that
     *         is installed would lose it: network cards, disks and their controllers, ports and bridges stay where they are
     */
    public Address put(String kind, Device device, PciAddress to) {
        PciBus bus = topology.bus(to.bus()).orElseThrow(() -> new PciPlanException("there is no PCI bus " + to.bus() + " for "
                + PciDevice.name(kind, device)));
        if (to.function() != 0 || !bus.isFree(to.slot())) {
            throw new PciPlanException(to.toShortString() + " is no free slot for " + PciDevice.name(kind, device) + ": " + bus);
        }
        requireMovable(kind, device);
        return move(kind, device, to);
    }

    private void requireMovable(String kind, Device device) {
        if (isTied(device)) {
            throw new PciPlanException(PciDevice.name(kind, device) + " is function 0 of its slot, and without it the guest does not find "
                    + beside(device) + "; move these first");
        }
        if (address(device).isPresent() && device.sourceLocation() != null) {
            Attachment.of(device).ifPresent(why -> {
                throw new PciPlanException(PciDevice.name(kind, device) + " stays at " + address(device).orElseThrow().toShortString()
                        + ": " + why + "; if no guest is installed yet, remove its <address>");
            });
        }
    }

    private Address move(String kind, Device device, PciAddress to) {
        topology.move(kind, device, to);
        if (device.getAddress() == null) {
            device.setAddress(new Address());
        }
        return write(device.getAddress(), to);
    }

    private static Address write(Address address, PciAddress to) {
        HexFormat hex = HexFormat.of();
        return address.withType(AddressType.PCI).withDomain("0x0000").withBus("0x" + hex.toHexDigits(to.bus(), 2))
                .withSlot("0x" + hex.toHexDigits(to.slot(), 2)).withFunction("0x" + to.function());
    }

    /**
     * Lets two devices change places.
     *
     * @throws PciPlanException if one has no address, is not alone in its slot, is not taken by the other's bus, or has to stay (see
     *         {@link #put})
     */
    public void swap(String kind, Device device, String otherKind, Device other) {
        if (!canSwap(device, other)) {
            throw new PciPlanException(PciDevice.name(kind, device) + " and " + PciDevice.name(otherKind, other)
                    + " cannot change places: each has to be alone in its slot, on a bus that takes the other");
        }
        PciAddress one = address(device).orElseThrow();
        PciAddress two = address(other).orElseThrow();
        requireMovable(kind, device);
        requireMovable(otherKind, other);
        move(kind, device, two);
        move(otherKind, other, one);
    }

    boolean canSwap(Device device, Device other) {
        return isAlone(device) && isAlone(other) && takes(device, other) && takes(other, device);
    }

    private boolean isAlone(Device device) {
        return address(device).filter(at -> at.function() == 0).isPresent() && beside(device).isEmpty();
    }

    private boolean takes(Device device, Device other) {
        PciBus bus = topology.bus(address(other).orElseThrow().bus()).orElseThrow();
        PciConnection kind = topology.device(device).map(PciDevice::connection).orElse(null);
        return kind != null && bus.model().acceptsByAddress(kind) && bus.offers(address(other).orElseThrow().slot());
    }

    /** Who else stands in a device's slot. */
    List<PciDevice> beside(Device device) {
        return address(device).flatMap(at -> topology.bus(at.bus()).map(bus -> bus.at(at.slot()))).orElse(List.of()).stream()
                .filter(other -> other.device() != device).toList();
    }

    /** Whether a device is the function 0 that others in its slot need, and the only one. */
    boolean isTied(Device device) {
        List<PciDevice> others = beside(device);
        return address(device).filter(at -> at.function() == 0).isPresent() && !others.isEmpty()
                && others.stream().noneMatch(other -> other.address().function() == 0);
    }

    /**
     * Why a device cannot stand where its address says; empty if it can, or has no address.
     *
     * @param leaving devices that are going to move away
     */
    public Optional<String> whyNot(Device device, List<? extends Device> leaving) {
        PciAddress at = address(device).orElse(null);
        if (at == null) {
            return Optional.empty();
        }
        PciBus bus = topology.bus(at.bus()).orElseThrow();
        PciConnection kind = Objects.requireNonNullElse(topology.device(device).orElseThrow().connection(), PciConnection.PCI);
        String model = bus.model().libvirtName();
        List<PciDevice> others = beside(device).stream().filter(other -> leaving.stream().noneMatch(gone -> gone == other.device()))
                .toList();
        if (!bus.model().acceptsByAddress(kind)) {
            return Optional.of("bus " + at.bus() + " is a " + model + ", which does not take such a device");
        } else if (at.slot() < bus.model().firstSlot() || at.slot() > bus.model().lastSlot()) {
            return Optional.of("bus " + at.bus() + " is a " + model + ", which has no slot " + String.format("%#04x", at.slot()));
        } else if (!bus.offers(at.slot())) {
            return Optional.of("the chipset keeps this slot");
        } else if (others.stream().anyMatch(other -> other.address().function() == at.function())) {
            return Optional.of("the slot is taken by " + others);
        } else if (at.function() > 0 && others.stream().noneMatch(other -> other.address().function() == 0)) {
            return Optional.of("the guest does not find a function of a slot without function 0");
        } else if (bus.isLost()) {
            return Optional.of("the guest does not find bus " + at.bus());
        }
        return Optional.empty();
    }

    /**
     * Adds a bus with free slots: a pcie-root-port on q35, a pci-bridge on pc. It comes last on bus 0, so that no other bus changes
     * its number in the guest; index and chassis are new, and the port number is what libvirt would write.
     *
     * @return the controller, as it stands in the domain
     * @throws PciPlanException if there is no place for it behind the other bridges
     */
    public Controller addBus() {
        return new NewBus(rootBus(), topology.buses()).controller().map(controller -> {
            domain.getDevices().getControllers().add(controller);
            topology.add(controller, Integer.parseInt(controller.getIndex()), PciControllerModel.of(controller.getModelAttribute())
                    .orElseThrow());
            return controller;
        }).orElseThrow(() -> new PciPlanException("no slot is left on PCI bus 0 for a " + (root() == RootBus.PCIE_ROOT ? "root port"
                : "bridge") + " behind the others, and one before them would renumber the guest's buses: " + rootBus()));
    }

    /** Whether {@link #addBus} would. */
    boolean canAddBus() {
        return new NewBus(rootBus(), topology.buses()).controller().isPresent();
    }
}
