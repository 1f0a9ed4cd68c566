package io.domainsmith.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a tenant might send: each is refused with exit code 3 and one line, in little memory and time, whatever command reads it,
 * and neither the file nor the address that it names is touched.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileInputTests {

    private static final String DOCTYPE = "the document has a DOCTYPE; libvirt's format has none and entities can be abused: remove it";
    private static final String NOT_UTF8 = "; only UTF-8 is read, as by libvirt";
    private static final String NOT_XML = "not well-formed XML: ";
    private static final String IDENTITY = "<xsl:stylesheet version='3.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'>"
            + "<xsl:mode on-no-match='shallow-copy'/></xsl:stylesheet>";
    private static final String ASSERTIONS = "<schema xmlns='http://purl.oclc.org/dsdl/schematron' queryBinding='xslt3'><pattern>"
            + "<rule context='/*'><assert test='name'>a name</assert></rule></pattern></schema>";

    /** A name, what is read, and the line that is printed after the name of the file. */
    private record Case(String name, byte[] bytes, String line) {
        @Override
        public String toString() {
            return name;
        }
    }

    private final List<Case> cases = new ArrayList<>();
    private final Map<String, List<String>> commands = new LinkedHashMap<>();
    private Map<String, SmallMachine.Outcome> outcomes = Map.of();

    List<Case> cases() {
        return cases;
    }

    @BeforeAll
    void runAll(@TempDir Path folder) throws Exception {
        Path documents = Files.createDirectory(folder.resolve("documents"));
        commands.put("gvtg", List.of("gvtg", "final"));
        commands.put("gvtg -", List.of("gvtg", "final", "-"));
        commands.put("validate", List.of("validate", "--format", "json"));
        commands.put("schematron", List.of("validate", "--format", "sarif", "--schematron",
                Files.writeString(folder.resolve("a.sch"), ASSERTIONS).toString()));
        commands.put("fix", List.of("validate", "--fix"));
        commands.put("xslt", List.of("apply", "--xslt", Files.writeString(folder.resolve("a.xsl"), IDENTITY).toString()));
        commands.put("recipe", List.of("apply", "--recipe", "gvtg-final"));
        commands.put("pci", List.of("pci"));
        List<SmallMachine.Job> jobs = new ArrayList<>();
        try (Bait bait = new Bait(folder)) {
            addCases(bait.uri(), bait.url());
            for (Case one : cases) {
                Path document = Files.write(documents.resolve(one.name() + ".xml"), one.bytes());
                commands.forEach((name, words) -> {
                    List<String> line = new ArrayList<>(words);
                    if (!words.contains("-")) {
                        line.add(document.toString());
                    }
                    jobs.add(new SmallMachine.Job(one.name() + " " + name, words.contains("-") ? document : null, line));
                });
            }
            outcomes = SmallMachine.run(folder, jobs);
            bait.assertUntouched();
        }
    }

    private void addCases(String file, String http) {
        String external = "1:1: error: " + DOCTYPE;
        add("external-general-entity", "<!DOCTYPE domain [<!ENTITY x SYSTEM '" + file + "'>]>\n<domain><name>&x;</name></domain>", external);
        add("external-general-entity-http", "<!DOCTYPE domain [<!ENTITY x SYSTEM '" + http + "'>]>\n<domain>&x;</domain>", external);
        add("external-parameter-entity", "<!DOCTYPE domain [<!ENTITY % x SYSTEM '" + http + "'>%x;]>\n<domain/>", external);
        add("external-dtd", "<!DOCTYPE domain SYSTEM '" + http + "'>\n<domain/>", external);
        add("external-dtd-public", "<!DOCTYPE domain PUBLIC '-//x//y' '" + file + "'>\n<domain/>", external);
        StringBuilder laughs = new StringBuilder("<!DOCTYPE domain [<!ENTITY l0 'lol'>");
        for (int i = 1; i < 10; i++) {
            laughs.append("<!ENTITY l").append(i).append(" '").append(("&l" + (i - 1) + ";").repeat(10)).append("'>");
        }
        add("billion-laughs", laughs + "]>\n<domain>&l9;</domain>", external);
        add("quadratic-blow-up", "<!DOCTYPE domain [<!ENTITY a '" + "a".repeat(50_000) + "'>]><domain>" + "&a;".repeat(50_000)
                + "</domain>", external);
        add("entity-without-a-doctype", "<domain>&x;</domain>", "1:11: error: " + NOT_XML + "Undeclared general entity \"x\"");
        add("xinclude", "<domain>\n  <xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='" + file + "'/></domain>",
                "2:3: error: the document asks for another file to be included (<xi:include>), which neither libvirt nor Domainsmith "
                        + "does: put in what belongs there, or remove it");
        add("stylesheet", "<?xml-stylesheet type='text/xsl' href='" + http + "'?>\n<domain/>",
                "1:1: error: the document names a stylesheet (<?xml-stylesheet?>), which neither libvirt nor Domainsmith applies: remove it");
        add("deep", "<domain>" + "<a>".repeat(100_000), "1:390: error: 129 levels of nested elements are more than the 128 that the limit "
                + "'depth' allows");
        add("long-attribute", "<domain a='" + "x".repeat(100 << 20) + "'/>",
                "1:1: error: the document has at least 10,485,761 bytes; the limit 'bytes' allows 10,485,760");
        add("long-attribute-within-the-bytes", "<domain a='" + "x".repeat(9 << 20) + "'/>",
                "1:1: error: 9,437,184 characters in the attribute 'a' are more than the 1,048,576 that the limit 'valueLength' allows");
        add("long-text", "<domain>" + "x".repeat(9 << 20) + "</domain>", "1:1: error: %s characters of text in <domain> are more than the "
                + "1,048,576 that the limit 'valueLength' allows");
        add("long-name", "<domain><" + "x".repeat(9 << 20) + "/></domain>",
                "1:9: error: 9,437,184 characters in a name are more than the 1,024 that the limit 'nameLength' allows");
        add("many-attributes", attributes(1_000_000),
                "1:1: error: the document has at least 10,485,761 bytes; the limit 'bytes' allows 10,485,760");
        add("many-attributes-within-the-bytes", attributes(500_000),
                "1:1: error: 1,256 attributes (and maybe more) of one element are more than the 256 that the limit 'attributes' allows");
        String names = IntStream.range(1, 4096).mapToObj(i -> "<n" + i + "/>").collect(Collectors.joining());
        add("many-names", "<domain>" + names + "<o/>".repeat(9), "1:" + (9 + names.length()) + ": error: 4,097 different names are more than the "
                + "4,096 that the limit 'names' allows");
        // all of one hash code
        List<String> alike = List.of("");
        for (int i = 0; i < 15; i++) {
            alike = alike.stream().flatMap(name -> Stream.of(name + "Aa", name + "BB")).toList();
        }
        add("names-of-one-hash", "<domain><" + String.join("/><", alike) + "/></domain>", "1:" + (9 + 4095 * 33)
                + ": error: 4,097 different names are more than the 4,096 that the limit 'names' allows");
        String declared = IntStream.range(0, 129).mapToObj(i -> " xmlns:a" + i + "='u'").collect(Collectors.joining());
        add("namespaces-in-scope", "<domain" + declared + "><a" + declared + "/></domain>", "1:" + (9 + declared.length())
                + ": error: 258 namespace declarations in scope are more than the 256 that the limit 'attributes' allows");
        add("many-devices", "<domain><devices>" + "<disk/>".repeat(1_000_000) + "</devices></domain>",
                "1:700004: error: 100,001 elements are more than the 100,000 that the limit 'elements' allows");
        add("nul", "<domain>\u0000</domain>", "1:9: error: the character U+0000 is not allowed in XML");
        add("control", "<domain><!-- \u001B[2J --></domain>", "1:14: error: the character U+001B is not allowed in XML");
        add("cdata-end-in-text", "<domain>]]></domain>", "1:11: error: " + NOT_XML + "String ']]>' not allowed in textual content, except as "
                + "the end marker of CDATA section");
        add("surrogate-as-utf8", bytes("<domain>", 0xED, 0xA0, 0x80), "1:9: error: not UTF-8: byte 0xED at offset 8" + NOT_UTF8);
        add("surrogate-reference", "<domain>&#xD800;</domain>", "1:16: error: " + NOT_XML + "Illegal character entity: expansion character "
                + "(code 0xd800)");
        add("u-fffe", "<domain>\uFFFE</domain>", "1:9: error: the character U+FFFE is not allowed in XML");
        add("empty-namespace", "<domain xmlns:x=''/>", "1:18: error: " + NOT_XML + "Non-default namespace can not map to empty URI (as per "
                + "Namespace 1.0 # 2) in XML 1.0 documents");
        add("xml-1-1", "<?xml version='1.1'?><domain/>", "1:1: error: the document declares XML 1.1; only XML 1.0 is read, as by libvirt");
        add("utf-7", "<?xml version='1.0' encoding='UTF-7'?>+ADw-domain/+AD4-".getBytes(US_ASCII), declared("UTF-7"));
        add("utf-7-undeclared", "+ADw-domain/+AD4-", "1:1: error: " + NOT_XML + "Unexpected character '+' (code 43) in prolog; expected '<'");
        encoded("utf-16", UTF_16, "1:1: error: not UTF-8: byte 0xFE at offset 0" + NOT_UTF8);
        encoded("utf-16be", UTF_16BE, "1:1: error: the character U+0000 is not allowed in XML");
        encoded("utf-16le", UTF_16LE, "1:2: error: the character U+0000 is not allowed in XML");
        encoded("utf-32", Charset.forName("UTF-32"), "1:1: error: the character U+0000 is not allowed in XML");
        encoded("utf-32le", Charset.forName("UTF-32LE"), "1:2: error: the character U+0000 is not allowed in XML");
        encoded("utf-32be-marked", Charset.forName("X-UTF-32BE-BOM"), "1:3: error: not UTF-8: byte 0xFE at offset 2" + NOT_UTF8);
        encoded("utf-32le-marked", Charset.forName("X-UTF-32LE-BOM"), "1:1: error: not UTF-8: byte 0xFF at offset 0" + NOT_UTF8);
        add("utf-32-declared-but-utf-8", "<?xml version='1.0' encoding='UTF-32'?><domain/>", declared("UTF-32"));
        add("utf-16-declared-after-a-mark", "\uFEFF<?xml version='1.0' encoding='UTF-16LE'?><domain/>", declared("UTF-16LE"));
        add("utf-7-after-a-mark", "\uFEFF<?xml version='1.0' encoding='UTF-7'?><domain/>", declared("UTF-7"));
        add("utf-16-declared-but-utf-8", "<?xml version='1.0' encoding='UTF-16'?><domain/>", declared("UTF-16"));
        add("iso-8859-1", "<?xml version='1.0' encoding='ISO-8859-1'?><domain><name>é</name></domain>".getBytes(ISO_8859_1),
                "1:58: error: not UTF-8: byte 0xE9 at offset 57" + NOT_UTF8);
        add("iso-8859-1-ascii-only", "<?xml version='1.0' encoding='ISO-8859-1'?><domain/>", declared("ISO-8859-1"));
        add("iso-8859-1-after-a-mark", "\uFEFF<?xml version='1.0' encoding='ISO-8859-1'?><domain/>", declared("ISO-8859-1"));
        add("iso-8859-1-as-utf-8", "<?xml version='1.0' encoding='UTF-8'?><domain>é</domain>".getBytes(ISO_8859_1),
                "1:47: error: not UTF-8: byte 0xE9 at offset 46" + NOT_UTF8);
        add("truncated-utf-8", bytes("<domain>", 0xE2, 0x82), "1:9: error: not UTF-8: byte 0xE2 at offset 8" + NOT_UTF8);
        add("gzip-bomb", gzip(new byte[20 << 20]), "1:2: error: not UTF-8: byte 0x8B at offset 1" + NOT_UTF8);
        add("empty", "", "1:1: error: the document is empty");
        add("only-a-mark", "\uFEFF", "1:1: error: the document is empty");
    }

    private static String declared(String encoding) {
        return "1:1: error: the document declares the encoding '" + encoding + "'; only UTF-8 is read, as by libvirt: convert it and correct "
                + "or drop the declaration";
    }

    private static String attributes(int count) {
        StringBuilder xml = new StringBuilder("<domain");
        for (int i = 0; i < count; i++) {
            xml.append(" a").append(i).append("='1'");
        }
        return xml.append("/>").toString();
    }

    private void encoded(String name, Charset charset, String line) {
        add(name, "<?xml version='1.0'?><domain/>".getBytes(charset), line);
    }

    private void add(String name, String xml, String line) {
        add(name, xml.getBytes(UTF_8), line);
    }

    private void add(String name, byte[] bytes, String line) {
        cases.add(new Case(name, bytes, line));
    }

    private static byte[] bytes(String ascii, int... more) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(ascii.getBytes(US_ASCII));
        for (int b : more) {
            bytes.write(b);
        }
        return bytes.toByteArray();
    }

    private static byte[] gzip(byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(content);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void is_refused_with_one_line(Case one) {
        for (String command : commands.keySet()) {
            SmallMachine.Outcome outcome = outcomes.get(one.name() + " " + command);
            assertThat(outcome.exitCode()).as("%s: %s", command, outcome.err()).isEqualTo(ExitCode.INPUT);
            List<String> lines = outcome.err().lines().filter(line -> !line.startsWith("domainsmith: 1 file: ")).toList();
            assertThat(lines).as(command).hasSize(1);
            assertThat(lines.get(0).replaceFirst("^.*?(\\.xml|<stdin>):", "FILE:")).as(command).matches(quoted("FILE:" + one.line()));
            assertThat(outcome.out()).as(command).doesNotContain(Bait.WORD);
        }
    }

    /** {@code %s} stands for a number that depends on the size of the parser's buffers. */
    private static String quoted(String text) {
        return "\\Q" + text.replace("%s", "\\E[0-9,]+\\Q") + "\\E";
    }

    @Test
    void what_is_no_file_is_refused_too(@TempDir Path folder) throws IOException {
        Cli.Run directory = Cli.domainsmith("gvtg", "final", folder.toString());
        assertThat(directory.exitCode()).isEqualTo(ExitCode.INPUT);
        assertThat(directory.err()).isEqualTo("domainsmith: cannot read " + folder + ": is a directory\n");
        Path zero = Path.of("/dev/zero");
        assumeThat(zero).exists();
        Cli.Run endless = Cli.domainsmith("gvtg", "final", zero.toString());
        assertThat(endless.exitCode()).isEqualTo(ExitCode.INPUT);
        assertThat(endless.err()).isEqualTo("/dev/zero:1:1: error: the document has at least 10,485,761 bytes; the limit 'bytes' allows "
                + "10,485,760\n");
    }

    @Test
    void a_file_without_permission_is_refused(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("a.xml"), "<domain/>");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        assumeThat(Files.isReadable(file)).as("permissions do not bind this user").isFalse();
        Cli.Run result = Cli.domainsmith("gvtg", "final", file.toString());
        assertThat(result.exitCode()).isEqualTo(ExitCode.INPUT);
        assertThat(result.err()).isEqualTo("domainsmith: cannot read " + file + ": permission denied\n");
    }
}
