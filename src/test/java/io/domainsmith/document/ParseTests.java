package io.domainsmith.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ParseTests {

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of("", "line 1, column 1: the document is empty"),
                Arguments.of(" \n ", "line 1, column 1: the document is empty"),
                Arguments.of("domain", "line 1, column 1: not well-formed XML: Unexpected character 'd' (code 100) in prolog; "
                        + "expected '<'"),
                Arguments.of("<domain>\n <name>a</nam>\n</domain>",
                        "line 2, column 13: not well-formed XML: Unexpected close tag </nam>; expected </name>."),
                Arguments.of("<domain>\n <qemu:commandline/>\n</domain>",
                        "line 2, column 20: not well-formed XML: Undeclared namespace prefix \"qemu\"; declare it on <domain>, as in "
                                + "xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0' (libvirt without validation silently drops "
                                + "such an element)"),
                Arguments.of("<domain a='1' a='2'/>", "line 1, column 21: not well-formed XML: Duplicate attribute 'a'."),
                Arguments.of("<domain/><domain/>", "line 1, column 11: not well-formed XML: Illegal to have multiple roots "
                        + "(start tag in epilog?)."),
                Arguments.of("<domain>", "line 1, column 8: not well-formed XML: Unexpected EOF; was expecting a close tag "
                        + "for element <domain>"),
                Arguments.of("<domain><name>&x;</name></domain>",
                        "line 1, column 17: not well-formed XML: Undeclared general entity \"x\""),
                Arguments.of("<!DOCTYPE domain>\n<domain/>", "line 1, column 1: the document has a DOCTYPE; libvirt's format has "
                        + "none and entities can be abused: remove it"),
                Arguments.of("<!DOCTYPE d [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>\n<domain>&x;</domain>",
                        "line 1, column 1: the document has a DOCTYPE; libvirt's format has none and entities can be abused: "
                                + "remove it"),
                Arguments.of("<?xml version='1.1'?><domain/>",
                        "line 1, column 1: the document declares XML 1.1; only XML 1.0 is read, as by libvirt"),
                Arguments.of("<?xml version='1.0' encoding='ISO-8859-1'?><domain/>",
                        "line 1, column 1: the document declares the encoding 'ISO-8859-1'; only UTF-8 is read, as by libvirt: "
                                + "convert it and correct or drop the declaration"),
                Arguments.of("<network/>", "line 1, column 1: the root element is <network>, not libvirt's <domain> (which has "
                        + "no namespace); virsh dumpxml --inactive NAME prints one"),
                Arguments.of("<domain xmlns='urn:x'/>", "line 1, column 1: the root element is <domain> in the namespace urn:x, "
                        + "not libvirt's <domain> (which has no namespace); virsh dumpxml --inactive NAME prints one"),
                Arguments.of("<domain>\n \u0001</domain>", "line 2, column 2: the character U+0001 is not allowed in XML"),
                Arguments.of("<domain a='\uFFFE'/>", "line 1, column 12: the character U+FFFE is not allowed in XML"),
                Arguments.of("<domain>\uD800</domain>",
                        "line 1, column 9: the character U+D800 (half of a surrogate pair) is not allowed in XML"),
                Arguments.of("<domain a='&#xFFFE;'/>",
                        "line 1, column 19: not well-formed XML: Illegal character entity: expansion character (code 0xfffe)"),
                Arguments.of("<domain>&#xD800;</domain>",
                        "line 1, column 16: not well-formed XML: Illegal character entity: expansion character (code 0xd800)"),
                Arguments.of("<domain a='&#0;'/>",
                        "line 1, column 15: not well-formed XML: Invalid character reference: null character not allowed "
                                + "in XML content."),
                Arguments.of("<domain>]]></domain>", "line 1, column 11: not well-formed XML: String ']]>' not allowed in textual "
                        + "content, except as the end marker of CDATA section"),
                Arguments.of("<domain><title><![CDATA[a</title>\n</domain>",
                        "line 2, column 9: not well-formed XML: Unexpected EOF in CDATA section"),
                Arguments.of("<domain>\n<!-- a", "line 2, column 6: not well-formed XML: Unexpected end of input block in comment"),
                Arguments.of("<?xml version='1.0' encoding='U>\n\u009B2J<x a='b'?><domain/>", "line 2, column 9: not well-formed XML: Invalid XML "
                        + "pseudo-attribute 'encoding' value 'U> 2J<x a='"),
                Arguments.of("<domain></" + "x".repeat(3000) + "></domain>", "line 1, column 3010: not well-formed XML: Unexpected close tag </"
                        + "x".repeat(477) + "…"),
                Arguments.of("<domain xmlns:x=''/>", "line 1, column 18: not well-formed XML: Non-default namespace can not map to "
                        + "empty URI (as per Namespace 1.0 # 2) in XML 1.0 documents"));
    }

    @ParameterizedTest
    @MethodSource
    void refused(String xml, String message) {
        assertThatThrownBy(() -> DomainDocument.parse(xml)).isInstanceOf(ParseException.class).hasMessage(message);
    }

    static Stream<Arguments> overALimit() {
        ParseLimits limits = new ParseLimits(200, 3, 4, 2, 5, 10, 20);
        return Stream.of(
                Arguments.of(limits, "<domain>" + " ".repeat(200) + "</domain>",
                        "line 1, column 1: the document has 217 bytes; the limit 'bytes' allows 200"),
                Arguments.of(limits, "<domain><a><b><c/></b></a></domain>",
                        "line 1, column 15: 4 levels of nested elements are more than the 3 that the limit 'depth' allows"),
                Arguments.of(limits, "<domain><a/><a/><a/><a/></domain>",
                        "line 1, column 21: 5 elements are more than the 4 that the limit 'elements' allows"),
                Arguments.of(limits, "<domain a='1' b='1' xmlns:c='u'/>",
                        "line 1, column 1: 3 attributes of <domain> are more than the 2 that the limit 'attributes' allows"),
                Arguments.of(limits, "<domain xmlns:c='u'><a xmlns:d='u'><b xmlns:e='u'/></a></domain>",
                        "line 1, column 36: 3 namespace declarations in scope are more than the 2 that the limit 'attributes' allows"),
                Arguments.of(limits, "<domain a='' b=''><c d=''/><e/></domain>",
                        "line 1, column 28: 6 different names are more than the 5 that the limit 'names' allows"),
                Arguments.of(limits, "<domain><abcdefghijk/></domain>",
                        "line 1, column 9: 11 characters in a name are more than the 10 that the limit 'nameLength' allows"),
                Arguments.of(limits, "<domain a='" + "x".repeat(21) + "'/>", "line 1, column 1: 21 characters in the attribute "
                        + "'a' are more than the 20 that the limit 'valueLength' allows"),
                Arguments.of(limits, "<domain>" + "x".repeat(10) + "<!-- -->" + "x".repeat(11) + "</domain>",
                        "line 1, column 1: 21 characters of text in <domain> are more than the 20 that the limit 'valueLength' "
                                + "allows"));
    }

    @Test
    void what_ends_is_out_of_scope_and_a_name_counts_once() {
        ParseLimits limits = ParseLimits.DEFAULT.withAttributes(2).withNames(4);
        String xml = "<domain xmlns:c='u'><a xmlns:d='u'/><a xmlns:d='u'/><a xmlns:d='u'><a/><a/></a></domain>";
        assertThat(DomainDocument.parse(xml, limits).toXml()).isEqualTo(xml);
    }

    @ParameterizedTest
    @MethodSource
    void overALimit(ParseLimits limits, String xml, String message) {
        assertThatThrownBy(() -> DomainDocument.parse(xml, limits)).isInstanceOf(ParseException.class).hasMessage(message);
    }

    @Test
    void bytes_that_are_not_utf8_are_refused_with_their_place() {
        byte[] latin = "<domain>\n <name>é</name></domain>".getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> DomainDocument.parse(new ByteArrayInputStream(latin))).isInstanceOf(ParseException.class)
                .hasMessage("line 2, column 8: not UTF-8: byte 0xE9 at offset 16; only UTF-8 is read, as by libvirt");
        byte[] utf16 = "<domain/>".getBytes(StandardCharsets.UTF_16);
        assertThatThrownBy(() -> DomainDocument.parse(new ByteArrayInputStream(utf16)))
                .hasMessage("line 1, column 1: not UTF-8: byte 0xFE at offset 0; only UTF-8 is read, as by libvirt");
        byte[] truncated = {'<', 'd', (byte) 0xC3};
        assertThatThrownBy(() -> DomainDocument.parse(new ByteArrayInputStream(truncated)))
                .hasMessage("line 1, column 3: not UTF-8: byte 0xC3 at offset 2; only UTF-8 is read, as by libvirt");
    }

    @Test
    void a_stream_is_read_no_further_than_the_limit() {
        var endless = new java.io.InputStream() {
            int served;

            @Override
            public int read() {
                served++;
                return ' ';
            }
        };
        assertThatThrownBy(() -> DomainDocument.parse(endless, ParseLimits.DEFAULT.withBytes(1000)))
                .hasMessage("line 1, column 1: the document has at least 1,001 bytes; the limit 'bytes' allows 1,000");
        assertThat(endless.served).isEqualTo(1001);
    }

    @Test
    void a_missing_file_is_an_io_exception() {
        assertThatThrownBy(() -> DomainDocument.parse(Path.of("no", "such.xml"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void a_refusal_tells_line_column_and_problem() {
        ParseException refusal = catchThrowableOfType(ParseException.class, () -> DomainDocument.parse("<domain>\r\n<a></domain>"));
        assertThat(refusal.line()).isEqualTo(2);
        assertThat(refusal.column()).isEqualTo(11);
        assertThat(refusal.problem()).isEqualTo("not well-formed XML: Unexpected close tag </domain>; expected </a>.");
        assertThat(refusal).hasCauseInstanceOf(javax.xml.stream.XMLStreamException.class);
    }

    @Test
    void a_limit_must_be_positive() {
        assertThatThrownBy(() -> ParseLimits.DEFAULT.withDepth(0)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the limit 'depth' must be positive, not 0");
    }

    @Test
    void elements_know_their_places() throws IOException {
        SourceElement root = DomainDocument.parse("\uFEFF<!-- a -->\r\n<domain>\r\n  <devices a='1'\r\n b='&lt;2'>\r\n"
                + "    <disk/><disk>\uD83D\uDE00</disk> <hub/></devices>\r\n</domain>").root();
        SourceElement devices = root.children().get(0);
        SourceElement second = devices.children("disk").get(1);
        SourceElement hub = devices.children("hub").get(0);
        assertThat(root.line()).isEqualTo(2);
        assertThat(root.column()).isEqualTo(1);
        assertThat(devices.line()).isEqualTo(3);
        assertThat(devices.column()).isEqualTo(3);
        assertThat(devices.attribute("b")).isEqualTo("<2");
        assertThat(second.line()).isEqualTo(5);
        assertThat(second.column()).isEqualTo(12);
        assertThat(second.text()).isEqualTo("\uD83D\uDE00");
        assertThat(second.path()).isEqualTo("/domain/devices/disk[2]");
        assertThat(hub.column()).isEqualTo(28);
        assertThat(hub.path()).isEqualTo("/domain/devices/hub");
    }

    @Test
    void typed_objects_lead_back_to_the_source() {
        DomainDocument document = DomainDocument.parse("<domain>\n<devices>\n<disk/>\n<disk/></devices></domain>");
        var disks = document.domain().getDevices().getDisks();
        assertThat(document.elementOf(disks.get(1)).line()).isEqualTo(4);
        assertThat(document.elementOf(new io.domainsmith.model.Disk())).isNull();
        assertThat(DomainDocument.parse("<domain/>").elementOf(disks.get(1))).isNull();
    }

    @Test
    void what_the_model_cannot_say_is_told() {
        DomainDocument document = DomainDocument.parse("""
                <domain>
                  <devices><hostdev display='auto'/></devices>
                  <on_crash> destroy</on_crash>
                  <devices/>
                </domain>
                """);
        assertThat(document.gaps()).hasSize(3);
        assertThat(document.gaps().get(0)).isInstanceOfSatisfying(ModelGap.RepeatedElement.class, gap ->
                assertThat(gap.elements()).extracting(SourceElement::line).containsExactly(2, 4));
        assertThat(document.gaps().get(1)).isInstanceOfSatisfying(ModelGap.UnknownValue.class, gap -> {
            assertThat(gap.attribute()).isEqualTo("display");
            assertThat(gap.value()).isEqualTo("auto");
            assertThat(gap.known()).containsExactly("on", "off");
        });
        assertThat(document.gaps().get(2)).isInstanceOfSatisfying(ModelGap.UnknownValue.class, gap -> {
            assertThat(gap.element().localName()).isEqualTo("on_crash");
            assertThat(gap.attribute()).isNull();
        });
    }
}
