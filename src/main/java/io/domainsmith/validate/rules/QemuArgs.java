package io.domainsmith.validate.rules;

import io.domainsmith.document.SourceElement;
import io.domainsmith.guest.QemuOptions;
import io.domainsmith.guest.QemuSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The QEMU arguments and overrides of a document: libvirt reads them from direct children of {@code <domain>}, whatever the
 * prefix, and merges repeated blocks (qemuDomainDefNamespaceParse).
 */
final class QemuArgs {

    static final String NAMESPACE = "http://libvirt.org/schemas/domain/qemu/1.0";

    private final List<SourceElement> commandlines;
    private final List<SourceElement> overrideBlocks;
    private final List<SourceElement> capabilities;
    private final List<SourceElement> arguments;
    private final QemuOptions options;
    private final List<SourceElement> overriddenDevices;
    private final List<SourceElement> properties;
    private final List<Setting> deviceSettings;
    private final List<Setting> overrides;
    private final List<Setting> settings;
    private final QemuSettings read;

    /** A device's property, set by {@code -set} or by an override. */
    record Setting(String alias, String property, String value, SourceElement element) {
    }

    /** What a document's root says. */
    QemuArgs(SourceElement root) {
        List<SourceElement> domain = List.of(root);
        commandlines = in(domain, "commandline");
        overrideBlocks = in(domain, "override");
        capabilities = in(domain, "capabilities");
        arguments = in(commandlines, "arg");
        options = QemuOptions.of(arguments.stream().map(arg -> orEmpty(arg, "value")).toList());
        overriddenDevices = in(overrideBlocks, "device");
        properties = in(in(overriddenDevices, "frontend"), "property");
        List<QemuSettings.Setting> overridden = new ArrayList<>();
        for (SourceElement property : properties) {
            overridden.add(QemuSettings.override(property.parent().parent().attribute("alias"), property.attribute("name"),
                    property.attribute("value"), overridden.size()));
        }
        read = QemuSettings.of(options, overridden);
        deviceSettings = read.arguments().stream().map(this::setting).toList();
        overrides = read.overrides().stream().map(this::setting).toList();
        settings = Stream.of(deviceSettings, overrides).flatMap(List::stream).toList();
    }

    private static List<SourceElement> in(List<SourceElement> parents, String name) {
        List<SourceElement> found = List.of();
        for (SourceElement parent : parents) {
            List<SourceElement> children = parent.children();
            for (int i = 0; i < children.size(); i++) {
                SourceElement child = children.get(i);
                if (child.is(NAMESPACE, name)) {
                    found = found.isEmpty() ? new ArrayList<>() : found;
                    found.add(child);
                }
            }
        }
        return found;
    }

    private Setting setting(QemuSettings.Setting setting) {
        return new Setting(setting.device(), setting.property(), setting.value(),
                setting.isOverride() ? properties.get(setting.index()) : arguments.get(setting.index()));
    }

    /** The blocks of arguments. */
    List<SourceElement> commandlines() {
        return commandlines;
    }

    /** The blocks of overrides. */
    List<SourceElement> overrideBlocks() {
        return overrideBlocks;
    }

    /** The blocks of capabilities. */
    List<SourceElement> capabilities() {
        return capabilities;
    }

    /** All arguments. */
    List<SourceElement> arguments() {
        return arguments;
    }

    /** The devices of all overrides. */
    List<SourceElement> overriddenDevices() {
        return overriddenDevices;
    }

    /** The properties of all overrides. */
    List<SourceElement> properties() {
        return properties;
    }

    /** What {@code -set device.<alias>.<property>=<value>} sets, in order. */
    List<Setting> deviceSettings() {
        return deviceSettings;
    }

    /** What {@code <qemu:override>} sets, in order. */
    List<Setting> overrides() {
        return overrides;
    }

    /** Both: what arguments set, and what overrides set. */
    List<Setting> settings() {
        return settings;
    }

    /** Both, in the order in which they apply: libvirt writes the overrides, QEMU then reads {@code -set}. */
    List<Setting> overridesThenSettings() {
        return Stream.of(overrides, deviceSettings).flatMap(List::stream).toList();
    }

    /** The settings without their elements. */
    QemuSettings read() {
        return read;
    }

    /** The arguments as QEMU reads them. */
    QemuOptions options() {
        return options;
    }

    /** The values of an option, such as {@code -display}. */
    List<SourceElement> valuesOf(String option) {
        List<SourceElement> values = new ArrayList<>();
        for (QemuOptions.Option one : options.all(option.substring(1))) {
            if (one.value() != null) {
                values.add(arguments.get(one.index()));
            }
        }
        return values;
    }

    /** Whether the document takes a capability of QEMU away. */
    boolean deletesCapability(String name) {
        return in(capabilities, "del").stream().anyMatch(del -> name.equals(del.attribute("capability")));
    }

    private static String orEmpty(SourceElement element, String attribute) {
        String value = element.attribute(attribute);
        return value == null ? "" : value;
    }
}
