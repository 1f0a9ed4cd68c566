package io.domainsmith.vgpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.model.Domain;
import io.domainsmith.transform.Pipeline;
import io.domainsmith.transform.StepException;
import io.domainsmith.transform.StepKit;
import io.domainsmith.validate.ValidationLevel;
import io.domainsmith.pci.GuestAddress;
import io.domainsmith.pci.LibvirtPlacement;
import io.domainsmith.pci.PciTopology;
import io.domainsmith.validate.Severity;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrderPciSlotsTests {

    private final StepKit kit = StepKit.of(new OrderPciSlots(), "video", "hostdev");

    private static String root(int index, String slot) {
        return "    <controller type='pci' index='" + index + "' model='pcie-root-port'>\n" + Guest.address(slot) + "    </controller>\n";
    }

    @Test
    void leavesWhatIsInOrder() {
        kit.leaves(Guest.q35(Guest.QXL, Guest.mdev("0x03")));
        kit.leaves(Guest.pc(Guest.video("vga", "0x02"), Guest.mdev("0x1f")));
        kit.leaves(Guest.q35(Guest.video("virtio", "0x03"), Guest.mdev("4")));
    }

    @Test
    void aVgpuBehindARootPortComesAfterAVideoOnBusZero() {
        kit.leaves(Guest.q35(root(1, "0x02"), Guest.video("qxl", "0x05"), Guest.mdev("0x00").replace("bus='0x00'", "bus='0x01'")));
    }

    @Test
    void movesTheVgpuBehindTheVideo() {
        var result = kit.turns(Guest.q35(Guest.video("qxl", "0x05"), Guest.mdev("0x04")),
                Guest.q35(Guest.video("qxl", "0x05"), Guest.mdev("0x06")));
        assertThat(result.changes()).singleElement().satisfies(change -> {
            assertThat(change.path()).isEqualTo("/domain/devices/hostdev/address/@slot");
            assertThat(change.before()).isEqualTo("0x04");
            assertThat(change.after()).isEqualTo("0x06");
            assertThat(change.reason()).isEqualTo("The firmware shows the first display it finds: that has to be the video. A guest "
                    + "that knew the vGPU at 00:04.0 sets up its driver and resolution again.");
        });
        kit.turns(Guest.pc(Guest.video("vga", "0x03"), Guest.mdev("0x02")), Guest.pc(Guest.video("vga", "0x03"), Guest.mdev("0x04")));
    }

    @Test
    void writesBothAddresses() {
        kit.turns(Guest.q35(Guest.video("qxl", null), Guest.mdev(null)), Guest.q35(Guest.QXL, Guest.mdev("0x03")));
        kit.turns(Guest.pc(Guest.video("vga", null), Guest.mdev(null)), Guest.pc(Guest.video("vga", "0x02"), Guest.mdev("0x03")));
    }

    @Test
    void aVideoWithoutAnAddressTakesTheLowestFreeSlot() {
        kit.turns(Guest.q35(Guest.rng(1), Guest.video("qxl", null), Guest.mdev("0x04")),
                Guest.q35(Guest.rng(1), Guest.video("qxl", "0x02"), Guest.mdev("0x04")));
        kit.turns(Guest.pc(Guest.taken(2, 4), Guest.video("vga", null), Guest.mdev("0x06")),
                Guest.pc(Guest.taken(2, 4), Guest.video("vga", "0x05"), Guest.mdev("0x06")));
    }

    @Test
    void movesTheVideoOnlyWhereNoSlotIsLeftBehindIt() {
        kit.turns(Guest.q35(Guest.taken(4, 0x1d), Guest.video("qxl", "0x1e"), Guest.mdev("0x03")),
                Guest.q35(Guest.taken(4, 0x1d), Guest.video("qxl", "0x01"), Guest.mdev("0x03")));
        kit.turns(Guest.q35(Guest.taken(6, 0x1d), Guest.video("qxl", "0x1e"), Guest.mdev(null)),
                Guest.q35(Guest.taken(6, 0x1d), Guest.video("qxl", "0x01"), Guest.mdev("0x05")));
    }

    @Test
    void onlyThePrimaryVideoCounts() {
        String primary = Guest.video("qxl", "0x02").replace("type='qxl'", "type='qxl' primary='yes'");
        kit.leaves(Guest.q35(Guest.video("qxl", "0x07"), primary, Guest.mdev("0x03")));
    }

    @Test
    void leavesAFunctionZeroWithItsSiblings() {
        String tied = Guest.mdev("0x03").replace("function='0x0'", "function='0x0' multifunction='on'");
        kit.turns(Guest.q35(Guest.rng("0x03", "0x1"), Guest.video("qxl", "0x05"), tied),
                Guest.q35(Guest.rng("0x03", "0x1"), Guest.video("qxl", "0x01"), tied));
        kit.refuses(Guest.q35(Guest.taken(1, 2), Guest.rng("0x03", "0x1"), Guest.video("qxl", "0x05"), tied),
                "no free slot on PCI bus 0 for mdev " + Guest.MDEV + " (line 24) after video (line 20): 00 chipset, 01 rng "
                        + "(line 8), 02 rng (line 12), 03 hostdev (line 24) and 1 more, 05 video (line 20), 1f chipset; free a slot, or move devices behind a bridge");
    }

    @Test
    void movesAVgpuThatCannotStandWhereItIs() {
        kit.turns(Guest.q35(Guest.video("qxl", "0x04"), Guest.mdev("0x04")), Guest.q35(Guest.video("qxl", "0x04"), Guest.mdev("0x05")));
        kit.turns(Guest.q35(Guest.QXL, Guest.mdev("0x04"), Guest.rng(4)), Guest.q35(Guest.QXL, Guest.mdev("0x03"), Guest.rng(4)));
        kit.turns(Guest.q35(Guest.QXL, Guest.mdev("0x1f")), Guest.q35(Guest.QXL, Guest.mdev("0x03")));
        kit.turns(Guest.q35(Guest.QXL, Guest.mdev("0x06").replace("function='0x0'", "function='0x2'")),
                Guest.q35(Guest.QXL, Guest.mdev("0x03")));
    }

    @Test
    void refusesAVideoThatCannotStandWhereItIs() {
        kit.refuses(Guest.q35(Guest.QXL, Guest.mdev("0x03"), Guest.rng(1)), "video (line 8) at 00:01.0 cannot stand there: the slot is "
                + "taken by [00:01.0 rng (line 19)]; give it another address or remove its <address>");
        kit.refuses(Guest.pc(Guest.QXL, Guest.mdev("0x03")), "video (line 8) at 00:01.0 cannot stand there: the chipset keeps "
                + "this slot; give it another address or remove its <address>");
    }

    /** Beside a graphics libvirt adds one of its own choice. */
    @Test
    void addsAUsualVideoWhereLibvirtWouldAddOne() {
        String vnc = "    <graphics type='vnc'/>\n";
        kit.turns(Guest.q35(vnc, Guest.mdev("0x03")), Guest.q35(vnc, """
                    <video>
                      <model type='qxl' ram='65536' vram='65536' vgamem='16384' heads='1' primary='yes'/>
                      <address type='pci' domain='0x0000' bus='0x00' slot='0x01' function='0x0'/>
                    </video>
                """, Guest.mdev("0x03")));
    }

    @Test
    void refusesWithoutAVgpu() {
        kit.refuses(Guest.q35(Guest.QXL), "the domain has no <hostdev type='mdev' model='vfio-pci'>; run insert-mdev-hostdev first");
    }

    @Test
    void leavesAGuestWithoutAVgaVideo() {
        for (String type : new String[] {"none", "ramfb", "bochs"}) {
            kit.leaves(Guest.q35(Guest.video(type, null), Guest.mdev("0x03")));
        }
        kit.leaves(Guest.q35(Guest.mdev("0x03")));
    }

    @Test
    void refusesAVideoThatItsBusDoesNotTake() {
        String video = Guest.QXL.replace("bus='0x00'", "bus='0x01'");
        kit.refuses(Guest.q35(root(1, "0x02"), video, Guest.mdev("0x03")), "video (line 11) at 01:01.0 cannot stand there: bus 1 is a "
                + "pcie-root-port, which has no slot 0x01; give it another address or remove its <address>");
        kit.refuses(Guest.q35(root(1, "0x02").replace("pcie-root-port", "pcie-expander-bus"), video, Guest.mdev("0x03")), "video (line 11) "
                + "at 01:01.0 cannot stand there: bus 1 is a pcie-expander-bus, which does not take such a device; give it another address "
                + "or remove its <address>");
        kit.refuses(Guest.q35(Guest.QXL.replace("function='0x0'", "function='0x2'"), Guest.mdev("0x03")), "video (line 8) at 00:01.2 "
                + "cannot stand there: the guest does not find a function of a slot without function 0; give it another address or remove "
                + "its <address>");
    }

    private static String on(int bus, String device) {
        return device.replace("bus='0x00'", "bus='" + String.format("0x%02x", bus) + "'");
    }

    @Test
    void movesAVideoBehindABridgeToBusZero() {
        String ports = root(1, "0x02") + on(1, root(2, "0x00")).replace("pcie-root-port", "pcie-to-pci-bridge");
        kit.turns(Guest.q35(ports, on(2, Guest.video("qxl", "0x01")), Guest.mdev("0x04")),
                Guest.q35(ports, Guest.video("qxl", "0x01"), Guest.mdev("0x04")));
        // a bus whose controller libvirt has yet to place
        kit.turns(Guest.q35(on(5, Guest.video("qxl", "0x00")), Guest.mdev("0x03")), Guest.q35(Guest.QXL, Guest.mdev("0x03")));
    }

    @Test
    void comparesTheGuestsBusNumbersAndNotLibvirts() {
        String ports = root(1, "0x05") + root(2, "0x04");
        kit.leaves(Guest.q35(ports, on(2, Guest.video("qxl", "0x00")), on(1, Guest.mdev("0x00"))));
        kit.turns(Guest.q35(ports, on(1, Guest.video("qxl", "0x00")), on(2, Guest.mdev("0x00"))),
                Guest.q35(ports, Guest.video("qxl", "0x01"), on(2, Guest.mdev("0x00"))));
        String free = ports + root(3, "0x06");
        kit.turns(Guest.q35(free, on(1, Guest.video("qxl", "0x00")), on(2, Guest.mdev("0x00"))),
                Guest.q35(free, on(1, Guest.video("qxl", "0x00")), on(3, Guest.mdev("0x00"))));
    }

    @Test
    void anExpanderBusComesAfterAllThatIsBehindBusZero() {
        String buses = root(1, "0x06").replace("pcie-root-port", "pcie-expander-bus") + on(1, root(2, "0x00"));
        kit.leaves(Guest.q35(buses, Guest.QXL, on(2, Guest.mdev("0x00"))));
        kit.turns(Guest.q35(buses, root(3, "0x07"), on(2, Guest.video("qxl", "0x00")), on(3, Guest.mdev("0x00"))),
                Guest.q35(buses, root(3, "0x07"), Guest.video("qxl", "0x01"), on(3, Guest.mdev("0x00"))));
    }

    @Test
    void theTwoChangePlacesWhereNoSlotIsFree() {
        kit.turns(Guest.q35(Guest.taken(1, 2), Guest.taken(5, 0x1e), Guest.video("qxl", "0x04"), Guest.mdev("0x03")),
                Guest.q35(Guest.taken(1, 2), Guest.taken(5, 0x1e), Guest.video("qxl", "0x03"), Guest.mdev("0x04")));
    }

    @Test
    void addsARootPortBehindTheOthers() {
        StepKit more = StepKit.of(new OrderPciSlots(), "video", "hostdev", "controller");
        String shared = root(1, "0x02").replace("function='0x0'", "function='0x0' multifunction='on'");
        String added = "    <controller type='pci' index='2' model='pcie-root-port'>\n      <target chassis='2' port='0x11'/>\n"
                + Guest.address("0x02").replace("function='0x0'", "function='0x1'") + "    </controller>\n";
        String full = Guest.taken(3, 0x1e);
        more.turns(Guest.q35(shared, on(1, Guest.rng(0)), Guest.QXL, full, Guest.mdev(null)),
                Guest.q35(shared, added, on(1, Guest.rng(0)), Guest.QXL, full, on(2, Guest.mdev("0x00"))));
    }

    @Test
    void warnsOfImagesWhereAnAddressMovesThatTheGuestMayKnow() {
        var result = kit.turns(Guest.q35(Guest.video("qxl", "0x05"), Guest.mdev("0x04")),
                Guest.q35(Guest.video("qxl", "0x05"), Guest.mdev("0x06")));
        assertThat(result.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(Severity.WARNING);
            assertThat(finding.path()).isEqualTo("/domain/devices/hostdev");
            assertThat(finding.message()).isEqualTo("hostdev (line 12) moves away from 00:04.0: a managed-save image or a snapshot with "
                    + "memory that was made before does not fit any more");
            assertThat(finding.fix()).isEqualTo("look with 'virsh list --all --with-managed-save' and 'virsh snapshot-list guest' (state "
                    + "running or paused); start the guest from its image and shut it down first, or drop the image with 'virsh "
                    + "managedsave-remove guest'");
        });
        assertThat(kit.turns(Guest.q35(Guest.video("qxl", null), Guest.mdev(null)), Guest.q35(Guest.QXL, Guest.mdev("0x03"))).findings())
                .isEmpty();
    }

    @Test
    void movesAVgpuAwayFromWhomItCollidesWith() {
        kit.turns(Guest.q35(Guest.QXL, Guest.mdev("0x04"), Guest.rng("0x04", "0x0"), Guest.rng("0x04", "0x1")),
                Guest.q35(Guest.QXL, Guest.mdev("0x03"), Guest.rng("0x04", "0x0"), Guest.rng("0x04", "0x1")));
    }

    private static final String BRIDGED = root(6, "0x02") + on(6, root(11, "0x00")).replace("pcie-root-port", "pcie-to-pci-bridge");

    /** What libvirt makes of missing addresses, and what the recipe makes of them. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        // machine, buses, video, mdev | libvirt's choice | in order left to libvirt | ours
        "q35 | no  | -     | -     | 00:01.0 02:00.0 | yes | 00:01.0 00:03.0",
        "q35 | yes | -     | 00:04 | 00:01.0 00:04.0 | yes | 00:01.0 00:04.0",
        "q35 | yes | 00:03 | -     | 00:03.0 02:00.0 | yes | 00:03.0 00:04.0",
        "q35 | no  | -     | 00:01 | 02:01.0 00:01.0 | no  | 00:02.0 00:03.0",
        "pc  | no  | -     | -     | 00:02.0 00:03.0 | yes | 00:02.0 00:03.0",
        "pc  | no  | -     | 00:02 | 00:03.0 00:02.0 | no  | 00:03.0 00:04.0",
        "pc  | no  | 00:05 | -     | 00:05.0 00:02.0 | no  | 00:05.0 00:06.0",
        "pc  | no  | 00:03 | -     | 00:03.0 00:02.0 | no  | 00:03.0 00:04.0"})
    void whatLibvirtWouldTurnAroundComesOutInOrder(String machine, String buses, String video, String mdev, String libvirts,
            String libvirtsOrder, String ours) {
        String text = Guest.of(machine, buses.equals("yes") ? BRIDGED : "", Guest.video("qxl", slot(video)), Guest.mdev(slot(mdev)));
        Domain before = DomainDocument.parse(text).domain();
        LibvirtPlacement libvirt = LibvirtPlacement.of(before);
        assertThat(shown(libvirt, before)).isEqualTo(libvirts);
        assertThat(isInOrder(libvirt.topology(), before)).isEqualTo(libvirtsOrder.equals("yes"));

        Domain after = Pipeline.of(new InsertMdevHostdev(UUID.fromString(Guest.MDEV), Idiom.MODERN), new OrderPciSlots())
                .withValidation(ValidationLevel.OFF).apply(DomainDocument.parse(text)).document().domain();

        assertThat(shown(LibvirtPlacement.of(after), after)).isEqualTo(ours);
        assertThat(isInOrder(PciTopology.of(after), after)).isTrue();
    }

    /** The guide's video without its address goes behind the bridge, since a root port has 00:01.0. */
    @Test
    void aVideoThatLibvirtPutsBehindABridgeComesOutInOrder() {
        String text = Guest.q35(root(1, "0x01"), BRIDGED, Guest.video("qxl", null), Guest.mdev("0x04"));
        Domain before = DomainDocument.parse(text).domain();
        assertThat(shown(LibvirtPlacement.of(before), before)).isEqualTo("0b:01.0 00:04.0");
        kit.turns(text, Guest.q35(root(1, "0x01"), BRIDGED, Guest.video("qxl", "0x03"), Guest.mdev("0x04")));
    }

    private static String slot(String address) {
        return address.equals("-") ? null : "0x" + address.substring(3);
    }

    private static String shown(LibvirtPlacement placement, Domain domain) {
        return placement.address(domain.getDevices().getVideos().get(0)).orElseThrow().toShortString() + " "
                + placement.address(domain.getDevices().getHostdevs().get(0)).orElseThrow().toShortString();
    }

    private static boolean isInOrder(PciTopology topology, Domain domain) {
        return topology.guestAddress(domain.getDevices().getVideos().get(0)).orElseThrow()
                .compareTo(topology.guestAddress(domain.getDevices().getHostdevs().get(0)).orElseThrow()) < 0;
    }

    /** Whatever stands on the bus: the video comes first, and neither meets anybody or stands on the chipset's slots. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void neverCollides(long seed) {
        Random random = new Random(seed);
        int done = 0;
        for (int round = 0; round < 60; round++) {
            boolean q35 = random.nextBoolean();
            int last = q35 ? 0x1e : 0x1f;
            int percent = random.nextInt(100);
            TreeSet<Integer> taken = new TreeSet<>();
            for (int slot = q35 ? 1 : 2; slot <= last; slot++) {
                if (random.nextInt(100) < percent) {
                    taken.add(slot);
                }
            }
            int video = random.nextInt(last) + 1;
            taken.remove(video);
            String[] devices = {taken.stream().map(slot -> Guest.rng(slot)).collect(Collectors.joining()),
                Guest.video("vga", video < 2 || random.nextInt(3) == 0 ? null : String.format("0x%02x", video)),
                random.nextBoolean() ? "" : Guest.mdev(String.format("0x%02x", random.nextInt(0x20)))};
            DomainDocument document = DomainDocument.parse(Guest.of(q35 ? "q35" : "pc", devices));
            Pipeline recipe = Pipeline.of(new InsertMdevHostdev(UUID.fromString(Guest.MDEV), Idiom.MODERN), new OrderPciSlots())
                    .withValidation(ValidationLevel.OFF);
            try {
                DomainDocument result = recipe.apply(document).document();
                Domain domain = result.domain();
                PciTopology topology = PciTopology.of(domain);
                GuestAddress first = topology.guestAddress(domain.getDevices().getVideos().get(0)).orElseThrow();
                GuestAddress second = topology.guestAddress(domain.getDevices().getHostdevs().get(0)).orElseThrow();
                assertThat(first).as("seed %d round %d", seed, round).isLessThan(second);
                for (GuestAddress one : List.of(first, second)) {
                    assertThat(one.bus() > 0 || one.slot() >= (q35 ? 1 : 2) && one.slot() <= last && !taken.contains(one.slot()))
                            .as("seed %d round %d: %s", seed, round, one).isTrue();
                }
                assertThat(recipe.apply(result).document()).as("seed %d round %d", seed, round).isSameAs(result);
                done++;
            } catch (StepException e) {
                assertThat(e).as("seed %d round %d", seed, round).hasMessageContaining("no free slot on PCI bus 0");
                assertThat(taken.size()).as("seed %d round %d", seed, round).isGreaterThan(last - 5);
            }
        }
        assertThat(done).isGreaterThan(30);
    }

    @Test
    void aNewVgpuMakesRoomForTheVideoWhereNoSlotIsLeftBehindIt() {
        String before = Guest.q35(Guest.taken(6, 0x1d), Guest.video("qxl", "0x1e"));

        var result = Pipeline.of(new InsertMdevHostdev(UUID.fromString(Guest.MDEV), Idiom.MODERN), new OrderPciSlots())
                .withValidation(ValidationLevel.OFF).apply(DomainDocument.parse(before));

        assertThat(result.document().toXml()).isEqualTo(Guest.q35(Guest.taken(6, 0x1d), Guest.video("qxl", "0x01"),
                Guest.mdev("0x05")));
        assertThat(result.changes()).last().satisfies(change -> assertThat(change.reason()).isEqualTo("No slot is free for the vGPU "
                + "behind the video, so the video goes before it; Windows sets up the display adapter again."));
    }
}
