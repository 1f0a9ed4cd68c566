package io.domainsmith.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Stylesheets, Schematron files, recipes and schemas from somebody else: whatever they say, they end with an exit code of their own,
 * in little memory and time, read no file, call no address, write nothing, and no run is a defect.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileFilesTests {

    private static final String DOMAIN = """
            <domain type='kvm'>
              <name>a</name>
              <memory>1048576</memory>
              <os><type machine='q35'>hvm</type></os>
            </domain>
            """;

    private record Case(String name, List<Integer> exitCodes, String message) {
        @Override
        public String toString() {
            return name;
        }
    }

    private final List<Case> cases = new ArrayList<>();
    private final List<SmallMachine.Job> jobs = new ArrayList<>();
    private Map<String, SmallMachine.Outcome> outcomes = Map.of();
    private Path folder = Path.of("");
    private Path document = Path.of("");

    List<Case> cases() {
        return cases;
    }

    @BeforeAll
    void runAll(@TempDir Path folder) throws Exception {
        this.folder = folder;
        document = Files.writeString(folder.resolve("domain.xml"), DOMAIN);
        Path writable = Files.createDirectory(folder.resolve("written"));
        try (Bait bait = new Bait(folder)) {
            stylesheets(bait, writable);
            schematrons(bait);
            recipes(bait);
            schemas(bait);
            outcomes = SmallMachine.run(folder, jobs);
            bait.assertUntouched();
        }
        assertThat(writable).isEmptyDirectory();
    }

    private void stylesheets(Bait bait, Path writable) throws IOException {
        for (String uri : List.of(bait.uri(), bait.url())) {
            String kind = uri.startsWith("file") ? "file" : "address";
            Map<String, String> reads = new LinkedHashMap<>();
            for (String function : List.of("doc", "document", "unparsed-text", "unparsed-text-lines", "json-doc", "collection",
                    "uri-collection")) {
                reads.put(function, function + "(\"" + uri + "\")");
            }
            reads.put("transform", "transform(map{\"stylesheet-location\":\"" + uri + "\"})?output");
            for (String dtd : List.of("<!DOCTYPE a SYSTEM '%s'><a/>", "<!DOCTYPE a [<!ENTITY x SYSTEM '%s'>]><a>&x;</a>",
                    "<!DOCTYPE a [<!ENTITY % x SYSTEM '%s'>%x;]><a/>")) {
                reads.put("parse-xml-" + reads.size(), "parse-xml(codepoints-to-string(("
                        + String.join(",", dtd.replace("%s", uri).codePoints().mapToObj(String::valueOf).toList()) + ")))");
            }
            for (Map.Entry<String, String> read : reads.entrySet()) {
                xslt("xslt-" + read.getKey() + "-" + kind, sheet("<xsl:template match='name'><name><xsl:copy-of select='"
                        + read.getValue() + "'/></name></xsl:template>"), List.of(3, 5), "");
            }
            xslt("xslt-include-" + kind, sheet("<xsl:include href='" + uri + "'/>"), List.of(3), "has been prohibited");
            xslt("xslt-import-" + kind, sheet("<xsl:import href='" + uri + "'/>"), List.of(3), "has been prohibited");
            xslt("xslt-import-schema-" + kind, sheet("<xsl:import-schema schema-location='" + uri + "'/>"), List.of(3), "");
            xslt("xslt-source-document-" + kind, sheet("<xsl:template match='name'><xsl:source-document href='" + uri
                    + "'><name><xsl:value-of select='.'/></name></xsl:source-document></xsl:template>"), List.of(3, 5), "");
            xslt("xslt-entity-" + kind, "<!DOCTYPE x [<!ENTITY e SYSTEM '" + uri + "'>]>" + sheet("<xsl:variable name='a'>&e;</xsl:variable>"),
                    List.of(3), "DOCTYPE is disallowed");
            xslt("xslt-xinclude-" + kind, sheet("<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='" + uri + "'/>"),
                    List.of(0, 3), "");
        }
        xslt("xslt-evaluate", sheet("<xsl:template match='name'><name><xsl:evaluate xpath='\"unparsed-text(&apos;" + bait.uri()
                + "&apos;)\"'/></name></xsl:template>"), List.of(3, 5), "");
        xslt("xslt-java", sheet("<xsl:template match='name'><name><xsl:value-of xmlns:f='java:java.nio.file.Files' "
                + "select='f:readString(f:path(\"" + bait.path() + "\"))'/></name></xsl:template>"), List.of(3, 5), "");
        xslt("xslt-result-document", sheet("<xsl:template match='name'><xsl:result-document href='" + writable.toUri()
                + "out.xml'><a/></xsl:result-document></xsl:template>"), List.of(3, 5), "");
        xslt("xslt-result-document-elsewhere", sheet("<xsl:template match='name'><xsl:result-document href='" + bait.url()
                + "'><a/></xsl:result-document></xsl:template>"), List.of(3, 5), "");
        xslt("xslt-recursion", sheet("<xsl:template name='a'><b><xsl:call-template name='a'/></b></xsl:template>"
                + "<xsl:template match='name'><xsl:call-template name='a'/></xsl:template>"), List.of(5), "");
        xslt("xslt-deep", "<a>".repeat(100_000), List.of(3), "");
        xslt("xslt-deep-sheet", sheet("<xsl:template match='name'>" + "<b>".repeat(100_000) + "</b>".repeat(100_000) + "</xsl:template>"),
                List.of(3), "");
        xslt("xslt-deep-expression", sheet("<xsl:template match='name'><xsl:value-of select='" + "(".repeat(100_000) + "1"
                + ")".repeat(100_000) + "'/></xsl:template>"), List.of(3), "");
        xslt("xslt-long", " ".repeat(11 << 20), List.of(3), "it has more than 10,485,760 bytes");
        job("xslt-endless", List.of("apply", "--xslt", "/dev/zero"), List.of(3), "it has more than 10,485,760 bytes");
        job("xslt-folder", List.of("apply", "--xslt", folder.toString()), List.of(3), "");
    }

    private void schematrons(Bait bait) throws IOException {
        for (String uri : List.of(bait.uri(), bait.url())) {
            String kind = uri.startsWith("file") ? "file" : "address";
            for (String function : List.of("doc", "document", "unparsed-text", "json-doc", "collection")) {
                schematron("sch-" + function + "-" + kind, "<rule context='/*'><assert test='empty(" + function + "(\"" + uri
                        + "\"))'><value-of select='" + function + "(\"" + uri + "\")'/></assert></rule>", List.of(2, 4));
            }
            schematron("sch-include-" + kind, "<include href='" + uri + "'/>", List.of(0, 2, 4));
            schematron("sch-extends-" + kind, "<rule context='/*'><extends href='" + uri + "'/></rule>", List.of(0, 2, 4));
            file("sch-entity-" + kind, "a.sch", "<!DOCTYPE x [<!ENTITY e SYSTEM '" + uri + "'>]><schema xmlns='http://purl.oclc.org/dsdl/"
                    + "schematron'>&e;</schema>", "--schematron", List.of(2), "DOCTYPE is disallowed");
        }
        schematron("sch-xslt", "<rule context='/*'><assert test='true()'/></rule><xsl:result-document href='" + bait.url() + "'/>",
                List.of(0, 2, 4));
        file("sch-deep", "a.sch", "<a>".repeat(100_000), "--schematron", List.of(2), "");
        schematron("sch-deep-expression", "<rule context='/*'><assert test='" + "(".repeat(100_000) + "1" + ")".repeat(100_000)
                + "'/></rule>", List.of(2));
        job("sch-endless", List.of("validate", "--schematron", "/dev/zero"), List.of(2), "it has more than 10,485,760 bytes");
        job("sch-folder", List.of("validate", "--schematron", folder.toString()), List.of(2), "");
    }

    private void recipes(Bait bait) throws IOException {
        StringBuilder laughs = new StringBuilder("a: &a [x]\n");
        for (char c = 'b'; c < 'k'; c++) {
            laughs.append(c).append(": &").append(c).append(" [").append(("*" + (char) (c - 1) + ",").repeat(9)).append("]\n");
        }
        recipe("recipe-billion-laughs", laughs.toString(), List.of(3), "");
        recipe("recipe-deep", "steps: " + "[".repeat(100_000), List.of(3), "");
        recipe("recipe-deep-mapping", "steps: " + "{a: ".repeat(100_000), List.of(3), "");
        recipe("recipe-java", "steps: !!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[!!java.net.URL ['" + bait.url()
                + "']]]]", List.of(3), "");
        recipe("recipe-entity", "steps:\n- add-element: {xml: \"<!DOCTYPE a [<!ENTITY x SYSTEM '" + bait.uri() + "'>]><rng>&x;</rng>\"}",
                List.of(3, 5), "");
        recipe("recipe-xpath", "steps:\n- set-value: {path: title, value: a, in: \"document('" + bait.uri() + "')/*\"}", List.of(3, 5), "");
        recipe("recipe-xpath-java", "steps:\n- set-value: {path: title, value: a, in: \"/domain[Q{java}f()]\"}", List.of(3, 5), "");
        recipe("recipe-deep-xpath", "steps:\n- remove-element: {select: \"/domain[" + "(".repeat(1500) + "1" + ")".repeat(1500)
                + "]\"}", List.of(3, 5), "");
        recipe("recipe-stylesheet", "steps:\n- xslt: {stylesheet: /dev/zero}", List.of(3), "it has more than 10,485,760 bytes");
        recipe("recipe-long", "#".repeat(11 << 20), List.of(3), "it has more than 10,485,760 bytes");
        job("recipe-endless", List.of("apply", "--recipe", "/dev/zero"), List.of(3), "it has more than 10,485,760 bytes");
        job("recipe-folder", List.of("apply", "--recipe", folder.toString()), List.of(3), "");
    }

    private void schemas(Bait bait) throws IOException {
        for (String uri : List.of(bait.uri(), bait.url())) {
            String kind = uri.startsWith("file") ? "file" : "address";
            schema("schema-include-" + kind, "<grammar xmlns='http://relaxng.org/ns/structure/1.0'><include href='" + uri + "'/></grammar>",
                    "no schema file");
            schema("schema-reference-" + kind, "<element name='domain' xmlns='http://relaxng.org/ns/structure/1.0'><externalRef href='" + uri
                    + "'/></element>", "no schema file");
            schema("schema-entity-" + kind, "<!DOCTYPE x SYSTEM '" + uri + "'><element name='domain' "
                    + "xmlns='http://relaxng.org/ns/structure/1.0'><empty/></element>", "DOCTYPE is disallowed");
            schema("schema-datatypes-" + kind, "<element name='domain' xmlns='http://relaxng.org/ns/structure/1.0' datatypeLibrary='"
                    + uri + "'><data type='a'/></element>", "");
        }
        schema("schema-deep", "<group>".repeat(100_000), "");
    }

    private static String sheet(String content) {
        return "<xsl:stylesheet version='3.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'>" + content
                + "<xsl:mode on-no-match='shallow-copy'/></xsl:stylesheet>";
    }

    private void xslt(String name, String text, List<Integer> exitCodes, String message) throws IOException {
        file(name, name + ".xsl", text, "--xslt", exitCodes, message);
    }

    private void schematron(String name, String content, List<Integer> exitCodes) throws IOException {
        file(name, name + ".sch", "<schema xmlns='http://purl.oclc.org/dsdl/schematron' xmlns:xsl='http://www.w3.org/1999/XSL/Transform' "
                + "queryBinding='xslt3'><pattern>" + content + "</pattern></schema>", "--schematron", exitCodes, "");
    }

    private void recipe(String name, String text, List<Integer> exitCodes, String message) throws IOException {
        file(name, name + ".yaml", text, "--recipe", exitCodes, message);
    }

    private void schema(String name, String text, String message) throws IOException {
        Path directory = Files.createDirectory(folder.resolve(name));
        Files.writeString(directory.resolve("domain.rng"), text);
        job(name, List.of("validate", "--schemas", directory.toString()), List.of(2), message);
    }

    private void file(String name, String file, String text, String option, List<Integer> exitCodes, String message) throws IOException {
        Path path = Files.writeString(Files.createDirectory(folder.resolve(name)).resolve(file), text);
        job(name, List.of(option.equals("--schematron") ? "validate" : "apply", option, path.toString()), exitCodes, message);
    }

    private void job(String name, List<String> words, List<Integer> exitCodes, String message) {
        List<String> all = new ArrayList<>(words);
        all.add(document.toString());
        cases.add(new Case(name, exitCodes, message));
        jobs.add(new SmallMachine.Job(name, null, all));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void ends_well(Case one) {
        SmallMachine.Outcome outcome = outcomes.get(one.name());
        String said = outcome.out() + outcome.err();
        assertThat(outcome.exitCode()).as(said.substring(0, Math.min(4000, said.length()))).isIn(one.exitCodes());
        assertThat(said).contains(one.message()).doesNotContain(Bait.WORD);
        assertThat(said.length()).as("characters said").isLessThan(4000);
    }
}
