package io.domainsmith.cli;

import static io.domainsmith.cli.Cli.MDEV;
import static io.domainsmith.cli.Cli.domainsmith;
import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.validate.Consequence;
import io.domainsmith.validate.Finding;
import io.domainsmith.validate.Rule;
import io.domainsmith.validate.RuleContext;
import io.domainsmith.validate.Severity;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A site's own rules stop every command that makes a document, as they fail validate. */
class SiteRulesTests {

    private static final String BASE = "testdata/win10-q35.xml";
    private static final String PRE_INSTALL = "testdata/win10-q35.pre-install.modern.xml";

    @TempDir
    private Path folder;

    private String schematron(String role, String test) throws IOException {
        return Files.writeString(folder.resolve("house.sch"), "<schema xmlns='http://purl.oclc.org/dsdl/schematron' queryBinding='xslt3'>\n"
                + "<pattern><rule context='domain'><assert id='house' role='" + role + "' test=\"" + test + "\">not here</assert></rule></pattern></schema>").toString();
    }

    static List<List<String>> commands() {
        return List.of(
                List.of("gvtg", "pre-install", "--mdev", MDEV, BASE),
                List.of("gvtg", "final", PRE_INSTALL),
                List.of("gvtg", "retarget", "--libvirt", "9.0.0", "--qemu", "7.2.0", PRE_INSTALL),
                List.of("apply", "--recipe", "gvtg-final", PRE_INSTALL),
                List.of("apply", "--xslt", "src/test/resources/identity.xsl", BASE));
    }

    private static Cli.Run with(List<String> command, String... more) {
        return domainsmith(Stream.concat(command.stream(), Stream.of(more)).toArray(String[]::new));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void anErrorIsInTheWayOfTheResult(List<String> command) throws IOException {
        String file = schematron("error", "sysinfo");
        Cli.Run run = with(command, "--schematron", file);
        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains(": error: not here [house]\n").contains("nothing was written");
        assertThat(domainsmith("validate", "--schematron", file, command.get(command.size() - 1)).exitCode()).isEqualTo(4);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aWarningIsReported(List<String> command) throws IOException {
        Cli.Run run = with(command, "--schematron", schematron("warning", "sysinfo"));
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo(with(command).out());
        assertThat(run.err()).contains(": warning: not here [house]\n");
    }

    @Test
    void whatTheStepsMakeIsChecked() throws IOException {
        List<String> last = List.of("gvtg", "final", PRE_INSTALL);
        assertThat(with(last, "--schematron", schematron("error", "devices/video/model/@type = 'none'")).exitCode()).isZero();
        assertThat(with(last, "--schematron", schematron("error", "not(devices/video/model/@type = 'none')")).exitCode()).isEqualTo(4);
    }

    @Test
    void validationWarnGoesOn() throws IOException {
        Cli.Run run = domainsmith("gvtg", "final", "--validation", "warn", "--schematron", schematron("error", "sysinfo"), PRE_INSTALL);
        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).contains(": error: not here [house]\n");
    }

    @Test
    void validationOffAndRulesExcludeEachOther() throws IOException {
        assertThat(domainsmith("gvtg", "final", "--validation", "off", "--schematron", schematron("error", "sysinfo"), PRE_INSTALL))
                .isEqualTo(new Cli.Run(2, "", "domainsmith: --schematron checks the result and --validation off checks nothing: give one of them\n"
                        + "Try 'domainsmith gvtg final --help'.\n"));
    }

    @Test
    void aFileThatIsNotThere() {
        assertThat(domainsmith("gvtg", "final", "--schematron", "no.sch", PRE_INSTALL))
                .isEqualTo(new Cli.Run(2, "", "domainsmith: --schematron: no.sch: no such file or directory\n"));
    }

    @Test
    void aRuleHasAnIdOfItsOwn() throws IOException {
        String file = schematron("error", "sysinfo");
        assertThat(domainsmith("gvtg", "final", "--schematron", file, "--schematron", file, PRE_INSTALL).exitCode()).isEqualTo(2);
        assertThat(domainsmith("validate", "--schematron", file, "--schematron", file, PRE_INSTALL).exitCode()).isEqualTo(2);
    }

    /** A rule as a jar brings it. */
    public static final class Inventoried implements Rule {
        @Override
        public String id() {
            return "inventoried";
        }

        @Override
        public String description() {
            return "Every domain has an inventory number.";
        }

        @Override
        public List<Finding> check(DomainDocument document, RuleContext context) {
            return !context.domain().getSysinfos().isEmpty() ? List.of() : List.of(new Finding(id(), Severity.ERROR, Consequence.ADVICE,
                    document.root().line(), document.root().column(), document.root().path(), "no sysinfo", null));
        }
    }

    /** The rules of a jar are those of the whole process, so this is one of its own. */
    private int withJar(String... words) throws Exception {
        Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(folder.resolve("META-INF/services/" + Rule.class.getName()), Inventoried.class.getName() + "\n");
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path") + File.pathSeparator + folder, Main.class.getName()));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(said).contains("error: no sysinfo [inventoried]");
        return process.waitFor();
    }

    @Test
    void rulesOfJarsAreAskedByAll() throws Exception {
        assertThat(withJar("validate", BASE)).isEqualTo(4);
        assertThat(withJar("gvtg", "pre-install", "--mdev", MDEV, BASE)).isEqualTo(4);
        assertThat(withJar("apply", "--recipe", "gvtg-final", PRE_INSTALL)).isEqualTo(4);
        assertThat(withJar("gvtg", "final", "--validation", "warn", PRE_INSTALL)).isZero();
    }
}
