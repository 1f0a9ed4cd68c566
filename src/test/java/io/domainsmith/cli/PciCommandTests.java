package io.domainsmith.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xml.sax.InputSource;

class PciCommandTests {

    private static final String BROKEN = """
            <domain type='kvm'>
              <name>a&amp;b &lt;'c'&gt;</name>
              <memory unit='GiB'>4</memory>
              <os>
                <type arch='x86_64' machine='q35'>hvm</type>
              </os>
              <devices>
                <controller type='pci' index='2' model='pcie-root-port'>
                  <address type='pci' bus='0x00' slot='0x02' function='0x0'/>
                </controller>
                <controller type='pci' index='1' model='pcie-to-pci-bridge'>
                  <address type='pci' bus='0x02' slot='0x00' function='0x0'/>
                </controller>
                <controller type='usb' index='0' model='none'/>
                <video>
                  <model type='qxl'/>
                  <address type='pci' bus='0x01' slot='0x01' function='0x0'/>
                </video>
                <hostdev mode='subsystem' type='mdev' model='vfio-pci' display='on'>
                  <source>
                    <address uuid='fff6f017-3417-4ad3-b05e-17ae3e1a4615'/>
                  </source>
                  <address type='pci' bus='0x00' slot='0x04' function='0x0'/>
                </hostdev>
                <memballoon model='none'/>
                <rng model='virtio'>
                  <backend model='random'>/dev/urandom</backend>
                  <address type='pci' bus='0x00' slot='0x04' function='0x0'/>
                </rng>
                <sound model='ac97'/>
                <rng model='virtio'>
                  <backend model='random'>/dev/urandom</backend>
                  <address type='pci' bus='0x00' slot='0x06' function='0x3'/>
                </rng>
              </devices>
            </domain>
            """;

    @Test
    void showsTheBusesAsTheGuestFindsThem() {
        Cli.Run run = Cli.domainsmithReading(BROKEN, "pci", "-");
        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).isEqualTo("""
                guest    libvirt   device
                bus 00   bus 00    pcie-root; free: 01, 03, 05, 07-1e
                00:00.0  00:00.0   ├─ host bridge (chipset)
                00:02.0  00:02.0   ├─ pcie-root-port (line 8): bus 01, libvirt's 02
                01:00.0  02:00.0   │  └─ pcie-to-pci-bridge (line 11): bus 02, libvirt's 01; free: 03-1f
                02:01.0  01:01.0   │     ├─ video qxl (line 15)
                02:02.0  ~01:02.0  │     └─ sound ac97 (line 30)
                00:04.0  00:04.0   ├─ mdev fff6f017-3417-4ad3-b05e-17ae3e1a4615 (line 19)  <- boot VGA  <- vGPU  !! collides with rng (line 26)
                00:04.0  00:04.0   ├─ rng (line 26)  !! collides with hostdev (line 19)
                -        00:06.3   ├─ rng (line 31)  !! not found by the guest: its slot has no function 0
                00:1f.0  00:1f.0   ├─ LPC bridge (chipset)
                00:1f.2  ~00:1f.2  ├─ sata controller 0 (added by libvirt)
                00:1f.3  00:1f.3   └─ SMBus (chipset)
                problem: hostdev (line 19) at 00:04.0: collides with rng (line 26)
                problem: rng (line 26) at 00:04.0: collides with hostdev (line 19)
                problem: rng (line 31) at 00:06.3: not found by the guest: its slot has no function 0
                ~ has no address in the document: this is where libvirt will put it
                NOT IN ORDER: video (line 15) at 02:01.0 does not come before mdev (line 19) at 00:04.0
                """);
    }

    @Test
    void drawsThem(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("guest.svg");
        Cli.Run run = Cli.domainsmithReading(BROKEN, "pci", "--svg", file.toString(), "-");
        assertThat(run.exitCode()).isZero();
        String svg = Files.readString(file);
        var root = DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)))
                .getDocumentElement();
        assertThat(root.getTagName()).isEqualTo("svg");
        assertThat(root.getElementsByTagName("title").item(0).getTextContent()).isEqualTo("PCI buses of a&b <'c'> as the guest finds them");
        assertThat(svg).contains("NOT IN ORDER: video (line 15) at 02:01.0 does not come before mdev (line 19) at 00:04.0", ">BOOT VGA<",
                ">vGPU<", "collides with rng (line 26)", "has to come before the vGPU",
                "\u2717 hostdev (line 19) at 00:04.0: collides with rng (line 26)", ">PCI bridge, port<",
                "02:01.0 · libvirt 01:01.0 · line 15",
                "01:00.0 · libvirt 02:00.0 · bus 02 (01) →", "stroke-dasharray").doesNotContain("href", "script", "@import", "url(");
    }

    @Test
    void saysWhatIsInOrder() {
        Cli.Run run = Cli.domainsmith("pci", "testdata/win10-q35.pre-install.modern.xml");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).endsWith("comes before mdev (line 163) at 00:03.0\n").contains("in order: video (line ");
        assertThat(Cli.domainsmith("pci", "testdata/win10-q35.final.modern.xml").out()).contains("\nthe vGPU is the only graphics card: mdev ");
        assertThat(Cli.domainsmith("pci", "testdata/fedora-pc.xml").out()).contains("\nno vGPU; boot VGA: video ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0x1b", "27", "033"})
    void readsNumbersAsLibvirtDoes(String slot) {
        Cli.Run run = Cli.domainsmithReading(BROKEN.replace("slot='0x06' function='0x3'", "slot='" + slot + "' function='0x0'"), "pci", "-");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("\n00:1b.0  00:1b.0   ├─ rng (line 31)\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"08", "1b"})
    void refusesWhatIsNoNumberToLibvirt(String slot) {
        String text = BROKEN.replace("slot='0x06' function='0x3'", "slot='" + slot + "' function='0x0'");
        String error = "rng (line 31) has a PCI address with slot='" + slot + "', which is no number; libvirt reads numbers as C does, so that "
                + "0x1b, 27 and 033 are one, and 1b and 08 are none: write them like slot='0x08'\n";

        Cli.Run tree = Cli.domainsmithReading(text, "pci", "-");
        assertThat(tree.exitCode()).isEqualTo(ExitCode.STEP);
        assertThat(tree.out()).isEmpty();
        assertThat(tree.err()).isEqualTo("<stdin>: error: " + error);

        Cli.Run preInstall = Cli.domainsmithReading(text, "gvtg", "pre-install", "--mdev", "fff6f017-3417-4ad3-b05e-17ae3e1a4615", "-");
        assertThat(preInstall.exitCode()).isEqualTo(ExitCode.STEP);
        assertThat(preInstall.out()).isEmpty();
        assertThat(preInstall.err()).contains(error);
    }

    @Test
    void saysWhatCannotBeShown(@TempDir Path folder) {
        Cli.Run twice = Cli.domainsmithReading(BROKEN.replace("index='2'", "index='1'"), "pci", "-");
        assertThat(twice.exitCode()).isEqualTo(ExitCode.STEP);
        assertThat(twice.out()).isEmpty();
        assertThat(twice.err()).isEqualTo("<stdin>: error: controller (line 11) has index 1, as controller (line 8) has; libvirt takes each "
                + "index of a PCI controller once: give it a free one\n");
        assertThat(Cli.domainsmithReading(BROKEN, "pci", "--svg", folder.resolve("no/out.svg").toString(), "-").exitCode())
                .isEqualTo(ExitCode.OUTPUT);
        assertThat(Cli.domainsmithReading("<domain>", "pci", "-").exitCode()).isEqualTo(ExitCode.INPUT);
    }
}
