package io.domainsmith.vgpu;

import io.domainsmith.guest.DeviceIds;
import io.domainsmith.guest.Vgpus;
import io.domainsmith.internal.UserAlias;
import io.domainsmith.model.Alias;
import io.domainsmith.model.Device;
import io.domainsmith.model.Disk;
import io.domainsmith.model.Domain;
import io.domainsmith.model.Hostdev;
import io.domainsmith.model.HostdevModel;
import io.domainsmith.model.HostdevType;
import io.domainsmith.model.Interface;
import io.domainsmith.model.OnOff;
import io.domainsmith.model.Rom;
import io.domainsmith.model.Video;
import io.domainsmith.model.VideoModelType;
import io.domainsmith.model.qemu.QemuDevice;
import io.domainsmith.model.qemu.QemuProperty;
import io.domainsmith.model.qemu.QemuPropertyType;
import io.domainsmith.target.DeviceProperty;
import io.domainsmith.target.Feature;
import io.domainsmith.transform.StepException;
import io.domainsmith.transform.TransformContext;
import io.domainsmith.transform.Transformer;
import io.domainsmith.validate.Consequence;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Says by attributes and {@code <qemu:override>} what {@code -set device.NAME.PROPERTY=VALUE} said, which finds no device once
 * libvirt writes {@code -device} as JSON; for a libvirt before 8.5, which cannot read overrides, the other way round.
 *
 * <p>Names are resolved as libvirt counts (qemuAssignDeviceAliases) and a device gets an alias of its own where it has none. No network
 * is taken to forward to hostdevs, unless an option for the vGPU says otherwise; a warning tells where that decides. All other arguments
 * stay, in their order.
 *
 * @since 0.1
 */
public final class MigrateQemuSetArguments implements Transformer {

    /** Texts even if they are digits. */
    private static final Set<String> TEXTS = Set.of("romfile", "serial", "wwn", "mac", "product", "ver", "driver");
    /** QEMU's OnOffAuto, which as JSON is a text. */
    private static final Set<String> ON_OFF_AUTO = Set.of("display", "disable-legacy", "acpi", "page-per-vq", "enable-migration");
    private static final Map<String, String> BOOLEANS =
            Map.of("on", "true", "yes", "true", "true", "true", "off", "false", "no", "false", "false", "false");
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9]\\d{0,17})");
    private static final Pattern HEXADECIMAL = Pattern.compile("0[xX][0-9a-fA-F]{1,15}");

    private record Resolved(QemuArguments.Setting setting, Device device) {
    }

    @Override
    public String name() {
        return "migrate-qemu-set-arguments";
    }

    @Override
    public String description() {
        return "Sets the properties of QEMU's devices in the way that the target's libvirt and QEMU take.";
    }

    @Override
    public void apply(Domain domain, TransformContext context) {
        if (context.target().supports(Feature.OVERRIDE).isNo()) {
            toArguments(domain, null, context);
        } else {
            toOverrides(domain, context);
        }
    }

    // ---- to attributes and overrides

    private static void toOverrides(Domain domain, TransformContext context) {
        DeviceNames names = new DeviceNames(domain);
        List<Resolved> resolved = new ArrayList<>();
        for (QemuArguments.Setting setting : new QemuArguments(domain).settings()) {
            if (isDisk(names, setting.device())) {
                QemuPropertyType type = type(setting.key(), setting.value());
                QemuProperties.override(domain, setting.device(), setting.key(), type, value(type, setting.value()));
                context.changed(Objects.requireNonNull(domain.getQemuCommandline()),
                        "QEMU finds no device for -set once libvirt writes -device as JSON; an override says it instead.");
                new QemuArguments(domain).remove(setting.option(), setting.argument());
            } else {
                resolve(names, setting, context).ifPresent(device -> resolved.add(new Resolved(setting, device)));
            }
        }
        // with the option that tells of a network that forwards, the others would lose their meaning
        if (new QemuArguments(domain).settings().stream().anyMatch(setting -> names.called(setting).size() > 1)) {
            resolved.removeIf(one -> DeviceIds.isNumberOfHostdev(one.setting().device()));
        }
        move(domain, names, resolved, context);
    }

    /** The same for one device, whose options all go together. */
    static void toOverrides(Domain domain, Device device, TransformContext context) {
        DeviceNames names = new DeviceNames(domain);
        move(domain, names, new QemuArguments(domain).settings().stream().filter(setting -> names.means(setting, device))
                .map(setting -> new Resolved(setting, device)).toList(), context);
    }

    private static void move(Domain domain, DeviceNames names, List<Resolved> resolved, TransformContext context) {
        Set<String> warned = new HashSet<>();
        for (Resolved one : resolved) {
            if (warned.add(one.setting().device())) {
                names.warnOfReading(one.setting().device(), one.device(), context);
            }
        }
        Set<Device> ramfbs = resolved.stream().filter(one -> Vgpus.isVgpu(one.device()) && one.setting().key().equals("ramfb") && one.setting().isOn()
                && !context.target().supports(Feature.MDEV_RAMFB).isNo()).map(Resolved::device)
                .collect(Collectors.toCollection(() -> Collections.newSetFromMap(new IdentityHashMap<>())));
        // overrides by a number miss the device as soon as another one has an alias
        for (QemuDevice override : QemuProperties.overrides(domain)) {
            List<Device> devices = override.getAlias() == null || UserAlias.isKept(override.getAlias()) || resolved.isEmpty()
                    ? List.of() : names.called(override.getAlias());
            if (devices.size() == 1) {
                override.setAlias(alias(domain, names, devices.get(0), override.getAlias(), context));
                context.changed(override, "Libvirt's own number would change; this alias stays.");
            }
        }
        QemuArguments arguments = new QemuArguments(domain);
        for (Resolved one : resolved) {
            QemuArguments.Setting setting = one.setting();
            context.changed(Objects.requireNonNull(domain.getQemuCommandline()),
                    "QEMU finds no device for -set once libvirt writes -device as JSON; an attribute or an override says it instead.");
            boolean needless = isDriverOfRamfb(setting) && (ramfbs.contains(one.device())
                    || one.device() instanceof Hostdev mdev && Vgpus.isVgpu(mdev) && mdev.getRamfb() == OnOff.ON);
            if (!needless && !setNatively(domain, one.device(), setting.key(), setting.value(), context)) {
                String alias = alias(domain, names, one.device(), setting.device(), context);
                QemuPropertyType type = type(one.device(), setting.key(), setting.value());
                QemuProperties.override(domain, alias, setting.key(), type, value(type, setting.value()));
            }
            arguments.remove(setting.option(), setting.argument());
        }
    }

    private static Optional<Device> resolve(DeviceNames names, QemuArguments.Setting setting, TransformContext context) {
        List<Device> devices = names.called(setting);
        if (devices.size() == 1) {
            return Optional.of(devices.get(0));
        }
        context.warn(setting.argument(), Consequence.FAILS_AT_START, "-set " + setting.argument().getValue()
                + (devices.isEmpty() ? " names no device of this domain that has a name by libvirt's count"
                        : DeviceNames.UNDECIDED) + ", so it stays as it is", DeviceNames.advice(setting.device()));
        return Optional.empty();
    }

    /** Whether an id is one that libvirt makes up for a disk: it tells of the disk's place and stays, so the disk requires no alias. */
    private static boolean isDisk(DeviceNames names, String id) {
        List<Device> called = names.called(id);
        return called.size() == 1 && called.get(0) instanceof Disk disk && DeviceIds.userAlias(disk).isEmpty();
    }

    /** The device that libvirt takes by itself for a vGPU with ramfb='on'. */
    private static boolean isDriverOfRamfb(QemuArguments.Setting setting) {
        return setting.key().equals("driver") && setting.value().equals(RetargetVgpu.WITH_RAMFB);
    }

    /** What libvirt has an attribute for, and passes on. */
    private static boolean setNatively(Domain domain, Device device, String key, String value, TransformContext context) {
        String truth = BOOLEANS.get(value);
        OnOff onOff = truth == null ? null : truth.equals("true") ? OnOff.ON : OnOff.OFF;
        boolean hasAttribute = key.equals("display") ? onOff == OnOff.OFF || !Mdevs.lacksGraphics(domain)
                : key.equals("ramfb") && !context.target().supports(Feature.MDEV_RAMFB).isNo();
        if (Vgpus.isVgpu(device) && onOff != null && hasAttribute) {
            Hostdev mdev = (Hostdev) device;
            if (key.equals("display")) {
                mdev.setDisplay(onOff);
            } else {
                mdev.setRamfb(onOff);
            }
            context.changed(mdev, "libvirt has an attribute for it.");
            return true;
        }
        boolean passesRom = device instanceof Interface || device instanceof Hostdev hostdev && hostdev.getType() == HostdevType.PCI;
        String bar = key.equals("rombar") ? Map.of("1", "on", "0", "off", "on", "on", "off", "off").get(value) : null;
        // the schema takes an absolute path; romfile= without one says that there is no ROM
        if (passesRom && (bar != null || key.equals("romfile") && value.startsWith("/"))) {
            Rom rom = rom(device);
            if (bar != null) {
                rom.setBar(OnOff.fromValue(bar));
            } else {
                rom.setFile(value);
            }
            context.changed(rom, "libvirt has an element for it.");
            return true;
        }
        return false;
    }

    private static Rom rom(Device device) {
        Rom known = device instanceof Interface nic ? nic.getRom() : ((Hostdev) device).getRom();
        Rom rom = known == null ? new Rom() : known;
        if (device instanceof Interface nic) {
            nic.setRom(rom);
        } else {
            ((Hostdev) device).setRom(rom);
        }
        return rom;
    }

    private static String alias(Domain domain, DeviceNames names, Device device, String name, TransformContext context) {
        String known = DeviceIds.userAlias(device).orElse(null);
        if (known != null) {
            return known;
        }
        names.refuseUndecided(device);
        boolean gvtg = Vgpus.of(domain).gvtg().stream().anyMatch(mdev -> mdev == device);
        String alias = Mdevs.unusedAlias(domain, gvtg ? Vgpus.GVTG_ALIAS : "ua-" + name, device);
        Alias given = new Alias().withName(alias);
        device.setAlias(given);
        context.changed(given, "The override names the device by an alias that libvirt keeps.");
        return alias;
    }

    /** The type that QEMU reads; where that is not known, what the value looks like. */
    private static QemuPropertyType type(Device device, String key, String value) {
        DeviceProperty.Kind kind = device instanceof Hostdev
                ? DeviceProperty.of(RetargetVgpu.WITH_RAMFB, key).map(DeviceProperty::kind).orElse(DeviceProperty.Kind.ANY) : DeviceProperty.Kind.ANY;
        QemuPropertyType seen = type(key, value);
        return switch (kind) {
            case BOOL -> BOOLEANS.containsKey(value) ? QemuPropertyType.BOOL : seen;
            case STRING -> QemuPropertyType.STRING;
            case NUMBER, ANY -> seen;
        };
    }

    private static QemuPropertyType type(String key, String value) {
        if (TEXTS.contains(key) || ON_OFF_AUTO.contains(key)) {
            return QemuPropertyType.STRING;
        } else if (BOOLEANS.containsKey(value)) {
            return QemuPropertyType.BOOL;
        } else if (HEXADECIMAL.matcher(value).matches()) {
            return QemuPropertyType.UNSIGNED;
        } else if (NUMBER.matcher(value).matches()) {
            return value.startsWith("-") ? QemuPropertyType.SIGNED : QemuPropertyType.UNSIGNED;
        }
        return QemuPropertyType.STRING;
    }

    private static String value(QemuPropertyType type, String value) {
        return switch (type) {
            case BOOL -> Objects.requireNonNull(BOOLEANS.get(value));
            case UNSIGNED -> String.valueOf(Long.decode(value));
            default -> value;
        };
    }

    // ---- to arguments

    /** Every device's overrides, or those of one. */
    static void toArguments(Domain domain, @Nullable Device only, TransformContext context) {
        boolean keepsAliases = !context.target().supports(Feature.USER_ALIAS).isNo();
        for (QemuDevice override : List.copyOf(QemuProperties.overrides(domain))) {
            List<Device> devices = override.getAlias() == null ? List.of() : new DeviceNames(domain).called(override.getAlias());
            if (only != null && (devices.size() != 1 || devices.get(0) != only)) {
                continue;
            }
            if (devices.size() != 1) {
                context.warn(override, Consequence.SURPRISE, "<qemu:override> for " + override.getAlias() + " names "
                        + (devices.isEmpty() ? "no device of this domain" : "one device or another")
                        + ", so it stays as it is, and " + context.target().describe() + " does not read it", null);
                continue;
            }
            if (devices.get(0) instanceof Video video && video.getModel() != null && video.getModel().getType() == VideoModelType.NONE) {
                context.warn(override, Consequence.SURPRISE, "<qemu:override> for " + override.getAlias() + " is for a video that is none, and goes: "
                        + context.target().describe() + " does not read it, and QEMU does not start over a -set for a device that is not there", null);
                QemuProperties.properties(override).stream().map(QemuProperty::getName).toList()
                        .forEach(property -> QemuProperties.removeOverride(domain, override, property));
                continue;
            }
            String name = keepsAliases ? override.getAlias() : DeviceIds.ofNumbers(domain).of(devices.get(0)).orElseThrow();
            List<QemuProperty> properties = override.getFrontend() == null ? List.of() : override.getFrontend().getProperties();
            for (QemuProperty property : List.copyOf(properties)) {
                if (property.getName() == null) {
                    throw new StepException("<qemu:override> has a <qemu:property> without a name for " + override.getAlias()
                            + ", which libvirt refuses; name it, or take it out");
                }
                if (property.getType() == QemuPropertyType.REMOVE) {
                    throw new StepException("<qemu:override> takes the property " + property.getName() + " of " + override.getAlias()
                            + " away, which no -set can do, and " + context.target().describe() + " reads no override; remove it first");
                }
                // QEMU reads -set behind -device, into which libvirt writes the override: where both say something, -set holds
                if (!isSet(domain, devices.get(0), property.getName())) {
                    new QemuArguments(domain).add("-set", "device." + name + "." + property.getName() + "=" + argument(property));
                }
                QemuProperties.removeOverride(domain, override, property.getName());
                context.changed(Objects.requireNonNull(domain.getQemuCommandline()),
                        context.target().describe() + " cannot read <qemu:override>; -set says the same.");
            }
        }
        Vgpus.all(domain).stream().filter(mdev -> only == null || mdev == only).forEach(mdev -> ramfbToArguments(domain, mdev, context));
        if (!new QemuArguments(domain).settings().isEmpty() && !context.target().supports(Feature.JSON_DEVICE).isNo()) {
            JsonCapability.delete(domain, context);
        }
    }

    /** Before 5.10 libvirt has no attribute for a ramfb. */
    private static void ramfbToArguments(Domain domain, Hostdev mdev, TransformContext context) {
        if (mdev.getRamfb() == null || !context.target().supports(Feature.MDEV_RAMFB).isNo() || context.target().supports(Feature.VFIO_RAMFB).isNo()) {
            return;
        }
        String name = Mdevs.qemuName(domain, mdev, context.target());
        for (String property : mdev.getRamfb() == OnOff.ON ? List.of("driver=" + RetargetVgpu.WITH_RAMFB, "ramfb=on") : List.<String>of()) {
            if (!isSet(domain, mdev, property.substring(0, property.indexOf('=')))) {
                new QemuArguments(domain).add("-set", "device." + name + "." + property);
            }
        }
        mdev.setRamfb(null);
        context.changed(mdev, context.target().describe() + " has no attribute ramfb; -set says the same.");
    }

    private static boolean isSet(Domain domain, Device device, String key) {
        DeviceNames names = new DeviceNames(domain);
        return new QemuArguments(domain).settings().stream().anyMatch(setting -> setting.key().equals(key) && names.means(setting, device));
    }

    private static String argument(QemuProperty property) {
        String value = String.valueOf(property.getValue());
        if (property.getType() == QemuPropertyType.BOOL) {
            return value.equals("true") ? "on" : "off";
        }
        return value;
    }
}
