package io.domainsmith.start;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.start.Stand.Start;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.validate.Consequence;
import io.domainsmith.validate.DomainValidator;
import io.domainsmith.validate.Finding;
import io.domainsmith.validate.Severity;
import io.domainsmith.validate.Stage;
import io.domainsmith.vgpu.Gvtg;
import io.domainsmith.vgpu.GvtgOptions;
import io.domainsmith.vgpu.VgpuDisplay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Guests with a mediated device are started for real, and what became of them is compared with what the rules say. Maven profile {@code
 * start-guest}, as root on Debian: about half an hour for the four pairs, {@code -Dstart.suites=bookworm} for one of them; {@code
 * -Dgroups=sample} starts what {@code .ci/run} does. {@code -Dstart.write=true} writes the pinned table.
 */
class StartGuestIT {

    private static final Path ANSWERS = Path.of("target", "start-guest");
    private static final Path TABLE = Path.of("src", "it", "start-guest", "table.tsv");
    private static final Path TESTDATA = Path.of("testdata");
    private static final Map<String, String> SEEN = new TreeMap<>();

    /** Windows of QEMU's own: the stand's X server imports no dma-bufs, so what happens to them there is no host's answer. */
    private static final Set<String> WITHOUT_ANSWER = Set.of("gtk-gl", "sdl-gl");

    static Stream<String> suites() {
        return Stream.of(System.getProperty("start.suites", "bullseye,bookworm,trixie,sid").split(","));
    }

    /** Whether the stand's answer for a way of display is one that a host with a GPU would give. */
    static boolean isAnswered(String name) {
        return WITHOUT_ANSWER.stream().noneMatch(name::endsWith);
    }

    /** What became of each document of a suite, by its name, as the table has it. */
    static Map<String, String> verdicts(String suite) throws IOException {
        Map<String, String> verdicts = new TreeMap<>();
        for (String line : Files.readAllLines(TABLE)) {
            String[] cells = line.split("\t");
            if (cells[0].equals(suite)) {
                verdicts.put(cells[1] + "." + cells[2], cells[3]);
            }
        }
        return verdicts;
    }

    /** A document's name, without its ending. */
    static String nameOf(Path document) {
        return document.getFileName().toString().replace(".xml", "");
    }

    static Stage stage(String name) {
        return name.contains("pre-install") ? Stage.PRE_INSTALL : name.contains("final") ? Stage.FINAL : Stage.ANY;
    }

    /** What the rules say that keeps a document from starting on a pair. */
    private static List<Finding> against(Path document, Start start, Stage stage) throws IOException {
        return against(DomainDocument.parse(document), HypervisorTarget.of(start.libvirt(), start.qemu()), stage);
    }

    /** The errors, and the warning of a render node, which a host's qemu.conf can provide and the stand's does not. */
    static List<Finding> against(DomainDocument document, HypervisorTarget target, Stage stage) {
        return DomainValidator.forTarget(target).validate(document, stage).stream()
                .filter(finding -> finding.severity() == Severity.ERROR || finding.rule().equals("opengl-without-render-node"))
                .filter(finding -> finding.consequence() == Consequence.REFUSED || finding.consequence() == Consequence.FAILS_AT_START).toList();
    }

    private static Path folder(String name) throws IOException {
        return Files.createDirectories(ANSWERS.resolve(name));
    }

    // ---- each way of display, in each stage, on each pair

    @ParameterizedTest
    @MethodSource("suites")
    void theTableOfDisplays(String suite) throws Exception {
        Path folder = folder("displays-" + suite);
        List<Path> documents = Stand.documents(suite, folder);
        List<Start> starts = Stand.start(suite, documents, folder, "--with", "bus,x11", "--screendump", "none");
        assertThat(starts).hasSameSizeAs(documents);
        for (Start start : starts) {
            String cell = suite + "\t" + start.name().replace('.', '\t');
            String pictures = Stand.told(start.pictures());
            String seen = start.verdict() + (pictures.isEmpty() ? "" : "\t" + pictures);
            if (!isAnswered(start.name())) {
                System.out.println(cell + "\t" + seen + "\t(not compared)");
            } else {
                SEEN.put(cell, seen);
                List<Finding> against = against(folder.resolve(start.name() + ".xml"), start, stage(start.name()));
                assertThat(against.isEmpty()).as("%s on %s: %s %s, and the rules say %s", start.name(), suite, start.verdict(), start.message(), against)
                        .isEqualTo(start.isStarted());
            }
        }
    }

    /** The table that was seen is the one that the documentation shows. */
    @AfterAll
    static void theTableIsPinned() throws IOException {
        if (SEEN.isEmpty()) {
            return;
        }
        List<String> pinned = Files.exists(TABLE) ? Files.readAllLines(TABLE) : List.of();
        List<String> seen = SEEN.entrySet().stream().map(cell -> cell.getKey() + "\t" + cell.getValue()).toList();
        seen.forEach(System.out::println);
        if (Boolean.getBoolean("start.write")) {
            Set<String> suites = suites().collect(Collectors.toSet());
            List<String> all = new ArrayList<>(pinned.stream().filter(line -> !suites.contains(line.split("\t")[0])).toList());
            all.addAll(seen);
            Files.write(TABLE, all.stream().sorted().toList());
        } else {
            assertThat(pinned).containsAll(seen);
        }
    }

    // ---- the documents of testdata

    /** What our recipes write starts, and the vGPU's picture is seen where there is a client for it. */
    @Test
    void everyFinalDocumentStarts() throws Exception {
        Map<String, List<Path>> bySuite = new LinkedHashMap<>();
        List<String> suites = suites().filter(suite -> !suite.equals("bullseye")).toList();
        int number = 0;
        for (Path document : testdata(".final.modern.xml")) {
            bySuite.computeIfAbsent(suites.get(number++ % suites.size()), key -> new ArrayList<>()).add(document);
        }
        for (Map.Entry<String, List<Path>> one : bySuite.entrySet()) {
            assertStarted(one.getKey(), one.getValue(), folder("testdata-" + one.getKey()));
        }
    }

    /** The idiom without override, for the oldest of the pairs: its own machine type instead of the document's newer one. */
    @Test
    void theGuidesWayStartsOnTheOldestPair() throws Exception {
        Path folder = folder("classic");
        List<Path> documents = new ArrayList<>();
        for (String name : List.of("classic-5.2.pre-install", "classic-5.2.final")) {
            documents.add(Files.copy(TESTDATA.resolve("targets").resolve(name + ".xml"), folder.resolve(name + ".xml"),
                    StandardCopyOption.REPLACE_EXISTING));
        }
        if (suites().anyMatch("bullseye"::equals)) {
            assertStarted("bullseye", documents, folder);
        }
    }

    private static List<Path> testdata(String ending) throws IOException {
        try (Stream<Path> files = Files.list(TESTDATA)) {
            return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
        }
    }

    private static List<Start> assertStarted(String suite, List<Path> documents, Path folder) throws Exception {
        List<Start> starts = Stand.start(suite, documents, folder, "--screendump", "none", "--uefi-wait", "40");
        assertThat(starts).hasSameSizeAs(documents).allSatisfy(start -> {
            assertThat(start.verdict()).as("%s on %s: %s", start.name(), suite, start.message()).isEqualTo("started");
            System.out.println(suite + "\t" + start.name() + "\tstarted\t" + Stand.told(start.pictures()));
        });
        return starts;
    }

    // ---- what .ci/run starts

    /** The arguments that QEMU reads after what libvirt wrote; what became of them is in the table. */
    private static final Set<String> BY_ARGUMENT = Set.of("final.set-on-beside-override", "final.vnc-egl-display-none", "final.spice-gl-by-argument");

    /** Documents of both stages, right and wrong, on one pair; the vGPU's colour bars are seen by SPICE and by VNC. */
    @Test
    @Tag("sample")
    void aSampleOnOnePair() throws Exception {
        Path folder = folder("sample");
        List<Path> right = new ArrayList<>(testdata(".final.modern.xml"));
        right.addAll(Stream.of("win10-q35", "fedora-pc").map(name -> TESTDATA.resolve(name + ".pre-install.modern.xml")).toList());
        HypervisorTarget bookworm = HypervisorTarget.of("9.0.0", "7.2.0");
        right.add(Files.writeString(folder.resolve("fedora-pc.final.vnc.xml"), Gvtg.finalStage(bookworm)
                .apply(DomainDocument.parse(TESTDATA.resolve("fedora-pc.pre-install.modern.xml"))).document().toXml()));
        Path wrong = Files.writeString(folder.resolve("win10-q35.spice.xml"), Gvtg.preInstall(GvtgOptions
                .of("fff6f017-3417-4ad3-b05e-17ae3e1a4615").withDisplay(VgpuDisplay.KEEP), HypervisorTarget.unknown())
                .apply(DomainDocument.parse(TESTDATA.resolve("win10-q35.xml"))).document().toXml());
        List<Path> byArgument = Stand.documents("bookworm", folder("sample-displays")).stream().filter(file -> BY_ARGUMENT.contains(nameOf(file))).toList();
        List<Path> all = new ArrayList<>(right);
        all.add(wrong);
        all.addAll(byArgument);
        Map<String, Start> starts = Stand.start("bookworm", all, folder, "--screendump", "none", "--uefi-wait", "40").stream()
                .collect(Collectors.toMap(Start::name, start -> start));
        starts.values().forEach(start -> System.out.println(start.name() + "\t" + start.verdict() + "\t" + Stand.told(start.pictures())));
        for (Path document : right) {
            Start start = starts.get(nameOf(document));
            assertThat(start.verdict()).as("%s: %s", start.name(), start.message()).isEqualTo("started");
            assertThat(against(document, start, stage(start.name()))).as(start.name()).isEmpty();
        }
        for (Path document : byArgument) {
            Start start = starts.get(nameOf(document));
            assertThat(start.verdict()).as("%s: %s", start.name(), start.message()).isEqualTo(verdicts("bookworm").get(start.name()));
            assertThat(against(document, start, Stage.FINAL).isEmpty()).as(start.name()).isEqualTo(start.isStarted());
        }
        Start refused = starts.get("win10-q35.spice");
        assertThat(refused.verdict()).isEqualTo("refused-qemu-start");
        assertThat(refused.message()).contains("The console requires display DMABUF support.");
        assertThat(against(wrong, refused, Stage.PRE_INSTALL)).extracting(Finding::rule).contains("gvt-display-without-dmabuf");
        assertThat(Stand.told(starts.get("fedora-pc.final.vnc").pictures())).contains("vnc ua-gvtg as expected");
        assertThat(Stand.told(starts.get("fedora-pc.final.modern").pictures())).contains("spice ua-gvtg as expected");
        assertThat(Stand.told(starts.get("win10-q35.pre-install.modern").pictures())).contains("spice video0 as expected", "spice ua-gvtg as expected");
    }

    // ---- what is wrong on purpose

    /** A document with something wrong, made of one that starts, and whether it starts nevertheless. */
    private record Wrong(String name, boolean starts, String... replacements) {
    }

    private static final String VNC = "    <graphics type='vnc' port='-1' autoport='yes' listen='127.0.0.1' keymap='de'>\n"
            + "      <listen type='address' address='127.0.0.1'/>\n    </graphics>\n";
    private static final String PROPERTY = "<qemu:property name='x-igd-opregion' type='bool' value='true'/>";
    private static final String OVERRIDE = "  <qemu:override>\n    <qemu:device alias='ua-gvtg'>\n      <qemu:frontend>\n        " + PROPERTY
            + "\n      </qemu:frontend>\n    </qemu:device>\n  </qemu:override>\n";
    private static final String PLACE = "<address type='pci' domain='0x0000' bus='0x00' slot='0x06' function='0x0'/>";
    private static final String MODEL = "<model type='vga' vram='16384' heads='1' primary='yes'/>";

    private static final List<Wrong> WRONG = List.of(
            new Wrong("vgpu-before-video", true, "slot='0x02' function='0x0'", "slot='0x0a' function='0x0'"),
            new Wrong("bochs", true, MODEL, "<model type='bochs'/>"),
            new Wrong("set-under-json", false, OVERRIDE, "  <qemu:commandline>\n    <qemu:arg value='-set'/>\n    <qemu:arg value='device.ua-gvtg."
                    + "x-igd-opregion=on'/>\n  </qemu:commandline>\n"),
            new Wrong("no-opengl", false, "    <graphics type='egl-headless'/>\n", ""),
            new Wrong("display-none", false, OVERRIDE, OVERRIDE + "  <qemu:commandline>\n    <qemu:arg value='-display'/>\n    <qemu:arg value='none'/>\n"
                    + "  </qemu:commandline>\n"),
            new Wrong("ramfb-display-off", false, "display='on'", "display='off' ramfb='on'"),
            new Wrong("function-of-the-video", true, PLACE, PLACE.replace("0x06", "0x02").replace("function='0x0'", "function='0x1'")),
            new Wrong("spice-gl-on-network", false, VNC, "    <graphics type='spice' autoport='yes'>\n      <gl enable='yes'/>\n    </graphics>\n",
                    "    <graphics type='egl-headless'/>\n", ""),
            new Wrong("vnc-twice", false, VNC, VNC + VNC),
            new Wrong("listens-twice", false, "      <listen type='address' address='127.0.0.1'/>\n    </graphics>",
                    "      <listen type='address' address='127.0.0.1'/>\n      <listen type='address' address='127.0.0.2'/>\n    </graphics>"),
            new Wrong("no-graphics", false, VNC, "", "    <graphics type='egl-headless'/>\n", ""),
            new Wrong("bool-as-text", false, PROPERTY, "<qemu:property name='x-igd-opregion' type='string' value='on'/>"),
            new Wrong("unknown-property", false, PROPERTY, PROPERTY + "<qemu:property name='legacy-igd' type='bool' value='true'/>"),
            new Wrong("dangling-override", true, "<qemu:device alias='ua-gvtg'>", "<qemu:device alias='ua-gvgt'>"),
            new Wrong("ramfb-twice", false, "display='on'", "display='on' ramfb='on'", MODEL, "<model type='ramfb'/>",
                    "\n      <address type='pci' domain='0x0000' bus='0x00' slot='0x02' function='0x0'/>", ""),
            new Wrong("boot-on-mdev", false, "      <alias name='ua-gvtg'/>\n", "      <boot order='1'/>\n      <alias name='ua-gvtg'/>\n"),
            new Wrong("spice-gl-beside-egl", false, VNC, "    <graphics type='spice'>\n      <listen type='none'/>\n      <gl enable='yes'/>\n    </graphics>\n"),
            new Wrong("no-video", true, "    <video>\n      " + MODEL
                    + "\n      <address type='pci' domain='0x0000' bus='0x00' slot='0x02' function='0x0'/>\n    </video>\n", ""));

    @Test
    void whatIsWrongIsFound() throws Exception {
        Path folder = folder("wrong");
        String base = Files.readString(TESTDATA.resolve("fedora-pc.pre-install.modern.xml"));
        List<Path> documents = new ArrayList<>();
        for (Wrong wrong : WRONG) {
            String text = base;
            for (int i = 0; i < wrong.replacements().length; i += 2) {
                assertThat(text).as(wrong.name()).contains(wrong.replacements()[i]);
                text = text.replace(wrong.replacements()[i], wrong.replacements()[i + 1]);
            }
            documents.add(Files.writeString(folder.resolve(wrong.name() + ".xml"), text));
        }
        Map<String, Start> starts = Stand.start("bookworm", documents, folder, "--screendump", "none", "--no-clients", "--wait", "1", "--uefi-wait", "1").stream()
                .collect(Collectors.toMap(Start::name, start -> start));
        for (Wrong wrong : WRONG) {
            Start start = starts.get(wrong.name());
            List<Finding> against = against(folder.resolve(wrong.name() + ".xml"), start, Stage.ANY);
            System.out.println(wrong.name() + "\t" + start.verdict() + "\t" + start.message() + "\t" + against.stream().map(Finding::rule).toList());
            assertThat(start.isStarted()).as("%s: %s", wrong.name(), start.message()).isEqualTo(wrong.starts());
            assertThat(against.isEmpty()).as("%s: %s", wrong.name(), against).isEqualTo(wrong.starts());
        }
    }
}
