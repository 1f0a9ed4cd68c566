package io.domainsmith.validate.rules;

import io.domainsmith.document.SourceElement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The QEMU arguments and overrides of a document: libvirt reads them from direct children of {@code <domain>}, whatever the
 * prefix, and merges repeated blocks (qemuDomainDefNamespaceParse).
 */
final class QemuArgs {

    static final String NAMESPACE = "http://libvirt.org/schemas/domain/qemu/1.0";

    private static final Pattern DEVICE = Pattern.compile("device\\.([^.=]+)\\.([^=]+)=(.*)", Pattern.DOTALL);

    /** A device's property, set by {@code -set} or by an override. */
    record Setting(String alias, String property, String value, SourceElement element) {
    }

    private QemuArgs() {
    }

    /** What {@code -set device.<alias>.<property>=<value>} sets, in order. */
    static List<Setting> deviceSettings(SourceElement root) {
        List<Setting> settings = new ArrayList<>();
        for (SourceElement value : valuesOf(root, "-set")) {
            Matcher device = DEVICE.matcher(String.valueOf(value.attribute("value")));
            if (device.matches()) {
                settings.add(new Setting(device.group(1), device.group(2), device.group(3), value));
            }
        }
        return settings;
    }

    /** What {@code <qemu:override>} sets, in order. */
    static List<Setting> overrides(SourceElement root) {
        List<Setting> settings = new ArrayList<>();
        for (SourceElement device : grandchildren(root, "override", "device")) {
            for (SourceElement frontend : device.children()) {
                for (SourceElement property : frontend.children()) {
                    if (frontend.is(NAMESPACE, "frontend") && property.is(NAMESPACE, "property")) {
                        settings.add(new Setting(orEmpty(device, "alias"), orEmpty(property, "name"),
                                orEmpty(property, "value"), property));
                    }
                }
            }
        }
        return settings;
    }

    /** The arguments that follow an option. */
    static List<SourceElement> valuesOf(SourceElement root, String option) {
        List<SourceElement> args = grandchildren(root, "commandline", "arg");
        List<SourceElement> values = new ArrayList<>();
        for (int i = 0; i + 1 < args.size(); i++) {
            String arg = orEmpty(args.get(i), "value");
            if (arg.equals(option) || arg.equals("-" + option)) {
                values.add(args.get(++i));
            }
        }
        return values;
    }

    /** Whether the document takes a capability of QEMU away. */
    static boolean deletesCapability(SourceElement root, String name) {
        return grandchildren(root, "capabilities", "del").stream()
                .anyMatch(del -> name.equals(del.attribute("capability")));
    }

    private static List<SourceElement> grandchildren(SourceElement root, String child, String grandchild) {
        return root.children().stream().filter(block -> block.is(NAMESPACE, child))
                .flatMap(block -> block.children().stream()).filter(element -> element.is(NAMESPACE, grandchild)).toList();
    }

    private static String orEmpty(SourceElement element, String attribute) {
        String value = element.attribute(attribute);
        return value == null ? "" : value;
    }
}
