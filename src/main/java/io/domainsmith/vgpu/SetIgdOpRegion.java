package io.domainsmith.vgpu;

import io.domainsmith.guest.DeviceIds;
import io.domainsmith.guest.Displays;
import io.domainsmith.guest.Vgpus;
import io.domainsmith.model.Domain;
import io.domainsmith.model.Hostdev;
import io.domainsmith.model.qemu.QemuDevice;
import io.domainsmith.model.qemu.QemuPropertyType;
import io.domainsmith.target.Feature;
import io.domainsmith.transform.StepException;
import io.domainsmith.transform.TransformContext;
import io.domainsmith.transform.Transformer;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * Gives the vGPU the opregion in which Intel's driver looks for its outputs (QEMU's x-igd-opregion), as the idiom has it: by
 * {@code -set}, by {@code <qemu:override>}, or, where QEMU does so itself, by leaving nothing. What another idiom left for this
 * mdev goes; other arguments and overrides stay as they are, in their order. An opregion that the user switched off stays off.
 *
 * @since 0.1
 */
public final class SetIgdOpRegion implements Transformer {

    static final String OPREGION = "x-igd-opregion";
    static final String DISPLAY = "display";

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
        set(domain, Mdevs.require(domain, uuid), true, idiom, context);
    }

    /**
     * The same for an mdev that is known already.
     *
     * @param shows whether its display is on; else it stays off
     */
    static void set(Domain domain, Hostdev mdev, boolean shows, Idiom idiom, TransformContext context) {
        if (!shows && (mdev.getDisplay() != null || isDisplaySaid(domain, mdev))) {
            InsertMdevHostdev.switchOff(domain, mdev, context);
        } else if (shows && idiom.hasDisplayAttribute() && (mdev.getDisplay() == null || Mdevs.lacksGraphics(domain))) {
            // displays may have come or gone since the mdev was inserted
            InsertMdevHostdev.reconcileDisplay(domain, mdev, idiom, context);
        }
        QemuProperties properties = new QemuProperties(domain, mdev);
        boolean off = properties.isOff(OPREGION);
        switch (idiom.opRegion()) {
            case ARGUMENT -> byArgument(domain, mdev, properties, shows, off, idiom, context);
            case OVERRIDE -> byOverride(domain, mdev, properties, shows, off, idiom, context);
            case DEFAULT -> {
                if (off || !shows || isToldByOpRegion(domain, mdev)) {
                    byOverride(domain, mdev, properties, shows, off, idiom, context);
                } else {
                    dropArguments(domain, properties, context);
                    properties.removeOverrides(OPREGION);
                    setDisplayOverride(domain, mdev, properties, shows, idiom);
                    MigrateQemuSetArguments.toOverrides(domain, mdev, context);
                }
            }
        }
        if (idiom.deletesJson()) {
            JsonCapability.delete(domain, context);
        } else if (idiom != Idiom.COMMANDLINE
                && (idiom.opRegion() == Idiom.OpRegion.ARGUMENT || new QemuArguments(domain).settings().isEmpty())) {
            JsonCapability.restore(domain, context);
        }
    }

    /** Whether a later step tells this vGPU to be GVT-g's by the opregion alone: another one is there that says so, and its alias does not. */
    private static boolean isToldByOpRegion(Domain domain, Hostdev mdev) {
        return Vgpus.of(domain).gvtg().size() > 1 && !DeviceIds.userAliasStartsWith(mdev, Vgpus.GVTG_ALIAS);
    }

    private static boolean isDisplaySaid(Domain domain, Hostdev mdev) {
        QemuProperties properties = new QemuProperties(domain, mdev);
        return !properties.arguments(DISPLAY).isEmpty() || !properties.overridden(DISPLAY).isEmpty();
    }

    // ---- override

    private static void byOverride(Domain domain, Hostdev mdev, QemuProperties properties, boolean shows, boolean off, Idiom idiom,
            TransformContext context) {
        String alias = requireAlias(mdev);
        dropArguments(domain, properties, context);
        rename(domain, properties, alias, context);
        setDisplayOverride(domain, mdev, properties, shows, idiom);
        boolean kept = properties.overridden(OPREGION).stream().anyMatch(one -> off && QemuProperties.isOff(one));
        if (!kept) {
            QemuProperties.override(domain, alias, OPREGION, QemuPropertyType.BOOL, off ? "false" : "true");
        }
        MigrateQemuSetArguments.toOverrides(domain, mdev, context);
    }

    private static String requireAlias(Hostdev mdev) {
        String alias = DeviceIds.userAlias(mdev).orElse(null);
        if (alias == null) {
            throw new StepException(Mdevs.name(mdev) + " has no alias of its own for <qemu:override> to name; "
                    + "run insert-mdev-hostdev with idiom modern first");
        }
        return alias;
    }

    /** The attribute switches the display on, or, where libvirt would refuse it, an override does. */
    private static void setDisplayOverride(Domain domain, Hostdev mdev, QemuProperties properties, boolean shows, Idiom idiom) {
        boolean byAttribute = Mdevs.hasDisplayAttribute(domain, idiom);
        if (shows && !byAttribute) {
            String alias = requireAlias(mdev);
            if (properties.overridden(DISPLAY).stream().noneMatch(one -> one.getType() == QemuPropertyType.STRING && "on".equals(one.getValue()))) {
                properties.removeOverrides(DISPLAY);
                QemuProperties.override(domain, alias, DISPLAY, QemuPropertyType.STRING, "on");
            }
        } else {
            properties.removeOverrides(DISPLAY);
        }
    }

    private static void dropArguments(Domain domain, QemuProperties properties, TransformContext context) {
        for (String key : List.of(OPREGION, DISPLAY)) {
            List<QemuArguments.Setting> settings = properties.arguments(key);
            if (!settings.isEmpty()) {
                context.changed(Objects.requireNonNull(domain.getQemuCommandline()), "QEMU finds no device for -set once libvirt "
                        + "writes -device as JSON; the override and the display attribute say it now.");
                properties.removeArguments(settings);
            }
        }
    }

    /** An override by the number that libvirt made up would miss the device under its new alias. */
    private static void rename(Domain domain, QemuProperties properties, String alias, TransformContext context) {
        List<QemuDevice> devices = QemuProperties.overrides(domain);
        if (devices.stream().noneMatch(device -> alias.equals(device.getAlias()))) {
            devices.stream().filter(device -> properties.areOf(String.valueOf(device.getAlias())))
                    .filter(device -> device.getFrontend() != null && device.getFrontend().getProperties().stream()
                            .anyMatch(property -> OPREGION.equals(property.getName())))
                    .findFirst().ifPresent(device -> {
                        device.setAlias(alias);
                        context.changed(device, "An override that names no device is ignored silently.");
                    });
        }
    }

    // ---- arguments

    private static void byArgument(Domain domain, Hostdev mdev, QemuProperties properties, boolean shows, boolean off, Idiom idiom,
            TransformContext context) {
        String name = Mdevs.qemuName(domain, mdev, context.target());
        properties.removeOverrides(OPREGION);
        properties.removeOverrides(DISPLAY);
        if (context.target().supports(Feature.OVERRIDE).isNo()) {
            MigrateQemuSetArguments.toArguments(domain, mdev, context);
        }
        set(domain, properties, name, OPREGION, off ? "off" : "on", context);
        if (!shows || Mdevs.hasDisplayAttribute(domain, idiom)) {
            properties.removeArguments(properties.arguments(DISPLAY));
        } else {
            set(domain, properties, name, DISPLAY, "on", context);
        }
        QemuArguments arguments = new QemuArguments(domain);
        if (shows && idiom.hasDisplayArgument() && !Displays.of(domain).hasOwnOpenGl()
                && arguments.displays().stream().noneMatch(display -> display.value().split(",")[0].equals("egl-headless"))) {
            arguments.add("-display", "egl-headless");
        }
    }

    /** One {@code -set} by the right name; the last of several is the one that QEMU obeys. */
    private static void set(Domain domain, QemuProperties properties, String name, String key, String value,
            TransformContext context) {
        List<QemuArguments.Setting> known = properties.arguments(key);
        if (known.isEmpty()) {
            new QemuArguments(domain).add("-set", "device." + name + "." + key + "=" + value);
            return;
        }
        properties.removeArguments(known.subList(0, known.size() - 1));
        QemuArguments.Setting last = known.get(known.size() - 1);
        boolean says = last.isOn() == value.equals("on");
        String text = "device." + name + "." + key + "=" + (says ? last.value() : value);
        if (!text.equals(last.argument().getValue())) {
            last.argument().setValue(text);
            context.changed(last.argument(), "The argument is to name this vGPU and switch it on.");
        }
    }
}
