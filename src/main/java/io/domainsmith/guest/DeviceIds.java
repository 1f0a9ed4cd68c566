package io.domainsmith.guest;

import io.domainsmith.document.DeviceNode;
import io.domainsmith.internal.UserAlias;
import io.domainsmith.model.AddressType;
import io.domainsmith.model.ChardevTarget;
import io.domainsmith.model.ChardevTargetType;
import io.domainsmith.model.Console;
import io.domainsmith.model.Controller;
import io.domainsmith.model.ControllerModelAttribute;
import io.domainsmith.model.ControllerType;
import io.domainsmith.model.Device;
import io.domainsmith.model.Devices;
import io.domainsmith.model.Disk;
import io.domainsmith.model.Domain;
import io.domainsmith.model.Hostdev;
import io.domainsmith.model.Interface;
import io.domainsmith.model.InterfaceType;
import io.domainsmith.model.MemballoonModel;
import io.domainsmith.model.MemoryDevice;
import io.domainsmith.model.MemoryDeviceModel;
import io.domainsmith.model.Serial;
import io.domainsmith.target.Feature;
import io.domainsmith.target.HypervisorTarget;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The id by which QEMU knows each device: the alias that its user gave it, else the one that libvirt makes up when the guest starts
 * (qemuAssignDeviceAliases). Arguments such as {@code -set device.hostdev0.x-igd-opregion=on} and the {@code alias} of
 * {@code <qemu:override>} name a device by it.
 *
 * <p>An interface of a network that forwards to host devices is numbered as these are. The document does not tell which network does, and
 * few do: every network is taken for an ordinary one, unless an option sets what only a vGPU has under a number that a vGPU has only if
 * some network forwards. If several networks could be the one, an id may be that of one device or another.
 *
 * <pre>{@code
 * Domain domain = document.domain();
 * DeviceIds ids = DeviceIds.of(domain);
 * ids.of(domain.getDevices().getDisks().get(0));   // sata0-0-0, virtio-disk0, scsi0-0-0-0 ...
 * ids.called("hostdev0");                          // the devices that QEMU may know by this id
 * }</pre>
 *
 * @since 0.1
 */
public final class DeviceIds {

    /** The properties of QEMU that only a vGPU has. */
    public static final Set<String> OF_VGPUS = Set.of("x-igd-opregion", "display", "ramfb");

    private static final String HOSTDEV = "hostdev";
    private static final Pattern NUMBER_OF_HOSTDEV = Pattern.compile(HOSTDEV + "\\d+");
    /** With more networks than this, one of them forwards or all do. */
    private static final int MOST_COMBINED = 4;
    /** Beside i440fx, which QEMU takes where the document names no machine. */
    private static final Set<String> MACHINES_WITH_IDE = Set.of("", "malta", "sun4u", "g3beige");

    private final Map<Device, String> ids = new IdentityHashMap<>();
    /** What libvirt would call each interface and host device if it alone had no alias. */
    private final Map<Device, String> generated;
    private final Set<Device> uncertain = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Map<Long, Optional<ControllerModelAttribute>> scsiModels = new HashMap<>();
    private final Map<String, Set<Device>> called = new LinkedHashMap<>();
    private final Devices devices;
    private final Machine machine;
    private final boolean keepsAliases;

    private DeviceIds(Domain domain, boolean keepsAliases, boolean countsFilesystems, QemuSettings settings) {
        this.machine = Machine.of(domain);
        this.keepsAliases = keepsAliases;
        this.devices = domain.getDevices() == null ? new Devices() : domain.getDevices();
        for (Controller controller : devices.getControllers()) {
            if (controller.getType() == ControllerType.SCSI) {
                scsiModels.putIfAbsent(CNumber.parse(controller.getIndex()).orElse(0), Optional.ofNullable(controller.getModelAttribute()));
            }
        }
        addDisks();
        List<Set<String>> readings = readings(settings);
        this.generated = numbered(readings.get(0));
        readings.forEach(forwarding -> numbered(forwarding).forEach(this::put));
        combinations().map(this::numbered).forEach(numbers -> numbers.forEach((device, number) -> {
            if (!isNamed(device) && !number.equals(generated.get(device))) {
                uncertain.add(device);
            }
        }));
        addControllers(domain);
        addChardevs();
        addMemory();
        number("fs", devices.getFilesystems(), countsFilesystems);
        addOthers(domain);
    }

    /** The ids with a libvirt of today. */
    public static DeviceIds of(Domain domain) {
        return new DeviceIds(domain, true, true, QemuSettings.of(domain));
    }

    /** The ids on a target: before 3.9 libvirt drops the aliases of users and numbers all devices. */
    public static DeviceIds of(Domain domain, HypervisorTarget target) {
        return of(domain, target, QemuSettings.of(domain));
    }

    /** The ids on a target, of a domain whose settings were read already. */
    public static DeviceIds of(Domain domain, HypervisorTarget target, QemuSettings settings) {
        boolean keepsAliases = !target.supports(Feature.USER_ALIAS).isNo();
        return new DeviceIds(domain, keepsAliases, !target.supports(Feature.COUNTED_FILESYSTEMS).isNo(), settings);
    }

    /** The ids that libvirt makes up without looking at the aliases of users, as it does before 3.9. */
    public static DeviceIds ofNumbers(Domain domain) {
        return new DeviceIds(domain, false, false, QemuSettings.of(domain));
    }

    /**
     * The ids of each host device with any libvirt: its id, and what it is called without an alias of its own or with a libvirt that keeps
     * none. What another vGPU is called today is not among them.
     */
    public static Map<Hostdev, Set<String>> everyIdOfHostdevs(Domain domain) {
        DeviceIds today = of(domain);
        DeviceIds numbers = ofNumbers(domain);
        Map<Hostdev, Set<String>> every = new IdentityHashMap<>();
        for (Hostdev hostdev : today.devices.getHostdevs()) {
            Set<String> ids = new HashSet<>(List.of(numbers.ids.get(hostdev), today.generated.get(hostdev)));
            ids.removeIf(id -> today.called(id).stream().anyMatch(other -> other != hostdev && Vgpus.isVgpu(other)));
            ids.add(today.ids.get(hostdev));
            every.put(hostdev, ids);
        }
        return every;
    }

    /** The alias that a user gave a device; empty if there is none or libvirt drops it (virDomainDeviceInfoParseXML). */
    public static Optional<String> userAlias(@Nullable Device device) {
        return Optional.ofNullable(device == null ? null : device.getAlias()).map(alias -> alias.getName()).filter(UserAlias::isKept);
    }

    /** Whether a user gave a device an alias that begins so. */
    public static boolean userAliasStartsWith(Device device, String prefix) {
        return userAlias(device).filter(alias -> alias.startsWith(prefix)).isPresent();
    }

    /** Whether an id is one that libvirt makes up for host devices. */
    public static boolean isNumberOfHostdev(String id) {
        return NUMBER_OF_HOSTDEV.matcher(id).matches();
    }

    /** The id of a device; empty for one that gets none, such as a console that is the first serial port. */
    public Optional<String> of(Device device) {
        return Optional.ofNullable(ids.get(device));
    }

    /**
     * The devices that QEMU may know by an id: one, unless users gave an alias twice or the document does not tell whose number it is. The
     * functions of a USB 2 controller share one id.
     */
    public List<Device> called(String id) {
        return List.copyOf(called.getOrDefault(id, Set.of()));
    }

    /** The devices that a setting may mean: what only a vGPU has is a vGPU's, whoever else may have the id. */
    public List<Device> called(QemuSettings.Setting setting) {
        List<Device> all = called(setting.device());
        return all.size() > 1 && OF_VGPUS.contains(setting.property()) ? all.stream().filter(Vgpus::isVgpu).toList() : all;
    }

    /** Whether a device has the same id whichever networks forward to host devices. */
    public boolean isCertain(Device device) {
        return !uncertain.contains(device);
    }

    /** The id that a device has if no network forwards to host devices, whatever the options say. */
    public Optional<String> ordinary(Device device) {
        String number = numbered(Set.of()).get(device);
        return number == null ? of(device) : Optional.of(id(device, number));
    }

    /** Every device with its id, kind by kind. */
    public Map<Device, String> all() {
        return Collections.unmodifiableMap(ids);
    }

    private boolean isNamed(Device device) {
        return keepsAliases && userAlias(device).isPresent();
    }

    /** The alias of a user, else what libvirt makes up. */
    private String id(Device device, String generated) {
        return keepsAliases ? userAlias(device).orElse(generated) : generated;
    }

    private void put(Device device, String generated) {
        String id = id(device, generated);
        ids.putIfAbsent(device, id);
        called.computeIfAbsent(id, first -> Collections.newSetFromMap(new IdentityHashMap<>())).add(device);
    }

    /** Numbers by place, where a device with an alias leaves a gap, or by count, where it takes no number. */
    private void number(String prefix, List<? extends @Nullable Device> all, boolean byCount) {
        int next = 0;
        for (Device device : all) {
            if (device != null) {
                put(device, prefix + next);
            }
            next += byCount && device != null && isNamed(device) ? 0 : 1;
        }
    }

    private void byPlace(String prefix, List<? extends @Nullable Device> all) {
        number(prefix, all, false);
    }

    // ---- disks (qemuAssignDeviceDiskAlias)

    private void addDisks() {
        for (Disk disk : devices.getDisks()) {
            Optional<DriveAddress> place = DriveAddress.of(disk);
            String bus = DriveAddress.busOf(disk).orElse("");
            OptionalLong index = DriveAddress.index(disk.getTarget() == null ? null : disk.getTarget().getDev());
            String generated = null;
            if (place.isPresent()) {
                DriveAddress at = place.get();
                generated = bus + at.controller() + "-" + at.channel() + (hasTargets(at) ? "-" + at.target() : "") + "-" + at.unit();
            } else if (index.isPresent() && !bus.isEmpty() && !DriveAddress.isDriveBus(bus)) {
                generated = bus + "-disk" + index.getAsLong();
            }
            if (generated != null || isNamed(disk)) {
                put(disk, String.valueOf(generated));
            }
        }
    }

    /** Of the drive buses SCSI alone has targets, and an LSI 53C895A shows its disks without them. */
    private boolean hasTargets(DriveAddress at) {
        Optional<ControllerModelAttribute> model = scsiModels.getOrDefault(at.controller(), Optional.empty())
                .filter(known -> known != ControllerModelAttribute.AUTO);
        return at.bus().equals("scsi") && model.map(known -> known != ControllerModelAttribute.LSILOGIC).orElse(!isLsiByDefault());
    }

    /** qemuDomainDefaultSCSIControllerModel, for a QEMU that has LSI controllers as Debian's does. */
    private boolean isLsiByDefault() {
        return !machine.isPseries() && !machine.isS390() && !machine.isLoongArchVirt();
    }

    // ---- interfaces and host devices, which share a count

    /** The networks that may forward to host devices: one set, or several if the document does not tell. */
    private List<Set<String>> readings(QemuSettings settings) {
        Set<String> ofVgpus = settings.all().stream().filter(setting -> OF_VGPUS.contains(setting.property()))
                .map(QemuSettings.Setting::device).filter(DeviceIds::isNumberOfHostdev).collect(Collectors.toSet());
        if (ofVgpus.isEmpty() || networks().isEmpty() || fits(Set.of(), ofVgpus)) {
            return List.of(Set.of());
        }
        List<Set<String>> fitting = combinations().filter(forwarding -> fits(forwarding, ofVgpus)).toList();
        return fitting.isEmpty() ? List.of(Set.of()) : fitting;
    }

    /** Whether a vGPU has each of these numbers if some networks forward. */
    private boolean fits(Set<String> forwarding, Set<String> ofVgpus) {
        Map<Device, String> numbered = numbered(forwarding);
        return devices.getHostdevs().stream().filter(hostdev -> Vgpus.isVgpu(hostdev) && !isNamed(hostdev)).map(numbered::get)
                .collect(Collectors.toSet()).containsAll(ofVgpus);
    }

    private Stream<Set<String>> combinations() {
        List<String> networks = networks();
        if (networks.size() > MOST_COMBINED) {
            return Stream.concat(networks.stream().map(Set::of), Stream.of(Set.copyOf(networks)));
        }
        List<Set<String>> all = new ArrayList<>(List.of(Set.of()));
        for (String network : networks) {
            for (Set<String> known : List.copyOf(all)) {
                Set<String> more = new HashSet<>(known);
                more.add(network);
                all.add(more);
            }
        }
        return all.stream();
    }

    /** The networks whose interfaces libvirt numbers. */
    private List<String> networks() {
        return devices.getInterfaces().stream().filter(nic -> nic.getType() == InterfaceType.NETWORK && !isNamed(nic)).map(DeviceIds::network)
                .distinct().sorted().toList();
    }

    /** The numbers of interfaces and host devices if these networks and no others forward to host devices; an alias stands before its number. */
    private Map<Device, String> numbered(Set<String> forwarding) {
        Map<Device, String> numbered = new IdentityHashMap<>();
        int nets = 0;
        int hosts = 0;
        for (Interface nic : devices.getInterfaces()) {
            boolean host = nic.getType() == InterfaceType.HOSTDEV || nic.getType() == InterfaceType.NETWORK && forwarding.contains(network(nic));
            numbered.put(nic, host ? HOSTDEV + hosts : "net" + nets);
            if (!isNamed(nic)) {
                hosts += host ? 1 : 0;
                nets += host ? 0 : 1;
            }
        }
        for (Hostdev hostdev : devices.getHostdevs()) {
            numbered.put(hostdev, HOSTDEV + hosts);
            hosts += isNamed(hostdev) ? 0 : 1;
        }
        return numbered;
    }

    private static String network(Interface nic) {
        return nic.getSource() == null || nic.getSource().getNetwork() == null ? "" : nic.getSource().getNetwork();
    }

    // ---- controllers (qemuAssignDeviceControllerAlias)

    private void addControllers(Domain domain) {
        LibvirtDefaults defaults = null;
        for (Controller controller : devices.getControllers()) {
            OptionalLong index = CNumber.parse(controller.getIndex());
            if (index.isEmpty() && defaults == null) {
                defaults = LibvirtDefaults.of(domain);
            }
            if (controller.getType() != null) {
                long number = index.isPresent() || defaults == null ? index.orElse(0) : Math.max(0, defaults.index(controller));
                put(controller, controller(controller.getType(), controller.getModelAttribute(), number));
            }
        }
    }

    private String controller(ControllerType type, @Nullable ControllerModelAttribute model, long index) {
        boolean first = index == 0;
        return switch (type) {
            case PCI -> (model == ControllerModelAttribute.PCIE_ROOT ? "pcie." : "pci.") + index;
            case USB -> first ? "usb" : "usb" + index;
            case IDE -> first && (machine.isI440fx() || MACHINES_WITH_IDE.contains(machine.type())) ? "ide" : "ide" + index;
            case SATA -> first && machine.isQ35() ? "ide" : "sata" + index;
            case SCSI -> first && model == ControllerModelAttribute.NCR53C90 ? "scsi" : "scsi" + index;
            default -> type.value() + index;
        };
    }

    // ---- character devices

    /**
     * The first console is another name for the first serial port (virDomainDefAddConsoleCompat): libvirt makes the port of such a console
     * where there is none, and adds such a console before others where there is a port.
     */
    private void addChardevs() {
        List<@Nullable Device> serials = new ArrayList<>(devices.getSerials());
        List<@Nullable Device> consoles = new ArrayList<>(devices.getConsoles());
        if (!devices.getConsoles().isEmpty() && isSerial(devices.getConsoles().get(0))) {
            if (devices.getSerials().stream().noneMatch(DeviceIds::isFirstPort)) {
                serials.add(0, devices.getConsoles().get(0));
            }
            consoles.set(0, null);
        } else if (!devices.getSerials().isEmpty() && canBeConsole(devices.getSerials().get(0))) {
            consoles.add(0, null);
        }
        byPlace("parallel", devices.getParallels());
        byPlace("serial", serials);
        byPlace("channel", devices.getChannels());
        byPlace("console", consoles);
    }

    private static boolean canBeConsole(Serial serial) {
        ChardevTargetType type = serial.getTarget() == null ? null : serial.getTarget().getType();
        return type != ChardevTargetType.PCI_SERIAL && type != ChardevTargetType.USB_SERIAL && type != ChardevTargetType.ISA_DEBUG;
    }

    private boolean isSerial(Console console) {
        ChardevTargetType type = console.getTarget() == null ? null : console.getTarget().getType();
        return type == null ? !machine.isS390() : type == ChardevTargetType.SERIAL;
    }

    private static boolean isFirstPort(Serial serial) {
        ChardevTarget target = serial.getTarget();
        return target == null || target.getPort() == null || CNumber.parse(target.getPort()).orElse(0) == 0;
    }

    // ---- memory (qemuAssignDeviceMemoryAlias)

    private void addMemory() {
        Set<Long> slots = new HashSet<>();
        devices.getMemories().forEach(memory -> slot(memory).ifPresent(slots::add));
        int persistent = 0;
        int pluggable = 0;
        int enclaves = 0;
        for (MemoryDevice memory : devices.getMemories()) {
            MemoryDeviceModel model = memory.getModel();
            if (model == MemoryDeviceModel.DIMM || model == MemoryDeviceModel.NVDIMM) {
                long slot = slot(memory).orElseGet(() -> free(slots));
                slots.add(slot);
                put(memory, model.value() + slot);
            } else if (model != null) {
                int number = switch (model) {
                    case VIRTIO_PMEM -> persistent;
                    case VIRTIO_MEM -> pluggable;
                    default -> enclaves;
                };
                if (!isNamed(memory)) {
                    persistent += model == MemoryDeviceModel.VIRTIO_PMEM ? 1 : 0;
                    pluggable += model == MemoryDeviceModel.VIRTIO_MEM ? 1 : 0;
                    enclaves += model == MemoryDeviceModel.SGX_EPC ? 1 : 0;
                }
                put(memory, (model == MemoryDeviceModel.SGX_EPC ? "epc" : model.value().replace("-", "")) + number);
            }
        }
    }

    private static OptionalLong slot(MemoryDevice memory) {
        return memory.getAddress() == null || memory.getAddress().getType() != AddressType.DIMM ? OptionalLong.empty()
                : CNumber.parse(memory.getAddress().getSlot());
    }

    private static long free(Set<Long> slots) {
        long slot = 0;
        while (slots.contains(slot)) {
            slot++;
        }
        return slot;
    }

    // ---- the rest

    private void addOthers(Domain domain) {
        byPlace("sound", devices.getSounds());
        byPlace("video", Videos.ordered(domain));
        byPlace("input", devices.getInputs());
        byPlace("redir", devices.getRedirdevs());
        byPlace("hub", devices.getHubs());
        byPlace("shmem", devices.getShmems());
        byPlace("smartcard", devices.getSmartcards());
        byPlace("watchdog", devices.getWatchdogs());
        number("rng", devices.getRngs(), true);
        byPlace("tpm", devices.getTpms());
        number("crypto", devices.getCryptos(), true);
        if (devices.getMemballoon() != null && devices.getMemballoon().getModel() != MemballoonModel.NONE) {
            put(devices.getMemballoon(), "balloon0");
        }
        if (devices.getIommu() != null) {
            put(devices.getIommu(), "iommu0");
        }
        if (devices.getVsock() != null) {
            put(devices.getVsock(), "vsock0");
        }
        if (devices.getPstore() != null) {
            put(devices.getPstore(), "pstore0");
        }
        // what is left has the alias of a user or none
        for (DeviceNode node : DeviceNode.of(domain)) {
            if (!ids.containsKey(node.device()) && isNamed(node.device())) {
                put(node.device(), "");
            }
        }
    }
}
