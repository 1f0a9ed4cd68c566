package io.domainsmith.pci;

import io.domainsmith.guest.LibvirtDefaults;
import io.domainsmith.model.AddressType;
import io.domainsmith.model.Controller;
import io.domainsmith.model.ControllerModelAttribute;
import io.domainsmith.model.ControllerType;
import io.domainsmith.model.Device;
import io.domainsmith.model.Devices;
import io.domainsmith.model.Domain;
import io.domainsmith.model.InterfaceType;
import io.domainsmith.model.Sound;
import io.domainsmith.model.SoundModel;
import io.domainsmith.model.Video;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where libvirt will put what has no PCI address (qemuDomainAssignPCIAddresses of 9.0.0, with a QEMU that can all): explicit
 * addresses are reserved first, then the chipset's devices and the primary video have their slots, then kind after kind takes the
 * first slot of the first bus that fits, and buses are added where none does.
 *
 * <p>It holds for new domains. What hangs on the host is assumed: networks do not hand out host devices, host devices are Express.
 *
 * @since 0.1
 */
public final class LibvirtPlacement {

    private final PciInventory explicit;
    private final Domain domain;
    private final LibvirtDefaults defaults;
    private final Map<Integer, PciControllerModel> models = new TreeMap<>();
    private final Map<Device, PciAddress> chosen = new IdentityHashMap<>();
    private final Map<Device, PciAddress> given = new IdentityHashMap<>();
    private List<Controller> controllers;
    private LibvirtAddressSet addresses;
    private final PciTopology topology;

    private LibvirtPlacement(Domain domain) {
        this.domain = domain;
        this.explicit = PciInventory.of(domain);
        this.defaults = LibvirtDefaults.of(domain);
        explicit.devices().forEach(device -> {
            if (device.device() != null && device.address() != null) {
                given.put(device.device(), device.address());
            }
        });
        explicit.bridges().values().stream().filter(bridge -> bridge.device() == null || bridge.device().device() != null)
                .forEach(bridge -> models.put(bridge.index(), bridge.model()));
        this.controllers = new ArrayList<>(defaults.controllers());
        this.addresses = new LibvirtAddressSet(List.of(), true);
        addBuses();
        place(false);
        refuseBridgesOnThemselves();
        this.topology = new PciTopology(completed());
    }

    /**
     * Has libvirt's way of choosing run over a domain, which stays as it is.
     *
     * @throws PciTopologyException if its PCI buses cannot be told
     * @throws PciPlanException if libvirt would find no place for something either
     */
    public static LibvirtPlacement of(Domain domain) {
        return new LibvirtPlacement(domain);
    }

    /** The topology with everything in its place, what libvirt adds included. */
    public PciTopology topology() {
        return topology;
    }

    /** Where a device of the domain is or will be; empty if it goes to no PCI bus. */
    public Optional<PciAddress> address(Device device) {
        return Optional.ofNullable(given.getOrDefault(device, chosen.get(device)));
    }

    /** Where bus 0 of pc is full libvirt puts a new bridge behind itself, and then refuses it. */
    private void refuseBridgesOnThemselves() {
        for (Controller controller : controllers) {
            PciAddress at = chosen.get(controller);
            if (at != null && controller.getType() == ControllerType.PCI && at.bus() >= index(controller)
                    && controller.getModelAttribute() == ControllerModelAttribute.PCI_BRIDGE) {
                throw new PciPlanException("libvirt finds no PCI slot for a further pci-bridge");
            }
        }
    }

    private boolean express() {
        return explicit.root() == RootBus.PCIE_ROOT;
    }

    /** The first of libvirt's two passes: it tells which buses are needed. */
    private void addBuses() {
        int last = models.keySet().stream().max(Integer::compare).orElse(0);
        boolean fresh = last == 0;
        place(true);
        if (fresh && addresses.models().size() > 1 && express()) {
            addresses.reserveNext(PciConnection.PCIE, -1, "a device to come");
        }
        for (int index = 1; index < addresses.models().size(); index++) {
            PciControllerModel model = addresses.models().get(index);
            if (models.putIfAbsent(index, model) == null) {
                controllers.add(new Controller().withType(ControllerType.PCI).withIndex(String.valueOf(index))
                        .withModelAttribute(ControllerModelAttribute.fromValue(model.libvirtName())));
                addresses.reserveNext(model.connection().orElseThrow(), -1, "a controller");
            }
        }
    }

    private void place(boolean dryRun) {
        chosen.clear();
        List<PciControllerModel> buses = new ArrayList<>();
        int last = models.keySet().stream().max(Integer::compare).orElse(0);
        for (int index = 0; index <= last; index++) {
            buses.add(models.getOrDefault(index, express() ? PciControllerModel.PCIE_ROOT_PORT : PciControllerModel.PCI_BRIDGE));
        }
        addresses = new LibvirtAddressSet(buses, dryRun);
        for (PciDevice device : explicit.devices()) {
            if (device.address() != null && device.origin() == PciDevice.Origin.DOCUMENT) {
                addresses.reserve(device.address(), on(device.connection() == null ? PciConnection.PCI : device.connection()));
            }
        }
        placeChipset();
        if (dryRun && !express() && !addresses.isFull()) {
            addresses.reserveNext(PciConnection.PCI, -1, "a device to come");
        }
        Devices devices = domain.getDevices() == null ? new Devices() : domain.getDevices();
        controllers.stream().filter(one -> one.getType() == ControllerType.PCI && index(one) != 0).forEach(this::next);
        devices.getFilesystems().forEach(this::next);
        devices.getInterfaces().stream().filter(nic -> nic.getType() != InterfaceType.HOSTDEV).forEach(this::next);
        devices.getSounds().forEach(this::next);
        controllers.stream().filter(one -> one.getType() != ControllerType.PCI
                && !(one.getType() == ControllerType.IDE && index(one) == 0)).forEach(this::nextController);
        defaults.virtioDisks().forEach(this::next);
        devices.getInterfaces().stream().filter(nic -> nic.getType() == InterfaceType.HOSTDEV).forEach(this::next);
        devices.getHostdevs().forEach(this::next);
        next(defaults.balloon());
        devices.getRngs().forEach(this::next);
        devices.getWatchdogs().forEach(this::next);
        defaults.videos().forEach(this::next);
        devices.getShmems().forEach(this::next);
        devices.getInputs().forEach(this::next);
        devices.getSerials().forEach(this::next);
        next(devices.getIommu());
        next(devices.getVsock());
        devices.getMemories().forEach(this::next);
        devices.getCryptos().forEach(this::next);
        devices.getPanics().forEach(this::next);
    }

    /** qemuDomainValidateDevicePCISlotsQ35 and ...PIIX3. */
    private void placeChipset() {
        explicit.root().chipset().stream().map(PciDevice::address).filter(own -> own.slot() != 0)
                .forEach(own -> addresses.reserve(own, PciConnection.PCI));
        for (Controller controller : controllers) {
            if (explicit.root().isOwn(PciDevice.of("controller", controller))) {
                choose(controller, explicit.root().ownAddress(PciDevice.of("controller", controller)));
            } else if (express() && controller.getModelAttribute() == ControllerModelAttribute.ICH9_UHCI1 && isWanting(controller)) {
                if (!addresses.isTaken(0x1d)) {
                    choose(controller, new PciAddress(0, 0, 0x1d, 0));
                } else if (!addresses.isTaken(0x1a)) {
                    choose(controller, new PciAddress(0, 0, 0x1a, 0));
                }
            } else if (express() && controller.getModelAttribute() == ControllerModelAttribute.DMI_TO_PCI_BRIDGE && isWanting(controller)
                    && !addresses.isTaken(0x1e)) {
                choose(controller, new PciAddress(0, 0, 0x1e, 0));
            }
        }
        List<Video> videos = defaults.videos();
        if (!videos.isEmpty() && isWanting(videos.get(0))) {
            int slot = explicit.root().videoSlot();
            if (addresses.isTaken(slot)) {
                next(videos.get(0));
            } else {
                choose(videos.get(0), new PciAddress(0, 0, slot, 0));
            }
        }
        List<Sound> sounds = domain.getDevices() == null ? List.of() : domain.getDevices().getSounds();
        sounds.stream().filter(sound -> express() && sound.getModel() == SoundModel.ICH9 && isWanting(sound)).findFirst()
                .filter(sound -> !addresses.isTaken(0x1b)).ifPresent(sound -> choose(sound, new PciAddress(0, 0, 0x1b, 0)));
    }

    private void choose(Device device, PciAddress address) {
        if (isWanting(device)) {
            chosen.put(device, address);
            addresses.reserve(address, PciConnection.PCI);
        }
    }

    private boolean isWanting(Device device) {
        return PciConnection.of(device).isPresent() && !given.containsKey(device) && !chosen.containsKey(device)
                && (device.getAddress() == null || device.getAddress().getType() == null
                        || device.getAddress().getType() == AddressType.PCI);
    }

    private void next(@Nullable Device device) {
        if (device != null && isWanting(device)) {
            chosen.put(device, addresses.reserveNext(on(PciConnection.of(device).orElseThrow()), -1, describe(device)));
        }
    }

    private static String describe(Device device) {
        return PciDevice.name(device.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT), device);
    }

    /** The parts of a USB 2 controller share a slot. */
    private void nextController(Controller controller) {
        int function = controller.getModelAttribute() == null ? -1 : companion(controller);
        if (function < 0 || !isWanting(controller)) {
            next(controller);
            return;
        }
        Optional<PciAddress> sibling = controllers.stream().filter(other -> other != controller && other.getType() == ControllerType.USB
                && other.getModelAttribute() != null && companion(other) >= 0 && index(other) == index(controller))
                .flatMap(other -> address(other).stream()).findFirst();
        if (sibling.isPresent()) {
            PciAddress at = new PciAddress(0, sibling.get().bus(), sibling.get().slot(), function);
            chosen.put(controller, at);
            addresses.reserve(at, PciConnection.PCI);
        } else {
            chosen.put(controller, addresses.reserveNext(PciConnection.PCI, function, describe(controller)));
        }
    }

    private static int companion(Controller controller) {
        return switch (controller.getModelAttribute()) {
            case ICH9_UHCI1 -> 0;
            case ICH9_UHCI2 -> 1;
            case ICH9_UHCI3 -> 2;
            case ICH9_EHCI1 -> 7;
            default -> -1;
        };
    }

    private int index(Controller controller) {
        return defaults.index(controller);
    }

    private PciConnection on(PciConnection kind) {
        return kind == PciConnection.PCIE && !express() ? PciConnection.PCI : kind;
    }

    /** The document's devices and libvirt's own, each in its place. */
    private PciInventory completed() {
        List<PciDevice> all = new ArrayList<>();
        Set<Device> documented = Collections.newSetFromMap(new IdentityHashMap<>());
        for (PciDevice device : explicit.devices()) {
            if (device.origin() != PciDevice.Origin.IMPLICIT) {
                if (device.device() != null) {
                    documented.add(device.device());
                }
                all.add(device.device() == null ? device : device.at(address(device.device()).orElse(null)));
            }
        }
        Map<Integer, PciBridge> bridges = new TreeMap<>();
        explicit.bridges().values().stream().filter(bridge -> bridge.device() == null || bridge.device().device() != null)
                .forEach(bridge -> bridges.put(bridge.index(), bridge.device() == null ? bridge
                        : new PciBridge(bridge.index(), bridge.model(), bridge.busNumber(),
                                bridge.device().at(address(bridge.device().device()).orElse(null)))));
        for (Controller controller : controllers) {
            PciDevice added = addImplicit("controller", controller, all, documented);
            if (added != null && controller.getType() == ControllerType.PCI) {
                bridges.put(index(controller), new PciBridge(index(controller), models.get(index(controller)), -1, added));
            }
        }
        defaults.videos().forEach(video -> addImplicit("video", video, all, documented));
        addImplicit("memballoon", defaults.balloon(), all, documented);
        return new PciInventory(explicit.root(), bridges, all);
    }

    private @Nullable PciDevice addImplicit(String kind, Device device, List<PciDevice> all, Set<Device> documented) {
        if (!chosen.containsKey(device) || documented.contains(device)) {
            return null;
        }
        PciDevice added = new PciDevice(PciDevice.Origin.IMPLICIT, kind, kind + " (added by libvirt)", device,
                PciConnection.of(device).orElse(null), chosen.get(device));
        all.add(added);
        return added;
    }
}
