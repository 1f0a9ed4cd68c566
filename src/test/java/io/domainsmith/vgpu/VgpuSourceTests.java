package io.domainsmith.vgpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.pci.PciAddress;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.transform.Pipeline;
import io.domainsmith.transform.StepKit;
import io.domainsmith.transform.TransformResult;
import io.domainsmith.validate.Consequence;
import io.domainsmith.validate.DomainValidator;
import io.domainsmith.validate.Finding;
import io.domainsmith.validate.Severity;
import io.domainsmith.validate.Stage;
import io.domainsmith.validate.ValidationLevel;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Other vGPUs than plain GVT-g, and what goes with a vGPU: ramfb, an option ROM. */
class VgpuSourceTests {

    private static final UUID MDEV = UUID.fromString(Guest.MDEV);
    private static final HypervisorTarget UNKNOWN = HypervisorTarget.unknown();
    private static final String VNC = "    <graphics type='vnc' autoport='yes'/>\n";
    private static final String VIEWER =
            "    <graphics type='spice' autoport='yes'>\n      <listen type='address' address='127.0.0.1'/>\n    </graphics>\n";
    private static final String FUNCTION = """
                <hostdev mode='subsystem' type='pci' managed='yes'>
                  <source>
                    <address domain='0x0000' bus='0x00' slot='0x02' function='0x1'/>
                  </source>
                  <alias name='ua-vgpu'/>
                  <address type='pci' domain='0x0000' bus='0x00' slot='0x03' function='0x0'/>
                </hostdev>
            """;

    private static TransformResult run(Pipeline recipe, String xml) {
        TransformResult result = recipe.withValidation(ValidationLevel.OFF).apply(DomainDocument.parse(xml));
        assertThat(recipe.withValidation(ValidationLevel.OFF).apply(result.document()).document()).isSameAs(result.document());
        return result;
    }

    private static String ramfb(String slot) {
        return Guest.mdev("display='on' ramfb='on'", "ua-gvtg", slot);
    }

    private static String others(String attributes) {
        return Guest.mdev(attributes, "ua-vgpu", "0x03");
    }

    @Test
    void anotherVendorsMdevHasNeitherOpregionNorOpenGl() {
        String bare = Guest.q35(VNC, Guest.QXL).replace(" xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'", "");
        for (boolean ramfb : new boolean[] {false, true}) {
            Pipeline recipe = Gvtg.preInstall(GvtgOptions.of(new VgpuSource.OtherMdev(MDEV, ramfb)), UNKNOWN);

            String pre = run(recipe, bare).document().toXml();

            assertThat(pre).isEqualTo(bare.replace("  </devices>", others(ramfb ? "display='on' ramfb='on'" : "display='on'") + "  </devices>"));
            String last = run(Gvtg.finalStage(UNKNOWN), pre).document().toXml();
            assertThat(last).isEqualTo(pre.replace(Guest.QXL, Guest.video("none", null)));
            assertThat(DomainValidator.forTarget(UNKNOWN).validate(DomainDocument.parse(last), Stage.FINAL))
                    .filteredOn(finding -> finding.severity() == Severity.ERROR && finding.rule().startsWith("gvt-")).isEmpty();
            TransformResult retargeted = run(Gvtg.retarget(null, HypervisorTarget.of("8.0.0", "6.2.0")), pre);
            assertThat(retargeted.document().toXml()).isEqualTo(pre);
            assertThat(retargeted.findings()).isEmpty();
        }
    }

    /** Its users look by RDP: no display, no viewer, and a display that is on goes off. */
    @Test
    void anotherVendorsMdevMayShowNothing() {
        Pipeline recipe = Gvtg.preInstall(GvtgOptions.of(new VgpuSource.OtherMdev(MDEV, false, false)), UNKNOWN);
        String bare = Guest.q35(Guest.QXL);
        TransformResult result = run(recipe, bare);
        assertThat(result.document().toXml()).isEqualTo(bare.replace("  </devices>", others("display='off'") + "  </devices>"));
        assertThat(run(recipe, Guest.q35(Guest.QXL, others("display='on' ramfb='on'"))).document().toXml()).isEqualTo(Guest.q35(Guest.QXL, others("display='off'")));
        assertThat(DomainValidator.forTarget(UNKNOWN).validate(result.document(), Stage.ANY)).extracting(Finding::rule)
                .noneMatch(rule -> rule.startsWith("gvt-") || rule.startsWith("opregion-"));
        assertThatThrownBy(() -> new VgpuSource.OtherMdev(MDEV, true, false)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a ramfb is shown on the vGPU's display, and that is to be off; leave one of the two out");
    }

    /** 00:02.0 is Intel's integrated GPU itself; another card's function 0 may well be a virtual function. */
    @Test
    void theIntegratedGpuIsNoVirtualFunction() {
        assertThat(warnings("0000:00:02.0", Guest.q35(Guest.QXL))).containsExactly("surprise: 0000:00:02.0 is the host's integrated GPU itself and no "
                + "virtual function of it: the host loses its display");
        assertThat(warnings("0000:00:02.3", Guest.q35(Guest.QXL))).isEmpty();
        assertThat(warnings("0000:03:00.0", Guest.q35(Guest.QXL))).isEmpty();
        assertThat(warnings("0000:00:02.1", Guest.pc(Guest.video("qxl", "0x02")))).containsExactly("advice: people report that the guest's driver (i915) "
                + "works with a virtual function of Intel's in a q35 machine with the host's CPU, and this machine is pc");
        assertThat(warnings("0000:03:00.1", Guest.pc(Guest.video("qxl", "0x02")))).isEmpty();
    }

    private static List<String> warnings(String function, String guest) {
        return run(Gvtg.preInstall(GvtgOptions.of(new VgpuSource.VirtualFunction(PciAddress.parse(function))), UNKNOWN), guest).findings().stream()
                .map(finding -> finding.consequence().id() + ": " + finding.message()).toList();
    }

    @Test
    void whatDoesNotSayThatItIsGvtgStaysOnAnotherTarget() {
        HypervisorTarget target = HypervisorTarget.of("9.0.0", "7.2.0");
        String egl = "    <graphics type='egl-headless'/>\n";
        // with OpenGL and nothing said it can only be GVT-g's
        assertThat(run(Gvtg.retarget(null, target), Guest.q35(VNC, egl, Guest.mdev("display='on'", null, "0x03"))).document().toXml())
                .contains("<qemu:property name='x-igd-opregion' type='bool' value='true'/>");
        String other = Guest.mdev("display='on'", null, "0x04").replace(Guest.MDEV, "11111111-2222-3333-4444-555555555555");
        String reason = " does not say that it is GVT-g's, so it is taken for another vendor's vGPU and stays as it is";
        for (String vgpus : new String[] {Guest.q35(VNC, other), Guest.q35(VNC, egl, other.replace("'on'", "'on' ramfb='on'")),
                Guest.then(Guest.q35(VNC, egl, Guest.mdev("0x03"), other), Guest.override("ua-gvtg", "name='x-igd-opregion' type='bool' value='true'"))}) {
            TransformResult retargeted = run(Gvtg.retarget(null, target), vgpus);
            assertThat(retargeted.document().toXml()).isEqualTo(vgpus);
            assertThat(retargeted.findings()).extracting(Finding::message).singleElement().asString()
                    .startsWith("mdev 11111111-2222-3333-4444-555555555555 (line ").endsWith(")" + reason);
        }
    }

    @Test
    void somethingHasToCarryThePicture() {
        StepKit kit = StepKit.of(new AddViewer(), "graphics");
        kit.turns(Guest.q35(), Guest.q35(VIEWER));
        kit.turns(Guest.q35("    <graphics type='egl-headless'/>\n"), Guest.q35(VIEWER, "    <graphics type='egl-headless'/>\n"));
        kit.leaves(Guest.q35(VNC));
        kit.on(HypervisorTarget.parse("<domainCapabilities><devices><graphics supported='yes'><enum name='type'><value>vnc</value></enum>"
                + "</graphics></devices></domainCapabilities>")).turns(Guest.q35(), Guest.q35(VIEWER.replace("spice", "vnc")));
    }

    @Test
    void aVirtualFunctionIsAPciDevice() {
        VgpuSource function = new VgpuSource.VirtualFunction(PciAddress.parse("0000:00:02.1"));
        String pre = run(Gvtg.preInstall(GvtgOptions.of(function), UNKNOWN), Guest.q35(VNC, Guest.QXL)).document().toXml();
        assertThat(pre).isEqualTo(Guest.q35(VNC, Guest.QXL, FUNCTION));

        TransformResult last = run(Gvtg.finalStage(UNKNOWN), pre);
        assertThat(last.document().toXml()).isEqualTo(Guest.q35(VNC, Guest.video("none", null), FUNCTION));
        assertThat(last.findings()).extracting(Finding::message).containsExactly(
                "hostdev (line 13) is a PCI device, which has no display on the host: SPICE and VNC show nothing any more");
        StepKit kit = StepKit.of(new InsertPciHostdev(PciAddress.parse("00:02.1")), "hostdev");
        // the same function, in other numbers
        kit.leaves(Guest.q35(FUNCTION.replace("slot='0x02' function='0x1'", "slot='2' function='01'")));
        kit.turns(Guest.q35(Guest.QXL, Guest.usb("ua-vgpu")), Guest.q35(Guest.QXL, Guest.usb("ua-vgpu"),
                FUNCTION.replace("ua-vgpu", "ua-vgpu-2")));
    }

    @Test
    void oneRamfbWhereTheDisplayIsOnAndTheTargetHasIt() {
        StepKit kit = StepKit.of(new SetRamfb(MDEV), "hostdev");
        kit.turns(Guest.q35(Guest.mdev("0x03")), Guest.q35(ramfb("0x03")));
        kit.on(HypervisorTarget.of("5.9.0", "4.0.0")).refuses(Guest.q35(Guest.mdev("0x03")),
                "libvirt 5.9.0 and QEMU 4.0.0 has no ramfb='on' on an mdev; it needs libvirt 5.10.0 or later with QEMU 3.1.0 or later");
        kit.refuses(Guest.q35(Guest.mdev("display='off'", null, "0x03")), "mdev " + Guest.MDEV + " (line 8) has its display off, and QEMU "
                + "takes a ramfb only where it is on; write display='on'");
        kit.refuses(Guest.q35(ramfb("0x04").replace(Guest.MDEV, "11111111-2222-3333-4444-555555555555"), Guest.mdev("0x03")),
                "mdev 11111111-2222-3333-4444-555555555555 (line 8) has a ramfb already, and libvirt takes one in a domain; write "
                        + "ramfb='off' there");
        kit.refuses(Guest.q35(Guest.video("ramfb", null), Guest.mdev("0x03")), "video (line 8) is a ramfb already, and a guest's firmware "
                + "draws on one; replace it by another video");
    }

    @Test
    void anOptionRomIsAPropertyOfQemus() {
        String rom = "/usr/share/vbios_gvt_uefi.rom";
        StepKit modern = StepKit.of(new SetRomFile(MDEV, rom, Idiom.MODERN));
        modern.turns(Guest.q35(Guest.mdev("0x03")), Guest.then(Guest.q35(Guest.mdev("0x03")),
                Guest.override("ua-gvtg", "name='romfile' type='string' value='" + rom + "'")));
        modern.turns(Guest.then(Guest.q35(Guest.mdev("0x03")), Guest.commandline("-set", "device.ua-gvtg.romfile=/old.rom")),
                Guest.then(Guest.q35(Guest.mdev("0x03")), Guest.override("ua-gvtg", "name='romfile' type='string' value='" + rom + "'")));
        StepKit.of(new SetRomFile(MDEV, rom, Idiom.CLASSIC)).turns(Guest.q35(Guest.mdev("0x03")),
                Guest.then(Guest.q35(Guest.mdev("0x03")), Guest.commandline("-set", "device.ua-gvtg.romfile=" + rom)));
        GvtgOptions options = GvtgOptions.of(Guest.MDEV).withRomFile(rom);
        assertThat(run(Gvtg.preInstall(options, HypervisorTarget.of("11.3.0", "10.1.0")), Guest.q35(Guest.QXL)).document().toXml())
                .contains("<qemu:property name='romfile' type='string' value='" + rom + "'/>").doesNotContain("x-igd-opregion");
        assertThatThrownBy(() -> Gvtg.preInstall(options, HypervisorTarget.of("8.4.0", "10.1.0")))
                .isInstanceOf(IllegalArgumentException.class).hasMessage("a ROM file takes <qemu:override>, and libvirt 8.4.0 and QEMU "
                        + "10.1.0 has none (libvirt 8.5.0 or later); use idiom gap");
        assertThatThrownBy(() -> options.withRomFile("x.rom")).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the ROM file 'x.rom' is not an absolute path; it looks like /usr/share/vgabios/vbios_gvt_uefi.rom");
    }

    @Test
    void uefiIgnoresTheOpregion() {
        String uefi = Guest.q35(Guest.QXL).replace("<os>", "<os firmware='efi'>");
        GvtgOptions options = GvtgOptions.of(Guest.MDEV);
        for (HypervisorTarget target : List.of(UNKNOWN, HypervisorTarget.of("8.0.0", "6.2.0"), HypervisorTarget.of("12.4.0", "11.0.0"))) {
            assertThat(ofUefi(options, target, uefi)).containsExactly(new Finding("opregion-with-uefi", Severity.WARNING, Consequence.SURPRISE,
                    3, 3, "/domain/os", "<os> (line 3) has UEFI, which ignores the opregion of mdev fff6f017… (line 16)",
                    "boot SeaBIOS, or give the vGPU an option ROM: domainsmith gvtg pre-install --rom-file PATH"));
            assertThat(ofUefi(options.withRomFile("/x.rom"), target, uefi)).isEmpty();
            assertThat(ofUefi(options, target, Guest.q35(Guest.QXL))).isEmpty();
        }
    }

    private static List<Finding> ofUefi(GvtgOptions options, HypervisorTarget target, String xml) {
        return Gvtg.preInstall(options, target).withValidation(ValidationLevel.WARN).apply(DomainDocument.parse(xml)).findings().stream()
                .filter(finding -> finding.rule().equals("opregion-with-uefi")).toList();
    }

    @Test
    void whatIsForGvtgIsRefusedElsewhere() {
        assertThatThrownBy(() -> GvtgOptions.of(new VgpuSource.OtherMdev(MDEV, false)).withIdiom(Idiom.MODERN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a render node, an idiom, a ROM file and a display are for a GVT-g vGPU only");
    }
}
