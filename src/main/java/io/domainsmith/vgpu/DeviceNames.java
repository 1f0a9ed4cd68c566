package io.domainsmith.vgpu;

import io.domainsmith.document.DeviceNode;
import io.domainsmith.guest.Videos;
import io.domainsmith.internal.UserAlias;
import io.domainsmith.model.Device;
import io.domainsmith.model.Devices;
import io.domainsmith.model.Domain;
import io.domainsmith.model.Hostdev;
import io.domainsmith.model.Interface;
import io.domainsmith.model.InterfaceType;
import io.domainsmith.model.qemu.QemuDevice;
import io.domainsmith.pci.PciDevice;
import io.domainsmith.transform.StepException;
import io.domainsmith.transform.TransformContext;
import io.domainsmith.validate.Consequence;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The names that libvirt makes up for devices without a user's alias (qemu_alias.c, qemuAssignDeviceAliases), for interfaces,
 * hostdevs, videos, sounds, rngs and the balloon.
 *
 * <p>An interface of a network is an ordinary one, unless the network forwards to hostdevs: then it takes a hostdev's number. That is
 * rare, so no network is taken to forward, unless an option of the document sets what only a vGPU has under a number that a vGPU has
 * only if a network does. If several networks could be the one, a name may be that of one device or another.
 */
final class DeviceNames {

    /** With more networks than this, one of them forwards or all do. */
    private static final int MOST_COMBINED = 4;
    private static final Pattern NUMBERED_HOSTDEV = Pattern.compile("hostdev\\d+");

    /** Properties that only a vGPU has. */
    static final Set<String> OF_VGPUS = Set.of("x-igd-opregion", "display", "ramfb");
    static final String UNDECIDED = " may mean one device or another: an option names the vGPU by a number that it has only if the network "
            + "of an <interface> forwards to hostdevs, and the document does not tell which network does";

    private final Domain domain;
    private final boolean keepsAliases;
    private final Map<String, Set<Device>> devices = new HashMap<>();
    private final Map<Device, String> names = new IdentityHashMap<>();
    private final List<Interface> nics;
    private final List<Hostdev> hostdevs;

    /**
     * Names in a domain as it is now.
     *
     * @param keepsAliases whether libvirt keeps the aliases of users; before 3.9 it numbers all devices
     */
    DeviceNames(Domain domain, boolean keepsAliases) {
        this.domain = domain;
        this.keepsAliases = keepsAliases;
        Devices all = domain.getDevices();
        this.nics = all == null ? List.of() : all.getInterfaces().stream().filter(nic -> !isNamed(nic)).toList();
        this.hostdevs = all == null ? List.of() : all.getHostdevs().stream().filter(hostdev -> !isNamed(hostdev)).toList();
        if (all == null) {
            return;
        }
        for (Set<String> forwarding : readings()) {
            numbered(forwarding).forEach(this::put);
        }
        // these are numbered by their place, named or not; the primary video comes first
        number("video", Videos.ordered(domain));
        number("sound", all.getSounds());
        number("rng", all.getRngs());
        number("balloon", all.getMemballoon() == null ? List.of() : List.of(all.getMemballoon()));
        for (DeviceNode node : DeviceNode.of(domain)) {
            String alias = Mdevs.userAlias(node.device());
            // a console can be its serial's other name
            if (keepsAliases && alias != null && !node.kind().equals("console")) {
                put(node.device(), alias);
            }
        }
    }

    /**
     * The devices that may have a name: none, one, or several if the document does not tell which.
     *
     * @throws StepException if several have it as their alias
     */
    List<Device> called(String name) {
        refuseShared(name);
        return List.copyOf(devices.getOrDefault(name, Set.of()));
    }

    /** The devices that a setting may mean: what only a vGPU has is a vGPU's, whoever else may have the name. */
    List<Device> called(QemuArguments.Setting setting) {
        List<Device> called = called(setting.device());
        return called.size() > 1 && OF_VGPUS.contains(setting.key())
                ? called.stream().filter(device -> Mdevs.vfio(domain).stream().anyMatch(vgpu -> vgpu == device)).toList() : called;
    }

    /** Whether a setting means a device and no other. */
    boolean means(QemuArguments.Setting setting, Device device) {
        return isOnly(called(setting), device);
    }

    /** Whether an override by name means a device and no other. */
    boolean means(QemuDevice override, Device device) {
        return isOnly(called(override.getAlias()), device);
    }

    private static boolean isOnly(List<Device> called, Device device) {
        return called.size() == 1 && called.get(0) == device;
    }

    /**
     * Leaves a device without an alias where that would decide what an option means.
     *
     * @throws StepException if a setting or an override may mean the device or another one
     */
    void refuseUndecided(Device device) {
        for (QemuArguments.Setting setting : new QemuArguments(domain).settings()) {
            refuseUndecided(called(setting), device, "-set " + setting.argument().getValue(), setting.device());
        }
        for (QemuDevice override : QemuProperties.overrides(domain)) {
            if (override.getAlias() != null && QemuProperties.properties(override).stream()
                    .anyMatch(property -> property.getName() != null && !OF_VGPUS.contains(property.getName()))) {
                refuseUndecided(called(override.getAlias()), device, "<qemu:device alias='" + override.getAlias() + "'>", override.getAlias());
            }
        }
    }

    private void refuseUndecided(List<Device> called, Device device, String what, String name) {
        if (called.size() > 1 && called.stream().anyMatch(one -> one == device)) {
            throw new StepException(what + UNDECIDED + ", and the alias that " + PciDevice.name(kind(device), device)
                    + " is to get would decide it; " + advice(name));
        }
    }

    /**
     * Leaves a domain alone in which options for an alias could be for one device or another.
     *
     * @throws StepException if several have it
     */
    void refuseShared(String alias) {
        Set<Device> called = devices.getOrDefault(alias, Set.of());
        if (called.size() > 1 && UserAlias.isKept(alias)) {
            String shared = DeviceNode.of(domain).stream().filter(node -> called.contains(node.device()))
                    .map(node -> PciDevice.name(node.kind(), node.device())).collect(Collectors.joining(" and "));
            throw new StepException(shared + " have the alias " + alias
                    + ", and libvirt refuses them (\"non unique alias detected\"); give each an alias of its own, and name it so");
        }
    }

    private String kind(Device device) {
        return DeviceNode.of(domain).stream().filter(node -> node.device() == device).map(DeviceNode::kind).findFirst().orElseThrow();
    }

    /** What to do about an option by a name whose device is not known. */
    static String advice(String name) {
        return "give the device an alias of its own, such as <alias name='ua-" + name.replaceFirst("^ua-", "") + "'/>, and name it so";
    }

    /** The name of a device that is not an interface, as far as the document tells. */
    String of(Device device) {
        return Objects.requireNonNull(names.get(device));
    }

    private void put(Device device, String name) {
        names.putIfAbsent(device, name);
        devices.computeIfAbsent(name, unknown -> Collections.newSetFromMap(new IdentityHashMap<>())).add(device);
    }

    private boolean isNamed(Device device) {
        return keepsAliases && Mdevs.userAlias(device) != null;
    }

    // ---- interfaces and hostdevs

    /** The networks that forward to hostdevs: one set, or several if the document does not tell. */
    private List<Set<String>> readings() {
        Set<String> ofVgpus = namesOfVgpus();
        if (ofVgpus.isEmpty() || networks().isEmpty() || fits(Set.of(), ofVgpus)) {
            return List.of(Set.of());
        }
        List<Set<String>> fitting = combinations().filter(forwarding -> fits(forwarding, ofVgpus)).toList();
        return fitting.isEmpty() ? List.of(Set.of()) : fitting;
    }

    /** The numbers under which an option sets what only a vGPU has. */
    private Set<String> namesOfVgpus() {
        Stream<String> arguments = new QemuArguments(domain).settings().stream().filter(setting -> OF_VGPUS.contains(setting.key()))
                .map(QemuArguments.Setting::device);
        Stream<String> overrides = QemuProperties.overrides(domain).stream().filter(override -> QemuProperties.properties(override).stream()
                .anyMatch(property -> OF_VGPUS.contains(String.valueOf(property.getName())))).map(override -> String.valueOf(override.getAlias()));
        return Stream.concat(arguments, overrides).filter(DeviceNames::isNumberOfHostdev).collect(Collectors.toSet());
    }

    /** Whether a name is one that libvirt makes up for hostdevs. */
    static boolean isNumberOfHostdev(String name) {
        return NUMBERED_HOSTDEV.matcher(name).matches();
    }

    private boolean fits(Set<String> forwarding, Set<String> ofVgpus) {
        List<Hostdev> vgpus = Mdevs.vfio(domain);
        Map<Device, String> numbered = numbered(forwarding);
        return ofVgpus.stream().allMatch(name -> vgpus.stream().anyMatch(vgpu -> name.equals(numbered.get(vgpu))));
    }

    private Set<String> networks() {
        return nics.stream().filter(nic -> nic.getType() == InterfaceType.NETWORK).map(DeviceNames::network)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String network(Interface nic) {
        return nic.getSource() == null ? "" : String.valueOf(nic.getSource().getNetwork());
    }

    private Stream<Set<String>> combinations() {
        List<String> networks = List.copyOf(networks());
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

    /** The numbers if these networks and no others forward to hostdevs. */
    private Map<Device, String> numbered(Set<String> forwarding) {
        Map<Device, String> numbered = new IdentityHashMap<>();
        int nets = 0;
        int hosts = 0;
        for (Interface nic : nics) {
            boolean host = nic.getType() == InterfaceType.HOSTDEV || nic.getType() == InterfaceType.NETWORK && forwarding.contains(network(nic));
            numbered.put(nic, host ? "hostdev" + hosts++ : "net" + nets++);
        }
        for (Hostdev hostdev : hostdevs) {
            numbered.put(hostdev, "hostdev" + hosts++);
        }
        return numbered;
    }

    /**
     * Says that a number was taken for a device's because its domain's networks are taken for ordinary ones, or for such that forward to
     * hostdevs. Call it once a number.
     */
    void warnOfReading(String name, Device device, TransformContext context) {
        boolean differs = combinations().map(this::numbered).anyMatch(other -> !name.equals(other.get(device)));
        if (!differs || Mdevs.userAlias(device) != null || !name.equals(names.get(device))) {
            return;
        }
        boolean ordinary = name.equals(numbered(Set.of()).get(device));
        context.warn(device, Consequence.SURPRISE, name + " is taken for " + PciDevice.name(kind(device), device)
                + (ordinary ? ", as it is unless the network of an <interface> forwards to hostdevs, which the document does not tell"
                        : ", as the option for a vGPU has it: then the network of an <interface> forwards to hostdevs"),
                "virsh net-dumpxml shows whether the network has <forward mode='hostdev'>; an alias such as <alias name='ua-" + name
                        + "'/> leaves no doubt");
    }

    private void number(String prefix, List<? extends Device> all) {
        for (int i = 0; i < all.size(); i++) {
            if (!isNamed(all.get(i))) {
                put(all.get(i), prefix + i);
            }
        }
    }
}
