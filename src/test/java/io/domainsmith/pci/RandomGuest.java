package io.domainsmith.pci;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Made-up PCI guests that libvirt takes: up to 256 buses of every kind, devices on them, a video and a vGPU anywhere. */
final class RandomGuest {

    private record Bus(int index, PciControllerModel model) {
    }

    private final Random random;
    private final boolean q35;
    private final List<Bus> buses = new ArrayList<>();
    private final Set<PciAddress> taken = new HashSet<>();
    private final List<String> lines = new ArrayList<>();

    private RandomGuest(Random random) {
        this.random = random;
        this.q35 = random.nextBoolean();
    }

    /** A guest's text. */
    static String of(Random random, int mostBuses) {
        return new RandomGuest(random).text(mostBuses);
    }

    private String text(int mostBuses) {
        buses.add(new Bus(0, q35 ? PciControllerModel.PCIE_ROOT : PciControllerModel.PCI_ROOT));
        int count = random.nextInt(Math.min(mostBuses, random.nextInt(4) == 0 ? 256 : 24));
        int expanders = 0;
        for (int index = 1; index <= count; index++) {
            PciControllerModel model = model(expanders);
            String at = place(model.connection().orElseThrow(), index);
            if (at == null) {
                break;
            }
            expanders += model.isExpander() ? 1 : 0;
            buses.add(new Bus(index, model));
            lines.add(PciGuest.controller(model.libvirtName(), index, at));
        }
        int devices = random.nextInt(60);
        for (int i = 0; i < devices; i++) {
            lines.add(PciGuest.rng(random.nextInt(5) == 0 ? "" : orNone(PciConnection.PCIE)));
        }
        lines.add("<controller type='usb' index='0' model='none'/><memballoon model='none'/>");
        lines.add(PciGuest.video("vga", random.nextInt(3) == 0 ? "" : orNone(PciConnection.PCI)));
        if (random.nextInt(4) != 0) {
            lines.add(PciGuest.mdev(random.nextInt(4) == 0 ? "" : orNone(PciConnection.PCIE)));
        }
        return PciGuest.text(q35 ? "q35" : "pc", lines.toArray(String[]::new));
    }

    private PciControllerModel model(int expanders) {
        if (!q35) {
            return expanders < 2 && random.nextInt(12) == 0 ? PciControllerModel.PCI_EXPANDER_BUS : PciControllerModel.PCI_BRIDGE;
        }
        PciControllerModel[] all = {PciControllerModel.PCIE_ROOT_PORT, PciControllerModel.PCIE_ROOT_PORT,
            PciControllerModel.PCIE_SWITCH_UPSTREAM_PORT, PciControllerModel.PCIE_SWITCH_DOWNSTREAM_PORT,
            PciControllerModel.PCIE_SWITCH_DOWNSTREAM_PORT, PciControllerModel.PCIE_TO_PCI_BRIDGE, PciControllerModel.DMI_TO_PCI_BRIDGE,
            PciControllerModel.PCI_BRIDGE, PciControllerModel.PCIE_EXPANDER_BUS};
        PciControllerModel model = all[random.nextInt(all.length)];
        boolean possible = buses.stream().anyMatch(bus -> bus.model().accepts(model.connection().orElseThrow()));
        return possible && (!model.isExpander() || expanders < 2) ? model : PciControllerModel.PCIE_ROOT_PORT;
    }

    private String orNone(PciConnection kind) {
        String at = place(kind, 256);
        return at == null ? "" : at;
    }

    /** A place for a device, at times a further function of a slot that has one; null after many tries. */
    private String place(PciConnection kind, int below) {
        for (int i = 0; i < 200; i++) {
            Bus bus = buses.get(random.nextInt(3) == 0 ? 0 : random.nextInt(buses.size()));
            boolean takes = kind.isEndpoint() ? bus.model().acceptsByAddress(kind) : bus.model().accepts(kind);
            int first = bus.index() == 0 && !q35 ? 2 : bus.model().firstSlot();
            int last = bus.index() == 0 && q35 ? 0x1e : bus.model().lastSlot();
            int slot = first + random.nextInt(last - first + 1);
            PciAddress at = new PciAddress(0, bus.index(), slot, 0);
            if (takes && taken.contains(at) && random.nextInt(4) == 0 && kind != PciConnection.PCI_BRIDGE) {
                at = new PciAddress(0, bus.index(), slot, 1 + random.nextInt(7));
            }
            if (takes && bus.index() < below && taken.add(at)) {
                return at.toShortString();
            }
        }
        return null;
    }
}
