package io.domainsmith.validate.rules;

import io.domainsmith.document.SourceElement;
import io.domainsmith.guest.QemuOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The QEMU arguments and overrides of a document: libvirt reads them from direct children of {@code <domain>}, whatever the
 * prefix, and merges repeated blocks (qemuDomainDefNamespaceParse).
 */
final class QemuArgs {

    static final String NAMESPACE = "http://libvirt.org/schemas/domain/qemu/1.0";

    private static final Pattern DEVICE = Pattern.compile("device\\.([^.=]+)\\.([^=]+)=(.*)", Pattern.DOTALL);

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
    private final Map<String, String> displays = new HashMap<>();

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
        deviceSettings = deviceSettings(valuesOf("-set"));
        overrides = overrides(properties);
        settings = new ArrayList<>(deviceSettings);
        settings.addAll(overrides);
        overridesThenSettings().stream().filter(setting -> setting.property().equals("display"))
                .forEach(setting -> displays.put(setting.alias(), setting.value()));
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

    private static List<Setting> overrides(List<SourceElement> properties) {
        List<Setting> overrides = new ArrayList<>();
        for (SourceElement property : properties) {
            overrides.add(new Setting(orEmpty(property.parent().parent(), "alias"), orEmpty(property, "name"), orEmpty(property, "value"),
                    property));
        }
        return overrides;
    }

    private static List<Setting> deviceSettings(List<SourceElement> values) {
        List<Setting> settings = new ArrayList<>();
        for (SourceElement value : values) {
            Matcher device = DEVICE.matcher(String.valueOf(value.attribute("value")));
            if (device.matches()) {
                settings.add(new Setting(device.group(1), device.group(2), device.group(3), value));
            }
        }
        return settings;
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

    /** What sets the property display of a device, by the device's alias: an argument before an override. */
    Map<String, String> displays() {
        return displays;
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
