package io.domainsmith.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.domainsmith.JavaSnippet;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the pages show is done: the blocks of a page are run from top to bottom in one folder, which holds {@code testdata}, and
 * what a page says that they print is what they print. With {@code -Ddocs.write=true} the pages and pictures are brought up to date
 * instead.
 */
@Execution(ExecutionMode.CONCURRENT)
class DocumentationTests {

    private static final Pattern KEPT_AS = Pattern.compile("Kept as `([\\w.]+)`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)\\)");
    private static final boolean WRITE = Boolean.getBoolean("docs.write");

    static Stream<Path> pages() throws IOException {
        try (Stream<Path> pages = Files.walk(Path.of("docs"))) {
            return Stream.concat(Stream.of(Path.of("README.md"), Path.of("CONTRIBUTING.md"), Path.of("examples/README.md")),
                    pages.filter(page -> page.toString().endsWith(".md")).sorted().toList().stream());
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void links_lead_somewhere(Path page) throws IOException {
        for (Matcher links = LINK.matcher(Files.readString(page)); links.find();) {
            if (!links.group(1).startsWith("https:")) {
                assertThat(page.resolveSibling(links.group(1))).exists();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void blocks_do_what_they_say(Path page, @TempDir Path folder) throws Exception {
        List<Block> blocks = Block.of(page);
        if (blocks.stream().anyMatch(block -> block.info().equals("sh") && block.text().contains("virsh "))) {
            assumeTrue(Workshop.hasVirsh(), "virsh is not installed");
        }
        Workshop workshop = new Workshop(folder);
        if (page.equals(Path.of("README.md"))) {
            workshop.shell("virsh define testdata/win10-q35.pre-install.modern.xml");   // it begins where the guest is ready
        }
        String text = Files.readString(page);
        for (int i = 0; i < blocks.size(); i++) {
            Block block = blocks.get(i);
            String printed = switch (block.info()) {
                case "sh", "sh host" -> workshop.shell(block.text());
                case "java" -> java(block, workshop);
                case "yaml", "xslt" -> keep(block, page, workshop);
                case "xml" -> dependency(block);
                case "text", "diff" -> null;
                default -> throw new AssertionError(page + ":" + block.line() + ": nobody runs a block of " + block.info());
            };
            if (i + 1 < blocks.size() && blocks.get(i + 1).isOutput() && printed != null) {
                String shown = blocks.get(i + 1).text();
                if (WRITE) {
                    text = text.replace(block.text() + "```\n```" + blocks.get(i + 1).info() + "\n" + shown,
                            block.text() + "```\n```" + blocks.get(i + 1).info() + "\n" + printed);
                } else {
                    assertThat(printed).as("%s:%d", page, block.line()).isEqualTo(shown);
                }
            }
        }
        if (WRITE) {
            Files.writeString(page, text);
        }
    }

    /** The guide's, of testdata instead of what a libvirt prints. */
    @ParameterizedTest
    @CsvSource({"base, win10-q35.xml", "pre-install, win10-q35.pre-install.modern.xml", "final, win10-q35.final.modern.xml"})
    void the_pictures_are_todays(String name, String document, @TempDir Path folder) throws Exception {
        Path picture = Path.of("docs/pictures", name + ".svg");
        new Workshop(folder).shell("domainsmith pci --svg picture.svg testdata/" + document);
        String drawn = Files.readString(folder.resolve("picture.svg"));
        if (WRITE) {
            Files.writeString(picture, drawn);
        }
        assertThat(Files.readString(picture)).isEqualTo(drawn);
    }

    private static String java(Block block, Workshop workshop) throws IOException, InterruptedException {
        return JavaSnippet.compile(block.text(), workshop.folder()) ? workshop.java("Example") : "";
    }

    /** The prose before or after says how the file is called. */
    private static String keep(Block block, Path page, Workshop workshop) throws IOException {
        String after = Files.readString(page).split(Pattern.quote(block.text()), 2)[1];
        Matcher name = KEPT_AS.matcher(after);
        assertThat(name.find()).as("%s:%d: kept as", page, block.line()).isTrue();
        Files.writeString(workshop.folder().resolve(name.group(1)), block.text());
        return "";
    }

    /** The only XML that the pages show beside documents is what goes into a pom. */
    private static String dependency(Block block) throws IOException {
        Matcher version = Pattern.compile("<artifactId>domainsmith</artifactId>\\s*<version>([^<]*)</version>")
                .matcher(Files.readString(Path.of("pom.xml")));
        assertThat(version.find()).isTrue();
        assertThat(block.text()).startsWith("<dependency>").contains("<version>" + version.group(1) + "</version>");
        return "";
    }

    /** A folder with testdata, a domainsmith on the path, a virsh on libvirt's test driver, and what stands in for the host. */
    private record Workshop(Path folder) {

        Workshop {
            try {
                try (Stream<Path> files = Files.list(Path.of("testdata"))) {
                    Path testdata = Files.createDirectory(folder.resolve("testdata"));
                    for (Path file : files.filter(Files::isRegularFile).toList()) {
                        Files.copy(file, testdata.resolve(file.getFileName()));
                    }
                }
                Path bin = Files.createDirectory(folder.resolve("bin"));
                script(bin.resolve("domainsmith"), "exec '" + javaCommand() + "' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '" + classPath() + "' io.domainsmith.cli.Main \"$@\"");
                script(bin.resolve("virsh"), Files.readString(Path.of("src/test/resources/docs/virsh")));
                for (String noted : List.of("update-grub", "reboot", "mdevctl", "virt-viewer")) {
                    script(bin.resolve(noted), "echo \"" + noted + " $*\" >>\"$DOCS_HOST/noted\"");
                }
                Path node = Files.createDirectories(folder.resolve("host/node"));
                Files.writeString(node.resolve("node.xml"), "<node><domain file='" + node.resolve("domain.xml") + "'/></node>\n");
                Files.writeString(node.resolve("domain.xml"), Files.readString(Path.of("testdata/win10-q35.xml"))
                        .replaceFirst("<domain type='kvm'", "<domain type='test'"));
                Path type = Files.createDirectories(folder.resolve(
                        "host/sys/bus/pci/devices/0000:00:02.0/mdev_supported_types/i915-GVTg_V5_4"));
                Files.writeString(type.resolve("description"), "low_gm_size: 128MB\nresolution: 1920x1200\n");
                Files.writeString(type.resolve("available_instances"), "1\n");
                Files.createDirectories(folder.resolve("host/etc/modules-load.d"));
                Files.createDirectories(folder.resolve("host/etc/default"));
                Files.writeString(folder.resolve("host/etc/default/grub"), "GRUB_CMDLINE_LINUX=\"quiet\"\n");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        static boolean hasVirsh() {
            return Stream.of(System.getenv("PATH").split(File.pathSeparator)).anyMatch(entry -> Files.isExecutable(Path.of(entry, "virsh")));
        }

        /** The system's folders are those of the stand-in. */
        String shell(String text) throws IOException, InterruptedException {
            String here = text.replaceAll("(?<=[ >'])/(sys|etc)/", Matcher.quoteReplacement(folder + "/host/") + "$1/");
            return run(text, List.of("bash", "-euo", "pipefail", "-c", here));
        }

        String java(String main) throws IOException, InterruptedException {
            return run(main, List.of(javaCommand(), "-cp", folder + File.pathSeparator + classPath(), main));
        }

        private String run(String what, List<String> command) throws IOException, InterruptedException {
            Path out = folder.resolve("printed");
            Path err = folder.resolve("complaints");
            ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command)).directory(folder.toFile())
                    .redirectOutput(out.toFile()).redirectError(err.toFile());
            builder.environment().put("DOCS_PATH", System.getenv("PATH"));
            builder.environment().put("DOCS_HOST", folder.resolve("host").toString());
            builder.environment().put("PATH", folder.resolve("bin") + File.pathSeparator + System.getenv("PATH"));
            builder.environment().put("LC_ALL", "C.UTF-8");
            Process process = builder.start();
            process.getOutputStream().close();
            assertThat(process.waitFor(300, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as("%s%n%s%s", what, Files.readString(out), Files.readString(err)).isZero();
            return Files.readString(out);
        }

        private static String javaCommand() {
            return Path.of(System.getProperty("java.home"), "bin", "java").toString();
        }

        /** With absolute paths, as the commands run in another folder. */
        private static String classPath() {
            return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                    .map(entry -> Path.of(entry).toAbsolutePath().toString()).reduce((a, b) -> a + File.pathSeparator + b).orElseThrow();
        }

        private static void script(Path file, String text) throws IOException {
            Files.writeString(file, text.startsWith("#!") ? text : "#!/bin/bash\n" + text + "\n");
            assertThat(file.toFile().setExecutable(true)).isTrue();
        }
    }
}
