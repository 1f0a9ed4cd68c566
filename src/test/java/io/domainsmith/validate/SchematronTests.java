package io.domainsmith.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.target.HypervisorTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchematronTests {

    private static final String DOMAIN = """
            <domain type='kvm' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
              <name>guest</name>
              <devices>
                <disk device='disk'/>
                <disk   device='floppy'/>
              </devices>
              <qemu:commandline>
                <qemu:arg value='-nodefaults'/>
              </qemu:commandline>
            </domain>
            """;

    @TempDir
    private Path folder;

    private static String schema(String patterns) {
        return """
                <schema xmlns='http://purl.oclc.org/dsdl/schematron' queryBinding='xslt3'>
                  <title>House rules</title>
                  <ns prefix='qemu' uri='http://libvirt.org/schemas/domain/qemu/1.0'/>
                  %s
                </schema>
                """.formatted(patterns);
    }

    private static String rule(String context, String content) {
        return schema("<pattern><rule context=\"" + context + "\">" + content + "</rule></pattern>");
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("house.sch"), text);
    }

    private List<Finding> check(String schema) throws IOException {
        return DomainValidator.forTarget(HypervisorTarget.unknown()).withRuleSet(RuleSet.none().plus(Schematron.read(file(schema))))
                .validate(DomainDocument.parse(DOMAIN)).stream()
                .filter(finding -> !Set.of("schema", "schema-missing").contains(finding.rule())).toList();
    }

    @Test
    void anAssertionIsReportedLikeARuleOfOurs() throws IOException {
        assertThat(check(schema("""
                <pattern>
                  <rule context='domain'>
                    <assert id='house-title' test='title' role='warning' flag='surprise' diagnostics='how'>The domain
                      <value-of select='name'/> has no title.</assert>
                  </rule>
                </pattern>
                <diagnostics><diagnostic id='how'>Add a &lt;title&gt;.</diagnostic></diagnostics>
                """))).containsExactly(new Finding("house-title", Severity.WARNING, Consequence.SURPRISE, 1, 1, "/domain",
                "The domain guest has no title.", "Add a <title>."));
    }

    @Test
    void aReportAboutAnAttributeIsWhereItStands() throws IOException {
        assertThat(check(rule("disk/@device", "<report test=\". = 'floppy'\">No floppies.</report>"))).containsExactly(
                new Finding("schematron-house", Severity.ERROR, Consequence.ADVICE, 5, 13, "/domain/devices/disk[2]/@device",
                        "No floppies.", null));
    }

    @Test
    void elementsOfOtherNamespacesAreFound() throws IOException {
        assertThat(check(rule("qemu:arg", "<assert severity='info' test=\"@value != '-nodefaults'\">Rather not.</assert>")))
                .containsExactly(new Finding("schematron-house", Severity.INFO, Consequence.ADVICE, 8, 5,
                        "/domain/qemu:commandline/qemu:arg", "Rather not.", null));
    }

    @Test
    void itSaysWhatItIs() throws IOException {
        Rule rule = Schematron.read(file(rule("domain", "<assert test='true()'/>")));
        assertThat(rule.id()).isEqualTo("schematron-house");
        assertThat(rule.description()).isEqualTo("House rules (" + folder.resolve("house.sch") + ").");
        assertThat(rule.source()).isEqualTo(folder.resolve("house.sch").toString());
        assertThat(rule.severity()).isEqualTo(Severity.ERROR);
    }

    @Test
    void whatIsNoSchematronIsRefused() throws IOException {
        Path file = folder.resolve("house.sch");
        assertThatThrownBy(() -> Schematron.read(folder.resolve("none.sch"))).isInstanceOf(IOException.class);
        file("<domain/>");
        assertThatThrownBy(() -> Schematron.read(file)).isInstanceOf(IOException.class).hasMessage(file
                + " is not a Schematron schema: its root element is <domain>, not <schema> in the namespace "
                + "http://purl.oclc.org/dsdl/schematron");
        file("<schema");
        assertThatThrownBy(() -> Schematron.read(file)).isInstanceOf(IOException.class).hasMessageStartingWith(file + ":1:8: ");
        file(rule("domain", "<assert test='name('/>"));
        assertThatThrownBy(() -> Schematron.read(file)).isInstanceOf(IOException.class)
                .hasMessageStartingWith(file + " is not a Schematron schema that compiles: ")
                .hasMessageEndingWith(" (line 4, test='name(')");
    }

    /** Nothing outside of the file and the document is read, neither when it is compiled nor when it runs. */
    @ParameterizedTest
    @ValueSource(strings = {"doc('SECRET')", "document('SECRET')", "unparsed-text('SECRET')", "unparsed-text-lines('SECRET')",
        "collection('SECRET')", "uri-collection('SECRET')", "json-doc('SECRET')", "environment-variable('PATH')",
        "doc-available('SECRET')", "unparsed-text-available('SECRET')",
        "Q{java:java.lang.System}getProperty('user.name')", "Q{java:java.io.File}new('SECRET')",
        "transform(map{'stylesheet-location': 'SECRET'})?output"})
    void nothingElseIsRead(String query) throws IOException {
        String secret = "the secret";
        Path file = Files.writeString(folder.resolve("secret.xml"), "<secret>" + secret + "</secret>");
        String expression = query.replace("SECRET", file.toUri().toString());
        List<Finding> findings;
        try {
            findings = check(rule("domain", "<report test='true()'>seen: <value-of select=\"" + expression + "\"/>;</report>"));
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("is not a Schematron schema that compiles: ");
            return;
        }
        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.message()).doesNotContain(secret);
            if (!finding.message().equals("seen: ;") && !finding.message().equals("seen: false;")) {
                assertThat(finding.message()).startsWith(folder.resolve("house.sch") + " could not be evaluated: ");
            }
        });
    }

    @Test
    void nothingIsIncluded() throws IOException {
        Path other = Files.writeString(folder.resolve("other.sch"), "<pattern xmlns='http://purl.oclc.org/dsdl/schematron'/>");
        Path file = file(schema("<include href='" + other.toUri() + "'/>"));
        assertThatThrownBy(() -> Schematron.read(file)).isInstanceOf(IOException.class)
                .hasMessageContaining("nothing but the file itself and the document may be read, so not " + other.toUri());
    }

    @Test
    void aDoctypeIsRefused() throws IOException {
        Path file = file("<!DOCTYPE schema [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>" + schema("<p>&x;</p>"));
        assertThatThrownBy(() -> Schematron.read(file)).isInstanceOf(IOException.class).hasMessageContaining("DOCTYPE");
    }

    @Test
    void oneRuleServesManyThreads() throws IOException {
        Rule rule = Schematron.read(file(rule("disk", "<assert test=\"@device = 'disk'\">Disks only.</assert>")));
        DomainDocument document = DomainDocument.parse(DOMAIN);
        RuleContext context = new RuleContext(document.domain(), HypervisorTarget.unknown(), Stage.ANY);
        assertThat(IntStream.range(0, 64).parallel().mapToObj(i -> rule.check(document, context)).distinct())
                .singleElement().satisfies(findings -> assertThat(findings).hasSize(1));
    }
}
