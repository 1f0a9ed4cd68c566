package io.domainsmith.pci;

import io.domainsmith.document.DeviceNode;
import io.domainsmith.guest.CNumber;
import io.domainsmith.model.Controller;
import io.domainsmith.model.ControllerType;
import io.domainsmith.model.Domain;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a document says of PCI, read once: the buses by index, and all devices that stand on one or are going to.
 *
 * @param root the machine's bus 0
 * @param bridges the buses by index, the root and those that only an address names included
 * @param devices the devices, the controllers among them
 */
record PciInventory(RootBus root, Map<Integer, PciBridge> bridges, List<PciDevice> devices) {

    static PciInventory of(Domain domain) {
        RootBus root = RootBus.of(domain).orElseThrow(() -> new PciTopologyException(
                "the machine is neither q35 nor pc, and only their PCI buses are known; name one, such as "
                        + "<type arch='x86_64' machine='q35'>hvm</type>"));
        List<PciDevice> devices = new ArrayList<>();
        SortedMap<Integer, PciBridge> bridges = new TreeMap<>();
        List<PciDevice> unnumbered = new ArrayList<>();
        Map<String, Integer> aliases = new HashMap<>();
        for (DeviceNode node : DeviceNode.of(domain)) {
            if (node.kind().equals("console")) {
                continue;   // mirrors its <serial>
            }
            PciDevice device = PciDevice.of(node.kind(), node.device());
            if (node.device() instanceof Controller controller && controller.getType() == ControllerType.PCI) {
                if (controller.getIndex() == null) {
                    unnumbered.add(device);
                } else {
                    add(root, bridges, device, index(device, controller.getIndex()));
                    alias(controller, index(device, controller.getIndex()), aliases);
                }
            }
            if (device.address() != null || device.connection() != null) {
                devices.add(device);
            }
        }
        int next = 0;
        for (PciDevice device : unnumbered) {
            while (bridges.containsKey(next)) {
                next++;
            }
            add(root, bridges, device, next);
            alias((Controller) device.device(), next, aliases);
        }
        bridges.putIfAbsent(0, new PciBridge(0, root.model(), -1, null));
        for (DeviceArgument argument : DeviceArgument.of(domain)) {
            argument.device(bridges, aliases).ifPresent(devices::add);
        }
        numberExpanders(bridges);
        addMissing(root, bridges, devices);
        return new PciInventory(root, bridges, devices);
    }

    private static int index(PciDevice device, String text) {
        OptionalLong index = CNumber.parse(text);
        if (index.isEmpty() || index.getAsLong() > 0xff) {
            throw new PciTopologyException(device.name() + " has index='" + text + "', and the index of a PCI controller is a number "
                    + "from 0 to 255; give it a free one");
        }
        return (int) index.getAsLong();
    }

    private static void alias(Controller controller, int index, Map<String, Integer> aliases) {
        if (controller.getAlias() != null && controller.getAlias().getName() != null) {
            aliases.put(controller.getAlias().getName(), index);
        }
    }

    private static void add(RootBus root, Map<Integer, PciBridge> bridges, PciDevice device, int index) {
        Controller controller = (Controller) device.device();
        PciControllerModel model = controller.getModelAttribute() == null && index == 0 ? root.model()
                : PciControllerModel.of(controller.getModelAttribute()).orElseThrow(() -> new PciTopologyException(device.name()
                        + " has no model of a PCI controller, and libvirt refuses it; write one, such as model='"
                        + (root == RootBus.PCIE_ROOT ? "pcie-root-port" : "pci-bridge") + "'"));
        if (model.isRoot() != (index == 0) || index == 0 && model != root.model()) {
            throw new PciTopologyException(device.name() + " is a " + controller.getModelAttribute().value() + " with index " + index
                    + "; on this machine index 0, and no other, is a " + (root == RootBus.PCIE_ROOT ? "pcie-root" : "pci-root"));
        }
        if (index == 0 && device.address() != null) {
            throw new PciTopologyException(device.name() + " is bus 0 itself and stands on no other; remove its <address>");
        }
        PciBridge other = bridges.put(index, new PciBridge(index, model, busNumber(device, controller), index == 0 ? null : device));
        if (other != null) {
            throw new PciTopologyException(device.name() + " has index " + index
                    + (other.device() == null ? ", which another controller has" : ", as " + other.device().name() + " has")
                    + "; libvirt takes each index of a PCI controller once: give it a free one");
        }
    }

    private static int busNumber(PciDevice device, Controller controller) {
        String text = controller.getTarget() == null ? null : controller.getTarget().getBusNr();
        if (text == null) {
            return -1;
        }
        OptionalLong number = CNumber.parse(text);
        if (number.isEmpty() || number.getAsLong() < 1 || number.getAsLong() > 254) {
            throw new PciTopologyException(device.name() + " has busNr='" + text + "', and the number of an expander bus is from 1 to "
                    + "254; write such a number, or none");
        }
        return (int) number.getAsLong();
    }

    /** libvirt counts down from the lowest number in use by two (qemuDomainAddressFindNewBusNr). */
    private static void numberExpanders(Map<Integer, PciBridge> bridges) {
        int lowest = 256;
        for (PciBridge bridge : bridges.values()) {
            lowest = bridge.busNumber() < 0 ? lowest : Math.min(lowest, bridge.busNumber());
        }
        for (Map.Entry<Integer, PciBridge> entry : bridges.entrySet()) {
            PciBridge bridge = entry.getValue();
            if (bridge.model().isExpander() && bridge.busNumber() < 0 && lowest > 2) {
                lowest -= 2;
                entry.setValue(bridge.numbered(lowest));
            }
        }
    }

    /** libvirt adds controllers for the indexes that an address uses or that lie below one in use. */
    private static void addMissing(RootBus root, SortedMap<Integer, PciBridge> bridges, List<PciDevice> devices) {
        int last = bridges.lastKey();
        for (PciDevice device : devices) {
            last = device.address() == null ? last : Math.max(last, device.address().bus());
        }
        PciControllerModel model = root == RootBus.PCIE_ROOT ? PciControllerModel.PCIE_ROOT_PORT : PciControllerModel.PCI_BRIDGE;
        for (int index = 1; index <= last; index++) {
            if (!bridges.containsKey(index)) {
                PciDevice device = new PciDevice(PciDevice.Origin.IMPLICIT, "controller", "controller " + index + " (added by libvirt)",
                        null, model.connection().orElseThrow(), null);
                bridges.put(index, new PciBridge(index, model, -1, device));
                devices.add(device);
            }
        }
    }
}
