package io.domainsmith.vgpu;

import io.domainsmith.guest.DeviceIds;
import io.domainsmith.guest.QemuSettings;
import io.domainsmith.model.Domain;
import io.domainsmith.model.Hostdev;
import io.domainsmith.model.qemu.QemuDevice;
import io.domainsmith.model.qemu.QemuFrontend;
import io.domainsmith.model.qemu.QemuOverride;
import io.domainsmith.model.qemu.QemuProperty;
import io.domainsmith.model.qemu.QemuPropertyType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** QEMU's properties of a hostdev, wherever a document says them: in {@code -set} arguments or in {@code <qemu:override>}. */
final class QemuProperties {

    private static final List<String> OFF = List.of("false", "off", "no");

    private final Domain domain;
    private final Set<String> names;

    QemuProperties(Domain domain, Hostdev device) {
        this.domain = domain;
        this.names = DeviceIds.everyIdOfHostdevs(domain).getOrDefault(device, Set.of());
    }

    // ---- arguments

    /** The {@code -set} arguments of a property, in order; the last is the one that QEMU obeys. */
    List<QemuArguments.Setting> arguments(String key) {
        return new QemuArguments(domain).settings().stream()
                .filter(setting -> setting.key().equals(key) && names.contains(setting.device())).toList();
    }

    /** Whether the property has a value in the end, and that is off. */
    boolean isOff(String key) {
        return QemuSettings.of(domain).last(names, key).filter(setting -> !setting.isOn()).isPresent();
    }

    /** Whether an option or an override names the device. */
    boolean areOf(String name) {
        return names.contains(name);
    }

    void removeArguments(List<QemuArguments.Setting> settings) {
        QemuArguments arguments = new QemuArguments(domain);
        settings.forEach(setting -> arguments.remove(setting.option(), setting.argument()));
    }

    // ---- overrides

    static List<QemuDevice> overrides(Domain domain) {
        return domain.getQemuOverride() == null ? List.of() : domain.getQemuOverride().getDevices();
    }

    static boolean isOff(QemuProperty property) {
        return OFF.contains(String.valueOf(property.getValue()));
    }

    /** The overrides of a property under any name of the device. */
    List<QemuProperty> overridden(String key) {
        return overrides(domain).stream().filter(this::isOurs).flatMap(one -> properties(one).stream())
                .filter(property -> key.equals(property.getName())).toList();
    }

    private boolean isOurs(QemuDevice override) {
        return names.contains(String.valueOf(override.getAlias()));
    }

    static List<QemuProperty> properties(QemuDevice override) {
        return override.getFrontend() == null ? List.of() : override.getFrontend().getProperties();
    }

    /** Overrides a property under an alias, once. */
    static QemuProperty override(Domain domain, String alias, String key, QemuPropertyType type, String value) {
        if (domain.getQemuOverride() == null) {
            domain.setQemuOverride(new QemuOverride());
        }
        List<QemuDevice> devices = domain.getQemuOverride().getDevices();
        QemuDevice override = devices.stream().filter(one -> alias.equals(one.getAlias())).findFirst().orElseGet(() -> {
            QemuDevice created = new QemuDevice().withAlias(alias);
            devices.add(created);
            return created;
        });
        if (override.getFrontend() == null) {
            override.setFrontend(new QemuFrontend());
        }
        List<QemuProperty> properties = override.getFrontend().getProperties();
        List<QemuProperty> same = properties.stream().filter(property -> key.equals(property.getName())).toList();
        if (same.isEmpty()) {
            QemuProperty created = new QemuProperty().withName(key).withType(type).withValue(value);
            properties.add(created);
            return created;
        }
        properties.removeIf(property -> property != same.get(0) && key.equals(property.getName()));
        return same.get(0).withType(type).withValue(value);
    }

    /** Removes the overrides of a property, and what is empty then. */
    void removeOverrides(String key) {
        for (QemuDevice override : List.copyOf(overrides(domain))) {
            if (isOurs(override)) {
                removeOverride(domain, override, key);
            }
        }
    }

    /** Removes a property of an override, and what is empty then. */
    static void removeOverride(Domain domain, QemuDevice override, String key) {
        QemuFrontend frontend = override.getFrontend();
        if (frontend == null || !frontend.getProperties().removeIf(property -> key.equals(property.getName()))
                || !frontend.getProperties().isEmpty()) {
            return;
        }
        QemuOverride all = Objects.requireNonNull(domain.getQemuOverride());
        List<QemuDevice> rest = new ArrayList<>(all.getDevices());
        rest.removeIf(one -> one == override);
        if (rest.isEmpty()) {
            domain.setQemuOverride(null);
        } else {
            all.getDevices().removeIf(one -> one == override);
        }
    }
}
