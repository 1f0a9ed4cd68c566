package io.domainsmith.validate.rules;

import io.domainsmith.document.SourceElement;
import io.domainsmith.model.ControllerModelAttribute;
import io.domainsmith.pci.PciAddress;
import io.domainsmith.pci.PciControllerModel;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The PCI buses of a q35 or pc domain as libvirt has them before it places devices: those that are written, and for gaps between
 * their indexes root ports on q35 and bridges on pc (qemuDomainPCIAddressSetCreate). Made for documents that are wrong: nothing throws.
 */
final class PciBuses {

    private static final int GREATEST = 0xff;
    private static final Map<String, PciControllerModel> MODELS = Arrays.stream(ControllerModelAttribute.values())
            .filter(model -> PciControllerModel.of(model).isPresent())
            .collect(Collectors.toMap(ControllerModelAttribute::value, model -> PciControllerModel.of(model).orElseThrow()));

    private final @Nullable PciControllerModel[] written = new PciControllerModel[GREATEST + 1];
    private int last;
    private final PciControllerModel filler;
    private final int roomless;

    private PciBuses(Guest guest) {
        boolean q35 = guest.machine().isQ35();
        filler = q35 ? PciControllerModel.PCIE_ROOT_PORT : PciControllerModel.PCI_BRIDGE;
        int next = 1;
        List<SourceElement> controllers = guest.controllers("pci");
        written[0] = q35 ? PciControllerModel.PCIE_ROOT : PciControllerModel.PCI_ROOT;
        for (SourceElement controller : controllers) {
            OptionalLong index = Xml.number(controller, "@index");
            PciControllerModel model = model(controller);
            if (index.isPresent() && index.getAsLong() <= GREATEST && model != null && !isWritten((int) index.getAsLong())) {
                write((int) index.getAsLong(), model);
            }
        }
        for (SourceElement controller : controllers) {
            PciControllerModel model = model(controller);
            if (!Xml.has(controller, "@index") && model != null && !model.isRoot()) {
                while (next <= GREATEST && isWritten(next)) {
                    next++;
                }
                write(next, model);
            }
        }
        roomless = roomless(guest, controllers);
    }

    /** The buses; null for another machine, whose buses libvirt builds otherwise. */
    static @Nullable PciBuses of(Guest guest) {
        return guest.machine().isQ35() || guest.machine().isI440fx() ? new PciBuses(guest) : null;
    }

    private static @Nullable PciControllerModel model(SourceElement controller) {
        String model = controller.attribute("model");
        return model == null ? null : MODELS.get(model);
    }

    private void write(int index, PciControllerModel model) {
        if (index <= GREATEST) {
            written[index] = model;
            last = Math.max(last, index);
        }
    }

    boolean isWritten(int index) {
        return written[index] != null;
    }

    /** What a bus is; null for one beyond all that are written, which libvirt makes to suit the device. */
    @Nullable PciControllerModel model(int index) {
        return index > last ? null : isWritten(index) ? written[index] : filler;
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
        long pending = controllers.stream().filter(one -> Xml.is(one, "@model", "pcie-root-port") && !Xml.has(one, "address")).count();
        if (pending == 0) {
            return 0;
        }
        long taken = guest.pciPlaces().all().stream().map(PciPlaces.Placed::address).filter(address -> address.bus() == 0)
                .map(PciAddress::slot).filter(slot -> slot >= 1 && slot <= 0x1e).distinct().count();
        return (int) Math.max(0, pending - (0x1e - taken) * 8);
    }
}
