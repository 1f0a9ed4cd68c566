package io.domainsmith.validate.rules;

import io.domainsmith.document.DeviceNode;
import io.domainsmith.model.Device;
import io.domainsmith.pci.PciAddress;
import io.domainsmith.validate.Rule;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * PCI addresses.
 *
 * @since 0.1
 */
public final class AddressRules {

    /** Two devices at one address: virDomainPCIAddressReserveAddrInternal, "Attempted double use of PCI Address". */
    public static final Rule DUPLICATE = Check.refused("pci-address-duplicate",
            "Two devices have one PCI address. Numbers are read as C reads them; slot 0 of bus 0 counts as no address; a <console> "
                    + "mirrors its <serial>.",
            "virDomainPCIAddressReserveAddrInternal; virPCIDeviceAddressIsEmpty",
            "give one of them another address, or none: then libvirt chooses one", AddressRules::duplicate);

    /** All of this family. */
    public static final List<Rule> ALL = List.of(DUPLICATE);

    private AddressRules() {
    }

    private static void duplicate(Guest guest, Report report) {
        if (!guest.pciPlaces().isShared()) {
            return;
        }
        List<Device> devices = DeviceNode.of(guest.domain()).stream()
                .filter(node -> !node.kind().equals("console")).map(DeviceNode::device)
                .sorted(Comparator.comparing((Device device) -> guest.source(device).line())
                        .thenComparing(device -> guest.source(device).column()))
                .toList();
        Map<PciAddress, Device> taken = new HashMap<>();
        for (Device device : devices) {
            PciAddress address = PciAddress.of(device.getAddress()).filter(known -> !known.countsAsNone()).orElse(null);
            Device other = address == null ? null : taken.putIfAbsent(address, device);
            if (other != null) {
                report.add(guest.source(device),
                        guest.name(device) + " and " + guest.name(other) + " are both at PCI address " + address);
            }
        }
    }
}
