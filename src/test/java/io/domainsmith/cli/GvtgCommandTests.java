package io.domainsmith.cli;

import static io.domainsmith.cli.Cli.MDEV;
import static io.domainsmith.cli.Cli.domainsmith;
import static io.domainsmith.cli.Cli.domainsmithReading;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.domainsmith.cli.Cli.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GvtgCommandTests {

    private static final Path TESTDATA = Path.of("testdata");
    private static final String BASE = "testdata/win10-q35.xml";
    private static final String PRE_INSTALL = "testdata/win10-q35.pre-install.modern.xml";

    static Stream<String> outputs() throws IOException {
        try (Stream<Path> files = Files.list(TESTDATA)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.contains(".pre-install.") || name.contains(".final.")).sorted().toList().stream();
        }
    }

    /** Every expected document of testdata, by the command that its name tells. */
    @ParameterizedTest
    @MethodSource("outputs")
    void testdata(String name) throws IOException {
        String[] parts = name.split("\\.");
        List<String> words = new ArrayList<>(List.of("gvtg", parts[1]));
        String input = parts[0] + ".xml";
        if (parts[1].equals("final")) {
            input = name.replace(".final.", ".pre-install.");
        } else {
            words.addAll(List.of("--mdev", MDEV, "--idiom", parts[2]));
        }
        if (parts[3].equals("render-node")) {
            words.addAll(List.of("--render-node", "/dev/dri/by-path/pci-0000:00:02.0-render"));
        }
        words.add("-");

        Run run = domainsmithReading(Files.readString(TESTDATA.resolve(input)), words.toArray(String[]::new));

        assertThat(run.out()).as(run.err()).isEqualTo(Files.readString(TESTDATA.resolve(name)));
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void anIdiomThatTheTargetCannotDoIsWrongUsage() {
        assertThat(domainsmith("gvtg", "pre-install", "--mdev", MDEV, "--idiom", "modern", "--libvirt", "8.0.0", BASE))
                .isEqualTo(new Run(2, "", "domainsmith: idiom modern needs libvirt 8.5.0 or later, for <qemu:override>, and the target "
                        + "is libvirt 8.0.0; use idiom classic\nTry 'domainsmith gvtg pre-install --help'.\n"));
        Run run = domainsmith("gvtg", "pre-install", "--mdev", MDEV, "--idiom", "commandline", "--libvirt", "9.0.0",
                "--qemu", "7.2.0", BASE);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("domainsmith: idiom commandline does not start with libvirt 9.0.0 and QEMU 7.2.0: ");
    }

    @Test
    void aDisplayIsChosenOrRefused() {
        Run vnc = domainsmith("gvtg", "pre-install", "--mdev", MDEV, "--display", "vnc", "--libvirt", "11.3.0", "--qemu", "10.0.0", BASE);
        assertThat(vnc.exitCode()).as(vnc.err()).isZero();
        assertThat(vnc.out()).contains("<graphics type='vnc'", "<graphics type='egl-headless'/>").doesNotContain("<channel type='spicevmc'>");
        assertThat(vnc.err()).contains("warning: display vnc (line ", "[gvt-vnc-console-ends-qemu]");

        Run last = domainsmithReading(vnc.out(), "gvtg", "final", "--display", "vnc", "--libvirt", "11.3.0", "--qemu", "10.0.0", "-");
        assertThat(last).isEqualTo(new Run(5, "", "domainsmith: <stdin>: set-vgpu-display: display vnc does not start in the final stage on libvirt "
                + "11.3.0 and QEMU 10.0.0: a vGPU's dma-buf in VNC needs QEMU 2.12.0 or later, but older than 9.0.0; use --display spice-local\n"));

        assertThat(domainsmith("gvtg", "pre-install", "--mdev", MDEV, "--idiom", "commandline", "--display", "vnc", BASE)).isEqualTo(new Run(2, "",
                "domainsmith: idiom commandline brings its own display, so display vnc cannot be chosen with it; leave one of the two out\n"
                        + "Try 'domainsmith gvtg pre-install --help'.\n"));
        assertThat(domainsmith("gvtg", "final", "--display", "spice", PRE_INSTALL).err()).startsWith("domainsmith: Invalid value for option "
                + "'--display': 'spice' is not a display; there are spice-local, spice-gl, vnc, dbus, dbus-vnc, keep\n");
        assertThat(domainsmith("gvtg", "pre-install", "--other-mdev", MDEV, "--display", "vnc", BASE).exitCode()).isEqualTo(2);
    }

    /** The guide's way comes back, with a warning that names the releases with which it starts. */
    @Test
    void theGuidesDisplayIsWrittenWithAWarning() {
        Run run = domainsmith("gvtg", "pre-install", "--mdev", MDEV, "--idiom", "commandline", BASE);
        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).contains("warning: display spice (line 142) may keep QEMU from starting", "\"The console requires display DMABUF support.\"",
                "needs QEMU 2.12.0 or later, but older than 6.0.0 [gvt-display-without-dmabuf]");
    }

    @Test
    void aStepThatCannotBeDone(@TempDir Path folder) throws IOException {
        String repeated = "<domain type='kvm'>\n  <name>a</name>\n  <devices/>\n  <devices/>\n</domain>\n";
        Path file = Files.writeString(folder.resolve("a.xml"), repeated);

        Run run = domainsmith("gvtg", "final", "--validation", "off", "--in-place", file.toString());

        assertThat(run).isEqualTo(new Run(5, "", "domainsmith: " + file + ": <devices> may stand once in /domain but stands on "
                + "lines 3 and 4; merge them into one before any step edits the document\n"));
        assertThat(file).hasContent(repeated);
    }

    @Test
    void finalTakesFurtherScreensAwayOnlyWhenTold() throws IOException {
        String two = Files.readString(Path.of(PRE_INSTALL)).replace("    <hostdev ", "    <video>\n      <model type='qxl'/>\n      "
                + "<address type='pci' domain='0x0000' bus='0x00' slot='0x04' function='0x0'/>\n    </video>\n    <hostdev ");

        Run refused = domainsmithReading(two, "gvtg", "final", "-");
        assertThat(refused.exitCode()).isEqualTo(5);
        assertThat(refused.err()).isEqualTo("domainsmith: <stdin>: replace-video-with-none: the guest has 2 videos, video (line 159), video "
                + "(line 163), and a none video must be the only one; remove those the guest can do without, or have all removed with "
                + "--remove-secondary-videos (in Java, ReplaceVideoWithNone.removingSecondaries())\n");
        Run removed = domainsmithReading(two, "gvtg", "final", "--remove-secondary-videos", "-");
        assertThat(removed.exitCode()).as(removed.err()).isZero();
        assertThat(removed.out()).isEqualTo(Files.readString(Path.of("testdata/win10-q35.final.modern.xml")));
        Run remembered = domainsmithReading(two, "gvtg", "final", "--remember", "--remove-secondary-videos", "-");
        assertThat(domainsmithReading(remembered.out(), "gvtg", "revert", "-").out()).isEqualTo(two);
    }

    @Test
    void inPlace(@TempDir Path folder) throws IOException {
        Path file = Files.copy(Path.of(PRE_INSTALL), folder.resolve("a.xml"));

        assertThat(domainsmith("gvtg", "final", "--in-place", file.toString()).exitCode()).isZero();

        assertThat(file).hasSameTextualContentAs(Path.of("testdata/win10-q35.final.modern.xml"));
    }

    @Test
    void theReportTellsEveryStep() throws IOException {
        Run run = domainsmith("gvtg", "pre-install", "--mdev", MDEV, "--report", "json", BASE);

        JsonNode report = new ObjectMapper().readTree(run.err());
        assertThat(report.fieldNames()).toIterable().containsExactly("changes", "findings");
        assertThat(report.get("changes").findValuesAsText("step")).contains("declare-qemu-namespace", "insert-mdev-hostdev",
                "set-vgpu-display", "set-igd-op-region");
        assertThat(report.get("changes").findValuesAsText("reason")).allMatch(reason -> reason.endsWith("."));
        assertThat(domainsmith("gvtg", "pre-install", "--mdev", MDEV, "--report", "text", BASE).err())
                .contains("added /domain/devices/hostdev", "\n    insert-mdev-hostdev: ");
    }

    @Test
    void theDiffIsOneThatGitTakes(@TempDir Path folder) throws IOException, InterruptedException {
        Assumptions.assumeTrue(Stream.of(System.getenv("PATH").split(":")).anyMatch(bin -> Files.isExecutable(Path.of(bin, "git"))),
                "needs git");
        Files.copy(Path.of("testdata/win11-annotated.xml"), folder.resolve("a.xml"));
        String diff = domainsmith("gvtg", "pre-install", "--mdev", MDEV, "--diff", folder.resolve("a.xml").toString()).out();
        Files.writeString(folder.resolve("a.diff"), diff.replace(folder + "/", ""));

        Process git = new ProcessBuilder("git", "apply", "-p0", "--whitespace=nowarn", "a.diff").directory(folder.toFile())
                .redirectErrorStream(true).start();
        String said = new String(git.getInputStream().readAllBytes());

        assertThat(git.waitFor()).as(said).isZero();
        assertThat(Files.mismatch(folder.resolve("a.xml"), Path.of("testdata/win11-annotated.pre-install.modern.xml")))
                .isEqualTo(-1);
    }
}
