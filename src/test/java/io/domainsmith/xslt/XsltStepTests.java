package io.domainsmith.xslt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.domainsmith.Corpus;
import io.domainsmith.document.DomainDocument;
import io.domainsmith.transform.Pipeline;
import io.domainsmith.transform.StepException;
import io.domainsmith.transform.TransformResult;
import io.domainsmith.transform.Transformer;
import io.domainsmith.validate.Consequence;
import io.domainsmith.validate.Finding;
import io.domainsmith.validate.Severity;
import io.domainsmith.validate.ValidationLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class XsltStepTests {

    private static final String BASE = """
            <?xml version='1.0'?>
            <!-- mine -->
            <domain type="kvm" >
              <name>a</name>
              <devices>
                <!-- the disk -->
                <disk type='file'   device='disk'>
                  <driver name='qemu' type='qcow2'/>
                  <target dev='vda' bus='virtio'/>
                </disk>
                <graphics type='vnc'/>
              </devices>
            </domain>
            """;

    private static final String IDENTITY = "<xsl:mode on-no-match='shallow-copy'/>";

    private static XsltStep sheet(String... declarations) {
        return XsltStep.of("t.xsl", text(declarations));
    }

    private static String text(String... declarations) {
        return "<xsl:stylesheet version='3.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'"
                + " xmlns:xs='http://www.w3.org/2001/XMLSchema'>\n" + String.join("\n", declarations) + "\n</xsl:stylesheet>";
    }

    private static TransformResult apply(Transformer step, String xml) {
        return Pipeline.of(step).withValidation(ValidationLevel.OFF).apply(DomainDocument.parse(xml));
    }

    /** Every tenth of libvirt's documents and all of ours. */
    static List<Path> documents() throws IOException {
        List<Path> corpus = Corpus.documents();
        List<Path> some = new java.util.ArrayList<>(
                IntStream.range(0, corpus.size()).filter(i -> i % 10 == 0).mapToObj(corpus::get).toList());
        try (var ours = Files.list(Path.of("testdata"))) {
            ours.filter(file -> file.toString().endsWith(".xml")).sorted().forEach(some::add);
        }
        return some;
    }

    @ParameterizedTest
    @MethodSource("documents")
    void the_identity_changes_nothing(Path file) throws IOException {
        DomainDocument document = DomainDocument.parse(file);
        TransformResult result = Pipeline.of(sheet(IDENTITY)).withValidation(ValidationLevel.OFF).apply(document);
        assertThat(result.document()).isSameAs(document);
        assertThat(result.changes()).isEmpty();
    }

    @Test
    void the_identity_keeps_a_byte_order_mark() {
        DomainDocument document = DomainDocument.parse("\uFEFF" + BASE);
        assertThat(Pipeline.of(sheet(IDENTITY)).withValidation(ValidationLevel.OFF).apply(document).document()).isSameAs(document);
    }

    @Test
    void a_changed_attribute_changes_its_characters() {
        TransformResult result = apply(sheet(IDENTITY,
                "<xsl:template match='driver/@type'><xsl:attribute name='type'>raw</xsl:attribute></xsl:template>"), BASE);
        assertThat(result.document().toXml()).isEqualTo(BASE.replace("'qcow2'", "'raw'"));
        assertThat(result.changes()).singleElement().hasToString("Change[step=xslt, kind=changed, "
                + "path=/domain/devices/disk/driver/@type, before=qcow2, after=raw, reason=Applies the stylesheet t.xsl.]");
    }

    @Test
    void indentation_of_the_result_is_not_taken_over() {
        assertThat(apply(sheet("<xsl:strip-space elements='*'/><xsl:output indent='yes' method='text'/>", IDENTITY), BASE)
                .document().toXml()).isEqualTo(BASE);
    }

    @Test
    void steps_before_and_after_work_on_types() {
        Transformer rename = Transformer.of("rename", "Renames.", (domain, context) -> domain.setName("b"));
        Transformer mute = Transformer.of("mute", "Removes graphics.", (domain, context) -> domain.getDevices().getGraphics().clear());
        XsltStep step = sheet(IDENTITY,
                "<xsl:template match='name/text()'><xsl:value-of select=\". || 'c'\"/></xsl:template>",
                "<xsl:template match='graphics'><xsl:copy-of select='.'/><video/></xsl:template>");
        TransformResult result = Pipeline.of(rename, step, mute).withValidation(ValidationLevel.OFF).apply(DomainDocument.parse(BASE));
        assertThat(result.document().toXml()).isEqualTo(
                BASE.replace("<name>a<", "<name>bc<").replace("<graphics type='vnc'/>", "<video/>"));
        assertThat(result.changes().stream().map(change -> change.step() + " " + change.kind() + " " + change.path()))
                .containsExactly("rename changed /domain/name", "xslt changed /domain/name", "xslt added /domain/devices/video",
                        "mute removed /domain/devices/graphics");
    }

    @Test
    void a_warning_of_an_earlier_step_is_placed_in_the_last_result() {
        Transformer warn = Transformer.of("warn", "Warns.", (domain, context) ->
                context.warn(domain.getDevices().getGraphics().get(0), Consequence.ADVICE, "VNC", null));
        XsltStep step = sheet(IDENTITY, "<xsl:template match='name'><xsl:copy-of select='.'/><title>T</title></xsl:template>");
        TransformResult result = Pipeline.of(warn, step).withValidation(ValidationLevel.OFF).apply(DomainDocument.parse(BASE));
        assertThat(result.findings()).containsExactly(new Finding("warn", Severity.WARNING, Consequence.ADVICE, 12, 5,
                "/domain/devices/graphics", "VNC", null));
    }

    @Test
    void parameters_have_types() {
        XsltStep step = sheet(IDENTITY, "<xsl:param name='n' as='xs:integer' required='yes'/>",
                "<xsl:template match='name/text()'><xsl:value-of select='$n + 1'/></xsl:template>");
        assertThat(apply(step.withParameter("n", "41"), BASE).document().toXml()).contains("<name>42</name>");
        assertThatThrownBy(() -> apply(step, BASE)).isInstanceOf(StepException.class)
                .hasMessage("xslt: t.xsl: the parameter 'n' needs a value");
        assertThatThrownBy(() -> step.withParameter("m", "1")).isInstanceOf(StylesheetException.class)
                .hasMessage("t.xsl: there is no parameter 'm'; there are n");
        assertThatThrownBy(() -> apply(step.withParameter("n", "x"), BASE)).isInstanceOf(StepException.class)
                .hasMessageContaining("Cannot convert string \"x\" to an integer");
    }

    @Test
    void messages_become_findings() {
        TransformResult result = apply(sheet(IDENTITY, "<xsl:template match='graphics'><xsl:message>VNC here</xsl:message>"
                + "<xsl:copy-of select='.'/></xsl:template>"), BASE);
        assertThat(result.findings()).containsExactly(new Finding("xslt", Severity.WARNING, Consequence.ADVICE, 3, 1, "/domain",
                "t.xsl:3: VNC here", null));
    }

    @Test
    void a_terminating_message_refuses_the_step() {
        assertThatThrownBy(() -> apply(sheet(IDENTITY,
                "<xsl:template match='graphics'><xsl:message terminate='yes'>no VNC</xsl:message></xsl:template>"), BASE))
                .isInstanceOf(StepException.class).hasMessage("xslt: t.xsl:3: no VNC");
    }

    @Test
    void compile_errors_have_lines() {
        assertThatThrownBy(() -> sheet(IDENTITY, "<xsl:template match='['/>", "<xsl:nonsense/>"))
                .isInstanceOfSatisfying(StylesheetException.class, e -> {
                    assertThat(e.problems()).extracting(StylesheetException.Problem::line).containsExactlyInAnyOrder(3, 4);
                    assertThat(e.problems()).extracting(StylesheetException.Problem::file).containsOnly("t.xsl");
                });
        assertThatThrownBy(() -> XsltStep.of("t.xsl", "<a>\n<b></a>")).isInstanceOf(StylesheetException.class)
                .hasMessageStartingWith("t.xsl:2:");
    }

    @Test
    void runtime_errors_have_lines() {
        assertThatThrownBy(() -> apply(sheet(IDENTITY, "<xsl:template match='graphics'>", "<xsl:value-of select='1 div 0'/></xsl:template>"), BASE))
                .isInstanceOf(StepException.class).hasMessageStartingWith("xslt: t.xsl:4").hasMessageContaining("[FOAR0001]");
    }

    @Test
    void a_result_that_is_no_domain_is_refused() {
        assertThatThrownBy(() -> apply(sheet("<xsl:template match='/'><html/></xsl:template>"), BASE)).isInstanceOf(StepException.class)
                .hasMessageStartingWith("xslt: t.xsl: the result is no domain: the root element is <html>");
        assertThatThrownBy(() -> apply(sheet("<xsl:template match='/'/>"), BASE)).isInstanceOf(StepException.class)
                .hasMessage("xslt: t.xsl: the result is no domain: the document is empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"unparsed-text('SECRET')", "doc('SECRET.xml')", "document('SECRET.xml')", "unparsed-text-lines('SECRET')",
        "json-doc('SECRET')", "collection('FOLDER')", "uri-collection('FOLDER')", "json-doc('SECRET')",
        "parse-xml('&lt;!DOCTYPE a [&lt;!ENTITY x SYSTEM \"SECRET\">]>&lt;a>&amp;x;&lt;/a>')",
        "parse-xml-fragment(unparsed-text('SECRET'))", "transform(map{'stylesheet-location':'SECRET.xml'})?output",
        "environment-variable('PATH')", "Q{java:java.lang.System}getProperty('user.name')", "unparsed-text('http://localhost:1/')",
        "system-property('user.dir')", "available-environment-variables()"})
    void a_stylesheet_reads_nothing_but_the_document(String leak, @TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("secret"), "\"hunter2\"");
        Files.writeString(folder.resolve("secret.xml"), "<a>hunter2</a>");
        String select = leak.replace("SECRET", folder.resolve("secret").toUri().toString()).replace("FOLDER", folder.toUri().toString());
        String result;
        try {
            result = apply(sheet(IDENTITY, "<xsl:template match='name/text()'>[<xsl:value-of select='"
                    + select.replace("'", "&apos;") + "'/>]</xsl:template>"), BASE).document().toXml();
        } catch (StepException | StylesheetException e) {
            assertThat(e).hasMessageNotContaining("hunter2");
            return;
        }
        assertThat(result).contains("<name>[]</name>");
    }

    @Test
    void nor_does_it_include_or_write(@TempDir Path folder) throws IOException {
        Path module = Files.writeString(folder.resolve("module.xsl"), text(IDENTITY));
        assertThatThrownBy(() -> sheet("<xsl:include href='" + module.toUri() + "'/>")).isInstanceOf(StylesheetException.class)
                .hasMessageContaining("module.xsl has been prohibited; a stylesheet may read nothing but the document unless "
                        + "it is given a folder to read (--allow-read DIR, or XsltStep.reading)");
        Path out = folder.resolve("out.xml");
        assertThatThrownBy(() -> apply(sheet(IDENTITY, "<xsl:template match='name'><xsl:result-document href='" + out.toUri()
                + "'><a/></xsl:result-document></xsl:template>"), BASE)).isInstanceOf(StylesheetException.class)
                .hasMessageContaining("xsl:result-document is disabled");
        assertThat(out).doesNotExist();
        assertThatThrownBy(() -> XsltStep.of("t.xsl", "<!DOCTYPE a>" + text(IDENTITY))).isInstanceOf(StylesheetException.class)
                .hasMessageContaining("DOCTYPE");
    }

    @Test
    void what_the_caller_opens_can_be_read(@TempDir Path folder) throws IOException {
        Path open = Files.createDirectory(folder.resolve("open"));
        Files.writeString(folder.resolve("closed.txt"), "no");
        Files.createSymbolicLink(open.resolve("link.txt"), folder.resolve("closed.txt"));
        Files.writeString(open.resolve("name.txt"), "yes");
        Files.writeString(open.resolve("module.xsl"), text(IDENTITY));
        Path main = Files.writeString(open.resolve("main.xsl"), text("<xsl:include href='module.xsl'/><xsl:param name='f'/>",
                "<xsl:template match='name/text()'><xsl:value-of select='unparsed-text($f)'/></xsl:template>"));
        XsltStep step = XsltStep.reading(open, main);
        assertThat(apply(step.withParameter("f", "name.txt"), BASE).document().toXml()).contains("<name>yes</name>");
        assertThatThrownBy(() -> apply(step.withParameter("f", "../closed.txt"), BASE)).hasMessageContaining("is not below " + open);
        assertThatThrownBy(() -> apply(step.withParameter("f", "link.txt"), BASE)).hasMessageContaining("is not below " + open);
    }

    @Test
    void threads_share_a_step() throws Exception {
        XsltStep step = sheet(IDENTITY, "<xsl:template match='name/text()'><xsl:value-of select=\". || '!'\"/></xsl:template>");
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<String>> jobs = IntStream.range(0, 40).<Callable<String>>mapToObj(i -> () ->
                    apply(step, BASE.replace("<name>a<", "<name>n" + i + "<")).document().toXml()).toList();
            List<Future<String>> results = threads.invokeAll(jobs);
            for (int i = 0; i < results.size(); i++) {
                assertThat(results.get(i).get()).isEqualTo(BASE.replace("<name>a<", "<name>n" + i + "!<"));
            }
        } finally {
            threads.shutdown();
        }
    }
}
