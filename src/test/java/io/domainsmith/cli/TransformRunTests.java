package io.domainsmith.cli;

import static io.domainsmith.cli.Cli.step;
import static io.domainsmith.cli.Cli.stepReading;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.domainsmith.cli.Cli.Run;
import io.domainsmith.model.Domain;
import io.domainsmith.transform.Refusals;
import io.domainsmith.transform.StepException;
import io.domainsmith.transform.TransformContext;
import io.domainsmith.validate.Consequence;
import io.domainsmith.validate.Finding;
import io.domainsmith.validate.Severity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransformRunTests {

    private static final String OLD = "\uFEFF<domain type='kvm'>\r\n  <name>ä</name>\r\n</domain>";
    private static final String NEW = OLD.replace("ä", "ö");
    private static final String OFF = "--validation=off";
    private static final BiConsumer<Domain, TransformContext> RENAME = (domain, context) -> domain.setName("ö");
    private static final BiConsumer<Domain, TransformContext> NOTHING = (domain, context) -> { };
    private static final Finding ERROR = new Finding("some-rule", Severity.ERROR, Consequence.FAILS_AT_START, 2, 3,
            "/domain/name", "the name is \"ö\"", "call it o");
    private static final Finding WARNING = new Finding("other-rule", Severity.WARNING, Consequence.ADVICE, 1, 1,
            "/domain", "so so", null);

    @TempDir
    private Path folder;
    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(folder.resolve("a.xml"), OLD);
    }

    private void nothingBesideTheFile() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void theDocumentAndNothingElseGoesToStandardOutput() {
        assertThat(step(RENAME, OFF, file.toString())).isEqualTo(new Run(0, NEW, ""));
        assertThat(stepReading(OLD, RENAME, OFF, "-")).isEqualTo(new Run(0, NEW, ""));
        assertThat(stepReading(OLD, RENAME, OFF, "-o", "-", "-")).isEqualTo(new Run(0, NEW, ""));
    }

    @Test
    void withoutAnEditTheOutputIsTheInput() {
        assertThat(step(NOTHING, OFF, file.toString())).isEqualTo(new Run(0, OLD, ""));
    }

    @Test
    void aFileOfItsOwn() throws IOException {
        Path out = folder.resolve("out.xml");

        assertThat(step(RENAME, OFF, "-o", out.toString(), file.toString())).isEqualTo(new Run(0, "", ""));

        assertThat(Files.readString(out)).isEqualTo(NEW);
        assertThat(Files.readString(file)).isEqualTo(OLD);
    }

    @Test
    void inPlace() throws IOException {
        assertThat(step(RENAME, OFF, "--in-place", file.toString())).isEqualTo(new Run(0, "", ""));

        assertThat(Files.readString(file)).isEqualTo(NEW);
        nothingBesideTheFile();
    }

    @Test
    void inPlaceWithoutAnEditDoesNotTouchTheFile() throws IOException {
        FileTime before = FileTime.fromMillis(1_000_000_000_000L);
        Files.setLastModifiedTime(file, before);
        Object key = Files.readAttributes(file, java.nio.file.attribute.BasicFileAttributes.class).fileKey();

        assertThat(step(NOTHING, OFF, "--in-place", file.toString())).isEqualTo(new Run(0, "", ""));

        assertThat(Files.getLastModifiedTime(file)).isEqualTo(before);
        assertThat(Files.readAttributes(file, java.nio.file.attribute.BasicFileAttributes.class).fileKey()).isEqualTo(key);
    }

    @Test
    void aDiffInPlaceOfTheDocument() {
        assertThat(step(RENAME, OFF, "--diff", file.toString()).out()).isEqualTo("--- " + file + "\n+++ " + file
                + "\n@@ -1,3 +1,3 @@\n \uFEFF<domain type='kvm'>\r\n-  <name>ä</name>\r\n+  <name>ö</name>\r\n"
                + " </domain>\n\\ No newline at end of file\n");
        assertThat(step(NOTHING, OFF, "--diff", file.toString())).isEqualTo(new Run(0, "", ""));
    }

    @Test
    void aReportInText() {
        assertThat(step(RENAME, OFF, "--report", "text", file.toString())).isEqualTo(new Run(0, NEW,
                "changed /domain/name: ä -> ö\n    rename: Gives the domain another name.\n"));
        assertThat(step(NOTHING, OFF, "--report", "text", file.toString())).isEqualTo(new Run(0, OLD,
                "domainsmith: " + file + ": nothing to change\n"));
    }

    @Test
    void aReportInJson() throws IOException {
        Run run = step(RENAME, OFF, "--report", "json", file.toString());

        assertThat(run.out()).isEqualTo(NEW);
        assertThat(run.err()).isEqualTo("{\"changes\":[{\"step\":\"rename\",\"kind\":\"changed\",\"path\":\"/domain/name\","
                + "\"before\":\"ä\",\"after\":\"ö\",\"reason\":\"Gives the domain another name.\"}],\"findings\":[]}\n");
        assertThat(new ObjectMapper().readTree(run.err()).at("/changes/0/after").asText()).isEqualTo("ö");
    }

    @Test
    void optionsThatExcludeEachOther() {
        assertThat(step(RENAME, "--in-place", "--diff", file.toString())).isEqualTo(new Run(2, "",
                "domainsmith: --diff shows what would change and --in-place changes it: give one of them\nTry 'step --help'.\n"));
        assertThat(step(RENAME, "--in-place", "-o", "x", file.toString())).isEqualTo(new Run(2, "",
                "domainsmith: -o and --in-place both say where the document goes: give one of them\nTry 'step --help'.\n"));
        assertThat(step(RENAME, "--in-place", "-")).isEqualTo(new Run(2, "",
                "domainsmith: --in-place needs a file, and - is standard input\nTry 'step --help'.\n"));
    }

    @Test
    void anInvalidResultIsNotWritten() throws IOException {
        BiConsumer<Domain, TransformContext> refused = (domain, context) -> {
            throw Refusals.invalid(true, ERROR, WARNING);
        };

        assertThat(step(refused, OFF, "--in-place", file.toString())).isEqualTo(new Run(4, "", """
                <result>:2:3: error: the name is "ö" [some-rule]
                    call it o
                <result>:1:1: warning: so so [other-rule]
                domainsmith: %s: the result would not be valid (1 error, 1 warning); nothing was written. \
                With --validation warn it is written nevertheless, or shown by --diff
                """.formatted(file)));
        assertThat(Files.readString(file)).isEqualTo(OLD);
        nothingBesideTheFile();
    }

    @Test
    void anInvalidSourceIsNamedByItsFile() {
        BiConsumer<Domain, TransformContext> refused = (domain, context) -> {
            throw Refusals.invalid(false, ERROR);
        };

        assertThat(stepReading(OLD, refused, OFF, "-")).isEqualTo(new Run(4, "", """
                <stdin>:2:3: error: the name is "ö" [some-rule]
                    call it o
                domainsmith: <stdin>: not valid (1 error); nothing was written. With --validation warn it goes on nevertheless
                """));
    }

    @Test
    void findingsInJson() throws IOException {
        Run run = step((domain, context) -> {
            throw Refusals.invalid(true, ERROR, WARNING);
        }, OFF, "--report=json", file.toString());

        assertThat(run.exitCode()).isEqualTo(4);
        JsonNode report = new ObjectMapper().readTree(run.err());
        assertThat(report.get("changes")).isEmpty();
        assertThat(report.at("/findings/0").toString()).isEqualTo("{\"rule\":\"some-rule\",\"severity\":\"error\","
                + "\"consequence\":\"fails-at-start\",\"line\":2,\"column\":3,\"path\":\"/domain/name\","
                + "\"message\":\"the name is \\\"ö\\\"\",\"fix\":\"call it o\"}");
        assertThat(report.at("/findings/1/fix").isNull()).isTrue();
    }

    @Test
    void aStepThatCannotBeDone() throws IOException {
        assertThat(step((domain, context) -> {
            throw new StepException("no slot is free; remove a device");
        }, OFF, "--in-place", file.toString())).isEqualTo(new Run(5, "",
                "domainsmith: " + file + ": rename: no slot is free; remove a device\n"));
        assertThat(Files.readString(file)).isEqualTo(OLD);
    }

    @Test
    void aResultThatCannotBeWritten() throws IOException {
        Path out = folder.resolve("no/such/out.xml");
        assertThat(step(RENAME, OFF, "-o", out.toString(), file.toString())).isEqualTo(new Run(6, "",
                "domainsmith: cannot write " + out + ": no such file or directory\n"));
        assertThat(step(RENAME, OFF, "-o", folder.toString(), file.toString())).isEqualTo(new Run(6, "",
                "domainsmith: cannot write " + folder + ": is a directory\n"));
        nothingBesideTheFile();
    }

    @Test
    void fullStandardOutput() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(new ByteArrayInputStream(new byte[0]), Cli.full(), err);

        int exitCode = Main.execute(Commands.line(new Cli.StepCommand(console, RENAME).spec()), console, OFF, file.toString());

        assertThat(exitCode).isEqualTo(6);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("domainsmith: cannot write standard output: No space left on device\n");
    }

    @Test
    void aDefectAsksForAReport() throws IOException {
        Run run = step((domain, context) -> {
            throw new IllegalStateException("impossible");
        }, OFF, "--in-place", file.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("domainsmith: this is a defect in Domainsmith, not in your document.\nPlease report it,")
                .contains("Java " + Runtime.version(), "java.lang.IllegalStateException: impossible\n\tat ");
        assertThat(Files.readString(file)).isEqualTo(OLD);
        assertThat(step((domain, context) -> {
            throw new StackOverflowError();
        }, OFF, file.toString()).exitCode()).isEqualTo(1);
    }
}
