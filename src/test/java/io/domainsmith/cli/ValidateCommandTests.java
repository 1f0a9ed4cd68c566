package io.domainsmith.cli;

import static io.domainsmith.cli.Cli.domainsmith;
import static io.domainsmith.cli.Cli.domainsmithReading;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.domainsmith.cli.Cli.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidateCommandTests {

    private static final String GOOD = "testdata/fedora-pc.xml";

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
}
