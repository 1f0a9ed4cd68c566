package io.domainsmith.cli;

import static io.domainsmith.cli.Cli.domainsmith;
import static io.domainsmith.cli.Cli.domainsmithReading;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.domainsmith.cli.Cli.Run;
import io.domainsmith.document.DomainDocument;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.validate.DomainValidator;
import io.domainsmith.validate.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidateCommandTests {

    private static final String GOOD = "testdata/fedora-pc.xml";

    private static final String BAD = """
            <domain type='kvm'>
              <name>a</name>
              <nonsense/>
              <memory unit='KiB'>1048576</memory>
              <os><type arch='x86_64' machine='q35'>hvm</type></os>
            </domain>
            """;

    @Test
    void oneUnreadableFileDoesNotStopTheOthers() {
        Run run = domainsmithReading("<domain", "validate", "no/such.xml", "-", GOOD);

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err().lines()).satisfiesExactly(
                line -> assertThat(line).isEqualTo("domainsmith: cannot read no/such.xml: no such file or directory"),
                line -> assertThat(line).matches("<stdin>:1:\\d: error: .*"),
                line -> assertThat(line).matches("domainsmith: 3 files: .*, 2 unreadable"));
    }

    @Test
    void anUnreadableFileIsAFindingInJson(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("a \"b\".xml"), "<domain>\n<domain/>");

        Run run = domainsmith("validate", "--format", "json", file.toString(), "no/such.xml", GOOD);

        assertThat(run.exitCode()).isEqualTo(3);
        JsonNode files = new ObjectMapper().readTree(run.out()).get("files");
        assertThat(files).hasSize(3);
        assertThat(files.at("/0/file").asText()).isEqualTo(file.toString());
        assertThat(files.at("/0/findings/0/rule").asText()).isEqualTo("unreadable");
        assertThat(files.at("/0/findings/0/line").asInt()).isEqualTo(2);
        assertThat(files.at("/1/findings/0").toString()).isEqualTo("{\"rule\":\"unreadable\",\"severity\":\"error\","
                + "\"consequence\":\"refused\",\"line\":null,\"column\":null,\"path\":null,"
                + "\"message\":\"no such file or directory\",\"fix\":null}");
        assertThat(files.at("/2/file").asText()).isEqualTo(GOOD);
    }

    @Test
    void aGoodFile() {
        Run run = domainsmith("validate", "--libvirt", "9.0.0", "--qemu", "7.2.0", GOOD);

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).startsWith("domainsmith: 1 file: ");
    }

    /** A build without libvirt's schema files has no findings from them. */
    private static void needsTheSchema() {
        Assumptions.assumeTrue(DomainValidator.forTarget(HypervisorTarget.unknown()).validate(DomainDocument.parse(BAD)).stream()
                .anyMatch(finding -> finding.severity() == Severity.ERROR), "needs libvirt's schema files");
    }

    @Test
    void findingsGoToStandardOutput() {
        needsTheSchema();

        Run run = domainsmithReading(BAD, "validate", "-", GOOD);

        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(run.out()).containsPattern("(?m)^<stdin>:3:\\d+: error: .*nonsense.* \\[schema]$");
        assertThat(run.err()).startsWith("domainsmith: 2 files: 1 error");
    }

    @Test
    void theHighestCodeCounts() throws IOException {
        needsTheSchema();

        Run run = domainsmithReading(BAD, "validate", "--format=json", "-", "no/such.xml");

        assertThat(run.exitCode()).isEqualTo(4);
        JsonNode finding = new ObjectMapper().readTree(run.out()).at("/files/0/findings/0");
        assertThat(finding.fieldNames()).toIterable()
                .containsExactly("rule", "severity", "consequence", "line", "column", "path", "message", "fix");
        assertThat(finding.get("severity").asText()).isEqualTo("error");
        assertThat(finding.get("line").asInt()).isEqualTo(3);
    }

    @Test
    void aSourceThatIsNotValidIsNotTransformed() {
        needsTheSchema();

        Run run = domainsmithReading(BAD, "gvtg", "final", "-");

        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("<stdin>:3:").contains(" [schema]")
                .containsPattern("(?m)^domainsmith: <stdin>: not valid \\(1 error.*\\); nothing was written\\. ");
    }
}
