package io.domainsmith.validate.rules;

import io.domainsmith.document.SourceElement;
import io.domainsmith.guest.Machine;
import io.domainsmith.validate.Rule;
import io.domainsmith.validate.Severity;
import io.domainsmith.validate.Consequence;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * PCI controllers: their indexes, models and options.
 *
 * @since 0.1
 */
public final class PciControllerRules {

    /** Indexes and roots: virDomainControllerDefParseXML, virDomainControllerDefValidate, qemuValidateDomainDeviceDefControllerPCI. */
    public static final Rule INDEX = Check.refused("pci-controller-index",
            "The root, pcie-root on q35 and pci-root on pc, has index 0 and no address; every other PCI controller has an index from 1 to 255.",
            "virDomainControllerDefParseXML, virDomainControllerDefValidate, qemuDomainValidateDevicePCISlotsChipsets",
            "give the root index 0, and the others indexes from 1 to 255", Check.eachDevice("controller", PciControllerRules::index));

    /** Options of a model: qemuValidateDomainDeviceDefControllerPCI. */
    public static final Rule OPTIONS = Check.refused("pci-controller-options",
            "A PCI controller has an option that its model has not, or out of range: busNr and node are of expander buses, chassisNr of "
                    + "pci-bridge, chassis and port of root and downstream ports, index of pseries, pcihole64 of roots, hotplug of ports "
                    + "and pci-root; a <model name> is that of its model.",
            "virDomainControllerDefValidate, qemuValidateDomainDeviceDefControllerPCI", "leave the option out: libvirt chooses it",
            Check.eachDevice("controller", PciControllerRules::options));

    /** Machines without some controllers: qemuValidateDomainDeviceDefControllerPCI, qemuDomainAssignPCIAddresses. */
    public static final Rule MACHINE = Check.refused("pci-controller-machine",
            "pcie-expander-bus is of q35 and ARM's virt, pci-expander-bus of pc.", "qemuDomainAssignPCIAddresses",
            "use the expander of the machine, or none", Check.eachDevice("controller", (guest, controller) -> {
                Machine machine = guest.machine();
                boolean wrong = machine.isKnown() && (Xml.is(controller, "@model", "pcie-expander-bus") && !machine.isQ35() && !machine.isArmVirt()
                        || Xml.is(controller, "@model", "pci-expander-bus") && !machine.isI440fx());
                return wrong ? "is a " + controller.attribute("model") + ", which " + machine + " has not" : null;
            }));

    /** One chassis for two ports: QEMU hw/pci/pcie_port.c, "Can't add chassis slot". */
    public static final Rule CHASSIS_DUPLICATE = Check.of(Severity.ERROR, Consequence.FAILS_AT_START, "pci-chassis-duplicate",
            "Two root or downstream ports have one chassis, which QEMU refuses (\"Can't add chassis slot\").", "QEMU hw/pci/pcie_port.c",
            "leave chassis out, or make it the controller's index", PciControllerRules::chassisDuplicate);

    /** What libvirt writes: docs/pci-addresses.rst. */
    public static final Rule PORT_MISMATCH = Check.advice("pci-port-mismatch",
            "The port of a root port is not its slot times 8 and its function, as libvirt writes it: harmless, but confusing.",
            "qemuDomainAssignPCIAddresses", "leave port out: libvirt chooses it", Check.eachDevice("controller", PciControllerRules::portMismatch));

    /** All of this family. */
    public static final List<Rule> ALL = List.of(INDEX, OPTIONS, MACHINE, CHASSIS_DUPLICATE, PORT_MISMATCH);

    private static final Map<String, Set<String>> NAMES = Map.of("pci-bridge", Set.of("pci-bridge"), "dmi-to-pci-bridge",
            Set.of("i82801b11-bridge"), "pcie-root-port", Set.of("ioh3420", "pcie-root-port"), "pcie-switch-upstream-port",
            Set.of("x3130-upstream"), "pcie-switch-downstream-port", Set.of("xio3130-downstream"), "pci-expander-bus", Set.of("pxb"),
            "pcie-expander-bus", Set.of("pxb-pcie"), "pcie-to-pci-bridge", Set.of("pcie-pci-bridge"), "pcie-root", Set.of(), "pci-root",
            Set.of("spapr-pci-host-bridge"));
    private static final Set<String> ROOTS = Set.of("pci-root", "pcie-root");
    private static final Set<String> EXPANDERS = Set.of("pci-expander-bus", "pcie-expander-bus");
    private static final Set<String> PORTS = Set.of("pcie-root-port", "pcie-switch-downstream-port");

    /** What a number may be. */
    private record Range(String path, long least, long greatest) {
    }

    private static final List<Range> RANGES = List.of(new Range("target/@busNr", 1, 254), new Range("target/@chassisNr", 1, 255),
            new Range("target/@chassis", 0, 255), new Range("target/@port", 0, 255));

    private PciControllerRules() {
    }

    private static boolean isPci(SourceElement controller) {
        return Xml.is(controller, "@type", "pci");
    }

    private static String modelAndIndex(SourceElement controller) {
        return "is a " + Xml.value(controller, "@model") + " with index " + Xml.value(controller, "@index", "0");
    }

    private static @Nullable String index(Guest guest, SourceElement controller) {
        if (!isPci(controller)) {
            return null;
        }
        OptionalLong index = Xml.number(controller, "@index");
        String model = Xml.value(controller, "@model", "");
        Machine machine = guest.machine();
        if (ROOTS.contains(model) && Xml.has(controller, "address")) {
            return "is the root bus, which has no address";
        } else if (index.isEmpty() && ROOTS.contains(model) && !Xml.has(controller, "@index")) {
            // the first controller without an index gets the lowest one
            index = OptionalLong.of(0);
        }
        if (index.isEmpty()) {
            return null;
        } else if (index.getAsLong() > 255) {
            return modelAndIndex(controller) + ", and the greatest is 255";
        } else if (ROOTS.contains(model) && index.getAsLong() != 0 && !machine.isPseries()) {
            return modelAndIndex(controller) + ", but a root has index 0";
        } else if (index.getAsLong() == 0 && !model.isEmpty() && !ROOTS.contains(model)) {
            return modelAndIndex(controller) + ", which is the root's";
        }
        String root = machine.isQ35() || machine.isArmVirt() || machine.isRiscvVirt() ? "pcie-root" : machine.isI440fx() || machine.isPseries() ? "pci-root" : "";
        return index.getAsLong() == 0 && !root.isEmpty() && !model.isEmpty() && !model.equals(root)
                ? modelAndIndex(controller) + ", but the root of " + machine + " is a " + root : null;
    }

    private static @Nullable String options(Guest guest, SourceElement controller) {
        String model = isPci(controller) ? Xml.value(controller, "@model", "") : "";
        if (!NAMES.containsKey(model)) {
            return null;
        }
        String wrong = wrongOption(guest, controller, model);
        return wrong == null ? null : "is a " + model + ", which " + wrong;
    }

    private static @Nullable String wrongOption(Guest guest, SourceElement controller, String model) {
        boolean pseries = guest.machine().isPseries();
        String modelName = Xml.value(controller, "model/@name");
        OptionalLong target = Xml.number(controller, "target/@index");
        if (modelName != null && (!NAMES.get(model).contains(modelName) || model.equals("pci-root") && !pseries && guest.machine().isKnown())) {
            return "is not made by " + modelName;
        } else if (target.isPresent() && (!model.equals("pci-root") || !pseries && guest.machine().isKnown())) {
            return "has no <target index>";
        } else if (target.isPresent() && (target.getAsLong() > 30 || (target.getAsLong() == 0) != (Xml.number(controller, "@index", 0) == 0))) {
            return "has <target index> 0 where its index is 0, and 1 to 30 otherwise, not " + target.getAsLong();
        } else if (Xml.has(controller, "pcihole64") && !ROOTS.contains(model)) {
            return "has no <pcihole64>";
        } else if (Xml.has(controller, "target/@busNr") && !EXPANDERS.contains(model)) {
            return "has no busNr";
        } else if (Xml.has(controller, "target/node") && !EXPANDERS.contains(model) && !model.equals("pci-root")) {
            return "has no <node>";
        } else if (Xml.has(controller, "target/@chassisNr") && !model.equals("pci-bridge")) {
            return "has no chassisNr";
        } else if ((Xml.has(controller, "target/@chassis") || Xml.has(controller, "target/@port")) && !PORTS.contains(model)) {
            return "has neither chassis nor port";
        } else if (Xml.has(controller, "target/@hotplug") && !PORTS.contains(model) && !model.equals("pci-root")) {
            return "has no hotplug";
        }
        return beyond(controller);
    }

    private static @Nullable String beyond(SourceElement controller) {
        for (Range range : RANGES) {
            OptionalLong value = Xml.number(controller, range.path());
            if (value.isPresent() && (value.getAsLong() < range.least() || value.getAsLong() > range.greatest())) {
                return "has " + range.path().substring("target/@".length()) + "='" + Xml.value(controller, range.path()) + "', but the range is "
                        + range.least() + " to " + range.greatest();
            }
        }
        return null;
    }

    private static void chassisDuplicate(Guest guest, Report report) {
        Map<Long, SourceElement> seen = new HashMap<>();
        for (SourceElement controller : guest.devices("controller")) {
            OptionalLong chassis = PORTS.contains(Xml.value(controller, "@model", "")) ? Xml.number(controller, "target/@chassis")
                    : OptionalLong.empty();
            SourceElement other = chassis.isEmpty() ? null : seen.putIfAbsent(chassis.getAsLong(), controller);
            if (other != null) {
                report.add(controller, Guest.name(other) + " and " + Guest.name(controller) + " both have chassis " + chassis.getAsLong());
            }
        }
    }

    private static @Nullable String portMismatch(Guest guest, SourceElement controller) {
        if (!Xml.is(controller, "@model", "pcie-root-port")) {
            return null;
        }
        OptionalLong port = Xml.number(controller, "target/@port");
        OptionalLong slot = Xml.number(controller, "address/@slot");
        if (port.isEmpty() || slot.isEmpty()) {
            return null;
        }
        long usual = slot.getAsLong() * 8 + Xml.number(controller, "address/@function", 0);
        return port.getAsLong() == usual ? null : "has port " + Xml.value(controller, "target/@port") + ", where libvirt writes 0x"
                + Long.toHexString(usual);
    }
}
