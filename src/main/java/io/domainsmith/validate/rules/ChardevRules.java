package io.domainsmith.validate.rules;

import io.domainsmith.document.SourceElement;
import io.domainsmith.guest.Machine;
import io.domainsmith.target.Feature;
import io.domainsmith.validate.Consequence;
import io.domainsmith.validate.Rule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Character devices: serial and parallel ports, consoles, channels, and what else has such a source.
 *
 * @since 0.1
 */
public final class ChardevRules {

    /** A source that lacks something: virDomainChrSourceDefValidate. */
    public static final Rule SOURCE = Check.refused("chardev-source",
            "A character device's source lacks what its type needs: a path (dev, file, pipe; unix but for virtio channels), host and "
                    + "service (tcp), a service to send to (udp), a channel name (spiceport), both ends (nmdm).",
            "virDomainChrSourceDefValidate", "complete the <source>", ChardevRules::source);

    /** What QEMU does not speak: qemuValidateDomainChrSourceDef. */
    public static final Rule PROTOCOL = Check.refused("chardev-protocol",
            "A TCP source's protocol is tls or telnets: QEMU speaks raw and telnet, and TLS is an attribute of the source. Older libvirt takes it "
                    + "for raw, newer refuses it.",
            "qemuValidateDomainChrSourceDef", "use type='raw', and tls='yes' in <source> for TLS", (guest, report) -> {
                for (SourceElement device : guest.chardevs()) {
                    if (Xml.is(device, "@type", "tcp") && Xml.is(device, "protocol/@type", "tls", "telnets")
                            && !(device.is("", "console") && !guest.devices("serial").isEmpty())) {
                        report.addChecked(guest.supports(Feature.CHARDEV_PROTOCOL_CHECK), Consequence.SURPRISE, device,
                                name(device) + " speaks " + Xml.value(device, "protocol/@type") + ", which QEMU does not");
                    }
                }
            });

    /** Reconnecting: virDomainChrSourceDefValidate, qemuValidateDomainChrSourceReconnectDef. */
    public static final Rule RECONNECT = Check.refused("chardev-reconnect",
            "Only a source that connects can have a <reconnect>, even one that says no, and reconnect after a second at least. A channel whose path is one of libvirt's own gets a new one "
                    + "and listens there.",
            "virDomainChrSourceDefValidate, qemuValidateDomainChrSourceReconnectDef, qemuDomainChrDefDropDefaultPath",
            "use mode='connect', a path of your own and a timeout of 1 or more", ChardevRules::reconnect);

    /** A port's kind, model and address: qemuValidateDomainChrTargetDef, qemuValidateDomainChrDef. */
    public static final Rule SERIAL = Check.refused("serial-target",
            "A serial port's kind, model, address and machine do not go together.", "qemuValidateDomainChrTargetDef, qemuValidateDomainChrDef",
            "use isa-serial with model isa-serial on x86, or leave the <target> to libvirt", Check.eachDevice("serial", ChardevRules::serial));

    /** Serial consoles: qemuValidateDomainDefConsole. */
    public static final Rule CONSOLE = Check.refused("console-serial-not-first",
            "A <console> but the first is a serial port, as it is on x86 where its target says nothing.", "qemuValidateDomainDefConsole",
            "say <target type='virtio'/>, or remove it", (guest, report) -> {
                for (int i = 1; i < guest.devices("console").size(); i++) {
                    SourceElement console = guest.devices("console").get(i);
                    if (Xml.value(console, "target/@type", guest.machine().isX86() ? "serial" : "").equals("serial")) {
                        report.add(console, Guest.name(console) + " is a serial port, which only the first <console> can be");
                    }
                }
            });

    /** Machines without parallel ports: qemuValidateDomainChrDef. */
    public static final Rule PARALLEL = Check.refused("parallel-machine", "Neither s390 nor pseries has parallel ports.",
            "qemuValidateDomainChrDef", "remove the <parallel>", Check.eachDevice("parallel", (guest, parallel) ->
                    guest.machine().isS390() || guest.machine().isPseries()
                            ? "is a parallel port, and " + guest.machine() + " has none" : null));

    /** Ports of virtio-serial controllers: virDomainVirtioSerialAddrReserve. */
    public static final Rule VIRTIO_SERIAL = Check.refused("virtio-serial-port-conflict",
            "Two devices are on one port of a virtio-serial controller, or one is on a port that the controller has not: 0 is for a console "
                    + "alone, and there are 31 unless it says otherwise.",
            "virDomainVirtioSerialAddrReserve", "leave the address out: libvirt chooses one", ChardevRules::virtioSerial);

    /** A channel into the guest's own network: virDomainChrDefParseTargetXML. */
    public static final Rule GUESTFWD = Check.refused("channel-guestfwd",
            "A guestfwd channel needs an IPv4 address and a port.", "virDomainChrDefParseTargetXML",
            "write <target type='guestfwd' address='10.0.2.1' port='4600'/>", Check.each("devices/channel/target", (guest, target) ->
                    Xml.is(target, "@type", "guestfwd") && !(Xml.value(target, "@address", "").matches("\\d+(\\.\\d+){3}")
                            && Xml.has(target, "@port"))
                                    ? Guest.name(target.parent()) + " is a guestfwd channel without an IPv4 address or without a port" : null));

    /** All of this family. */
    public static final List<Rule> ALL = List.of(SOURCE, PROTOCOL, RECONNECT, SERIAL, CONSOLE, PARALLEL, VIRTIO_SERIAL, GUESTFWD);

    private static final Map<String, String> TARGET_OF_MODEL = Map.of("isa-serial", "isa-serial", "usb-serial", "usb-serial",
            "pci-serial", "pci-serial", "spapr-vty", "spapr-vio-serial", "pl011", "system-serial", "16550a", "system-serial",
            "sclpconsole", "sclp-serial", "sclplmconsole", "sclp-serial");
    private static final Map<String, String> ADDRESS_OF_TARGET = Map.of("isa-serial", "isa", "usb-serial", "usb", "pci-serial", "pci",
            "spapr-vio-serial", "spapr-vio");

    private static final List<String> ON_VIRTIO_SERIAL = List.of("channel", "console", "serial");

    private ChardevRules() {
    }

    private static String name(SourceElement device) {
        return Guest.name(device.is("", "backend") ? device.parent() : device);
    }

    private static boolean makesItsPath(SourceElement device) {
        return device.is("", "channel") && Xml.is(device, "target/@type", "virtio", "xen");
    }

    private static void source(Guest guest, Report report) {
        for (SourceElement device : guest.chardevs()) {
            // the first <console> mirrors the first <serial>, source and all
            if (device.is("", "console") && !guest.devices("serial").isEmpty()) {
                continue;
            }
            String type = Xml.value(device, "@type", "");
            String lacking = switch (type) {
                case "dev", "file", "pipe" -> Xml.has(device, "source/@path") ? null : "a path";
                case "unix" -> Xml.has(device, "source/@path") || makesItsPath(device) ? null : "a path";
                case "tcp" -> !Xml.has(device, "source/@host") ? "a host" : Xml.has(device, "source/@service") ? null : "a service";
                case "udp" -> Xml.all(device, "source").stream().anyMatch(source -> Xml.value(source, "@mode", "connect").equals("connect")
                        && Xml.has(source, "@service")) ? null : "a service to send to";
                case "spiceport" -> Xml.has(device, "source/@channel") ? null : "a channel name";
                case "nmdm" -> Xml.has(device, "source/@master") == Xml.has(device, "source/@slave") ? null : "one of its ends";
                default -> null;
            };
            if (lacking != null) {
                report.add(device, name(device) + " is of type " + type + " and lacks " + lacking + " in <source>");
            } else if (type.equals("spiceport") && !Xml.value(device, "source/@channel", "").matches("[\\w.-]*")) {
                report.add(device, name(device) + " has a channel name with other characters than letters, digits, and -_.");
            }
        }
    }

    /** The first source of a device that says whether to reconnect, which one that listens may not even deny; null if there is none. */
    private static @Nullable SourceElement reconnecting(SourceElement device) {
        for (SourceElement source : device.children("source")) {
            if (Xml.has(source, "reconnect/@enabled")) {
                return source;
            }
        }
        return null;
    }

    private static void reconnect(Guest guest, Report report) {
        for (SourceElement device : guest.chardevs()) {
            SourceElement source = Xml.is(device, "@type", "tcp", "unix") ? reconnecting(device) : null;
            if (source == null || device.is("", "console") && !guest.devices("serial").isEmpty()) {
                continue;
            }
            String path = source.attribute("path");
            boolean dropped = path != null && makesItsPath(device) && Pattern.compile("domain-[^/]+/"
                    + Pattern.quote(Xml.value(device, "target/@name", "")) + "$").matcher(path).find();
            if (Xml.is(source, "@mode", "bind") || dropped || Xml.is(device, "@type", "unix") && path == null) {
                report.add(source, name(device) + " has a <reconnect>, but " + (Xml.is(source, "@mode", "bind") ? "listens"
                        : "its path is of libvirt's making, where it listens"));
            } else if (Xml.is(source, "reconnect/@enabled", "yes") && Xml.number(source, "reconnect/@timeout", 0) == 0) {
                report.add(source, name(device) + " is to reconnect after 0 seconds");
            }
        }
    }

    private static @Nullable String serial(Guest guest, SourceElement serial) {
        String model = Xml.value(serial, "target/model/@name", "");
        String target = Xml.value(serial, "target/@type", "");
        String address = Xml.value(serial, "address/@type");
        String wanted = TARGET_OF_MODEL.get(model);
        Machine machine = guest.machine();
        if (wanted != null && !target.isEmpty() && !target.equals(wanted)) {
            return "has the model " + model + ", whose target is of type " + wanted + ", not " + target;
        } else if (address != null && ADDRESS_OF_TARGET.containsKey(target) && !address.equals(ADDRESS_OF_TARGET.get(target))) {
            return "is of type " + target + ", whose address is of type " + ADDRESS_OF_TARGET.get(target) + ", not " + address;
        } else if (address != null && Set.of("system-serial", "sclp-serial").contains(target)) {
            return "is of type " + target + ", which has no address";
        } else if (!machine.isKnown()) {
            return null;
        }
        boolean wrong = model.equals("pl011") && !machine.isArmVirt() || model.equals("16550a") && !machine.isRiscvVirt() && !machine.isLoongArchVirt()
                || (target.equals("spapr-vio-serial") || model.equals("spapr-vty")) && !machine.isPseries()
                || (target.equals("sclp-serial") || model.startsWith("sclp")) && !machine.isS390();
        return wrong ? "is " + (model.isEmpty() ? target : model) + ", which " + machine + " has not" : null;
    }

    private static void virtioSerial(Guest guest, Report report) {
        if (guest.addresses("virtio-serial").isEmpty()) {
            return;
        }
        Map<Long, Long> portsByIndex = new HashMap<>();
        for (SourceElement controller : guest.controllers("virtio-serial")) {
            portsByIndex.putIfAbsent(Xml.number(controller, "@index", 0), Xml.number(controller, "@ports", 31));
        }
        Map<String, SourceElement> taken = new HashMap<>();
        for (SourceElement device : ON_VIRTIO_SERIAL.stream().flatMap(kind -> guest.devices(kind).stream()).toList()) {
            SourceElement address = Xml.first(device, "address");
            OptionalLong port = address == null ? OptionalLong.empty() : Xml.number(address, "@port");
            if (address == null || !Xml.is(address, "@type", "virtio-serial") || port.isEmpty()) {
                continue;
            }
            long index = Xml.number(address, "@controller", 0);
            String place = index + ":" + Xml.number(address, "@bus", 0) + ":" + port.getAsLong();
            long ports = portsByIndex.getOrDefault(index, 31L);
            SourceElement other = taken.putIfAbsent(place, device);
            if (port.getAsLong() == 0 && device.is("", "channel")) {
                // libvirt takes port 0 for no port, and chooses one
                taken.remove(place);
            } else if (other != null) {
                report.add(device, Guest.name(device) + " and " + Guest.name(other) + " are both on virtio-serial port " + place);
            } else if (port.getAsLong() >= ports) {
                report.add(device, Guest.name(device) + " is on virtio-serial port " + place + ", but the controller's ports are 0 to "
                        + (ports - 1));
            }
        }
    }
}
