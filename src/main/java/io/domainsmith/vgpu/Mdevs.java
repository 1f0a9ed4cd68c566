package io.domainsmith.vgpu;

import io.domainsmith.document.DeviceNode;
import io.domainsmith.document.LibvirtUuid;
import io.domainsmith.guest.DeviceIds;
import io.domainsmith.guest.Displays;
import io.domainsmith.guest.QemuSettings;
import io.domainsmith.model.Device;
import io.domainsmith.model.Domain;
import io.domainsmith.model.Hostdev;
import io.domainsmith.model.HostdevType;
import io.domainsmith.pci.PciDevice;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.transform.StepException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The mediated devices of a domain, and the names by which QEMU knows them. */
final class Mdevs {

    private Mdevs() {
    }

    /** The hostdevs of a domain, none if it has no devices. */
    private static List<Hostdev> hostdevs(Domain domain) {
        return domain.getDevices() == null ? List.of() : domain.getDevices().getHostdevs();
    }

    /**
     * Whether libvirt would refuse the attribute display='on' for want of any {@code <graphics>} (qemuValidateDomainMdevDefVFIOPCI),
     * while a window of QEMU's own, by GTK or SDL, draws with OpenGL. A property of QEMU says it then.
     */
    static boolean lacksGraphics(Domain domain) {
        return domain.getDevices() != null && domain.getDevices().getGraphics().isEmpty() && Displays.of(domain).hasOwnOpenGl();
    }

    /** Whether the attribute is to switch the vGPU's display on, in an idiom. */
    static boolean hasDisplayAttribute(Domain domain, Idiom idiom) {
        return idiom.hasDisplayAttribute() && !lacksGraphics(domain);
    }

    /** The mdev with a uuid, of any model; empty if there is none. */
    static Optional<Hostdev> find(Domain domain, UUID uuid) {
        List<Hostdev> found = hostdevs(domain).stream().filter(device -> device.getType() == HostdevType.MDEV
                && uuid.equals(uuid(device))).toList();
        if (found.size() > 1) {
            throw new StepException(name(found.get(1)) + " has the uuid of " + name(found.get(0))
                    + ", and libvirt refuses the pair (\"Hostdev already exists\"); remove one of them");
        }
        return found.stream().findFirst();
    }

    /** The vGPU that an earlier step inserted. */
    static Hostdev require(Domain domain, UUID uuid) {
        return find(domain, uuid).orElseThrow(() -> new StepException("the domain has no <hostdev type='mdev'> with uuid " + uuid
                + "; run insert-mdev-hostdev first"));
    }

    static @Nullable UUID uuid(Hostdev device) {
        return device.getSource() == null || device.getSource().getAddress() == null
                || device.getSource().getAddress().getUuid() == null ? null
                : LibvirtUuid.tryParse(device.getSource().getAddress().getUuid()).orElse(null);
    }

    /** How messages call an mdev: {@code mdev fff6f017-3417-4ad3-b05e-17ae3e1a4615 (line 70)}. */
    static String name(Hostdev device) {
        UUID uuid = uuid(device);
        return PciDevice.name(uuid == null ? "mdev" : "mdev " + uuid, device);
    }

    /** An alias that no other device has and to which no existing option of QEMU refers: the wanted one, or it with a number. */
    static String freeAlias(Domain domain, String wanted, Device device) {
        String alias = wanted;
        for (int number = 2; isTaken(domain, alias, device) || isNamed(domain, alias); number++) {
            alias = wanted + "-" + number;
        }
        return alias;
    }

    /** An alias that no other device has and to which no option refers at all: the wanted one, or it with a number. */
    static String unusedAlias(Domain domain, String wanted, Device device) {
        Set<String> used = QemuSettings.of(domain).all().stream().map(QemuSettings.Setting::device).collect(Collectors.toSet());
        String alias = wanted;
        for (int number = 2; isTaken(domain, alias, device) || used.contains(alias); number++) {
            alias = wanted + "-" + number;
        }
        return alias;
    }

    /** Whether another device has an alias. */
    static boolean isTaken(Domain domain, String alias, Device except) {
        for (DeviceNode node : DeviceNode.of(domain)) {
            if (node.device() != except && alias.equals(DeviceIds.userAlias(node.device()).orElse(null))) {
                return true;
            }
        }
        return false;
    }

    /** Whether an option is for an alias, and says more than our steps would. */
    private static boolean isNamed(Domain domain, String alias) {
        return QemuSettings.of(domain).all().stream()
                .anyMatch(setting -> setting.device().equals(alias) && !DeviceIds.OF_VGPUS.contains(setting.property()));
    }

    /** The id by which a target's QEMU knows a hostdev. */
    static String qemuName(Domain domain, Hostdev device, HypervisorTarget target) {
        return DeviceIds.of(domain, target).of(device).orElseThrow();
    }
}
