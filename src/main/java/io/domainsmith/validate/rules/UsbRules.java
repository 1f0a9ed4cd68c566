package io.domainsmith.validate.rules;

import io.domainsmith.document.SourceElement;
import io.domainsmith.guest.CNumber;
import io.domainsmith.validate.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * USB: controllers, hubs, and who is plugged in where.
 *
 * @since 0.1
 */
public final class UsbRules {

    /** No USB, and USB devices: qemuDomainDeviceDefPostParse, virDomainDefAddImplicitControllers and others. */
    public static final Rule DISABLED = Check.refused("usb-disabled",
            "A <controller type='usb' model='none'> says that there is no USB, but there are USB devices or other USB controllers.",
            "virDomainDefHasUSB, virDomainDefPostParseCommon, qemuDomainUSBAddressAddHubs", "remove the controller of model none, or the USB devices",
            UsbRules::disabled);

    /** Ports of an xHCI: qemuDomainControllerDefPostParse. */
    public static final Rule XHCI_PORTS = Check.refused("usb-xhci-ports", "An xHCI controller has 15 ports at most.",
            "qemuDomainControllerDefPostParse", "use 15 ports or fewer; libvirt adds hubs where they do not suffice",
            Check.eachDevice("controller", (guest, controller) -> Xml.is(controller, "@type", "usb")
                    && Xml.is(controller, "@model", "nec-xhci", "qemu-xhci") && Xml.number(controller, "@ports", 0) > 15
                            ? "is " + controller.attribute("model") + " with " + controller.attribute("ports")
                                    + " ports, but 15 are the most" : null));

    /** Companions without a master: virDomainDefControllersParse, qemuBuildUSBControllerFindMasterAlias. */
    public static final Rule COMPANION = Check.refused("usb-companion-without-master",
            "An ich9-uhci controller is the companion of the ich9-ehci1 of its index, which is missing. libvirt refuses a domain that has no USB "
                    + "controller but companions; beside others the domain is defined and does not start.",
            "virDomainDefControllersParse, qemuBuildUSBControllerFindMasterAlias; QEMU's usb_register_companion",
            "add the <controller type='usb' model='ich9-ehci1'> of that index", UsbRules::companions);

    /** One controller of a bus twice: virDomainUSBAddressSetAddController, qemuDomainValidateDevicePCISlotsQ35 and others. */
    public static final Rule TWICE = Check.refused("usb-controller-repeated",
            "Two controllers are one USB bus, or the same companion of its ich9-ehci1: in one PCI place, where libvirt refuses them, or on one of "
                    + "its ports, where QEMU does.",
            "virDomainUSBAddressSetAddController, qemuDomainAssignDevicePCISlots, qemuDomainValidateDevicePCISlotsQ35; QEMU's "
                    + "ehci_register_companion", "remove one of them, or give it another index", UsbRules::twice);

    /** Who is plugged in where: virDomainUSBAddressReserve, virDomainUSBAddressFindPort. */
    public static final Rule PORT = Check.refused("usb-port-conflict",
            "Two USB devices are on one port, or one is on a port, hub or bus that there is not.",
            "virDomainUSBAddressReserve, virDomainUSBAddressFindPort", "leave the address out: libvirt chooses one", UsbRules::ports);

    /** All of this family. */
    public static final List<Rule> ALL = List.of(DISABLED, XHCI_PORTS, COMPANION, TWICE, PORT);

    /** With the port that each is on where it does not say (virDomainControllerDefParseXML). */
    private static final Map<String, String> COMPANIONS = Map.of("ich9-uhci1", "0", "ich9-uhci2", "2", "ich9-uhci3", "4");
    /** The index of a controller that has none: libvirt chooses one. */
    private static final long ANY = -1;
    private static final Pattern PORT_PATH = Pattern.compile("0*[1-9]\\d{0,8}(\\.\\d{1,9}){0,3}");
    private static final int HUB_PORTS = 8;

    private UsbRules() {
    }

    private static List<SourceElement> controllers(Guest guest) {
        return guest.controllers("usb");
    }

    /** Devices that are USB ones by what they say. */
    private static List<SourceElement> devices(Guest guest) {
        List<SourceElement> found = new ArrayList<>(guest.devices("hub"));
        Stream.of("input", "redirdev", "hostdev", "disk", "sound", "smartcard", "serial", "interface")
                .flatMap(kind -> guest.devices(kind).stream()).filter(UsbRules::isUsb).forEach(found::add);
        return found;
    }

    private static boolean isUsb(SourceElement device) {
        return switch (device.localName()) {
            case "input" -> Xml.is(device, "@bus", "usb");
            case "redirdev" -> Xml.value(device, "@bus", "usb").equals("usb");
            case "hostdev" -> Xml.is(device, "@type", "usb");
            case "disk" -> Xml.is(device, "target/@bus", "usb");
            case "sound" -> Xml.is(device, "@model", "usb");
            case "serial" -> Xml.is(device, "target/@type", "usb-serial");
            case "interface" -> Xml.is(device, "model/@type", "usb-net");
            default -> false;
        };
    }

    private static void disabled(Guest guest, Report report) {
        SourceElement none = null;
        for (SourceElement controller : controllers(guest)) {
            none = none == null && Xml.is(controller, "@model", "none") ? controller : none;
        }
        if (none == null) {
            return;
        }
        for (SourceElement other : controllers(guest)) {
            if (other != none) {
                report.add(other, Guest.name(other) + " is for USB, which the domain has none of, as " + Guest.name(none) + " says");
                return;
            }
        }
        for (SourceElement device : devices(guest)) {
            if (Set.of("hub", "input", "redirdev", "hostdev").contains(device.localName())) {
                report.add(device, Guest.name(device) + " is for USB, which the domain has none of, as " + Guest.name(none) + " says");
            }
        }
    }

    private static boolean isCompanion(SourceElement controller) {
        return COMPANIONS.containsKey(Xml.value(controller, "@model", ""));
    }

    private static void companions(Guest guest, Report report) {
        List<SourceElement> masters = controllers(guest).stream().filter(one -> !isCompanion(one) && !Xml.has(one, "master")).toList();
        Set<Long> buses = masters.stream().filter(one -> Xml.is(one, "@model", "ich9-ehci1"))
                .map(one -> Xml.number(one, "@index", ANY)).collect(Collectors.toSet());
        for (SourceElement controller : controllers(guest)) {
            long index = Xml.number(controller, "@index", ANY);
            if (masters.isEmpty()) {
                report.add(controller, Guest.name(controller) + (isCompanion(controller) ? " is a companion, and there is no ich9-ehci1"
                        : " has a <master>, which no USB controller is"));
            } else if (isCompanion(controller) && index != ANY && !buses.contains(index) && !buses.contains(ANY)) {
                report.addFailsAtStart(controller, Guest.name(controller) + " is a companion, and there is no ich9-ehci1 of index " + index);
            }
        }
    }

    private static void twice(Guest guest, Report report) {
        Map<String, SourceElement> seen = new HashMap<>();
        Map<String, SourceElement> ports = new HashMap<>();
        int places = guest.machine().isQ35() ? 2 : 0;
        for (SourceElement controller : controllers(guest)) {
            String model = Xml.value(controller, "@model", "");
            long index = Xml.number(controller, "@index", 0);
            boolean companion = isCompanion(controller);
            // those of one index share a PCI slot, each in its function, but the first two ich9-uhci1 of q35 get slots of their own
            boolean free = companion && (Xml.has(controller, "address") || model.equals("ich9-uhci1") && places-- > 0);
            if (!Xml.has(controller, "@index")) {
                continue;
            }
            SourceElement other = free ? null : seen.putIfAbsent((companion ? model : "") + index, controller);
            String port = Xml.value(controller, "master/@startport", COMPANIONS.getOrDefault(model, ""));
            SourceElement there = companion ? ports.putIfAbsent(index + ":" + port, controller) : null;
            if (other != null) {
                report.add(controller, Guest.name(other) + " and " + Guest.name(controller) + " are both " + (companion ? model + " of " : "")
                        + "USB bus " + index);
            } else if (there != null) {
                report.addFailsAtStart(controller, Guest.name(there) + " and " + Guest.name(controller) + " are companions on port " + port
                        + " of USB bus " + index + ", where one has room");
            }
        }
    }

    private static long portsOf(SourceElement controller) {
        return switch (Xml.value(controller, "@model", "")) {
            case "piix3-uhci", "piix4-uhci", "vt82c686b-uhci", "ich9-uhci1", "ich9-uhci2", "ich9-uhci3" -> 2;
            case "ehci", "ich9-ehci1" -> 6;
            case "pci-ohci" -> 3;
            case "nec-xhci", "qemu-xhci" -> Xml.number(controller, "@ports", 4);
            case "qusb1", "qusb2" -> Xml.number(controller, "@ports", 8);
            default -> -1;
        };
    }

    private static void ports(Guest guest, Report report) {
        if (guest.addresses("usb").isEmpty()) {
            return;
        }
        Map<Long, Long> buses = new HashMap<>();
        boolean open = controllers(guest).stream().anyMatch(controller -> controller.attribute("index") == null);
        for (SourceElement controller : controllers(guest)) {
            if (!isCompanion(controller)) {
                buses.putIfAbsent(Xml.number(controller, "@index", 0), portsOf(controller));
            }
        }
        // libvirt adds a controller of index 0 where there is none (qemuDomainDefAddDefaultDevices)
        buses.putIfAbsent(0L, -1L);
        Map<String, SourceElement> hubs = new HashMap<>();
        for (SourceElement hub : guest.devices("hub")) {
            if (Xml.is(hub, "address/@type", "usb") && Xml.has(hub, "address/@port")) {
                hubs.put(Xml.number(hub, "address/@bus", 0) + ":" + Xml.value(hub, "address/@port"), hub);
            }
        }
        boolean loose = guest.devices("hub").stream().anyMatch(hub -> !Xml.has(hub, "address/@port"));
        Map<String, SourceElement> taken = new HashMap<>();
        for (SourceElement device : guest.devices()) {
            SourceElement address = Xml.first(device, "address");
            if (address == null || !Xml.is(address, "@type", "usb") || device.is("", "console")) {
                continue;
            }
            String port = address.attribute("port");
            long bus = Xml.number(address, "@bus", 0);
            if (port == null || !isPort(port)) {
                if (!buses.containsKey(bus) && !open) {
                    report.add(device, Guest.name(device) + " is on USB bus " + bus + ", but no USB controller has that index");
                }
                continue;
            }
            SourceElement other = taken.putIfAbsent(bus + ":" + port, device);
            boolean unwritten = bus == 0 && controllers(guest).isEmpty();
            String lost = other != null || unwritten ? null : lost(bus, port, buses, hubs, loose, open);
            if (other != null) {
                report.add(device, Guest.name(device) + " and " + Guest.name(other) + " are both on port " + port + " of USB bus " + bus);
            } else if (lost != null) {
                report.add(device, Guest.name(device) + " is on port " + port + " of USB bus " + bus + ", but " + lost);
            }
        }
    }

    private static boolean isPort(String text) {
        return text.length() == 1 ? CNumber.decimal(text).orElse(0) > 0 : PORT_PATH.matcher(text).matches();
    }

    /** What keeps a device from its port; null if nothing does, or it cannot be told. */
    private static @Nullable String lost(long bus, String port, Map<Long, Long> buses, Map<String, SourceElement> hubs, boolean loose,
            boolean open) {
        if (!buses.containsKey(bus)) {
            return open ? null : "no USB controller has that index";
        }
        String[] path = port.split("\\.");
        String hub = "";
        long ports = buses.get(bus);
        for (int i = 0; i < path.length; i++) {
            long number = Long.parseLong(path[i]);
            if (ports >= 0 && (number > ports || number == 0)) {
                return (hub.isEmpty() ? "the controller" : "the hub on port " + hub) + " has ports 1 to " + ports;
            }
            hub = hub.isEmpty() ? path[i] : hub + "." + path[i];
            if (i + 1 < path.length && !hubs.containsKey(bus + ":" + hub)) {
                return loose ? null : "there is no hub on port " + hub;
            }
            ports = HUB_PORTS;
        }
        return null;
    }
}
