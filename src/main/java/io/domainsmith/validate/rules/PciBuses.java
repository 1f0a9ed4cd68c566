package io.domainsmith.validate.rules;

import io.domainsmith.document.SourceElement;
import io.domainsmith.model.ControllerModelAttribute;
import io.domainsmith.pci.PciControllerModel;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The PCI buses of a q35 or pc domain as libvirt has them before it places devices: those that are written, and for gaps between
 * their indexes root ports on q35 and bridges on pc (qemuDomainPCIAddressSetCreate). Made for documents that are wrong: nothing throws.
 */
final class PciBuses {

    private final Map<Integer, PciControllerModel> written = new TreeMap<>();
    private final PciControllerModel filler;
    private final int last;
    private final int roomless;

    private PciBuses(Guest guest) {
        boolean q35 = guest.machine().isQ35();
        filler = q35 ? PciControllerModel.PCIE_ROOT_PORT : PciControllerModel.PCI_BRIDGE;
        int next = 1;
        List<SourceElement> controllers = guest.devices("controller").stream().filter(one -> Xml.is(one, "@type", "pci")).toList();
        written.put(0, q35 ? PciControllerModel.PCIE_ROOT : PciControllerModel.PCI_ROOT);
        for (SourceElement controller : controllers) {
            OptionalLong index = Xml.number(controller, "@index");
            PciControllerModel model = model(controller);
            if (index.isPresent() && index.getAsLong() <= 255 && index.getAsLong() > 0 && model != null) {
                written.putIfAbsent((int) index.getAsLong(), model);
            }
        }
        for (SourceElement controller : controllers) {
            PciControllerModel model = model(controller);
            if (!Xml.has(controller, "@index") && model != null && !model.isRoot()) {
                while (written.containsKey(next)) {
                    next++;
                }
                written.put(next, model);
            }
        }
        last = written.keySet().stream().max(Integer::compare).orElse(0);
        roomless = roomless(guest, controllers);
    }

    /** The buses; null for another machine, whose buses libvirt builds otherwise. */
    static @Nullable PciBuses of(Guest guest) {
        return guest.machine().isQ35() || guest.machine().isI440fx() ? new PciBuses(guest) : null;
    }

    private static @Nullable PciControllerModel model(SourceElement controller) {
        String written = controller.attribute("model");
        for (ControllerModelAttribute model : ControllerModelAttribute.values()) {
            if (model.value().equals(written)) {
                return PciControllerModel.of(model).orElse(null);
            }
        }
        return null;
    }

    boolean isWritten(int index) {
        return written.containsKey(index);
    }

    /** What a bus is; null for one beyond all that are written, which libvirt makes to suit the device. */
    @Nullable PciControllerModel model(int index) {
        return index > last ? null : written.getOrDefault(index, filler);
    }

    /** The model's name as libvirt writes it. */
    String name(int index) {
        return String.valueOf(model(index)).toLowerCase(Locale.ROOT).replace('_', '-') + (isWritten(index) ? "" : " (added by libvirt)");
    }

    /** How many root ports without an address find no slot on bus 0: eight share one. */
    int portsWithoutRoom() {
        return roomless;
    }

    private static int roomless(Guest guest, List<SourceElement> controllers) {
        Set<Integer> slots = new HashSet<>();
        guest.pciAddresses().forEach((device, address) -> {
            if (address.bus() == 0 && !address.countsAsNone()) {
                slots.add(address.slot());
            }
        });
        long pending = controllers.stream().filter(one -> Xml.is(one, "@model", "pcie-root-port") && !Xml.has(one, "address")).count();
        long free = 0x1e - slots.stream().filter(slot -> slot >= 1 && slot <= 0x1e).count();
        return (int) Math.max(0, pending - free * 8);
    }
}
