package io.domainsmith.vgpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.transform.Pipeline;
import io.domainsmith.transform.StepKit;
import io.domainsmith.validate.Consequence;
import io.domainsmith.validate.Finding;
import io.domainsmith.validate.Severity;
import io.domainsmith.validate.ValidationLevel;
import java.util.List;
import org.junit.jupiter.api.Test;

class MigrateQemuSetArgumentsTests {

    private static final HypervisorTarget CLASSIC = HypervisorTarget.of("8.0.0", "6.2.0");
    private static final HypervisorTarget GAP = HypervisorTarget.of("8.4.0", "7.0.0");

    private final StepKit kit = StepKit.of(new MigrateQemuSetArguments(), "hostdev", "interface", "rng");
    private final StepKit back = kit.on(CLASSIC);

    private static final String MDEV = Guest.mdev("managed='no' display='off'", null, "0x03");
    private static final String SHOWN = Guest.mdev("managed='no' display='on'", "ua-gvtg", "0x03");

    private static final String SHARED = "hostdev (line 8) and hostdev (line 15) have the alias ua-gvtg, and libvirt refuses them (\"non "
            + "unique alias detected\"); give each an alias of its own, and name it so";

    private static String nic(String type, String more) {
        return "    <interface type='" + type + "'>\n      <mac address='52:54:00:00:00:01'/>\n" + more + "    </interface>\n";
    }

    @Test
    void attributesAndOverridesTakeThePlaceOfTheGuidesArguments() {
        kit.turns(Guest.then(Guest.q35(MDEV), Guest.commandline("-snapshot", "-set", "device.hostdev0.x-igd-opregion=on", "-set",
                        "device.hostdev0.display=on", "-display", "egl-headless")),
                Guest.then(Guest.q35(SHOWN), Guest.commandline("-snapshot", "-display", "egl-headless")
                        + Guest.override("ua-gvtg", Guest.OPREGION)));
    }

    @Test
    void namesAreCountedAsLibvirtDoes() {
        // a hostdev interface and a USB device come first; the vGPU is hostdev2
        kit.turns(Guest.then(Guest.q35(nic("hostdev", ""), Guest.usb(null), MDEV), Guest.commandline("-set", "device.hostdev2.display=on")),
                Guest.q35(nic("hostdev", ""), Guest.usb(null), MDEV.replace("display='off'", "display='on'")));
        kit.turns(Guest.then(Guest.q35(Guest.usb("ua-key"), MDEV), Guest.commandline("-set", "device.hostdev0.display=on")),
                Guest.q35(Guest.usb("ua-key"), MDEV.replace("display='off'", "display='on'")));
    }

    @Test
    void valuesGetTheirTypes() {
        kit.turns(Guest.then(Guest.q35(MDEV), Guest.commandline("-set", "device.hostdev0.x-pci-vendor-id=0x8086", "-set",
                        "device.hostdev0.x-no-mmap=yes", "-set", "device.hostdev0.rombar=0", "-set", "device.hostdev0.romfile=1", "-set",
                        "device.hostdev0.x=-5", "-set", "device.hostdev0.y=a=b,c")),
                Guest.then(Guest.q35(MDEV.replace("      <address type", "      <alias name='ua-hostdev0'/>\n      <address type")),
                        Guest.override("ua-hostdev0", "name='x-pci-vendor-id' type='unsigned' value='32902'",
                                "name='x-no-mmap' type='bool' value='true'", "name='rombar' type='unsigned' value='0'",
                                "name='romfile' type='string' value='1'", "name='x' type='signed' value='-5'",
                                "name='y' type='string' value='a=b,c'")));
    }

    @Test
    void elementsAreBetterThanOverrides() {
        kit.turns(Guest.then(Guest.q35(nic("user", "")), Guest.commandline("-set", "device.net0.romfile=/x.rom", "-set",
                        "device.net0.rombar=1", "-set", "device.net0.tx=bh")),
                Guest.then(Guest.q35(nic("user", "      <alias name='ua-net0'/>\n      <rom bar='on' file='/x.rom'/>\n")),
                        Guest.override("ua-net0", "name='tx' type='string' value='bh'")));
        // libvirt's schema takes no other file than an absolute path
        for (String file : List.of("", "pxe-virtio.rom")) {
            kit.turns(Guest.then(Guest.q35(nic("user", "")), Guest.commandline("-set", "device.net0.romfile=" + file)),
                    Guest.then(Guest.q35(nic("user", "      <alias name='ua-net0'/>\n")),
                            Guest.override("ua-net0", "name='romfile' type='string' value='" + file + "'")));
        }
    }

    /** With an alias a device takes no number any more: what named the others by theirs is resolved before. */
    @Test
    void othersKeepTheirMeaning() {
        String rng = Guest.rng(5);
        kit.turns(Guest.then(Guest.q35(Guest.usb(null), MDEV, rng), Guest.commandline("-set", "device.hostdev0.msos-desc=off", "-set",
                                "device.hostdev1.x-igd-opregion=on", "-set", "device.rng0.max-bytes=9")
                        + Guest.override("hostdev1", "name='romfile' type='string' value='/x.rom'")),
                Guest.then(Guest.q35(Guest.usb("ua-hostdev0"), MDEV.replace("      <address type",
                                "      <alias name='ua-gvtg'/>\n      <address type"),
                        rng.replace("      <address", "      <alias name='ua-rng0'/>\n      <address")),
                        Guest.override("ua-gvtg", "name='romfile' type='string' value='/x.rom'", Guest.OPREGION)
                                .replace("  </qemu:override>\n", "")
                                + Guest.override("ua-hostdev0", "name='msos-desc' type='bool' value='false'")
                                        .replace("  <qemu:override>\n", "").replace("  </qemu:override>\n", "")
                                + Guest.override("ua-rng0", "name='max-bytes' type='unsigned' value='9'")
                                        .replace("  <qemu:override>\n", "")));
    }

    @Test
    void severalOverridesByNumberAreTheirDevices() {
        String two = Guest.override("hostdev0", "name='msos-desc' type='bool' value='false'").replace("  </qemu:override>\n", "")
                + Guest.override("hostdev1", "name='rombar' type='unsigned' value='0'").replace("  <qemu:override>\n", "");
        kit.turns(Guest.then(Guest.q35(Guest.usb(null), MDEV), Guest.commandline("-set", "device.hostdev1.display=on") + two),
                Guest.then(Guest.q35(Guest.usb("ua-hostdev0"), MDEV.replace("display='off'", "display='on'").replace("      <address type",
                        "      <alias name='ua-hostdev1'/>\n      <address type")), two.replace("'hostdev", "'ua-hostdev")));
    }

    private static final String LAN = nic("network", "      <source network='lan'/>\n");
    private static final String NAMED = MDEV.replace("      <address type", "      <alias name='ua-hostdev0'/>\n      <address type");

    private static List<Finding> findings(String domain) {
        return Pipeline.of(new MigrateQemuSetArguments()).withValidation(ValidationLevel.OFF).apply(DomainDocument.parse(domain)).findings();
    }

    /** Whether a network forwards to hostdevs is not in the document; few do. */
    @Test
    void aNetworkIsAnOrdinaryOne() {
        String guest = Guest.then(Guest.q35(LAN, MDEV), Guest.commandline("-set", "device.hostdev0.rombar=0", "-set", "device.hostdev0.x=1",
                "-set", "device.net0.tx=bh"));
        kit.turns(guest, Guest.then(Guest.q35(LAN.replace("    </interface>", "      <alias name='ua-net0'/>\n    </interface>"), NAMED),
                Guest.override("ua-hostdev0", "name='rombar' type='unsigned' value='0'", "name='x' type='unsigned' value='1'")
                        .replace("  </qemu:override>\n", "")
                        + Guest.override("ua-net0", "name='tx' type='string' value='bh'").replace("  <qemu:override>\n", "")));
        assertThat(findings(guest)).containsExactly(
                new Finding("migrate-qemu-set-arguments", Severity.WARNING, Consequence.SURPRISE, 8, 5, "/domain/devices/interface",
                        "net0 is taken for interface (line 8), as it is unless the network of an <interface> forwards to hostdevs, which the "
                                + "document does not tell",
                        "virsh net-dumpxml shows whether the network has <forward mode='hostdev'>; an alias such as <alias name='ua-net0'/> "
                                + "leaves no doubt"),
                new Finding("migrate-qemu-set-arguments", Severity.WARNING, Consequence.SURPRISE, 13, 5, "/domain/devices/hostdev",
                        "hostdev0 is taken for hostdev (line 12), as it is unless the network of an <interface> forwards to hostdevs, which "
                                + "the document does not tell",
                        "virsh net-dumpxml shows whether the network has <forward mode='hostdev'>; an alias such as <alias "
                                + "name='ua-hostdev0'/> leaves no doubt"));
    }

    @Test
    void anInterfaceThatIsAHostdevIsCounted() {
        String guest = Guest.then(Guest.q35(nic("hostdev", ""), LAN, Guest.usb(null)), Guest.commandline("-set", "device.hostdev1.x=1"));
        kit.turns(guest, Guest.then(Guest.q35(nic("hostdev", ""), LAN, Guest.usb("ua-hostdev1")),
                Guest.override("ua-hostdev1", "name='x' type='unsigned' value='1'")));
        assertThat(findings(Guest.then(Guest.q35(nic("hostdev", ""), Guest.usb(null)), Guest.commandline("-set", "device.hostdev1.x=1")))).isEmpty();
    }

    /** An opregion is a vGPU's: under this number it has one only if the network forwards. */
    @Test
    void anOptionForAVgpuTellsThatANetworkForwards() {
        String guest = Guest.then(Guest.q35(LAN, MDEV), Guest.commandline("-set", "device.hostdev1.x-igd-opregion=on", "-set",
                "device.hostdev1.xres=1920"));
        kit.turns(guest, Guest.then(Guest.q35(LAN, MDEV.replace("      <address type", "      <alias name='ua-gvtg'/>\n      <address type")),
                Guest.override("ua-gvtg", Guest.OPREGION, "name='xres' type='unsigned' value='1920'")));
        assertThat(findings(guest)).extracting(Finding::message).containsExactly("hostdev1 is taken for hostdev (line 12), as the option for "
                + "a vGPU has it: then the network of an <interface> forwards to hostdevs");
        // which of two networks forwards is not told, and hostdev0 is an interface of the one or of the other
        String two = LAN + LAN.replace("'lan'", "'dmz'");
        String undecided = Guest.then(Guest.q35(two, MDEV), Guest.commandline("-set", "device.hostdev0.rombar=0", "-set",
                "device.hostdev1.display=on"));
        kit.leaves(undecided);
        assertThat(findings(undecided)).extracting(Finding::message).contains("-set device.hostdev0.rombar=0 may mean one device or another: an "
                + "option names the vGPU by a number that it has only if the network of an <interface> forwards to hostdevs, and the document "
                + "does not tell which network does, so it stays as it is");
    }

    /** QEMU does not start over a -set for a device that is not there. */
    @Test
    void anOverrideForAVideoThatIsNoneGoes() {
        String none = "    <video>\n      <model type='none'/>\n      <alias name='ua-video0'/>\n    </video>\n";
        back.turns(Guest.then(Guest.q35(none, SHOWN), Guest.override("ua-video0", "name='xres' type='unsigned' value='1920'")), Guest.q35(none, SHOWN));
    }

    /** libvirt names a disk by its bus and place, which no other device's alias changes. */
    @Test
    void aDiskKeepsTheNameThatLibvirtGivesIt() {
        String disks = """
                    <disk type='file' device='disk'>
                      <source file='/a.img'/>
                      <target dev='sda' bus='sata'/>
                    </disk>
                    <disk type='file' device='disk'>
                      <source file='/b.img'/>
                      <target dev='vda' bus='virtio'/>
                    </disk>
                """;
        String arguments = Guest.commandline("-set", "device.sata0-0-0.rotation_rate=1", "-set", "device.virtio-disk0.serial=0815");
        String overrides = Guest.override("sata0-0-0", "name='rotation_rate' type='unsigned' value='1'").replace("  </qemu:override>\n", "")
                + Guest.override("virtio-disk0", "name='serial' type='string' value='0815'").replace("  <qemu:override>\n", "");
        kit.turns(Guest.then(Guest.q35(disks), arguments), Guest.then(Guest.q35(disks), overrides));
        back.turns(Guest.then(Guest.q35(disks), overrides), Guest.then(Guest.q35(disks), arguments));
        kit.leaves(Guest.then(Guest.q35(disks), Guest.commandline("-set", "device.ide0-0-0.rotation_rate=1")));
    }

    @Test
    void whatNamesNoDeviceStays() {
        String guest = Guest.then(Guest.q35(LAN, MDEV), Guest.commandline("-set", "device.disk9.x=1", "-set", "device.hostdev1.x=1"));
        kit.leaves(guest);
        assertThat(findings(guest)).contains(new Finding("migrate-qemu-set-arguments", Severity.WARNING, Consequence.FAILS_AT_START, 21, 5,
                "/domain/qemu:commandline/qemu:arg[2]", "-set device.disk9.x=1 names no device of this domain that has a name by libvirt's count, "
                        + "so it stays as it is", "give the device an alias of its own, such as <alias name='ua-disk9'/>, and name it so"));
    }

    /** All that the options of one vGPU say goes where its opregion goes. */
    @Test
    void theOptionsOfAVgpuMoveTogether() {
        String[] options = {"-set", "device.hostdev0.driver=vfio-pci-nohotplug", "-set", "device.hostdev0.ramfb=on", "-set",
            "device.hostdev0.xres=1920", "-set", "device.hostdev0.x-igd-opregion=on", "-set", "device.hostdev0.yres=1080", "-set",
            "device.hostdev0.x-no-mmap=off", "-set", "device.hostdev0.display=on"};
        String override = Guest.override("ua-gvtg", "name='xres' type='unsigned' value='1920'", Guest.OPREGION,
                "name='yres' type='unsigned' value='1080'", "name='x-no-mmap' type='bool' value='false'");
        kit.turns(Guest.then(Guest.q35(LAN, MDEV), Guest.commandline(options)), Guest.then(Guest.q35(LAN,
                SHOWN.replace("display='on'", "display='on' ramfb='on'")), override));
        // without ramfb the driver is the user's wish
        kit.turns(Guest.then(Guest.q35(MDEV), Guest.commandline("-set", "device.hostdev0.driver=vfio-pci-nohotplug")),
                Guest.then(Guest.q35(NAMED), Guest.override("ua-hostdev0", "name='driver' type='string' value='vfio-pci-nohotplug'")));
    }

    @Test
    void whatIsNoDeviceSettingStays() {
        kit.leaves(Guest.then(Guest.q35(MDEV), Guest.commandline("-set", "drive.d0.cache=none", "-set", "-snapshot", "-set")));
        kit.leaves(Guest.q35(MDEV));
        kit.leaves("<domain type='kvm'><name>guest</name></domain>");
    }

    @Test
    void andBackForAnOlderLibvirt() {
        back.turns(Guest.then(Guest.q35(SHOWN), Guest.commandline("-snapshot") + Guest.override("ua-gvtg", Guest.OPREGION,
                        "name='rombar' type='unsigned' value='0'")),
                Guest.then(Guest.q35(SHOWN), Guest.commandline("-snapshot", "-set", "device.ua-gvtg.x-igd-opregion=on", "-set",
                        "device.ua-gvtg.rombar=0")));
        kit.on(GAP).turns(Guest.then(Guest.q35(SHOWN), Guest.override("ua-gvtg", Guest.OPREGION)),
                Guest.then(Guest.q35(SHOWN), Guest.commandline("-set", "device.ua-gvtg.x-igd-opregion=on")
                        + "  <qemu:capabilities>\n    <qemu:del capability='device.json+hotplug'/>\n  </qemu:capabilities>\n"));
        // before 3.9 libvirt numbers all, whatever their aliases
        kit.on(HypervisorTarget.of("3.2.0", null)).turns(
                Guest.then(Guest.q35(Guest.usb("ua-key"), SHOWN), Guest.override("ua-gvtg", Guest.OPREGION)),
                Guest.then(Guest.q35(Guest.usb("ua-key"), SHOWN), Guest.commandline("-set", "device.hostdev1.x-igd-opregion=on")));
    }

    /** libvirt has the attribute from 5.10 on, and QEMU the device from 3.1 on. */
    @Test
    void aRamfbWithoutAnAttribute() {
        String shown = Guest.q35(SHOWN.replace("display='on'", "display='on' ramfb='on'"));
        StepKit old = kit.on(HypervisorTarget.of("5.9.0", "4.1.0"));
        String options = Guest.commandline("-set", "device.ua-gvtg.driver=vfio-pci-nohotplug", "-set", "device.ua-gvtg.ramfb=on");
        old.turns(shown, Guest.then(Guest.q35(SHOWN), options));
        kit.turns(Guest.then(Guest.q35(SHOWN), options), shown);
        old.turns(shown.replace("ramfb='on'", "ramfb='off'"), Guest.q35(SHOWN));
        kit.on(HypervisorTarget.of("5.9.0", "3.0.0")).leaves(shown);
        back.leaves(shown);
    }

    /** QEMU reads -set behind -device, into which libvirt writes the override. */
    @Test
    void whereBothSaySomethingTheArgumentHolds() {
        String argument = Guest.commandline("-set", "device.ua-gvtg.xres=1280");
        String both = argument + Guest.override("ua-gvtg", "name='xres' type='unsigned' value='1920'", "name='yres' type='unsigned' value='720'");
        back.turns(Guest.then(Guest.q35(SHOWN), both), Guest.then(Guest.q35(SHOWN),
                Guest.commandline("-set", "device.ua-gvtg.xres=1280", "-set", "device.ua-gvtg.yres=720")));
        kit.turns(Guest.then(Guest.q35(SHOWN), both), Guest.then(Guest.q35(SHOWN),
                Guest.override("ua-gvtg", "name='xres' type='unsigned' value='1280'", "name='yres' type='unsigned' value='720'")));
    }

    @Test
    void whatNoArgumentCanSayIsRefused() {
        back.refuses(Guest.then(Guest.q35(SHOWN), Guest.override("ua-gvtg", "name='rombar' type='remove'")),
                "<qemu:override> takes the property rombar of ua-gvtg away, which no -set can do, and libvirt 8.0.0 and QEMU 6.2.0 reads "
                        + "no override; remove it first");
        back.refuses(Guest.then(Guest.q35(SHOWN), Guest.override("ua-gvtg", "type='bool' value='true'")),
                "<qemu:override> has a <qemu:property> without a name for ua-gvtg, which libvirt refuses; name it, or take it out");
        back.refuses(Guest.then(Guest.q35(SHOWN, Guest.usb("ua-gvtg")), Guest.override("ua-gvtg", Guest.OPREGION)), SHARED);
        kit.refuses(Guest.then(Guest.q35(SHOWN, Guest.usb("ua-gvtg")), Guest.commandline("-set", "device.ua-gvtg.display=on")), SHARED);
        String dangling = Guest.then(Guest.q35(SHOWN), Guest.override("ua-gone", Guest.OPREGION));
        back.leaves(dangling);
        assertThat(Pipeline.of(new MigrateQemuSetArguments()).withTarget(CLASSIC).withValidation(ValidationLevel.OFF)
                .apply(DomainDocument.parse(dangling)).findings()).extracting(Finding::message).containsExactly(
                        "<qemu:override> for ua-gone names no device of this domain, so it stays as it is, and libvirt 8.0.0 and QEMU "
                                + "6.2.0 does not read it");
    }
}
