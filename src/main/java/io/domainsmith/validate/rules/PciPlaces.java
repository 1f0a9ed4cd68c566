package io.domainsmith.validate.rules;

import io.domainsmith.document.DeviceNode;
import io.domainsmith.model.Device;
import io.domainsmith.model.Domain;
import io.domainsmith.pci.PciAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The devices with a PCI address that can be read, kind by kind; consoles mirror serial ports.
 *
 * @param all the devices; one that is there twice, the same in everything, is here once
 * @param isShared whether two devices, those that are here once included, have one address
 */
record PciPlaces(List<Placed> all, boolean isShared) {

    /** A device and its PCI address. */
    record Placed(Device device, PciAddress address) {
    }

    static PciPlaces of(Domain domain) {
        List<Placed> found = new ArrayList<>();
        Map<PciAddress, Placed> firsts = new HashMap<>();
        Set<Placed> shared = new HashSet<>();
        for (DeviceNode node : DeviceNode.of(domain)) {
            PciAddress address = node.kind().equals("console") ? null : PciAddress.of(node.device().getAddress()).orElse(null);
            if (address != null) {
                Placed placed = new Placed(node.device(), address);
                Placed first = firsts.putIfAbsent(address, placed);
                if (first != null) {
                    shared.add(first);
                }
                if (first == null || shared.add(placed)) {
                    found.add(placed);
                }
            }
        }
        return new PciPlaces(found, !shared.isEmpty());
    }
}
