package io.domainsmith.cli;

import static io.domainsmith.cli.Cli.MDEV;
import static io.domainsmith.cli.Cli.domainsmith;
import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.cli.Cli.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What depends on the host: the target's own options, and the commands that are about it. */
class TargetCommandsTests {

    private static final String BASE = "testdata/win10-q35.xml";
    private static final String MODERN = "testdata/win10-q35.pre-install.modern.xml";

    @Test
    void theTargetChoosesTheIdiom() throws IOException {
        assertThat(domainsmith("gvtg", "pre-install", "--mdev", MDEV, "--libvirt", "9.0.0", "--qemu", "7.2.0", BASE).out())
                .isEqualTo(Files.readString(Path.of(MODERN)));
        Run current = domainsmith("gvtg", "pre-install", "--mdev", MDEV, "--qemu", "10.1.0", BASE);
        assertThat(current.exitCode()).as(current.err()).isZero();
        assertThat(current.out()).doesNotContain("qemu:");
    }

    @Test
    void retargetAndBack(@TempDir Path folder) throws IOException {
        Path there = folder.resolve("there.xml");
        Run run = domainsmith("gvtg", "retarget", "--libvirt", "8.0.0", "--qemu", "7.2.0", "-o", there.toString(), MODERN);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(there).content().contains("device.ua-gvtg.x-igd-opregion=on").doesNotContain("qemu:override");
        assertThat(domainsmith("gvtg", "retarget", "--libvirt", "9.0.0", "--qemu", "7.2.0", there.toString()).out())
                .isEqualTo(Files.readString(Path.of(MODERN)));
    }

    @Test
    void anIdiomThatCannotWorkIsWrongUsage() {
        assertThat(domainsmith("gvtg", "retarget", "--idiom", "classic", "--libvirt", "9.0.0", "--qemu", "7.2.0", MODERN))
                .isEqualTo(new Run(2, "", "domainsmith: idiom classic does not start with libvirt 9.0.0 and QEMU 7.2.0: -set finds no device "
                        + "that libvirt gives QEMU as JSON; use idiom modern\nTry 'domainsmith gvtg retarget --help'.\n"));
    }

    @Test
    void theTargetFromWhatVirshPrinted(@TempDir Path folder) throws IOException {
        Path version = Files.writeString(folder.resolve("version"), "Using library: libvirt 8.0.0\nRunning hypervisor: QEMU 7.2.0\n");
        assertThat(domainsmith("gvtg", "retarget", "--target", version.toString(), MODERN).out())
                .contains("device.ua-gvtg.x-igd-opregion=on");
        // an option says more than a file
        assertThat(domainsmith("gvtg", "retarget", "--target", version.toString(), "--libvirt", "9.0.0", MODERN).out())
                .contains("<qemu:override>");
        Path other = Files.writeString(folder.resolve("other"), "hello\n");
        assertThat(domainsmith("gvtg", "retarget", "--target", other.toString(), MODERN)).isEqualTo(new Run(3, "", "domainsmith: " + other
                + ": this is neither what 'virsh version' prints in English (LC_ALL=C virsh version), nor the XML of "
                + "'virsh domcapabilities' or 'virsh capabilities'\n"));
        assertThat(domainsmith("validate", "--target", folder.resolve("none").toString(), MODERN)).isEqualTo(new Run(3, "",
                "domainsmith: cannot read " + folder.resolve("none") + ": no such file or directory\n"));
    }

    @Test
    void finalAndRevert(@TempDir Path folder) throws IOException {
        Path last = folder.resolve("final.xml");
        assertThat(domainsmith("gvtg", "final", "--remember", "-o", last.toString(), MODERN).exitCode()).isZero();
        assertThat(last).content().contains("<domainsmith:before-final xmlns:domainsmith=\"https://domainsmith.io/xmlns/gvtg/1.0\">");
        assertThat(domainsmith("gvtg", "revert", last.toString()).out()).isEqualTo(Files.readString(Path.of(MODERN)));
        assertThat(domainsmith("gvtg", "revert", "testdata/win10-q35.final.modern.xml").out())
                .contains("<model type='qxl' ram='65536' vram='65536' vgamem='16384' heads='1' primary='yes'/>");
    }

    @Test
    void vgpusOfOtherKinds() {
        assertThat(domainsmith("gvtg", "pre-install", "--other-mdev", MDEV, "--ramfb", BASE).out())
                .contains("display='on' ramfb='on'").doesNotContain("qemu:", "egl-headless");
        assertThat(domainsmith("gvtg", "pre-install", "--vf", "0000:00:02.1", BASE).out())
                .contains("<hostdev mode='subsystem' type='pci' managed='yes'>");
        assertThat(domainsmith("gvtg", "pre-install", "--vf", "0000:00:02.1", "--ramfb", BASE)).isEqualTo(new Run(2, "",
                "domainsmith: --ramfb is for mediated devices; a virtual function has no display on the host\n"
                        + "Try 'domainsmith gvtg pre-install --help'.\n"));
        assertThat(domainsmith("gvtg", "pre-install", "--vf", "0000:00:02.1", "--mdev", MDEV, BASE).exitCode()).isEqualTo(2);
        assertThat(domainsmith("gvtg", "pre-install", "--other-mdev", MDEV, "--no-display", BASE).out()).contains("display='off'");
        assertThat(domainsmith("gvtg", "pre-install", "--mdev", MDEV, "--no-display", BASE).err()).startsWith("domainsmith: --no-display is for another "
                + "vendor's vGPU (--other-mdev); ");
        assertThat(domainsmith("gvtg", "pre-install", "--vf", "0000:00:02.1", "--no-display", BASE).exitCode()).isEqualTo(2);
        assertThat(domainsmith("gvtg", "pre-install", "--mdev", MDEV, "--rom-file", "/x.rom", BASE).out())
                .contains("<qemu:property name='romfile' type='string' value='/x.rom'/>");
    }

    @Test
    void hostSetup() {
        Run run = domainsmith("gvtg", "host-setup", "--mdev", MDEV, "--type", "i915-GVTg_V5_4", "--parent", "0000:00:02.0");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).startsWith("<device>\n  <name>mdev_").contains("<parent>pci_0000_00_02_0</parent>").endsWith("</device>\n");
        assertThat(run.err()).contains("mdevctl define --uuid " + MDEV, "i915.enable_gvt=1");
        assertThat(domainsmith("gvtg", "host-setup", "--mdev", MDEV, "--type", "x", "--parent", "2")).isEqualTo(new Run(2, "",
                "domainsmith: '2' is not a PCI address; write it like 0000:00:04.0\nTry 'domainsmith gvtg host-setup --help'.\n"));
    }
}
