package io.domainsmith.validate.rules;

import io.domainsmith.document.DeviceNode;
import io.domainsmith.document.SourceElement;
import io.domainsmith.model.Address;
import io.domainsmith.model.AddressType;
import io.domainsmith.model.Controller;
import io.domainsmith.model.Device;
import io.domainsmith.model.Domain;
import io.domainsmith.model.OnOff;
import io.domainsmith.guest.CNumber;
import io.domainsmith.pci.PciAddress;
import io.domainsmith.pci.PciConnection;
import io.domainsmith.pci.PciControllerModel;
import io.domainsmith.validate.Consequence;
import io.domainsmith.validate.Rule;
import io.domainsmith.validate.Severity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * PCI buses and who may stand where on them. A bus in an address is the index of a controller.
 *
 * @since 0.1
 */
public final class PciBusRules {

    /** Numbers that C does not read, or that are out of range: virPCIDeviceAddressParseXML. */
    public static final Rule NUMBER = Check.refused("pci-number-syntax",
            "A number of a PCI address is none that C reads (08, 1b), or out of range: bus 0xff, slot 0x1f and function 7 are the greatest. "
                    + "The schema lets some of them pass.",
            "virPCIDeviceAddressParseXML, virPCIDeviceAddressIsValid", "write it like 0x1b", PciBusRules::numbers);

    /** 010 is eight: virXMLPropUInt with base 0. */
    public static final Rule NUMBER_BASE = Check.advice("pci-number-base",
            "A number of a PCI address is octal (010), or decimal above 9: it is read otherwise than most people do.", "virXMLPropUInt",
            "write it like 0x08", PciBusRules::bases).repairedBy((domain, target) -> hexadecimal(domain));

    /** Another domain than 0: virDomainPCIAddressValidate. */
    public static final Rule DOMAIN = Check.refused("pci-domain", "On x86 the PCI domain is 0.", "virDomainPCIAddressValidate", "use domain='0x0000'",
            (guest, report) -> {
                for (PciPlaces.Placed placed : guest.pciPlaces().all()) {
                    if (placed.address().domain() != 0 && guest.machine().isX86()) {
                        report.add(guest.source(placed.device()), guest.name(placed.device()) + " is in PCI domain "
                                + placed.address().domain() + ", and there is only 0");
                    }
                }
            });

    /** Slot 0 of bus 0: virPCIDeviceAddressIsEmpty. */
    public static final Rule SLOT_ZERO = Check.surprise("pci-slot-zero-on-bus0",
            "A device is at slot 0 of bus 0, which libvirt takes for no address: it chooses another.", "virPCIDeviceAddressIsEmpty",
            "write a slot from 1 on, or leave the address out", (guest, report) -> {
                for (PciPlaces.Placed placed : guest.pciPlaces().all()) {
                    if (placed.address().countsAsNone() && guest.machine().isX86()) {
                        report.add(guest.source(placed.device()), guest.name(placed.device())
                                + " is at slot 0 of bus 0, and libvirt chooses another address");
                    }
                }
            });

    /** The chipset's own: qemuDomainValidateDevicePCISlotsPIIX3, ...Q35. */
    public static final Rule RESERVED = Check.refused("pci-address-reserved",
            "A device is where the chipset has one: on pc 00:01.0 and 00:01.3, and 00:01.1 where IDE is used; on q35 00:1f.0 and 00:1f.3. The "
                    + "first IDE, PIIX3 USB and SATA controller are at 00:01.1, 00:01.2 and 00:1f.2, and nowhere else.",
            "qemuDomainValidateDevicePCISlotsPIIX3, qemuDomainValidateDevicePCISlotsQ35",
            "choose another slot, or leave the address out", PciBusRules::reserved);

    /** What a bus does not take: virDomainPCIAddressFlagsCompatible, virDomainPCIAddressValidate. */
    public static final Rule REJECTED = Check.refused("pci-bus-rejects-device",
            "A device is on a bus that does not take its kind, or in a slot that the bus has not: root and downstream ports have slot 0 alone, "
                    + "bridges slots 1 to 31, and each controller plugs into some buses only.",
            "virDomainPCIAddressFlagsCompatible, virDomainPCIAddressValidate; docs/pci-addresses.rst",
            "choose another bus or slot, or leave the address out", PciBusRules::rejected);

    /** A bridge before its own bus: qemuDomainAssignPCIAddresses. */
    public static final Rule BRIDGE_ORDER = Check.refused("pci-bridge-order",
            "A pci-bridge is on a bus with a greater index than its own, or on its own.", "qemuDomainAssignPCIAddresses",
            "give the bridge an index above that of its bus", Check.eachDevice("controller", (guest, controller) -> {
                if (!Xml.is(controller, "@model", "pci-bridge")) {
                    return null;
                }
                OptionalLong index = Xml.number(controller, "@index");
                OptionalLong bus = Xml.number(controller, "address/@bus");
                return index.isPresent() && bus.isPresent() && index.getAsLong() <= bus.getAsLong()
                        ? "is a pci-bridge with index " + index.getAsLong() + " on bus " + bus.getAsLong() : null;
            }));

    /** Buses that libvirt adds: qemuDomainPCIAddressSetCreate. */
    public static final Rule CONTROLLER_MISSING = Check.surprise("pci-controller-missing",
            "A device is on a bus that no controller provides; libvirt adds one, of its own choice.", "qemuDomainPCIAddressSetCreate",
            "write the <controller type='pci'> of that index", PciBusRules::missing).upTo(Severity.INFO);

    /** A function without its slot's first: QEMU hw/pci/pci.c. */
    public static final Rule NO_FUNCTION_ZERO = Check.surprise("pci-function-without-function0",
            "A slot has functions but not function 0, so the guest does not find them.", "QEMU hw/pci/pci.c; PCI specification",
            "give one of the devices function 0", PciBusRules::noFunctionZero);

    /** Functions beside one that says it is alone: QEMU hw/pci/pci.c, "single function device can't be populated". */
    public static final Rule MULTIFUNCTION_OFF = Check.of(Severity.WARNING, Consequence.FAILS_AT_START, "pci-multifunction-off",
            "A slot has several functions, and function 0 says multifunction='off': QEMU says that a single function device cannot be populated.",
            "QEMU hw/pci/pci.c, pci_init_multifunction", "say multifunction='on' on function 0", PciBusRules::multifunctionOff)
            .repairedBy((domain, target) -> multifunctionOn(domain));

    /** All of this family. */
    public static final List<Rule> ALL = List.of(NUMBER, NUMBER_BASE, DOMAIN, SLOT_ZERO, RESERVED, REJECTED, BRIDGE_ORDER, CONTROLLER_MISSING,
            NO_FUNCTION_ZERO, MULTIFUNCTION_OFF);

    /** Octal above 7, or decimal above 9. */
    private static final Pattern MISLEADING = Pattern.compile("0(?=[0-7]{2})[0-7]*[1-7][0-7]*|[1-9]\\d+");
    private static final List<Part> PARTS = List.of(new Part("domain", 0xffffffffL), new Part("bus", 0xff), new Part("slot", 0x1f),
            new Part("function", 7));

    private static final Map<String, String> Q35_CHIPSET = Map.of("00:1f.0", "the LPC bridge", "00:1f.3", "the SMBus");
    private static final Map<String, String> PC_CHIPSET = Map.of("00:01.0", "the ISA bridge", "00:01.3", "power management");

    /** A number of an address. */
    private record Part(String name, long greatest) {
    }

    private PciBusRules() {
    }

    private static void numbers(Guest guest, Report report) {
        for (SourceElement address : guest.addresses("pci")) {
            for (Part part : PARTS) {
                String text = address.attribute(part.name());
                OptionalLong value = CNumber.parse(text);
                if (text != null && (value.isEmpty() || value.getAsLong() > part.greatest())) {
                    report.addAt(address, part.name(), Guest.name(address.parent()) + " has " + part.name() + "='" + text + "', which "
                            + (value.isEmpty() ? "is no number to libvirt" : "is beyond 0x" + Long.toHexString(part.greatest())));
                }
            }
        }
    }

    private static boolean misleads(@Nullable String text) {
        return text != null && text.length() > 1 && !text.startsWith("0x") && CNumber.parse(text).isPresent() && MISLEADING.matcher(text).matches();
    }

    private static void bases(Guest guest, Report report) {
        for (SourceElement address : guest.addresses("pci")) {
            for (Part part : PARTS) {
                String text = address.attribute(part.name());
                if (misleads(text)) {
                    report.addAt(address, part.name(), Guest.name(address.parent()) + " has " + part.name() + "='" + text + "', which is 0x"
                            + Long.toHexString(CNumber.parse(text).orElseThrow()));
                }
            }
        }
    }

    private static void hexadecimal(Domain domain) {
        for (DeviceNode node : DeviceNode.of(domain)) {
            Address address = node.device().getAddress();
            if (address != null && address.getType() == AddressType.PCI) {
                address.setDomain(plain(address.getDomain(), 4));
                address.setBus(plain(address.getBus(), 2));
                address.setSlot(plain(address.getSlot(), 2));
                address.setFunction(plain(address.getFunction(), 1));
            }
        }
    }

    private static @Nullable String plain(@Nullable String text, int digits) {
        return misleads(text) ? String.format(Locale.ROOT, "0x%0" + digits + "x", CNumber.parse(text).orElseThrow()) : text;
    }

    private static void reserved(Guest guest, Report report) {
        boolean q35 = guest.machine().isQ35();
        if (!q35 && !guest.machine().isI440fx()) {
            return;
        }
        Map<String, String> chipset = q35 ? Q35_CHIPSET : PC_CHIPSET;
        Map<String, Boolean> taken = new HashMap<>();
        for (PciPlaces.Placed placed : guest.pciPlaces().all()) {
            PciAddress address = placed.address();
            boolean inChipset = address.bus() == 0 && address.slot() == (q35 ? 0x1f : 1);
            if (address.countsAsNone() || address.domain() != 0 || !inChipset && !(placed.device() instanceof Controller)) {
                continue;
            }
            SourceElement device = guest.source(placed.device());
            String own = own(q35, device);
            if (own == null && !inChipset) {
                continue;
            }
            String at = address.toShortString();
            if (own != null && !at.equals(own)) {
                report.add(device, Guest.name(device) + " is at " + at + ", but the chipset has it at " + own);
            } else if (chipset.containsKey(at)) {
                report.add(device, Guest.name(device) + " is at " + at + ", where the chipset has " + chipset.get(at));
            } else if (own == null && taken.computeIfAbsent(at, place -> taken(guest, q35, place))) {
                report.add(device, Guest.name(device) + " is at " + at + ", where the chipset has a controller that the domain uses");
            }
        }
    }

    /** Where the chipset has a controller of the document; null for every other device. */
    private static @Nullable String own(boolean q35, SourceElement device) {
        String type = device.is("", "controller") ? Xml.value(device, "@type", "") : "";
        String own = q35 ? type.equals("sata") ? "00:1f.2" : null
                : type.equals("ide") ? "00:01.1"
                : type.equals("usb") && Xml.value(device, "@model", "piix3-uhci").equals("piix3-uhci") ? "00:01.2" : null;
        return own != null && Xml.number(device, "@index", 0) == 0 ? own : null;
    }

    /** Whether the chipset's controller at an address is in the document without one, or comes with a disk. */
    private static boolean taken(Guest guest, boolean q35, String at) {
        String type = at.equals("00:01.1") ? "ide" : at.equals("00:01.2") ? "usb" : at.equals("00:1f.2") ? "sata" : null;
        if (type == null || q35 != type.equals("sata")) {
            return false;
        }
        List<SourceElement> own = guest.controllers(type).stream().filter(controller -> Xml.number(controller, "@index", 0) == 0).toList();
        if (!own.isEmpty()) {
            return own.stream().anyMatch(controller -> own(q35, controller) != null && !Xml.has(controller, "address"));
        }
        // q35 always has its SATA controller, and libvirt adds a USB controller to a domain that names none
        return q35 || type.equals("usb") || guest.devices("disk").stream().anyMatch(disk -> type.equals(DiskPlaces.busOf(disk)));
    }

    private static void rejected(Guest guest, Report report) {
        PciBuses buses = guest.pciBuses();
        if (buses == null) {
            return;
        }
        for (PciPlaces.Placed placed : guest.pciPlaces().all()) {
            String said = rejection(buses, placed);
            if (said != null) {
                report.add(guest.source(placed.device()), guest.name(placed.device()) + " is at " + placed.address().toShortString()
                        + ", but " + said);
            }
        }
        if (guest.machine().isQ35() && buses.portsWithoutRoom() > 0) {
            report.add(Xml.first(guest.root(), "devices"), "there are " + buses.portsWithoutRoom() + " root ports more than bus 0 has room for");
        }
    }

    /** What is wrong with a device's place on a bus; null if nothing is. */
    private static @Nullable String rejection(PciBuses buses, PciPlaces.Placed placed) {
        PciAddress address = placed.address();
        PciControllerModel model = buses.model(address.bus());
        PciConnection kind = address.countsAsNone() || model == null || address.domain() != 0 ? null
                : PciConnection.of(placed.device()).orElse(null);
        if (kind == null) {
            return null;
        } else if (kind == PciConnection.INTEGRATED && address.bus() != 0) {
            return "it stands on bus 0 alone";
        } else if (!model.acceptsByAddress(kind)) {
            return "bus " + address.bus() + " is a " + buses.name(address.bus()) + ", which does not take "
                    + (kind.isEndpoint() ? "devices" : "a " + kind.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
        return address.slot() >= model.firstSlot() && address.slot() <= model.lastSlot() ? null
                : "bus " + address.bus() + " is a " + buses.name(address.bus()) + ", which has " + (model.lastSlot() == 0 ? "slot 0 alone"
                        : "slots " + model.firstSlot() + " to 0x" + Integer.toHexString(model.lastSlot()));
    }

    private static void missing(Guest guest, Report report) {
        PciBuses buses = guest.pciBuses();
        Set<Integer> told = new HashSet<>();
        for (PciPlaces.Placed placed : guest.pciPlaces().all()) {
            int bus = placed.address().bus();
            if (buses != null && bus > 0 && !buses.isWritten(bus) && told.add(bus)) {
                report.add(guest.source(placed.device()), guest.name(placed.device()) + " is on bus " + bus
                        + ", for which there is no controller: libvirt adds one");
            }
        }
    }

    /**
     * The functions of each slot where a device is at another function than 0; chipset slots are left out, where function 0 is no
     * element of the document.
     */
    private static Map<PciAddress, Map<Integer, Device>> slots(Guest guest) {
        Map<PciAddress, Map<Integer, Device>> slots = new TreeMap<>();
        int chipset = guest.machine().isQ35() ? 0x1f : guest.machine().isI440fx() ? 1 : -1;
        for (PciPlaces.Placed placed : guest.pciPlaces().all()) {
            PciAddress address = placed.address();
            if (address.function() != 0 && !address.countsAsNone() && !(address.bus() == 0 && address.slot() == chipset)) {
                slots.put(slotOf(address), new TreeMap<>());
            }
        }
        if (!slots.isEmpty()) {
            for (PciPlaces.Placed placed : guest.pciPlaces().all()) {
                slots.computeIfPresent(slotOf(placed.address()), (slot, functions) -> {
                    functions.put(placed.address().function(), placed.device());
                    return functions;
                });
            }
        }
        return slots;
    }

    private static PciAddress slotOf(PciAddress address) {
        return new PciAddress(address.domain(), address.bus(), address.slot(), 0);
    }

    private static void noFunctionZero(Guest guest, Report report) {
        if (!guest.machine().isX86()) {
            return;
        }
        slots(guest).forEach((slot, functions) -> {
            if (!functions.containsKey(0)) {
                Device first = functions.values().iterator().next();
                report.add(guest.source(first), guest.name(first) + " is a function of slot " + slot.toShortString().replaceFirst("\\..*", "")
                        + ", which has no function 0: the guest does not find it");
            }
        });
    }

    private static boolean saysOff(Device device) {
        return device.getAddress() != null && device.getAddress().getMultifunction() == OnOff.OFF;
    }

    private static void multifunctionOff(Guest guest, Report report) {
        slots(guest).forEach((slot, functions) -> {
            Device zero = functions.get(0);
            if (zero != null && functions.size() > 1 && saysOff(zero)) {
                report.add(guest.source(zero), guest.name(zero) + " says multifunction='off', but its slot has " + functions.size() + " functions");
            }
        });
    }

    private static void multifunctionOn(Domain domain) {
        Map<PciAddress, List<Device>> slots = new TreeMap<>();
        for (DeviceNode node : DeviceNode.of(domain)) {
            PciAddress.of(node.device().getAddress()).filter(address -> !address.countsAsNone() && !node.kind().equals("console"))
                    .ifPresent(address -> slots.computeIfAbsent(slotOf(address), slot -> new ArrayList<>()).add(node.device()));
        }
        slots.values().stream().filter(devices -> devices.size() > 1).flatMap(List::stream)
                .filter(device -> saysOff(device) && PciAddress.of(device.getAddress()).orElseThrow().function() == 0)
                .forEach(device -> device.getAddress().setMultifunction(OnOff.ON));
    }
}
