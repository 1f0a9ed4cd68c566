package io.domainsmith.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.it.LibvirtJudge.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What Domainsmith writes, judged by a real libvirt: Maven profile {@code real-libvirt}.
 *
 * <p>The documents are those of {@code testdata}, which other tests hold to be what the transformations write.
 */
class RealLibvirtIT {

    private static final Path TESTDATA = Path.of("testdata");
    private static final Path ANSWERS = Path.of("target", "libvirt-judge");

    private static Map<Path, Verdict> verdicts;

    @BeforeAll
    static void judgeAll() throws Exception {
        verdicts = LibvirtJudge.judge(documents().toList(), ANSWERS);
    }

    @ParameterizedTest
    @MethodSource("documents")
    void definesWithValidation(Path document) {
        assertThat(verdicts.get(document).message()).isEqualTo("ok");
    }

    @ParameterizedTest
    @MethodSource("modernResults")
    void givesTheVgpuItsDisplayAndItsOpRegion(Path document) {
        String commandLine = verdicts.get(document).commandLine();
        assertThat(all("\\{\"driver\":\"vfio-pci\"[^}]*\\}", commandLine))
                .singleElement()
                .asString()
                .contains("\"id\":\"ua-gvtg\"", "\"display\":\"on\"", "\"x-igd-opregion\":true");
    }

    @ParameterizedTest
    @MethodSource("modernResults")
    void drawsOnOneDisplayWithOpenGl(Path document) {
        String commandLine = verdicts.get(document).commandLine();
        List<String> drawing = new ArrayList<>(all("-display egl-headless\\S*", commandLine));
        drawing.addAll(all("-spice \\S*gl=on\\S*", commandLine));
        assertThat(drawing).singleElement().asString().contains("rendernode=/dev/dri/");
    }

    @ParameterizedTest
    @MethodSource("finalResults")
    void leavesTheGuestNoOtherDisplay(Path document) {
        assertThat(verdicts.get(document).commandLine())
                .contains("vfio-pci")
                .doesNotContain("\"qxl", "\"VGA\"", "\"cirrus-vga\"", "\"virtio-vga");
    }

    /** The guide's letter names the device by number: it has to be the vGPU's, whatever else is passed through. */
    @ParameterizedTest
    @MethodSource("commandlineResults")
    void namesTheVgpuInTheSetArguments(Path document) {
        String commandLine = verdicts.get(document).commandLine();
        String id = all("\"driver\":\"vfio-pci\",\"id\":\"[^\"]*\"", commandLine).get(0).replaceAll(".*:\"(.*)\"", "$1");
        assertThat(all("-set device\\.\\S+", commandLine))
                .containsExactly("-set device." + id + ".x-igd-opregion=on", "-set device." + id + ".display=on");
    }

    @Test
    void isNotAskedInVain(@TempDir Path folder) throws Exception {
        Path wrong = folder.resolve("none-beside-qxl.xml");
        String accepted = Files.readString(TESTDATA.resolve("win10-q35.final.modern.xml"));
        Files.writeString(wrong, accepted.replace("<video>", "<video><model type='qxl'/></video><video>"));
        assertThat(LibvirtJudge.judge(List.of(wrong), folder.resolve("answers")).get(wrong).message())
                .contains("a 'none' video type must be the only video device");
    }

    static Stream<Path> documents() throws IOException {
        return testdata(".*\\.xml");
    }

    static Stream<Path> modernResults() throws IOException {
        return testdata(".*\\.(pre-install|final)\\.modern\\..*xml");
    }

    static Stream<Path> commandlineResults() throws IOException {
        return testdata(".*\\.(pre-install|final)\\.commandline\\..*xml");
    }

    static Stream<Path> finalResults() throws IOException {
        return testdata(".*\\.final\\..*xml");
    }

    private static Stream<Path> testdata(String name) throws IOException {
        try (Stream<Path> files = Files.list(TESTDATA)) {
            List<Path> found = files.filter(file -> file.getFileName().toString().matches(name)).sorted().toList();
            assertThat(found).as("documents called %s", name).isNotEmpty();
            return found.stream();
        }
    }

    private static List<String> all(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).results().map(MatchResult::group).toList();
    }
}
