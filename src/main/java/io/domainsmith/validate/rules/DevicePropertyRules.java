package io.domainsmith.validate.rules;

import io.domainsmith.document.SourceElement;
import io.domainsmith.guest.QemuOptions;
import io.domainsmith.guest.QemuSettings;
import io.domainsmith.internal.NearestName;
import io.domainsmith.target.DeviceProperty;
import io.domainsmith.target.Feature;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.target.Support;
import io.domainsmith.validate.Consequence;
import io.domainsmith.validate.Rule;
import io.domainsmith.validate.Severity;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The properties of QEMU's devices that overrides and arguments set.
 *
 * @since 0.1
 */
public final class DevicePropertyRules {

    /** A property that is not there: object_property_find_err. */
    public static final Rule UNKNOWN = Check.failsAtStart("qemu-property-unknown",
            "A <qemu:override>, -set, -device or -global sets a property that the device does not have, and QEMU does not start (\"Property "
                    + "'vfio-pci.legacy-igd' not found\"). It is known what vfio-pci and some other devices have in QEMU 5.2, 7.2, 10.0 and 11.1; "
                    + "where the releases before and after a target's differ, nothing is said.",
            "QEMU qom/object.c, object_property_find_err; -device NAME,help", "remove it, or name a property that the device has",
            DevicePropertyRules::unknown).upTo(Severity.ERROR);

    /** A value of another kind than QEMU reads: qobject_input_visitor_new. */
    public static final Rule TYPE = Check.failsAtStart("override-property-type",
            "A <qemu:override> gives a property a value of another type than QEMU reads where libvirt writes -device as JSON: a bool is true or "
                    + "false and not the string on, a number is no string, and what is on, off or auto is a string.",
            "QEMU qapi/qobject-input-visitor.c; libvirt QEMU_CAPS_DEVICE_JSON", "give the property its own type", DevicePropertyRules::type)
            .upTo(Severity.ERROR);

    /** All of this family. */
    public static final List<Rule> ALL = List.of(UNKNOWN, TYPE);

    /** What every -device takes and no list names. */
    private static final Set<String> OF_EVERY_DEVICE = Set.of("driver", "id", "bus", "realized");

    private DevicePropertyRules() {
    }

    private static void unknown(Guest guest, Report report) {
        // the lists are of QEMU for x86
        if (!guest.machine().arch().isEmpty() && !guest.machine().isX86()) {
            return;
        }
        for (QemuArgs.Setting setting : guest.qemuArgs().settings()) {
            QemuDevice device = device(guest, setting);
            if (device != null && !Xml.is(setting.element(), "@type", "remove")) {
                boolean argument = setting.element().is(QemuArgs.NAMESPACE, "arg");
                look(guest, device.driver(), device, setting.property(), setting.element(), argument ? "value" : "name",
                        argument ? "-set " + setting.element().attribute("value") : "<" + setting.element().name() + ">", report);
            }
        }
        for (SourceElement argument : guest.qemuArgs().valuesOf("-device")) {
            Map<String, String> words = QemuOptions.words(argument.attribute("value"), "driver");
            for (String property : words.containsKey("driver") ? words.keySet() : Set.<String>of()) {
                look(guest, String.valueOf(words.get("driver")), null, property, argument, "value", "-device " + argument.attribute("value"), report);
            }
        }
        for (SourceElement argument : guest.qemuArgs().valuesOf("-global")) {
            String[] words = Xml.value(argument, "@value", "").split("[.=]", 3);
            if (words.length == 3 && guest.qemuDevices().stream().anyMatch(device -> device.driver().equals(words[0]))) {
                look(guest, words[0], null, words[1], argument, "value", "-global " + argument.attribute("value"), report);
            }
        }
    }

    private static @Nullable QemuDevice device(Guest guest, QemuArgs.Setting setting) {
        return setting.alias().isEmpty() ? null
                : guest.qemuDevices().stream().filter(device -> device.id().equals(setting.alias())).findFirst().orElse(null);
    }

    private static void look(Guest guest, String driver, @Nullable QemuDevice device, String name, SourceElement element, String attribute,
            String what, Report report) {
        DeviceProperty property = name.isEmpty() || OF_EVERY_DEVICE.contains(name) ? null : DeviceProperty.of(driver, name).orElse(null);
        if (property == null) {
            return;
        }
        HypervisorTarget target = guest.target();
        Support support = target.supports(property);
        boolean told = target.qemu() != null;
        if (support.isYes() || told && support.isUnknown() && property.isKnown()) {
            return;
        }
        String who = what + " (line " + element.line() + ") sets " + name + ", which " + driver;
        String elsewhere = property.isKnown() ? " (it is in " + support.where() + ")" : "";
        String message;
        if (support.isNo()) {
            message = who + " does not have in " + (told ? "QEMU " + target.qemu() : property.isKnown() ? "any QEMU of this target" : "any QEMU")
                    + elsewhere + ": QEMU does not start (\"Property '" + property + "' not found\")";
        } else if (property.isKnown()) {
            message = who + " has in " + support.where() + ", and not in every release: elsewhere QEMU does not start (\"Property '" + property
                    + "' not found\")";
        } else {
            message = who + " does not have in any QEMU that is known here";
        }
        report.addAt(support.isNo() ? Severity.ERROR : Severity.WARNING, Consequence.FAILS_AT_START, element, attribute, message,
                remedy(guest, property, device));
    }

    private static String remedy(Guest guest, DeviceProperty property, @Nullable QemuDevice device) {
        boolean nohotplug = property.device().equals("vfio-pci") && device != null && device.element().is("", "hostdev")
                && DeviceProperty.of("vfio-pci-nohotplug", property.name()).filter(DeviceProperty::isKnown).isPresent() && !property.isKnown();
        if (property.isKnown() && guest.target().supports(property).isUnknown()) {
            return "remove it, or say with which QEMU the guest is to start";
        }
        if (nohotplug) {
            return "set ramfb='on' on the <hostdev>: libvirt then uses vfio-pci-nohotplug, which has it";
        }
        return NearestName.to(property.name(), DeviceProperty.names(property.device(), guest.target())).filter(name -> !name.equals(property.name()))
                .map(name -> "did you mean " + name + "?")
                .orElse("remove it; qemu-system-x86_64 -device " + property.device() + ",help lists what there is");
    }

    private static void type(Guest guest, Report report) {
        Support json = guest.supports(Feature.JSON_DEVICE);
        if (guest.qemuArgs().overrides().isEmpty() || json.isNo() || QemuNamespaceRules.keepsOldSyntax(guest.qemuArgs(), guest.target())) {
            return;
        }
        for (QemuArgs.Setting setting : guest.qemuArgs().overrides()) {
            QemuDevice device = device(guest, setting);
            DeviceProperty property = device == null ? null : DeviceProperty.of(device.driver(), setting.property()).orElse(null);
            String wanted = property == null ? null : wanted(property.kind(), Xml.value(setting.element(), "@type", ""), setting.value());
            if (property != null && wanted != null) {
                report.addAt(json.isYes() ? Severity.ERROR : Severity.WARNING, Consequence.FAILS_AT_START, setting.element(), "type",
                        "<" + setting.element().name() + "> (line " + setting.element().line() + ") gives " + property.name() + " of "
                                + property.device() + " a " + setting.element().attribute("type") + ", and QEMU reads " + words(property.kind())
                                + " for it where -device is JSON" + (json.isYes() ? "" : ", as libvirt 8.1 and later writes it for QEMU 7.0 and later")
                                + ": QEMU does not start",
                        "write " + wanted);
            }
        }
    }

    private static String words(DeviceProperty.Kind kind) {
        return switch (kind) {
            case BOOL -> "true or false";
            case NUMBER -> "a number";
            default -> "a string";
        };
    }

    /** The type and value to write for a property; null where the type is right. */
    private static @Nullable String wanted(DeviceProperty.Kind kind, String type, String value) {
        boolean number = type.equals("unsigned") || type.equals("signed");
        if (!number && !type.equals("bool") && !type.equals("string")) {
            return null;
        }
        return switch (kind) {
            case BOOL -> type.equals("bool") ? null : "type='bool' value='" + (QemuSettings.isOn(value) || value.equals("1") ? "true" : "false") + "'";
            case NUMBER -> number ? null : "type='unsigned' value='" + number(value) + "'";
            case STRING -> type.equals("string") ? null
                    : "type='string' value='" + (number ? value : QemuSettings.isOn(value) ? "on" : "off") + "'";
            case ANY -> null;
        };
    }

    /** A number as an override takes it: in decimal, without a unit. */
    private static String number(String value) {
        try {
            return Long.decode(value.strip()).toString();
        } catch (NumberFormatException e) {
            return "NUMBER";
        }
    }
}
