package io.domainsmith.vgpu;

import io.domainsmith.document.DeviceNode;
import io.domainsmith.guest.DeviceIds;
import io.domainsmith.internal.UserAlias;
import io.domainsmith.model.Device;
import io.domainsmith.model.Domain;
import io.domainsmith.model.qemu.QemuDevice;
import io.domainsmith.pci.PciDevice;
import io.domainsmith.transform.StepException;
import io.domainsmith.transform.TransformContext;
import io.domainsmith.validate.Consequence;
import java.util.List;
import java.util.stream.Collectors;

/** What a step refuses or says where an id may be that of one device or another: see {@link DeviceIds}. */
final class DeviceNames {

    static final String UNDECIDED = " may mean one device or another: an option names the vGPU by a number that it has only if the network "
            + "of an <interface> forwards to hostdevs, and the document does not tell which network does";

    private final Domain domain;
    private final DeviceIds ids;

    /** Ids in a domain as it is now. */
    DeviceNames(Domain domain) {
        this.domain = domain;
        this.ids = DeviceIds.of(domain);
    }

    /**
     * The devices that may have an id: none, one, or several if the document does not tell which.
     *
     * @throws StepException if several have it as their alias
     */
    List<Device> called(String id) {
        refuseShared(id);
        return ids.called(id);
    }

    /** The devices that a setting may mean: what only a vGPU has is a vGPU's, whoever else may have the name. */
    List<Device> called(QemuArguments.Setting setting) {
        refuseShared(setting.device());
        return ids.called(setting.setting());
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
                    .anyMatch(property -> property.getName() != null && !DeviceIds.OF_VGPUS.contains(property.getName()))) {
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
        List<Device> called = ids.called(alias);
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

    /**
     * Says that a number was taken for a device's because its domain's networks are taken for ordinary ones, or for such that forward to
     * hostdevs. Call it once a number.
     */
    void warnOfReading(String name, Device device, TransformContext context) {
        if (ids.isCertain(device) || !name.equals(ids.of(device).orElse(null))) {
            return;
        }
        context.warn(device, Consequence.SURPRISE, name + " is taken for " + PciDevice.name(kind(device), device)
                + (name.equals(ids.ordinary(device).orElse(null)) ? ", as it is unless the network of an <interface> forwards to hostdevs, which the document does not tell"
                        : ", as the option for a vGPU has it: then the network of an <interface> forwards to hostdevs"),
                "virsh net-dumpxml shows whether the network has <forward mode='hostdev'>; an alias such as <alias name='ua-" + name
                        + "'/> leaves no doubt");
    }
}
