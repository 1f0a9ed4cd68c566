package io.domainsmith.vgpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.transform.Pipeline;
import io.domainsmith.transform.StepKit;
import io.domainsmith.validate.Finding;
import io.domainsmith.validate.ValidationLevel;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class InsertMdevHostdevTests {

    private final StepKit kit = kit(Idiom.MODERN);

    private static StepKit kit(Idiom idiom) {
        return StepKit.of(new InsertMdevHostdev(UUID.fromString(Guest.MDEV), idiom), "hostdev");
    }

    @Test
    void insertsBehindTheVideo() {
        var result = kit.turns(Guest.q35(Guest.QXL), Guest.q35(Guest.QXL, Guest.mdev("0x03")));
        assertThat(result.changes()).singleElement().satisfies(change -> {
            assertThat(change.kind()).isEqualTo("added");
            assertThat(change.path()).isEqualTo("/domain/devices/hostdev");
            assertThat(change.before()).isNull();
            assertThat(change.after()).isEqualTo("<hostdev mode='subsystem' type='mdev' model='vfio-pci' display='on'><source>"
                    + "<address uuid='" + Guest.MDEV + "'/></source><alias name='ua-gvtg'/>"
                    + "<address type='pci' domain='0x0000' bus='0x00' slot='0x03' function='0x0'/></hostdev>");
            assertThat(change.reason()).isEqualTo("Gives the guest the mediated device, at a PCI address behind the video's.");
        });
    }

    @Test
    void writesTheGuidesLetter() {
        kit(Idiom.COMMANDLINE).turns(Guest.pc(Guest.video("qxl", "0x02")), Guest.pc(Guest.video("qxl", "0x02"), """
                    <hostdev mode='subsystem' type='mdev' managed='no' model='vfio-pci' display='off'>
                      <source>
                        <address uuid='%s'/>
                      </source>
                      <address type='pci' domain='0x0000' bus='0x00' slot='0x03' function='0x0'/>
                    </hostdev>
                """.formatted(Guest.MDEV)));
    }

    @Test
    void comesAfterTheLastHostdev() {
        kit.turns(Guest.q35(Guest.QXL, Guest.usb(null), Guest.rng(9)),
                Guest.q35(Guest.QXL, Guest.usb(null), Guest.mdev("0x03"), Guest.rng(9)));
    }

    @Test
    void skipsTakenSlotsWhateverTheFunction() {
        kit.turns(Guest.q35(Guest.QXL, Guest.rng("0x03", "0x5"), Guest.rng("4", "0")),
                Guest.q35(Guest.QXL, Guest.mdev("0x05"), Guest.rng("0x03", "0x5"), Guest.rng("4", "0")));
    }

    @Test
    void skipsWhatArgumentsClaim() {
        String more = Guest.commandline("-device", "edu,addr=03.0", "-device", "edu,bus=pcie.0,addr=0x4", "-device",
                "{\"driver\":\"edu\",\"addr\":\"5\"}", "-device", "edu,bus=pci.3,addr=06").replace("'{", "\"{").replace("}'", "}\"");
        more = more.replace("\"{\"driver\":\"edu\",\"addr\":\"5\"}\"", "'{\"driver\":\"edu\",\"addr\":\"5\"}'");
        kit.turns(Guest.then(Guest.q35(Guest.QXL), more), Guest.then(Guest.q35(Guest.QXL, Guest.mdev("0x06")), more));
    }

    @Test
    void leavesSlotsToDevicesThatWillWantThem() {
        String sound = "    <sound model='ich9'/>\n";
        String usb = "    <controller type='usb' index='0' model='ich9-ehci1'/>\n";
        kit.turns(Guest.q35(usb, Guest.taken(3, 0x1a), sound, Guest.QXL),
                Guest.q35(usb, Guest.taken(3, 0x1a), sound, Guest.QXL, Guest.mdev("0x1c")));
        kit.turns(Guest.q35(usb, Guest.taken(3, 0x1c), sound, Guest.QXL),
                Guest.q35(usb, Guest.taken(3, 0x1c), sound, Guest.QXL, Guest.mdev("0x1e")));
    }

    @Test
    void takesTheLastSlotOfPcButNotTheChipsetsOfQ35() {
        kit.turns(Guest.pc(Guest.video("vga", "0x02"), Guest.taken(3, 0x1e)),
                Guest.pc(Guest.video("vga", "0x02"), Guest.mdev("0x1f"), Guest.taken(3, 0x1e)));
        kit.refuses(Guest.q35(Guest.QXL, Guest.taken(2, 0x1e)), "no free slot on PCI bus 0 for the vGPU after the video: "
                + "00 chipset, 01 video (line 8), " + listing(2, 0x1e, 12) + ", 1f chipset; free a slot, or move devices behind a bridge");
    }

    @Test
    void addsARootPortWhereNoSlotIsLeftBehindTheVideo() {
        String port = """
                    <controller type='pci' index='1' model='pcie-root-port'>
                      <target chassis='1' port='0x10'/>
                %s    </controller>
                """.formatted(Guest.address("0x02"));
        StepKit.of(new InsertMdevHostdev(UUID.fromString(Guest.MDEV), Idiom.MODERN), "hostdev", "controller")
                .turns(Guest.q35(Guest.QXL, Guest.taken(3, 0x1e)), Guest.q35(port, Guest.QXL,
                        Guest.mdev("0x00").replace("bus='0x00'", "bus='0x01'"), Guest.taken(3, 0x1e)));
    }

    private static String listing(int from, int to, int line) {
        StringBuilder text = new StringBuilder();
        for (int slot = from; slot <= to; slot++) {
            text.append(slot == from ? "" : ", ").append(String.format("%02x rng (line %d)", slot, line + 4 * (slot - from)));
        }
        return text.toString();
    }

    @Test
    void aVideoWithoutAnAddressIsReckonedWith() {
        kit.turns(Guest.pc(Guest.video("vga", null)), Guest.pc(Guest.video("vga", null), Guest.mdev("0x03")));
        kit.turns(Guest.pc(Guest.taken(2, 4), Guest.video("vga", null)),
                Guest.pc(Guest.taken(2, 4), Guest.video("vga", null), Guest.mdev("0x06")));
    }

    @Test
    void putsRightWhatIsThere() {
        kit.turns(Guest.q35(Guest.QXL, Guest.mdev("managed='no' display='off'", null, "0x07")),
                Guest.q35(Guest.QXL, Guest.mdev("managed='no' display='on'", "ua-gvtg", "0x07")));
        kit.turns(Guest.q35(Guest.QXL, Guest.mdev("display='on'", "hostdev0", null)),
                Guest.q35(Guest.QXL, Guest.mdev("display='on'", "ua-gvtg", "0x03")));
        kit.leaves(Guest.q35(Guest.QXL, Guest.mdev("0x07")));
        kit.leaves(Guest.q35(Guest.QXL, Guest.mdev("0x07").replace(Guest.MDEV, "FFF6F01734174AD3B05E17AE3E1A4615")));
    }

    @Test
    void slotZeroOfBusZeroIsNoAddress() {
        kit.turns(Guest.q35(Guest.QXL, Guest.mdev("0x00")), Guest.q35(Guest.QXL, Guest.mdev("0x03")));
    }

    @Test
    void keepsTheUsersAlias() {
        kit.leaves(Guest.q35(Guest.QXL, Guest.mdev("display='on'", "ua-mine", "0x07")));
    }

    @Test
    void findsAnotherAliasWhereItsOwnIsTaken() {
        kit.turns(Guest.q35(Guest.QXL, Guest.usb("ua-gvtg")),
                Guest.q35(Guest.QXL, Guest.usb("ua-gvtg"), Guest.mdev("display='on'", "ua-gvtg-2", "0x03")));
        // an override that names nobody is not to wake
        String dormant = Guest.override("ua-gvtg", "name='romfile' type='string' value='/x.rom'");
        kit.turns(Guest.then(Guest.q35(Guest.QXL), dormant),
                Guest.then(Guest.q35(Guest.QXL, Guest.mdev("display='on'", "ua-gvtg-2", "0x03")), dormant));
        String own = Guest.override("ua-gvtg", Guest.OPREGION);
        kit.turns(Guest.then(Guest.q35(Guest.QXL), own), Guest.then(Guest.q35(Guest.QXL, Guest.mdev("0x03")), own));
    }

    /** With an alias the vGPU takes no number any more, so that hostdev1 would be hostdev0. */
    @Test
    void whatOptionsNameBehindItGetsAnAliasToo() {
        String unnamed = Guest.mdev("display='on'", null, "0x03");
        String options = Guest.commandline("-set", "device.hostdev1.x=on") + Guest.override("hostdev1", "name='y' type='bool' value='true'");
        kit.turns(Guest.then(Guest.q35(Guest.QXL, unnamed, Guest.usb(null)), options),
                Guest.then(Guest.q35(Guest.QXL, Guest.mdev("0x03"), Guest.usb("ua-hostdev1")), options.replace("hostdev1", "ua-hostdev1")));
        String second = unnamed.replace(Guest.MDEV, "11111111-2222-3333-4444-555555555555").replace("0x03", "0x05");
        String both = Guest.override("hostdev0", Guest.OPREGION) + Guest.override("hostdev1", Guest.OPREGION);
        both = both.replace("  </qemu:override>\n  <qemu:override>\n", "");
        kit.turns(Guest.then(Guest.q35(Guest.QXL, unnamed, second), both),
                Guest.then(Guest.q35(Guest.QXL, Guest.mdev("0x03"), second.replace("      <address type='pci'",
                        "      <alias name='ua-gvtg-2'/>\n      <address type='pci'")),
                        both.replace("hostdev0", "ua-gvtg").replace("hostdev1", "ua-gvtg-2")));
        String own = Guest.commandline("-set", "device.hostdev0.display=on");
        kit.turns(Guest.then(Guest.q35(Guest.QXL, unnamed, Guest.usb(null)), own),
                Guest.then(Guest.q35(Guest.QXL, Guest.mdev("0x03"), Guest.usb(null)), own.replace("hostdev0", "ua-gvtg")));
    }

    /** QEMU does not start over a -set for a number that no device has any more; libvirt ignores such an override. */
    @Test
    void whatNamesItByNumberFollowsItsAlias() {
        String unnamed = Guest.mdev("display='on'", null, "0x03");
        String options = Guest.commandline("-set", "device.hostdev0.romfile=/a.rom") + Guest.override("hostdev0", Guest.OPREGION);
        kit.turns(Guest.then(Guest.q35(Guest.QXL, unnamed), options),
                Guest.then(Guest.q35(Guest.QXL, Guest.mdev("0x03")), options.replace("hostdev0", "ua-gvtg")));
        String lan = "    <interface type='network'>\n      <source network='lan'/>\n    </interface>\n";
        kit.turns(Guest.then(Guest.q35(lan, Guest.QXL, unnamed), options),
                Guest.then(Guest.q35(lan, Guest.QXL, Guest.mdev("0x03")), options.replace("hostdev0", "ua-gvtg")));
        assertThat(Pipeline.of(new InsertMdevHostdev(UUID.fromString(Guest.MDEV), Idiom.MODERN)).withValidation(ValidationLevel.OFF)
                .apply(DomainDocument.parse(Guest.then(Guest.q35(lan, Guest.QXL, unnamed), options))).findings()).extracting(Finding::message)
                        .containsExactly("hostdev0 is taken for hostdev (line 15), as it is unless the network of an <interface> "
                                + "forwards to hostdevs, which the document does not tell");
    }

    /** libvirt refuses display='on' without any graphics (qemuValidateDomainMdevDefVFIOPCI). */
    @Test
    void aWindowOfQemusOwnTakesNoAttribute() {
        String window = Guest.commandline("-display", "gtk,gl=on");
        kit.turns(Guest.then(Guest.q35(Guest.QXL, Guest.mdev("display='on'", "ua-gvtg", "0x03")), window),
                Guest.then(Guest.q35(Guest.QXL, Guest.mdev("0x03").replace(" display='on'", "")), window));
        String sdl = window.replace("gtk", "sdl");
        kit(Idiom.CLASSIC).leaves(Guest.then(Guest.q35(Guest.QXL, Guest.mdev("0x03").replace(" display='on'", "")), sdl));
    }

    /** libvirt drops an alias with any other character without a word. */
    @Test
    void anAliasThatLibvirtDropsIsNone() {
        for (String dropped : List.of("ua-gvtg.0", "ua-gv tg", "gvtg")) {
            kit.turns(Guest.q35(Guest.QXL, Guest.mdev("display='on'", dropped, "0x03")), Guest.q35(Guest.QXL, Guest.mdev("0x03")));
        }
        kit.leaves(Guest.q35(Guest.QXL, Guest.mdev("display='on'", "ua-Gvtg_0-", "0x03")));
    }

    @Test
    void refusesAnAliasOfTwo() {
        kit.refuses(Guest.q35(Guest.QXL, Guest.mdev("0x03"), Guest.usb("ua-gvtg")), "hostdev (line 12) and hostdev (line 19) have the alias "
                + "ua-gvtg, and libvirt refuses them (\"non unique alias detected\"); give each an alias of its own, and name it so");
    }

    @Test
    void keepsAnotherMdev() {
        String other = Guest.mdev("display='off'", null, "0x05").replace(Guest.MDEV, "11111111-2222-3333-4444-555555555555");
        kit.turns(Guest.q35(Guest.QXL, other), Guest.q35(Guest.QXL, other, Guest.mdev("0x03")));
    }

    @Test
    void refusesWhatCannotBeAVgpu() {
        kit.refuses(Guest.q35(Guest.QXL, Guest.mdev("0x03").replace("vfio-pci", "vfio-ccw")),
                "mdev " + Guest.MDEV + " (line 12) has model 'vfio-ccw'; a vGPU needs model='vfio-pci'");
        kit.refuses(Guest.q35(Guest.QXL, Guest.mdev("0x03"), Guest.mdev("0x04")), "mdev " + Guest.MDEV
                + " (line 19) has the uuid of mdev " + Guest.MDEV
                + " (line 12), and libvirt refuses the pair (\"Hostdev already exists\"); remove one of them");
        kit.refuses(Guest.q35(Guest.QXL, Guest.mdev("display='on'", "ua-gvtg", null).replace("    </hostdev>",
                "      <address type='unassigned'/>\n    </hostdev>")), "mdev " + Guest.MDEV + " (line 12) has an address of type "
                + "'unassigned', and libvirt takes only a PCI address for it; remove the <address>");
    }

    /** libvirt 7.0, 9.0, 11.3 and 12.8 all take pc. */
    @Test
    void withoutANameTheMachineIsPc() {
        String pc = Guest.pc(Guest.video("qxl", "0x02"));
        String done = Guest.pc(Guest.video("qxl", "0x02"), Guest.mdev("0x03"));
        kit.turns(pc.replace(" machine='pc'", ""), done.replace(" machine='pc'", ""));
        kit.turns(pc.replace(" arch='x86_64' machine='pc'", ""), done.replace(" arch='x86_64' machine='pc'", ""));
    }

    @Test
    void refusesWhatIsNoPc() {
        kit.refuses("<domain type='kvm'><name>guest</name></domain>", "the domain has no <devices>; a vGPU needs a whole guest around it");
        kit.refuses(Guest.of("microvm", Guest.QXL), "the machine is 'microvm'; a GVT-g guest needs a q35 or pc machine, such as "
                + "<type arch='x86_64' machine='q35'>hvm</type>");
        kit.refuses(Guest.q35(Guest.QXL).replace(" machine='q35'", "").replace("type='kvm'", "type='xen'"), "the domain names no machine; a GVT-g guest "
                + "needs a q35 or pc machine, such as <type arch='x86_64' machine='q35'>hvm</type>");
        kit.refuses(Guest.q35(Guest.QXL).replace("x86_64", "aarch64"), "the guest's architecture is aarch64; GVT-g is for x86_64 guests");
    }

    @Test
    void refusesNumbersThatLibvirtCannotRead() {
        String asC = "; libvirt reads numbers as C does, so that 0x1b, 27 and 033 are one, and 1b and 08 are none: write them like "
                + "slot='0x08'";
        kit.refuses(Guest.q35(Guest.QXL, Guest.rng("08", "0x0")),
                "rng (line 12) has a PCI address with slot='08', which is no number" + asC);
        kit.refuses(Guest.q35(Guest.QXL, Guest.rng("1b", "0x0")),
                "rng (line 12) has a PCI address with slot='1b', which is no number" + asC);
        kit.refuses(Guest.q35(Guest.QXL, Guest.rng("0x20", "0x0")),
                "rng (line 12) has a PCI address with slot='0x20', which is more than 0x1f" + asC);
    }

    @Test
    void comesAfterAVideoBehindABridge() {
        String bridge = """
                    <controller type='pci' index='1' model='pci-bridge'>
                %s    </controller>
                """.formatted(Guest.address("0x04"));
        String video = Guest.video("vga", "0x03").replace("bus='0x00'", "bus='0x01'");
        kit.turns(Guest.pc(bridge, video), Guest.pc(bridge, video, Guest.mdev("0x04").replace("bus='0x00'", "bus='0x01'")));
        String port = bridge.replace("pci-bridge", "pcie-root-port");
        String further = """
                    <controller type='pci' index='2' model='pcie-root-port'>
                      <target chassis='2' port='0x28'/>
                %s    </controller>
                """.formatted(Guest.address("0x05"));
        String behind = Guest.video("vga", "0x00").replace("bus='0x00'", "bus='0x01'");
        StepKit.of(new InsertMdevHostdev(UUID.fromString(Guest.MDEV), Idiom.MODERN), "hostdev", "controller")
                .turns(Guest.q35(port, behind), Guest.q35(port, further, behind, Guest.mdev("0x00").replace("bus='0x00'", "bus='0x02'")));
    }

    @Test
    void aTargetWithoutIt() {
        StepKit old = StepKit.of(new InsertMdevHostdev(UUID.fromString(Guest.MDEV), Idiom.SEED_LEGACY), "hostdev");
        old.on(HypervisorTarget.of("3.1.0", "2.12.0")).refuses(Guest.q35(Guest.QXL),
                "libvirt 3.1.0 and QEMU 2.12.0 has no <hostdev type='mdev'>; it needs libvirt 3.2.0 or later");
        old.on(HypervisorTarget.of("4.5.0", "2.11.0")).refuses(Guest.q35(Guest.QXL),
                "libvirt 4.5.0 and QEMU 2.11.0 has no display of a vfio-pci device; it needs QEMU 2.12.0 or later");
    }
}
