package io.domainsmith.vgpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.model.Domain;
import io.domainsmith.transform.Pipeline;
import io.domainsmith.transform.StepException;
import io.domainsmith.transform.StepKit;
import io.domainsmith.validate.ValidationLevel;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
                "no free slot on PCI bus 0 for the vGPU after the video: 00 chipset, 01 rng (line 8), 02 rng (line 12), 03 hostdev "
                        + "(line 24) and 1 more, 05 video (line 20), 1f chipset; free a slot, or move devices behind a bridge");
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
        kit.refuses(Guest.pc(Guest.QXL, Guest.mdev("0x03")), "video (line 8) at 00:01.0 cannot stand there: the guest finds no device "
                + "without function 0, and the chipset keeps its slots; give it another address or remove its <address>");
    }

    @Test
    void refusesWithoutAVideoOrAVgpu() {
        kit.refuses(Guest.q35(Guest.mdev("0x03")), "the domain has no <video>, so libvirt would add one of its own choice; "
                + "add <video><model type='qxl'/></video>");
        kit.refuses(Guest.q35(Guest.QXL), "the domain has no <hostdev type='mdev' model='vfio-pci'>; run insert-mdev-hostdev first");
        for (String type : new String[] {"none", "ramfb", "bochs"}) {
            kit.refuses(Guest.q35(Guest.video(type, null), Guest.mdev("0x03")), "video (line 8) is '" + type + "', which the firmware "
                    + "does not show, so it cannot come before the vGPU; use qxl, vga or virtio as long as the guest is being installed");
        }
    }

    @Test
    void refusesWhatItCannotDecideYet() {
        kit.refuses(Guest.q35(Guest.QXL.replace("bus='0x00'", "bus='0x05'"), Guest.mdev("0x03")), "video (line 8) is on PCI bus 5, "
                + "behind a bridge, and this version places a vGPU only after a video on bus 0; give the video an address on bus 0, "
                + "such as 00:01.0");
        String expander = "    <controller type='pci' index='1' model='pcie-expander-bus'>\n" + Guest.address("0x06")
                + "    </controller>\n";
        String port = root(2, "0x00").replace("bus='0x00'", "bus='0x01'");
        kit.refuses(Guest.q35(expander, port, Guest.QXL, Guest.mdev("0x00").replace("bus='0x00'", "bus='0x02'")), "mdev " + Guest.MDEV
                + " (line 18) at 02:00.0 is behind the expander bus of controller (line 8), whose place in the guest this version does "
                + "not work out; give the mdev an address on bus 0, or remove its <address>");
    }

    @Test
    void refusesAVgpuThatCollidesAndHasSiblings() {
        kit.refuses(Guest.q35(Guest.QXL, Guest.mdev("0x04"), Guest.rng("0x04", "0x0"), Guest.rng("0x04", "0x1")), "mdev " + Guest.MDEV
                + " (line 12) at 00:04.0 cannot stand there, nor move away from its siblings: [00:04.0 rng (line 19), 00:04.1 rng "
                + "(line 23)]; give it an address of its own, or remove its <address>");
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
                int first = BusZero.address(domain.getDevices().getVideos().get(0)).slot();
                int second = BusZero.address(domain.getDevices().getHostdevs().get(0)).slot();
                assertThat(first).as("seed %d round %d", seed, round).isGreaterThanOrEqualTo(q35 ? 1 : 2).isLessThan(second);
                assertThat(second).as("seed %d round %d", seed, round).isLessThanOrEqualTo(last);
                assertThat(taken).as("seed %d round %d", seed, round).doesNotContain(first, second);
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
