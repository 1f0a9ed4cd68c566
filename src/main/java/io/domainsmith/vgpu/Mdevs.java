package io.domainsmith.vgpu;

import io.domainsmith.document.DeviceNode;
import io.domainsmith.document.LibvirtUuid;
import io.domainsmith.guest.Displays;
import io.domainsmith.internal.UserAlias;
import io.domainsmith.model.Alias;
import io.domainsmith.model.Device;
import io.domainsmith.model.Domain;
import io.domainsmith.model.Hostdev;
import io.domainsmith.model.HostdevModel;
import io.domainsmith.model.HostdevType;
import io.domainsmith.model.Interface;
import io.domainsmith.model.InterfaceType;
import io.domainsmith.model.OnOff;
import io.domainsmith.model.qemu.QemuDevice;
import io.domainsmith.model.qemu.QemuProperty;
import io.domainsmith.pci.PciDevice;
import io.domainsmith.target.Feature;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.transform.StepException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The mediated devices of a domain, and the names by which QEMU knows them. */
final class Mdevs {

    /** The name that a GVT-g vGPU gets. */
    static final String GVTG_ALIAS = "ua-gvtg";
    /** The name that any other vGPU gets. */
    static final String OTHER_ALIAS = "ua-vgpu";

    private Mdevs() {
    }

    /** The hostdevs of a domain, none if it has no devices. */
    private static List<Hostdev> hostdevs(Domain domain) {
        return domain.getDevices() == null ? List.of() : domain.getDevices().getHostdevs();
    }

    /** Those that a vGPU can be: mdevs of model vfio-pci. */
    static List<Hostdev> vfio(Domain domain) {
        return hostdevs(domain).stream().filter(device -> device.getType() == HostdevType.MDEV
                && device.getModel() == HostdevModel.VFIO_PCI).toList();
    }

    /**
     * The vGPUs of GVT-g: those that say so by an opregion or the name given to them; where none says so, those whose display is on
     * and drawn by OpenGL, without which GVT-g starts no display. A ramfb is more likely another vendor's.
     */
    static List<Hostdev> gvtg(Domain domain) {
        List<Hostdev> said = vfio(domain).stream().filter(mdev -> hasOpRegion(domain, mdev)
                || String.valueOf(userAlias(mdev)).startsWith(GVTG_ALIAS) && showsDisplay(domain, mdev)).toList();
        if (!said.isEmpty() || !Displays.of(domain).hasOpenGl()) {
            return said;
        }
        return vfio(domain).stream().filter(mdev -> showsDisplay(domain, mdev) && !isOtherVendors(mdev)).toList();
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

    /** Whether a vGPU that does not say that it is GVT-g's is taken for another vendor's. */
    static boolean isOtherVendors(Hostdev mdev) {
        return mdev.getRamfb() == OnOff.ON || String.valueOf(userAlias(mdev)).startsWith(OTHER_ALIAS);
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

    /** The alias that a user gave a device; libvirt keeps no other (virDomainDeviceInfoParseXML). */
    static @Nullable String userAlias(Device device) {
        Alias alias = device.getAlias();
        return alias != null && UserAlias.isKept(alias.getName()) ? alias.getName() : null;
    }

    /** An alias that no other device has and that wakes no option for QEMU which names nobody: the wanted one, or it with a number. */
    static String freeAlias(Domain domain, String wanted, Device device) {
        String alias = wanted;
        for (int number = 2; isTaken(domain, alias, device) || isNamed(domain, alias); number++) {
            alias = wanted + "-" + number;
        }
        return alias;
    }

    /** Whether another device has an alias. */
    static boolean isTaken(Domain domain, String alias, Device except) {
        for (DeviceNode node : DeviceNode.of(domain)) {
            if (node.device() != except && alias.equals(userAlias(node.device()))) {
                return true;
            }
        }
        return false;
    }

    /** Whether an option is for an alias, and says more than our steps would. */
    private static boolean isNamed(Domain domain, String alias) {
        return new QemuArguments(domain).settings().stream()
                .anyMatch(setting -> setting.device().equals(alias) && !DeviceNames.OF_VGPUS.contains(setting.key()))
                || QemuProperties.overrides(domain).stream().filter(override -> alias.equals(override.getAlias()))
                        .flatMap(override -> QemuProperties.properties(override).stream())
                        .anyMatch(property -> !DeviceNames.OF_VGPUS.contains(String.valueOf(property.getName())));
    }

    /** The name by which QEMU knows a hostdev: the user's alias, or what libvirt makes up. */
    static String qemuName(Domain domain, Hostdev device) {
        String alias = userAlias(device);
        return alias != null ? alias : generatedName(domain, device);
    }

    /** The name by which a target's QEMU knows a hostdev: old libvirts keep no alias of a user's. */
    static String qemuName(Domain domain, Hostdev device, HypervisorTarget target) {
        return target.supports(Feature.USER_ALIAS).isNo() ? numbered(domain, device, true) : qemuName(domain, device);
    }

    /**
     * What libvirt makes up for a hostdev without a user's alias: one counter over hostdev interfaces and then hostdevs of all
     * kinds; those with a user's alias take no number (qemuAssignDeviceAliases). Interfaces of a network that forwards to
     * hostdevs count too, but the document does not tell which these are: they are taken for ordinary ones.
     */
    static String generatedName(Domain domain, Hostdev device) {
        return numbered(domain, device, false);
    }

    private static String numbered(Domain domain, Hostdev device, boolean countsNamed) {
        int number = 0;
        for (Interface nic : domain.getDevices().getInterfaces()) {
            if (nic.getType() == InterfaceType.HOSTDEV && (countsNamed || userAlias(nic) == null)) {
                number++;
            }
        }
        for (Hostdev other : hostdevs(domain)) {
            if (other == device) {
                break;
            }
            if (countsNamed || userAlias(other) == null) {
                number++;
            }
        }
        return "hostdev" + number;
    }

    /** Whether a name of an argument means this mdev: its alias, or the number it has or had before it got one. */
    static boolean isCalled(Domain domain, Hostdev device, String name) {
        return name.equals(userAlias(device))
                || (name.equals(generatedName(domain, device)) || name.equals(numbered(domain, device, true)))
                && vfio(domain).stream().noneMatch(other -> other != device && name.equals(qemuName(domain, other)));
    }

    /** Whether the opregion of an mdev is asked for, or declined, by an argument or an override. */
    static boolean hasOpRegion(Domain domain, Hostdev mdev) {
        QemuProperties properties = new QemuProperties(domain, mdev);
        return !properties.arguments(SetIgdOpRegion.OPREGION).isEmpty() || !properties.overridden(SetIgdOpRegion.OPREGION).isEmpty();
    }

    /**
     * Whether the display is on. libvirt writes the attribute, or the override in its place, into {@code -device}; an argument
     * {@code -set} comes after that (QEMU qemu_set_option).
     */
    static boolean showsDisplay(Domain domain, Hostdev mdev) {
        boolean on = mdev.getDisplay() == OnOff.ON;
        String name = qemuName(domain, mdev);
        String old = numbered(domain, mdev, true);
        for (QemuDevice device : QemuProperties.overrides(domain)) {
            for (QemuProperty property : name.equals(device.getAlias()) ? QemuProperties.properties(device) : List.<QemuProperty>of()) {
                if (SetIgdOpRegion.DISPLAY.equals(property.getName())) {
                    on = "on".equals(property.getValue());
                }
            }
        }
        for (QemuArguments.Setting setting : new QemuArguments(domain).settings()) {
            if ((setting.device().equals(name) || setting.device().equals(old)) && setting.key().equals(SetIgdOpRegion.DISPLAY)) {
                on = setting.isOn();
            }
        }
        return on;
    }
}
