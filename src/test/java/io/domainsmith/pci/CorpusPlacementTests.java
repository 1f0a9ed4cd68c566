package io.domainsmith.pci;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.Corpus;
import io.domainsmith.document.DeviceNode;
import io.domainsmith.document.DomainDocument;
import io.domainsmith.document.ParseException;
import io.domainsmith.model.Controller;
import io.domainsmith.model.Device;
import io.domainsmith.model.Disk;
import io.domainsmith.model.Domain;
import io.domainsmith.model.OsTypeArch;
import io.domainsmith.model.YesNo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Where libvirt's own tests expect devices that have no address, and where the simulation of its choice puts them. */
class CorpusPlacementTests {

    /** Where they differ, and why. */
    private static final Map<String, String> REASONS = Map.of(
            "autoindex.xml", "USB controllers without an index, which libvirt numbers",
            "q35.xml", "a QEMU without qemu-xhci, for which libvirt adds a USB 2 controller");

    private record Tally(int right, int all) {
        Tally plus(boolean right) {
            return new Tally(this.right + (right ? 1 : 0), all + 1);
        }

        double share() {
            return all == 0 ? 1 : (double) right / all;
        }

        @Override
        public String toString() {
            return String.format("%d of %d (%.1f %%)", right, all, 100 * share());
        }
    }

    @Test
    void predictsWhatLibvirtsTestsExpect() throws IOException {
        Map<String, Tally> tallies = new TreeMap<>();
        Map<String, List<String>> misses = new LinkedHashMap<>();
        int pairs = 0;
        for (Path expected : Corpus.documents()) {
            if (!expected.getParent().endsWith("qemuxml2xmloutdata")) {
                continue;
            }
            String name = expected.getFileName().toString().replaceFirst("(\\.x86_64-[^.]*|-active|-inactive)*\\.xml$", "");
            Path input = expected.resolveSibling("../qemuxml2argvdata/" + name + ".xml");
            if (!Files.exists(input)) {
                continue;
            }
            Domain before;
            Domain after;
            try {
                before = DomainDocument.parse(input).domain();
                after = DomainDocument.parse(expected).domain();
            } catch (ParseException e) {
                assertThat(e.problem()).isNotBlank();
                continue;
            }
            if (RootBus.of(before).isEmpty() || !isPc(before) || before.getDevices() == null) {
                continue;
            }
            before.getDevices().getVideos().sort(Comparator.comparing(video -> video.getModel() == null
                    || video.getModel().getPrimary() != YesNo.YES));
            Map<String, PciAddress> there = addresses(after);
            Map<String, PciAddress> given = addresses(before);
            there.keySet().removeAll(given.keySet());
            if (there.isEmpty()) {
                continue;
            }
            pairs++;
            Map<String, PciAddress> predicted = new HashMap<>();
            String failure = null;
            try {
                predicted = predicted(before);
            } catch (PciPlanException | PciTopologyException e) {
                failure = e.getMessage();
            }
            for (var entry : there.entrySet()) {
                boolean right = entry.getValue().equals(predicted.get(entry.getKey()));
                String kind = entry.getKey().replaceFirst("[ \\[].*", "");
                tallies.merge("all", new Tally(0, 0).plus(right), (one, other) -> one.plus(right));
                tallies.merge(kind, new Tally(0, 0).plus(right), (one, other) -> one.plus(right));
                if (!right) {
                    misses.computeIfAbsent(expected.getFileName().toString(), file -> new ArrayList<>()).add(entry.getKey() + " "
                            + entry.getValue().toShortString() + " not " + (failure != null ? failure
                                    : predicted.containsKey(entry.getKey()) ? predicted.get(entry.getKey()).toShortString() : "placed"));
                }
            }
        }
        System.out.println(pairs + " pairs: " + tallies);
        misses.forEach((file, all) -> System.out.println(file + " (" + REASONS.get(file) + "): " + all));
        assertThat(misses.keySet()).isSubsetOf(REASONS.keySet());
        assertThat(pairs).isGreaterThan(350);
        assertThat(tallies.get("all").share()).as(tallies.toString()).isGreaterThan(0.985);
        assertThat(List.of(tallies.get("video").share(), tallies.get("hostdev").share())).containsOnly(1.0);
    }

    private static boolean isPc(Domain domain) {
        OsTypeArch arch = domain.getOs().getType().getArch();
        return arch == null || arch == OsTypeArch.X86_64 || arch == OsTypeArch.I686;
    }

    private static Map<String, PciAddress> addresses(Domain domain) {
        Map<String, PciAddress> found = new TreeMap<>();
        for (DeviceNode node : DeviceNode.of(domain)) {
            if (!node.kind().equals("console")) {
                PciDevice.addressOf(node.kind(), node.device()).ifPresent(address -> found.put(key(node), address));
            }
        }
        return found;
    }

    private static Map<String, PciAddress> predicted(Domain domain) {
        Map<String, PciAddress> found = new HashMap<>();
        Map<Device, String> keys = new IdentityHashMap<>();
        DeviceNode.of(domain).forEach(node -> keys.put(node.device(), key(node)));
        PciTopology topology = LibvirtPlacement.of(domain).topology();
        Map<Device, String> bridges = new IdentityHashMap<>();
        topology.buses().forEach(bus -> bus.controller().map(PciDevice::device)
                .ifPresent(controller -> bridges.put(controller, "controller PCI " + bus.index())));
        for (PciBus bus : topology.buses()) {
            for (PciDevice device : bus.devices()) {
                if (device.device() != null) {
                    String key = bridges.containsKey(device.device()) ? bridges.get(device.device()) : keys.getOrDefault(device.device(), key(new DeviceNode(device.kind(), 0,
                            device.device())));
                    found.put(key, device.address());
                }
            }
        }
        return found;
    }

    /** What a device is known by in both documents: libvirt adds controllers and sorts disks. */
    private static String key(DeviceNode node) {
        if (node.device() instanceof Controller controller) {
            return "controller " + controller.getType() + " " + (controller.getIndex() == null ? "0" : controller.getIndex())
                    + (controller.getModelAttribute() != null && controller.getModelAttribute().value().startsWith("ich9")
                            ? " " + controller.getModelAttribute() : "");
        } else if (node.device() instanceof Disk disk) {
            return "disk " + disk.getTarget().getDev();
        }
        return node.path().replace("/domain/devices/", "").replaceFirst("\\[1\\]$", "");
    }
}
