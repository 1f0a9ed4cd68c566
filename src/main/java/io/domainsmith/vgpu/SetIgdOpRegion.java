package io.domainsmith.vgpu;

import io.domainsmith.model.Domain;
import io.domainsmith.model.Hostdev;
import io.domainsmith.model.qemu.QemuDevice;
import io.domainsmith.model.qemu.QemuFrontend;
import io.domainsmith.model.qemu.QemuOverride;
import io.domainsmith.model.qemu.QemuProperty;
import io.domainsmith.model.qemu.QemuPropertyType;
import io.domainsmith.transform.StepException;
import io.domainsmith.transform.TransformContext;
import io.domainsmith.transform.Transformer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * Gives the vGPU the opregion in which Intel's driver looks for its outputs (QEMU's x-igd-opregion), as a
 * {@code <qemu:override>} or as the guide's arguments. What the other idiom left for this mdev goes; other arguments and
 * overrides stay as they are, in their order. An opregion that the user switched off stays off.
 *
 * @since 0.1
 */
public final class SetIgdOpRegion implements Transformer {

    private static final String OPREGION = "x-igd-opregion";
    private static final String DISPLAY = "display";

    private final UUID uuid;
    private final Idiom idiom;

    /** The step for a mediated device. */
    public SetIgdOpRegion(UUID uuid, Idiom idiom) {
        this.uuid = Objects.requireNonNull(uuid, "uuid");
        this.idiom = Objects.requireNonNull(idiom, "idiom");
    }

    @Override
    public String name() {
        return "set-igd-op-region";
    }

    @Override
    public String description() {
        return "Gives the vGPU the opregion in which Intel's driver looks for its outputs.";
    }

    @Override
    public void apply(Domain domain, TransformContext context) {
        Hostdev mdev = Mdevs.require(domain, uuid);
        if (idiom == Idiom.MODERN) {
            modern(domain, mdev, context);
        } else {
            commandline(domain, mdev, context);
        }
    }

    private static List<QemuArguments.Setting> owned(Domain domain, Hostdev mdev, String key) {
        return new QemuArguments(domain).settings().stream()
                .filter(setting -> setting.key().equals(key) && Mdevs.isCalled(domain, mdev, setting.device())).toList();
    }

    // ---- modern

    private static void modern(Domain domain, Hostdev mdev, TransformContext context) {
        String alias = Mdevs.userAlias(mdev);
        if (alias == null) {
            throw new StepException(Mdevs.name(mdev) + " has no alias of its own for <qemu:override> to name; "
                    + "run insert-mdev-hostdev with idiom modern first");
        }
        boolean off = false;
        QemuArguments arguments = new QemuArguments(domain);
        for (QemuArguments.Setting setting : owned(domain, mdev, OPREGION)) {
            off = !setting.isOn();
            drop(domain, arguments, setting, context);
        }
        for (QemuArguments.Setting setting : owned(domain, mdev, DISPLAY)) {
            drop(domain, arguments, setting, context);
        }
        renameOverride(domain, mdev, alias, context);
        removeProperty(domain, mdev, DISPLAY);
        writeProperty(domain, alias, off);
    }

    private static void drop(Domain domain, QemuArguments arguments, QemuArguments.Setting setting, TransformContext context) {
        if (domain.getQemuCommandline() != null) {
            context.changed(domain.getQemuCommandline(), "QEMU finds no device for -set once libvirt writes -device as JSON; the "
                    + "override and the display attribute say it now.");
        }
        arguments.remove(setting.option(), setting.argument());
    }

    /** An override by the number that libvirt made up would miss the device under its new alias. */
    private static void renameOverride(Domain domain, Hostdev mdev, String alias, TransformContext context) {
        List<QemuDevice> devices = devices(domain);
        if (devices.stream().noneMatch(device -> alias.equals(device.getAlias()))) {
            devices.stream().filter(device -> device.getAlias() != null && Mdevs.isCalled(domain, mdev, device.getAlias()))
                    .filter(device -> isOurs(device)).findFirst().ifPresent(device -> {
                        device.setAlias(alias);
                        context.changed(device, "An override that names no device is ignored silently.");
                    });
        }
    }

    private static boolean isOurs(QemuDevice device) {
        return device.getFrontend() != null && device.getFrontend().getProperties().stream()
                .anyMatch(property -> OPREGION.equals(property.getName()));
    }

    private static void writeProperty(Domain domain, String alias, boolean off) {
        if (domain.getQemuOverride() == null) {
            domain.setQemuOverride(new QemuOverride());
        }
        List<QemuDevice> devices = domain.getQemuOverride().getDevices();
        QemuDevice device = devices.stream().filter(one -> alias.equals(one.getAlias())).findFirst().orElseGet(() -> {
            QemuDevice created = new QemuDevice().withAlias(alias);
            devices.add(created);
            return created;
        });
        if (device.getFrontend() == null) {
            device.setFrontend(new QemuFrontend());
        }
        List<QemuProperty> properties = device.getFrontend().getProperties();
        List<QemuProperty> same = properties.stream().filter(property -> OPREGION.equals(property.getName())).toList();
        if (same.isEmpty()) {
            properties.add(new QemuProperty().withName(OPREGION).withType(QemuPropertyType.BOOL)
                    .withValue(off ? "false" : "true"));
            return;
        }
        properties.removeIf(property -> same.indexOf(property) >= 0 && property != same.get(0));
        QemuProperty property = same.get(0);
        if (!isOff(property)) {
            property.withType(QemuPropertyType.BOOL).withValue("true");
        }
    }

    // ---- the guide's arguments

    private static void commandline(Domain domain, Hostdev mdev, TransformContext context) {
        String name = Mdevs.qemuName(domain, mdev);
        boolean off = devices(domain).stream().filter(device -> Mdevs.isCalled(domain, mdev, String.valueOf(device.getAlias())))
                .filter(device -> device.getFrontend() != null)
                .flatMap(device -> device.getFrontend().getProperties().stream())
                .anyMatch(property -> OPREGION.equals(property.getName()) && isOff(property));
        removeProperty(domain, mdev, OPREGION);
        removeProperty(domain, mdev, DISPLAY);
        set(domain, mdev, name, OPREGION, off ? "off" : "on", true, context);
        set(domain, mdev, name, DISPLAY, "on", false, context);
        QemuArguments arguments = new QemuArguments(domain);
        if (arguments.displays().stream().noneMatch(display -> display.value().split(",")[0].equals("egl-headless"))) {
            arguments.add("-display", "egl-headless");
        }
    }

    /** One {@code -set} by the right name; the last of several is the one that QEMU obeys. */
    private static void set(Domain domain, Hostdev mdev, String name, String key, String value, boolean keepsOff,
            TransformContext context) {
        QemuArguments arguments = new QemuArguments(domain);
        List<QemuArguments.Setting> known = owned(domain, mdev, key);
        if (known.isEmpty()) {
            arguments.add("-set", "device." + name + "." + key + "=" + value);
            return;
        }
        for (QemuArguments.Setting earlier : known.subList(0, known.size() - 1)) {
            arguments.remove(earlier.option(), earlier.argument());
        }
        QemuArguments.Setting last = known.get(known.size() - 1);
        String kept = last.isOn() || keepsOff ? last.value() : value;
        String text = "device." + name + "." + key + "=" + kept;
        if (!text.equals(last.argument().getValue())) {
            last.argument().setValue(text);
            context.changed(last.argument(), "The argument is to name this vGPU and switch it on.");
        }
    }

    // ---- overrides

    private static List<QemuDevice> devices(Domain domain) {
        return domain.getQemuOverride() == null ? List.of() : domain.getQemuOverride().getDevices();
    }

    private static boolean isOff(QemuProperty property) {
        return List.of("false", "off", "no").contains(String.valueOf(property.getValue()));
    }

    /** Removes a property of the mdev, and what is empty then. */
    private static void removeProperty(Domain domain, Hostdev mdev, String name) {
        List<QemuDevice> emptied = new ArrayList<>();
        for (QemuDevice device : devices(domain)) {
            if (device.getFrontend() != null && Mdevs.isCalled(domain, mdev, String.valueOf(device.getAlias()))
                    && device.getFrontend().getProperties().removeIf(property -> name.equals(property.getName()))
                    && device.getFrontend().getProperties().isEmpty()) {
                emptied.add(device);
            }
        }
        if (!emptied.isEmpty()) {
            domain.getQemuOverride().getDevices().removeIf(device -> emptied.stream().anyMatch(one -> one == device));
            if (domain.getQemuOverride().getDevices().isEmpty()) {
                domain.setQemuOverride(null);
            }
        }
    }
}
