package io.domainsmith.vgpu;

import io.domainsmith.document.DeviceNode;
import io.domainsmith.internal.UserAlias;
import io.domainsmith.model.Device;
import io.domainsmith.model.Devices;
import io.domainsmith.model.Domain;
import io.domainsmith.model.Hostdev;
import io.domainsmith.model.Interface;
import io.domainsmith.model.InterfaceType;
import io.domainsmith.model.Video;
import io.domainsmith.model.qemu.QemuDevice;
import io.domainsmith.pci.PciDevice;
import io.domainsmith.transform.StepException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The names that libvirt makes up for devices without a user's alias (qemu_alias.c, qemuAssignDeviceAliases), for interfaces,
 * hostdevs, videos, sounds, rngs and the balloon.
 *
 * <p>An interface of a network may be an ordinary one or, if the network forwards to hostdevs, take a hostdev's number; the
 * document does not tell, so that a name may be that of one device or another.
 */
final class DeviceNames {

    /** Interfaces of networks beyond this many are taken for ordinary ones. */
    private static final int MOST_UNDECIDED = 10;

    /** Properties that only a vGPU has. */
    static final Set<String> OF_VGPUS = Set.of("x-igd-opregion", "display", "ramfb");
    static final String UNDECIDED = " may mean one device or another: whether the network of an <interface> forwards to hostdevs, which "
            + "would count with them, is not in the document";

    private final Domain domain;
    private final boolean keepsAliases;
    private final Map<String, Set<Device>> devices = new HashMap<>();
    /** The names if no network forwards. */
    private final Map<Device, String> names = new IdentityHashMap<>();

    /**
     * Names in a domain as it is now.
     *
     * @param keepsAliases whether libvirt keeps the aliases of users; before 3.9 it numbers all devices
     */
    DeviceNames(Domain domain, boolean keepsAliases) {
        this.domain = domain;
        this.keepsAliases = keepsAliases;
        Devices all = domain.getDevices();
        if (all == null) {
            return;
        }
        numberHostdevs(all.getInterfaces().stream().filter(nic -> !isNamed(nic)).toList(),
                all.getHostdevs().stream().filter(hostdev -> !isNamed(hostdev)).toList());
        // these are numbered by their place, named or not; the primary video comes first
        List<Video> videos = new ArrayList<>(all.getVideos());
        Video primary = Placement.primary(domain);
        videos.removeIf(video -> video == primary);
        if (primary != null) {
            videos.add(0, primary);
        }
        number("video", videos);
        number("sound", all.getSounds());
        number("rng", all.getRngs());
        number("balloon", all.getMemballoon() == null ? List.of() : List.of(all.getMemballoon()));
        for (DeviceNode node : DeviceNode.of(domain)) {
            String alias = Mdevs.userAlias(node.device());
            // a console can be its serial's other name
            if (keepsAliases && alias != null && !node.kind().equals("console")) {
                put(alias, node.device());
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

    private void put(String name, Device device) {
        names.putIfAbsent(device, name);
        devices.computeIfAbsent(name, unknown -> Collections.newSetFromMap(new IdentityHashMap<>())).add(device);
    }

    private boolean isNamed(Device device) {
        return keepsAliases && Mdevs.userAlias(device) != null;
    }

    /** Interfaces and hostdevs: each number that one has if none, some or all of the networks of the interfaces before it forward. */
    private void numberHostdevs(List<Interface> nics, List<Hostdev> hostdevs) {
        int nets = 0;
        int hosts = 0;
        int undecided = 0;
        for (Interface nic : nics) {
            boolean decided = nic.getType() != InterfaceType.NETWORK || undecided == MOST_UNDECIDED;
            boolean host = nic.getType() == InterfaceType.HOSTDEV;
            if (!decided || host) {
                put("hostdev", hosts, undecided, nic);
            }
            if (!host) {
                put("net", nets, undecided, nic);
            }
            undecided += decided ? 0 : 1;
            hosts += host ? 1 : 0;
            nets += decided && !host ? 1 : 0;
        }
        for (Hostdev hostdev : hostdevs) {
            put("hostdev", hosts++, undecided, hostdev);
        }
    }

    private void put(String prefix, int least, int undecided, Device device) {
        for (int number = least; number <= least + undecided; number++) {
            put(prefix + number, device);
        }
    }

    private void number(String prefix, List<? extends Device> all) {
        for (int i = 0; i < all.size(); i++) {
            if (!isNamed(all.get(i))) {
                put(prefix + i, all.get(i));
            }
        }
    }
}
