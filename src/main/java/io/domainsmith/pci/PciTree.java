package io.domainsmith.pci;

import io.domainsmith.model.Device;
import io.domainsmith.model.Domain;
import io.domainsmith.model.Video;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The PCI buses of a domain as its guest finds them, with libvirt's addresses beside the guest's; what has no address stands where
 * libvirt will put it. Immutable.
 *
 * @since 0.1
 */
public final class PciTree {

    /**
     * A device on a bus.
     *
     * @param device the device
     * @param guest where the guest finds it, or null if it does not
     * @param label what it is
     * @param chosen whether the document leaves its address to libvirt
     * @param isBootVga whether it is the graphics card that firmware shows itself on
     * @param isVgpu whether it is a mediated device that can be a graphics card
     * @param problem what is wrong with its place, or null
     * @param bus the bus that it provides, or null
     * @param behind the devices on that bus
     */
    public record Node(PciDevice device, @Nullable GuestAddress guest, String label, boolean chosen, boolean isBootVga, boolean isVgpu,
            @Nullable String problem, @Nullable PciBus bus, List<Node> behind) {

        /** Its address in libvirt's numbers. */
        public PciAddress address() {
            return Objects.requireNonNull(device.address());
        }
    }

    private final PciTopology topology;
    private final PciBus root;
    private final List<Node> nodes;
    private final List<Node> lost = new ArrayList<>();
    private final @Nullable PciDevice video;
    private final List<PciDevice> vgpus = new ArrayList<>();
    private final Map<Device, PciAddress> given = new IdentityHashMap<>();
    private final Map<Device, PciBus> provided = new IdentityHashMap<>();
    private final @Nullable PciDevice bootVga;

    private PciTree(Domain domain) {
        PciTopology explicit = PciTopology.of(domain);
        this.topology = settled(domain, explicit);
        explicit.buses().stream().flatMap(bus -> bus.devices().stream()).filter(one -> one.device() != null)
                .forEach(one -> given.put(one.device(), one.address()));
        topology.buses().forEach(bus -> bus.controller().map(PciDevice::device).ifPresent(device -> provided.put(device, bus)));
        this.root = topology.bus(0).orElseThrow();
        List<PciDevice> all = topology.buses().stream().flatMap(bus -> bus.devices().stream()).toList();
        Video primary = domain.getDevices() == null ? null : primary(domain);
        this.video = all.stream().filter(one -> one.device() != null && (primary == null ? one.kind().equals("video")
                : one.device() == primary)).filter(one -> PciLabel.isVga((Video) one.device())).findFirst().orElse(null);
        all.stream().filter(one -> PciLabel.isVgpu(one.device())).forEach(vgpus::add);
        List<PciDevice> cards = new ArrayList<>(vgpus);
        if (video != null) {
            cards.add(video);
        }
        this.bootVga = cards.stream().filter(one -> guest(one) != null).min(Comparator.comparing(one ->
                Objects.requireNonNull(guest(one)))).orElse(null);
        this.nodes = nodes(root);
        for (PciBus bus : topology.buses()) {
            if (bus.guestNumber().isEmpty()) {
                lost.addAll(nodes(bus));
            }
        }
    }

    private static PciTopology settled(Domain domain, PciTopology explicit) {
        try {
            return LibvirtPlacement.of(domain).topology();
        } catch (PciPlanException e) {
            return explicit;   // libvirt would refuse it too; what is pending stays so
        }
    }

    private static @Nullable Video primary(Domain domain) {
        return domain.getDevices().getVideos().stream().filter(one -> one.getModel() != null && one.getModel().getPrimary() != null
                && one.getModel().getPrimary().value().equals("yes")).findFirst()
                .orElse(domain.getDevices().getVideos().stream().findFirst().orElse(null));
    }

    /**
     * The buses of a domain.
     *
     * @throws PciTopologyException if they cannot be told; the message names the device and its line
     */
    public static PciTree of(Domain domain) {
        return new PciTree(domain);
    }

    private List<Node> nodes(PciBus bus) {
        List<Node> found = new ArrayList<>();
        for (PciDevice device : bus.devices()) {
            PciBus behind = device.device() == null ? null : provided.get(device.device());
            boolean chosen = device.origin() == PciDevice.Origin.IMPLICIT || device.device() != null && !given.containsKey(device.device());
            found.add(new Node(device, guest(device), PciLabel.of(device), chosen, device == bootVga,
                    device.device() != null && PciLabel.isVgpu(device.device()), problem(bus, device), behind,
                    behind == null || behind == bus || behind.guestNumber().isEmpty() ? List.of() : nodes(behind)));
        }
        return List.copyOf(found);
    }

    private @Nullable GuestAddress guest(PciDevice device) {
        PciBus bus = topology.bus(device.address().bus()).orElseThrow();
        return device.address().function() > 0 && !bus.shows(device.address().slot()) ? null
                : topology.guestAddress(device.address()).orElse(null);
    }

    private static @Nullable String problem(PciBus bus, PciDevice device) {
        PciAddress at = device.address();
        List<PciDevice> others = bus.at(at.slot()).stream().filter(one -> one != device && one.address().equals(at)).toList();
        if (!others.isEmpty()) {
            return "collides with " + others.get(0).name();
        } else if (at.slot() > bus.model().lastSlot() || at.slot() < bus.model().firstSlot() && device.origin() != PciDevice.Origin.CHIPSET) {
            return "a " + bus.model().libvirtName() + " has no slot " + String.format("%02x", at.slot());
        } else if (device.connection() != null && !bus.model().acceptsByAddress(device.connection())) {
            return "not taken by a " + bus.model().libvirtName();
        } else if (at.function() > 0 && !bus.shows(at.slot())) {
            return "not found by the guest: its slot has no function 0";
        }
        return null;
    }

    /** Bus 0. */
    public PciBus root() {
        return root;
    }

    /** What stands on bus 0, by slot and function, and behind it what its bridges bring. */
    public List<Node> nodes() {
        return nodes;
    }

    /** What stands on buses that the guest does not find. */
    public List<Node> lost() {
        return List.copyOf(lost);
    }

    /** What is wrong with places, a sentence each. */
    public List<String> problems() {
        List<String> found = new ArrayList<>();
        collect(nodes, found);
        collect(lost, found);
        return found;
    }

    private static void collect(List<Node> nodes, List<String> found) {
        for (Node node : nodes) {
            if (node.problem() != null) {
                found.add(node.device().name() + " at " + node.address().toShortString() + ": " + node.problem());
            }
            collect(node.behind(), found);
        }
    }

    /** Whether the primary video comes before every vGPU; empty without a vGPU, and without a video that firmware could show. */
    public Optional<Boolean> isInOrder() {
        if (video == null || vgpus.isEmpty()) {
            return Optional.empty();
        }
        GuestAddress first = guest(video);
        return Optional.of(first != null && vgpus.stream().allMatch(one -> guest(one) != null
                && first.compareTo(Objects.requireNonNull(guest(one))) < 0));
    }

    /** Whether a node is the video that firmware is to show itself on. */
    boolean isVideo(Node node) {
        return node.device() == video;
    }

    /** Whether the guest finds a node before that video. */
    boolean isBeforeVideo(Node node) {
        GuestAddress first = video == null ? null : guest(video);
        return node.guest() != null && (first == null || node.guest().compareTo(first) < 0);
    }

    /** What is to be said of the order, in a sentence. */
    public String verdict() {
        if (vgpus.isEmpty()) {
            return "no vGPU; boot VGA: " + (bootVga == null ? "none" : shown(bootVga));
        } else if (video == null) {
            return "the vGPU is the only graphics card: " + shown(vgpus.get(0));
        }
        String both = shown(video) + (isInOrder().orElseThrow() ? " comes before " : " does not come before ")
                + String.join(", ", vgpus.stream().map(this::shown).toList());
        return (isInOrder().orElseThrow() ? "in order: " : "NOT IN ORDER: ") + both;
    }

    private String shown(PciDevice device) {
        GuestAddress guest = guest(device);
        return (PciLabel.isVgpu(device.device()) ? device.name().replaceFirst("^hostdev", "mdev") : device.name()) + " at " + (guest == null ? "an address that the guest does not find" : guest.toString());
    }

    /** What libvirt finds no place for. */
    public List<PciDevice> unplaced() {
        return topology.pending();
    }

    /** The tree in the manner of {@code lspci -tv}: the guest's address, libvirt's, and the device; then the verdict. */
    @Override
    public String toString() {
        return PciTreeText.of(this);
    }
}
