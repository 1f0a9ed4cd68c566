package io.domainsmith.pci;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Made-up PCI guests that libvirt takes: up to 256 buses of every kind, devices of several kinds on them, some in slots with several
 * functions and some without an address, a video and a vGPU anywhere.
 */
public final class RandomGuest {

    private static final Pattern FUNCTION_0 = Pattern.compile("bus='0x(..)' slot='0x(..)' function='0x0'");

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
    public static String of(Random random, int mostBuses) {
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
            lines.add(device(i, random.nextInt(5) == 0 ? "" : orNone(PciConnection.PCIE)));
        }
        lines.add("<controller type='usb' index='0' model='none'/><memballoon model='none'/>");
        lines.add(PciGuest.video("vga", random.nextInt(3) == 0 ? "" : orNone(PciConnection.PCI)));
        if (random.nextInt(4) != 0) {
            lines.add(PciGuest.mdev(random.nextInt(4) == 0 ? "" : orNone(PciConnection.PCIE)));
        }
        return PciGuest.text(q35 ? "q35" : "pc", lines.stream().map(this::sayingItHasSiblings).toArray(String[]::new));
    }

    private String device(int number, String at) {
        return switch (random.nextInt(8)) {
            case 0 -> "<interface type='network'><source network='default'/><model type='virtio'/>" + PciGuest.address(at) + "</interface>";
            case 1 -> "<disk type='file' device='disk'><source file='/var/lib/libvirt/images/" + number + ".img'/><target dev='vd"
                    + (char) ('a' + number / 26) + (char) ('a' + number % 26) + "' bus='virtio'/>" + PciGuest.address(at) + "</disk>";
            case 2 -> "<controller type='scsi' index='" + number + "' model='virtio-scsi'>" + PciGuest.address(at) + "</controller>";
            case 3 -> "<sound model='ich6'>" + PciGuest.address(at) + "</sound>";
            default -> PciGuest.rng(at);
        };
    }

    /** libvirt writes multifunction='on' itself where it is missing; some guests have it, others do not. */
    private String sayingItHasSiblings(String line) {
        Matcher matcher = FUNCTION_0.matcher(line);
        if (!matcher.find() || random.nextBoolean()) {
            return line;
        }
        int bus = Integer.parseInt(matcher.group(1), 16);
        int slot = Integer.parseInt(matcher.group(2), 16);
        boolean shared = taken.stream().anyMatch(at -> at.bus() == bus && at.slot() == slot && at.function() > 0);
        return shared ? line.replace("function='0x0'", "function='0x0' multifunction='on'") : line;
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
