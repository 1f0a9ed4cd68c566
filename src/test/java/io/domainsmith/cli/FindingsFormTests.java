package io.domainsmith.cli;

import static io.domainsmith.cli.Cli.domainsmith;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.domainsmith.Schemas;
import io.domainsmith.cli.Cli.Run;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JSON and SARIF against their schemas, with findings of every kind. */
class FindingsFormTests {

    private static final String DOMAIN = """
            <domain type='kvm'>
              <name>%s</name>
              <memory unit='KiB'>1048576</memory>
              <os><type arch='x86_64' machine='q35'>hvm</type></os>
              <devices>
                <disk type='file' device='disk'>
                  <source file='/shared.img'/>
                  <target dev='vda' bus='virtio'/>
                </disk>
                <video>
                  <model type='none' heads='1'/>
                  <address type='pci' bus='0x00' slot='0x02' function='0x0'/>
                </video>
              </devices>
            </domain>
            """;

    @TempDir
    private Path folder;
    private String[] files;

    @BeforeEach
    void write() throws IOException {
        Schemas.domainRng("11.3.0");
        files = new String[] {
            Files.writeString(folder.resolve("one ä.xml"), DOMAIN.formatted("one")).toString(),
            Files.writeString(folder.resolve("two.xml"), DOMAIN.formatted("two").replace("heads", "heds")).toString(),
            Files.writeString(folder.resolve("torn.xml"), "<domain").toString(),
            folder.resolve("none.xml").toString(),
            Files.writeString(folder.resolve("device.xml"), "<video><model type='none'/></video>").toString()};
    }

    private Run validate(String... options) {
        return domainsmith(Stream.of(List.of("validate"), List.of(options), List.of(files)).flatMap(List::stream)
                .toArray(String[]::new));
    }

    private static void assertValid(String resource, SpecificationVersion version, String json) throws IOException {
        try (InputStream in = Objects.requireNonNull(FindingsFormTests.class.getResourceAsStream(resource))) {
            String schema = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(SchemaRegistry.withDefaultDialect(version).getSchema(schema, InputFormat.JSON).validate(json, InputFormat.JSON))
                    .isEmpty();
        }
    }

    @Test
    void jsonIsAsItsSchemaSays() throws IOException {
        Run run = validate("--format", "json");

        assertThat(run.exitCode()).isGreaterThanOrEqualTo(3);
        assertValid("/io/domainsmith/findings.schema.json", SpecificationVersion.DRAFT_2020_12, run.out());
        JsonNode all = new ObjectMapper().readTree(run.out());
        assertThat(all.at("/files")).hasSize(5);
        assertThat(all.at("/fleet/0/rule").asText()).isEqualTo("fleet-writable-disk");
        assertThat(all.at("/fleet/0/places/1/file").asText()).isEqualTo(files[1]);
        assertThat(all.at("/files/4/findings")).isEmpty();
    }

    @Test
    void jsonOfARepairIsAsItsSchemaSays() throws IOException {
        Run run = validate("--format", "json", "--fix", "--in-place");

        assertValid("/io/domainsmith/findings.schema.json", SpecificationVersion.DRAFT_2020_12, run.out());
        JsonNode all = new ObjectMapper().readTree(run.out());
        assertThat(all.at("/files/0/changes/0/step").asText()).isEqualTo("repair-video-none-residue");
        assertThat(all.at("/files/0/findings").toString()).doesNotContain("video-none-residue");
        assertThat(Files.readString(Path.of(files[0]))).doesNotContain("<address").contains("/shared.img");
    }

    @Test
    void sarifIsAsItsSchemaSays() throws IOException {
        Run run = validate("--format", "sarif");

        assertValid("/schema/sarif-schema-2.1.0.json", SpecificationVersion.DRAFT_7, run.out());
        JsonNode sarif = new ObjectMapper().readTree(run.out());
        Set<String> rules = new TreeSet<>();
        for (JsonNode result : sarif.at("/runs/0/results")) {
            String rule = result.get("ruleId").asText();
            rules.add(rule);
            assertThat(sarif.at("/runs/0/tool/driver/rules").get(result.get("ruleIndex").asInt()).get("id").asText()).isEqualTo(rule);
        }
        assertThat(rules).contains("unreadable", "video-none-residue", "fleet-writable-disk");
        assertThat(sarif.at("/runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri").asText())
                .isEqualTo(Path.of(files[0]).toUri().toString()).endsWith("/one%20%C3%A4.xml");
    }

    @Test
    void sarifNamesFilesAsTheRepositoryDoes() throws IOException {
        Run run = domainsmith("validate", "--format", "sarif", "testdata/none such.xml", "a:b.xml");

        JsonNode results = new ObjectMapper().readTree(run.out()).at("/runs/0/results");
        assertThat(results.at("/0/locations/0/physicalLocation").toString())
                .isEqualTo("{\"artifactLocation\":{\"uri\":\"testdata/none%20such.xml\"}}");
        assertThat(results.at("/1/locations/0/physicalLocation/artifactLocation/uri").asText()).isEqualTo("./a:b.xml");
    }
}
