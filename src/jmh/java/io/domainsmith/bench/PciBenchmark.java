package io.domainsmith.bench;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.model.Domain;
import io.domainsmith.model.Rng;
import io.domainsmith.pci.LibvirtPlacement;
import io.domainsmith.pci.PciConnection;
import io.domainsmith.pci.PciConstraint;
import io.domainsmith.pci.PciOrder;
import io.domainsmith.pci.PciPlanner;
import io.domainsmith.pci.PciTopology;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Planning on large guests: devices on pc behind bridges, the video behind the last of them and the vGPU on bus 0. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PciBenchmark {

    @Param({"100", "250", "500", "1000", "2000", "4000"})
    int devices;

    private Domain domain;

    /** A guest with so many devices, 31 to a bus. */
    @Setup
    public void build() {
        StringBuilder text = new StringBuilder("<domain><os><type arch='x86_64' machine='pc'>hvm</type></os><devices>");
        int bridges = devices / 31 + 2;
        for (int index = 1; index <= bridges; index++) {
            int on = index <= 24 ? 0 : index - 24;
            text.append(String.format("<controller type='pci' index='%d' model='pci-bridge'>%s</controller>", index,
                    address(on, on == 0 ? index + 2 : 31)));
        }
        for (int i = 0; i < devices; i++) {
            text.append("<rng>").append(address(1 + i / 30, 1 + i % 30)).append("</rng>");
        }
        text.append("<video><model type='qxl'/>").append(address(bridges, 30)).append("</video>")
                .append("<hostdev mode='subsystem' type='mdev' model='vfio-pci'>").append(address(0, 0x1e)).append("</hostdev>");
        domain = DomainDocument.parse(text.append("</devices></domain>").toString()).domain();
    }

    private static String address(int bus, int slot) {
        return String.format("<address type='pci' bus='%d' slot='%d'/>", bus, slot);
    }

    /** The buses with the guest's numbers. */
    @Benchmark
    public PciTopology topology() {
        return PciTopology.of(domain);
    }

    /** The video is brought before the vGPU; both are put back, so that every round has to. */
    @Benchmark
    public List<PciOrder.Move> order() {
        var video = domain.getDevices().getVideos().get(0);
        var mdev = domain.getDevices().getHostdevs().get(0);
        String bus = video.getAddress().getBus();
        String slot = video.getAddress().getSlot();
        List<PciOrder.Move> moves = PciOrder.bring(PciPlanner.of(domain),
                new PciOrder.Party("video", "video", video, PciConstraint.of(PciConnection.PCI)),
                new PciOrder.Party("hostdev", "mdev", mdev, PciConstraint.of(PciConnection.PCIE)));
        if (moves.isEmpty()) {
            throw new IllegalStateException("nothing moved");
        }
        video.getAddress().withBus(bus).setSlot(slot);
        return moves;
    }

    /** Every device gets a place anew, one after the other. */
    @Benchmark
    public PciPlanner placeAll() {
        PciPlanner planner = PciPlanner.of(domain);
        for (Rng rng : domain.getDevices().getRngs()) {
            planner.place("rng", rng, PciConstraint.of(PciConnection.PCI));
        }
        return planner;
    }

    /** What libvirt would choose. */
    @Benchmark
    public LibvirtPlacement libvirt() {
        return LibvirtPlacement.of(domain);
    }
}
