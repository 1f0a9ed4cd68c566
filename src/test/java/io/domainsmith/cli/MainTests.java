package io.domainsmith.cli;

import static io.domainsmith.cli.Cli.MDEV;
import static io.domainsmith.cli.Cli.domainsmith;
import static io.domainsmith.cli.Cli.domainsmithReading;
import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.cli.Cli.Run;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MainTests {

    private static final String BASE = "testdata/win10-q35.xml";

    private static Run wrong(String message, String command) {
        return new Run(2, "", "domainsmith: " + message + "\nTry '" + command + " --help'.\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gvtg", "gvtg pre-install", "gvtg final", "validate"})
    void helpHasAnExampleAndFitsATerminal(String command) {
        Run run = domainsmith((command + " --help").strip().split(" "));

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).startsWith("Usage: domainsmith " + command).contains("\nExample:\n  ").doesNotContain("\u001b");
        assertThat(run.out().lines()).allMatch(line -> line.length() <= 80);
    }

    /** One that the words name is set up by itself, all of them where they name none. */
    @ParameterizedTest
    @ValueSource(strings = {"gvtg pre-install", "gvtg final", "gvtg revert", "gvtg retarget", "gvtg host-setup", "apply", "recipes",
        "recipes show", "validate", "rules", "pci"})
    void aCommandByItselfHelpsAsItDoesAmongAll(String command) {
        CommandLine amongAll = Main.commandLine(
                new Console(InputStream.nullInputStream(), OutputStream.nullOutputStream(), OutputStream.nullOutputStream()));
        for (String word : command.split(" ")) {
            amongAll = amongAll.getSubcommands().get(word);
        }

        assertThat(domainsmith((command + " --help").split(" "))).isEqualTo(new Run(0, amongAll.getUsageMessage(), ""));
    }

    @Test
    void version() {
        assertThat(domainsmith("--version")).isEqualTo(new Run(0, "domainsmith (not packaged)\n", ""));
    }

    @Test
    void wrongUsage() {
        assertThat(domainsmith()).isEqualTo(wrong("Missing required subcommand", "domainsmith"));
        assertThat(domainsmith("gvtg")).isEqualTo(wrong("Missing required subcommand", "domainsmith gvtg"));
        assertThat(domainsmith("gvtg", "pre-install", BASE))
                .isEqualTo(wrong("Missing required argument (specify one of these): (--mdev=UUID | --other-mdev=UUID | --vf=ADDRESS)", "domainsmith gvtg pre-install"));
        assertThat(domainsmith("gvtg", "final"))
                .isEqualTo(wrong("Missing required parameter: 'FILE'", "domainsmith gvtg final"));
        assertThat(domainsmith("gvtg", "final", BASE, BASE))
                .isEqualTo(wrong("'" + BASE + "' is not expected here", "domainsmith gvtg final"));
        assertThat(domainsmith("gvtg", "final", "--repotr", BASE))
                .isEqualTo(wrong("there is no option '--repotr' here\nDid you mean --remember or --remove-secondary-videos or --report?",
                        "domainsmith gvtg final"));
        assertThat(domainsmith("validate")).isEqualTo(wrong("Missing required parameter: 'FILE'", "domainsmith validate"));
        assertThat(domainsmith("gvtg", "finale").err()).contains("'finale' is not expected here\nDid you mean final or pre-install?");
    }

    @Test
    void wordsThatOptionsDoNotTake() {
        assertThat(domainsmith("gvtg", "pre-install", "--mdev", "fff", BASE)).isEqualTo(wrong("'fff' is not a uuid; it looks like "
                + MDEV + " (uuidgen prints a new one)", "domainsmith gvtg pre-install"));
        assertThat(domainsmith("gvtg", "pre-install", "--mdev", MDEV, "--render-node", "renderD128", BASE)).isEqualTo(wrong(
                "the render node 'renderD128' is not an absolute path; it looks like /dev/dri/renderD128",
                "domainsmith gvtg pre-install"));
        assertThat(domainsmith("gvtg", "pre-install", "--mdev", MDEV, "--idiom", "fancy", BASE).err())
                .startsWith("domainsmith: Invalid value for option '--idiom': 'fancy' is not an idiom; there are ");
        assertThat(domainsmith("gvtg", "final", "--libvirt", "nine", BASE)).isEqualTo(wrong(
                "Invalid value for option '--libvirt': 'nine' is not a version; write it like 9.0.0", "domainsmith gvtg final"));
        assertThat(domainsmith("gvtg", "final", "--validation", "lax", BASE)).isEqualTo(wrong(
                "Invalid value for option '--validation': 'lax' is not one of strict, warn, off", "domainsmith gvtg final"));
        assertThat(domainsmith("gvtg", "final", "--report", "xml", BASE)).isEqualTo(wrong(
                "Invalid value for option '--report': 'xml' is not one of text, json", "domainsmith gvtg final"));
        assertThat(domainsmith("validate", "--stage", "any", BASE)).isEqualTo(wrong(
                "Invalid value for option '--stage': 'any' is not one of pre-install, final", "domainsmith validate"));
    }

    @Test
    void inputThatCannotBeRead(@TempDir Path folder) {
        assertThat(domainsmith("gvtg", "final", "no/such.xml"))
                .isEqualTo(new Run(3, "", "domainsmith: cannot read no/such.xml: no such file or directory\n"));
        assertThat(domainsmith("gvtg", "final", folder.toString()))
                .isEqualTo(new Run(3, "", "domainsmith: cannot read " + folder + ": is a directory\n"));
        assertThat(domainsmith("gvtg", "final", "a\u0000b").exitCode()).isEqualTo(3);
        assertThat(domainsmith("gvtg", "final", "@args").err()).startsWith("domainsmith: cannot read @args: ");
    }

    @Test
    void inputThatIsRefused(@TempDir Path folder) throws IOException {
        assertThat(domainsmithReading("<domain>\n  <name>a</nam>\n</domain>", "gvtg", "final", "-"))
                .satisfies(run -> assertThat(run.exitCode()).isEqualTo(3))
                .satisfies(run -> assertThat(run.out()).isEmpty())
                .satisfies(run -> assertThat(run.err()).matches("<stdin>:2:\\d+: error: .*\n"));
        Path file = Files.writeString(folder.resolve("a.xml"), "<!DOCTYPE domain>\n<domain/>");
        assertThat(domainsmith("gvtg", "final", file.toString()).err()).startsWith(file + ":1:1: error: ");
    }

    @Test
    void standardInputThatFails() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("Input/output error");
            }
        };

        int exitCode = Main.run(new String[] {"gvtg", "final", "-"}, broken, OutputStream.nullOutputStream(), err);

        assertThat(exitCode).isEqualTo(3);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("domainsmith: cannot read standard input: Input/output error\n");
    }

    @Test
    void helpThatCannotBeWritten() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();

        assertThat(Main.run(new String[] {"--help"}, InputStream.nullInputStream(), Cli.full(), err)).isEqualTo(6);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("domainsmith: cannot write standard output: No space left on device\n");
    }
}
