package io.domainsmith.vgpu;

import io.domainsmith.document.DeviceNode;
import io.domainsmith.model.Device;
import io.domainsmith.model.Domain;
import io.domainsmith.model.Hostdev;
import io.domainsmith.model.Interface;
import io.domainsmith.model.InterfaceType;
import io.domainsmith.model.Memballoon;
import io.domainsmith.model.Rng;
import io.domainsmith.model.Sound;
import io.domainsmith.model.Video;
import io.domainsmith.pci.PciDevice;
import io.domainsmith.transform.StepException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The names that libvirt makes up for devices without a user's alias (qemu_alias.c, qemuAssignDeviceAliases), for interfaces,
 * hostdevs, videos, sounds, rngs and the balloon.
 *
 * <p>An interface of a network may be an ordinary one or, if the network forwards to hostdevs, take a hostdev's number; the
 * document does not tell, so that a name may be that of one device or another.
 */
final class DeviceNames {

    /** Beyond this many interfaces of networks the possibilities are not counted out. */
    private static final int MOST_UNDECIDED = 10;

    /** Properties that only a vGPU has. */
    static final Set<String> OF_VGPUS = Set.of("x-igd-opregion", "display", "ramfb");
    static final String UNDECIDED = " may mean one device or another: whether the network of an <interface> forwards to hostdevs, which "
            + "would count with them, is not in the document";

    private final Domain domain;
    private final boolean keepsAliases;

    /**
     * Names in a domain.
     *
     * @param keepsAliases whether libvirt keeps the aliases of users; before 3.9 it numbers all devices
     */
    DeviceNames(Domain domain, boolean keepsAliases) {
        this.domain = domain;
        this.keepsAliases = keepsAliases;
    }

    /** The devices that may have a name: none, one, or several if the document does not tell which. */
    List<Device> called(String name) {
        List<Interface> undecided = interfaces().stream().filter(nic -> nic.getType() == InterfaceType.NETWORK && !isNamed(nic)).toList();
        Set<Device> found = Collections.newSetFromMap(new IdentityHashMap<>());
        int most = Math.min(undecided.size(), MOST_UNDECIDED);
        for (int forwarded = 0; forwarded < 1 << most; forwarded++) {
            Set<Interface> hostdevs = Collections.newSetFromMap(new IdentityHashMap<>());
            for (int i = 0; i < most; i++) {
                if ((forwarded & 1 << i) != 0) {
                    hostdevs.add(undecided.get(i));
                }
            }
            Device device = names(hostdevs).get(name);
            if (device != null) {
                found.add(device);
            }
        }
        return List.copyOf(found);
    }

    /** The devices that a setting may mean: what only a vGPU has is a vGPU's, whoever else may have the name. */
    List<Device> called(QemuArguments.Setting setting) {
        List<Device> devices = called(setting.device());
        return devices.size() > 1 && OF_VGPUS.contains(setting.key()) ? devices.stream().filter(device -> Mdevs.vfio(domain).contains(device)).toList() : devices;
    }

    /**
     * Whether a setting means a device that is about to get an alias.
     *
     * @throws StepException if the document does not decide it, and the alias would
     */
    boolean means(QemuArguments.Setting setting, Device device) {
        List<Device> devices = called(setting);
        boolean among = devices.stream().anyMatch(one -> one == device);
        if (among && devices.size() > 1) {
            throw new StepException("-set " + setting.argument().getValue() + UNDECIDED + ", and the alias that "
                    + PciDevice.name(kind(device), device) + " is to get would decide it; " + advice(setting));
        }
        return among;
    }

    private String kind(Device device) {
        return DeviceNode.of(domain).stream().filter(node -> node.device() == device).map(DeviceNode::kind).findFirst().orElseThrow();
    }

    /** What to do about a setting whose device is not known. */
    static String advice(QemuArguments.Setting setting) {
        return "give the device an alias of its own, such as <alias name='ua-" + setting.device().replaceFirst("^ua-", "")
                + "'/>, and name it so";
    }

    /** The name of a device that is not an interface, as far as the document tells. */
    String of(Device device) {
        return names(Set.of()).entrySet().stream().filter(entry -> entry.getValue() == device).map(Map.Entry::getKey).findFirst()
                .orElseThrow();
    }

    private List<Interface> interfaces() {
        return domain.getDevices() == null ? List.of() : domain.getDevices().getInterfaces();
    }

    private boolean isNamed(Device device) {
        return keepsAliases && Mdevs.userAlias(device) != null;
    }

    private Map<String, Device> names(Set<Interface> forwarded) {
        Map<String, Device> names = new HashMap<>();
        if (domain.getDevices() == null) {
            return names;
        }
        int nets = 0;
        int hostdevs = 0;
        for (Interface nic : interfaces()) {
            if (!isNamed(nic)) {
                boolean hostdev = nic.getType() == InterfaceType.HOSTDEV || forwarded.contains(nic);
                names.put(hostdev ? "hostdev" + hostdevs++ : "net" + nets++, nic);
            }
        }
        for (Hostdev hostdev : domain.getDevices().getHostdevs()) {
            if (!isNamed(hostdev)) {
                names.put("hostdev" + hostdevs++, hostdev);
            }
        }
        // these are numbered by their place, named or not; the primary video comes first
        List<Video> videos = new ArrayList<>(domain.getDevices().getVideos());
        Video primary = Placement.primary(domain);
        videos.removeIf(video -> video == primary);
        if (primary != null) {
            videos.add(0, primary);
        }
        number("video", videos, names);
        List<Sound> sounds = domain.getDevices().getSounds();
        number("sound", sounds, names);
        List<Rng> rngs = domain.getDevices().getRngs();
        number("rng", rngs, names);
        Memballoon balloon = domain.getDevices().getMemballoon();
        number("balloon", balloon == null ? List.of() : List.of(balloon), names);
        for (DeviceNode node : DeviceNode.of(domain)) {
            String alias = Mdevs.userAlias(node.device());
            if (keepsAliases && alias != null) {
                names.put(alias, node.device());
            }
        }
        return names;
    }

    private void number(String prefix, List<? extends Device> devices, Map<String, Device> names) {
        for (int i = 0; i < devices.size(); i++) {
            if (!isNamed(devices.get(i))) {
                names.put(prefix + i, devices.get(i));
            }
        }
    }
}
