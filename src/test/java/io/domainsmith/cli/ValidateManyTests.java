package io.domainsmith.cli;

import static io.domainsmith.cli.Cli.domainsmith;
import static io.domainsmith.cli.Cli.domainsmithReading;
import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.Schemas;
import io.domainsmith.cli.Cli.Run;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code validate} over several files, with repairs, schemas and rules of a site. */
class ValidateManyTests {

    private static final String RESIDUE = "      <address type='pci' domain='0x0000' bus='0x00' slot='0x02' function='0x0'/>\n";
    private static final String CLEAN = """
            <domain type='kvm'>
              <name>guest</name>
              <memory unit='KiB'>1048576</memory>
              <os><type arch='x86_64' machine='q35'>hvm</type></os>
              <devices>
                <video>
                  <model type='none' heads='1'/>
                </video>
              </devices>
            </domain>
            """;
    private static final String DIRTY = CLEAN.replace("    </video>", RESIDUE + "    </video>");
    private static final String CHANGE = "removed /domain/devices/video/address: <address type='pci' domain='0x0000' bus='0x00' "
            + "slot='0x02' function='0x0'/>\n    repair-video-none-residue: Repairs what rule video-none-residue finds: leave "
            + "<model type='none'/> alone.\n";

    @TempDir
    private Path folder;

    @BeforeEach
    void needsTheSchemas() {
        Schemas.domainRng("9.0.0");
        Schemas.domainRng("11.3.0");
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    @Test
    void findingsComeInTheOrderOfTheFiles() throws IOException {
        List<String> words = new ArrayList<>(List.of("validate"));
        for (int i = 0; i < 40; i++) {
            words.add(file(i + ".xml", DIRTY.replace("guest", "guest" + i)));
        }
        Run run = domainsmith(words.toArray(String[]::new));

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines().filter(line -> !line.startsWith(" ")).map(line -> line.substring(0, line.indexOf(":6:"))))
                .containsExactlyElementsOf(words.subList(1, words.size()));
        assertThat(run.err()).isEqualTo("domainsmith: 40 files: 40 warnings\n");
    }

    @Test
    void aTerminalShowsHowFarItIs() throws IOException {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(InputStream.nullInputStream(), OutputStream.nullOutputStream(), err, true);

        Main.execute(Main.commandLine(console), console, "validate", file("a.xml", CLEAN), file("b.xml", CLEAN));

        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("\r\u001b[K[..............................] 0/2"
                + "\r\u001b[K[###############...............] 1/2\r\u001b[Kdomainsmith: 2 files: no findings\n");
    }

    @Test
    void aRepairedDocumentGoesToStandardOutputAndTheRestToStandardError() {
        assertThat(domainsmithReading(DIRTY, "validate", "--fix", "-"))
                .isEqualTo(new Run(0, CLEAN, CHANGE + "domainsmith: 1 file: no findings, 1 change\n"));
        assertThat(domainsmithReading(DIRTY, "validate", "--fix", "--schematron", "src/test/resources/title.sch", "-").err())
                .contains("<stdin>:1:1: warning: guest has no title. [title]");
    }

    @Test
    void repairsInPlace() throws IOException {
        String dirty = file("dirty.xml", DIRTY);
        String clean = file("clean.xml", CLEAN.replace("guest", "other"));

        assertThat(domainsmith("validate", "--fix", "--in-place", dirty, clean))
                .isEqualTo(new Run(0, "", CHANGE + "domainsmith: 2 files: no findings, 1 change\n"));
        assertThat(Path.of(dirty)).hasContent(CLEAN);
        assertThat(domainsmith("validate", "--fix", "-o", folder.resolve("out.xml").toString(), dirty).exitCode()).isZero();
        assertThat(folder.resolve("out.xml")).hasContent(CLEAN);
    }

    @Test
    void repairsAsADiff() throws IOException {
        String dirty = file("dirty.xml", DIRTY);

        Run run = domainsmith("validate", "--fix", "--diff", dirty);

        assertThat(run.out()).startsWith("--- " + dirty + "\n+++ " + dirty + "\n@@ ").contains("\n-" + RESIDUE);
        assertThat(Path.of(dirty)).hasContent(DIRTY);
    }

    @Test
    void whatCannotBeRepairedIsReported() throws IOException {
        String device = file("device.xml", "<video><model type='none' heads='1'/></video>");
        String twice = file("twice.xml", DIRTY.replace("  <devices>", "  <devices/>\n  <devices>"));

        Run run = domainsmith("validate", "--fix", "--in-place", device, twice);

        assertThat(run.exitCode()).isEqualTo(5);
        assertThat(run.err()).contains("domainsmith: " + device + ": not repaired: --fix repairs whole domains, and this is a device "
                + "without one\n", "domainsmith: " + twice + ": not repaired: ");
    }

    @Test
    void optionsThatExcludeEachOther() {
        assertThat(domainsmith("validate", "--diff", "a.xml")).isEqualTo(new Run(2, "", "domainsmith: -o, --in-place and --diff say "
                + "where a repaired document goes: they need --fix\nTry 'domainsmith validate --help'.\n"));
        assertThat(domainsmith("validate", "--fix", "--diff", "--in-place", "a.xml").err())
                .startsWith("domainsmith: -o, --in-place and --diff exclude each other: give one of them\n");
        assertThat(domainsmith("validate", "--fix", "a.xml", "b.xml").err()).startsWith(
                "domainsmith: --fix makes one document of each FILE: with several, give --in-place or --diff\n");
        assertThat(domainsmith("validate", "--fix", "--in-place", "-").err())
                .startsWith("domainsmith: --in-place needs a file, and - is standard input\n");
        assertThat(domainsmith("validate", "--format", "xml", "a.xml").err())
                .contains("'xml' is not one of text, json, sarif");
    }

    @Test
    void schemasAndSchematronThatAreNotThere() {
        assertThat(domainsmith("validate", "--schemas", folder.toString(), "a.xml")).isEqualTo(new Run(2, "", "domainsmith: --schemas: "
                + folder.resolve("domain.rng") + ": " + folder + " has no domain.rng; libvirt installs its schemas in "
                + "/usr/share/libvirt/schemas\n"));
        assertThat(domainsmith("validate", "--schematron", "no.sch", "a.xml"))
                .isEqualTo(new Run(2, "", "domainsmith: --schematron: no.sch: no such file or directory\n"));
    }

    @Test
    void domainsAreCheckedBesideEachOther() throws IOException {
        String disk = "<devices>\n    <disk type='file'><source file='/x.img'/><target dev='vda' bus='virtio'/></disk>\n  ";
        String one = file("one.xml", CLEAN.replace("<devices>\n  ", disk));
        String two = file("two.xml", CLEAN.replace("<devices>\n  ", disk).replace("guest", "other"));

        Run run = domainsmith("validate", "--libvirt", "9.0.0", one, two);

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo(two + ":6:31: warning: /x.img is written by several domains: 'guest' (" + one + ", line 6), 'other' "
                + "(" + two + ", line 6) [fleet-writable-disk]\n    give each domain an image of its own, or mark it <readonly/>, or "
                + "<shareable/> if its file system is made for that\n");
        assertThat(domainsmith("validate", one, file("same.xml", CLEAN.replace("<name>", "<uuid>6f2c7d60-3c9e-4d9b-8f0a-0123456789ab"
                + "</uuid><name>")), file("other.xml", CLEAN.replace("<name>guest", "<uuid>6f2c7d60-3c9e-4d9b-8f0a-0123456789ab"
                + "</uuid><name>other"))).exitCode()).isEqualTo(4);
    }

    @Test
    void aDeviceNeedsNoDomain() {
        assertThat(domainsmithReading("<video><model type='none'/></video>", "validate", "--libvirt", "9.0.0", "-"))
                .isEqualTo(new Run(0, "", "domainsmith: 1 file: no findings\n"));
        assertThat(domainsmithReading("<vidio/>", "validate", "-").err()).startsWith("<stdin>:1:1: error: the root element is <vidio>");
    }
}
