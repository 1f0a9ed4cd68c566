package io.domainsmith.document;

import com.ctc.wstx.exc.WstxLazyException;
import com.ctc.wstx.sr.BasicStreamReader;
import com.ctc.wstx.stax.WstxInputFactory;
import io.domainsmith.internal.SafeXml;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import org.codehaus.stax2.LocationInfo;
import org.codehaus.stax2.XMLStreamReader2;
import org.jspecify.annotations.Nullable;

/**
 * Reads a text into a {@link Source}, refusing what is not well-formed, what libvirt would read in another way, and what is
 * over a limit. One use, one document.
 */
final class SourceReader {

    /** Configured once and then only asked for readers, which Woodstox allows from any thread. */
    private static final WstxInputFactory FACTORY = SafeXml.streamFactory();

    private static final int MOST_SAID = 500;

    private static final String XINCLUDE = "http://www.w3.org/2001/XInclude";

    private static final Pattern UNDECLARED_PREFIX =
            Pattern.compile("Undeclared namespace prefix \"(qemu|lxc|xen|bhyve|vmware)\"");

    private final Source source;
    private final String text;
    private final ParseLimits limits;

    SourceReader(Source source) {
        this.source = source;
        this.text = source.text();
        this.limits = source.limits();
    }

    void read() {
        if (text.isBlank()) {
            throw new ParseException(1, 1, "the document is empty");
        }
        checkCharacters();
        XMLStreamReader2 reader = null;
        try {
            reader = (XMLStreamReader2) FACTORY.createXMLStreamReader(new StringReader(text));
            // the time that Woodstox takes grows with the square of their number, so it must stop well before the last
            ((BasicStreamReader) reader).getAttributeCollector().setMaxAttributesPerElement(mostAttributesRead());
            checkDeclaration(reader);
            readDocument(reader);
            reader.close();
        } catch (XMLStreamException e) {
            throw notWellFormed(e, reader);
        } catch (WstxLazyException e) {
            // what is wrong within a text is found when the text is asked for
            throw notWellFormed((XMLStreamException) e.getCause(), reader);
        }
    }

    /** As {@link #read()}, of a document whose root is a domain. */
    void readDomain() {
        read();
        SourceElement root = source.root();
        if (!root.is("", "domain")) {
            throw at(root.start, "the root element is <" + root.name() + ">"
                    + (root.namespaceUri().isEmpty() ? "" : " in the namespace " + root.namespaceUri())
                    + ", not libvirt's <domain> (which has no namespace); virsh dumpxml --inactive NAME prints one");
        }
    }

    /** A few more than the limit, so that the message can tell how many there are. */
    private int mostAttributesRead() {
        return (int) Math.min(Integer.MAX_VALUE, limits.attributes() + 1000L);
    }

    private void checkDeclaration(XMLStreamReader2 reader) {
        String encoding = reader.getCharacterEncodingScheme();
        if (encoding != null && !encoding.equalsIgnoreCase("UTF-8")) {
            throw at(0, "the document declares the encoding '" + encoding
                    + "'; only UTF-8 is read, as by libvirt: convert it and correct or drop the declaration");
        }
        String version = reader.getVersion();
        if (version != null && !version.equals("1.0")) {
            throw at(0, "the document declares XML " + version + "; only XML 1.0 is read, as by libvirt");
        }
    }

    private void readDocument(XMLStreamReader2 reader) throws XMLStreamException {
        LocationInfo location = reader.getLocationInfo();
        SourceElement open = null;
        int depth = 0;
        int count = 0;
        int inScope = 0;
        NameCount names = new NameCount(limits.names());
        StringBuilder content = new StringBuilder();
        int contentStart = -1;
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    int start = (int) location.getStartingCharOffset();
                    if (open != null && contentStart >= 0) {
                        open.addStrayText(content.toString(), contentStart);
                    }
                    contentStart = -1;
                    check("depth", ++depth, limits.depth(), "levels of nested elements", start);
                    check("elements", ++count, limits.elements(), "elements", start);
                    open = element(reader, open, start, (int) location.getEndingCharOffset());
                    inScope += open.namespaces().size();
                    // each prefix is looked for among all of them
                    check("attributes", inScope, limits.attributes(), "namespace declarations in scope", start);
                    source.add(open);
                    if (names.mayBeMore(open)) {
                        check("names", names.count(source.elements()), limits.names(), "different names", start);
                    }
                    content.setLength(0);
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    if (contentStart >= 0 && !open.children().isEmpty()) {
                        open.addStrayText(content.toString(), contentStart);
                    }
                    contentStart = -1;
                    close(open, location, content);
                    content.setLength(0);
                    depth--;
                    inScope -= open.namespaces().size();
                    open = open.parent();
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
                    if (open != null) {
                        char[] characters = reader.getTextCharacters();
                        int from = reader.getTextStart();
                        int length = reader.getTextLength();
                        if (content.length() + (long) length > limits.valueLength()) {
                            throw over("valueLength", content.length() + (long) length, limits.valueLength(),
                                    "characters of text in <" + open.name() + ">", open.start);
                        }
                        if (contentStart < 0) {
                            int first = firstNotBlank(characters, from, from + length);
                            contentStart = first < 0 ? -1 : (int) location.getStartingCharOffset() + first - from;
                        }
                        content.append(characters, from, length);
                    }
                }
                case XMLStreamConstants.DTD -> throw at((int) location.getStartingCharOffset(),
                        "the document has a DOCTYPE; libvirt's format has none and entities can be abused: remove it");
                case XMLStreamConstants.PROCESSING_INSTRUCTION -> {
                    if (reader.getPITarget().equals("xml-stylesheet")) {
                        throw at((int) location.getStartingCharOffset(), "the document names a stylesheet (<?xml-stylesheet?>), which "
                                + "neither libvirt nor Domainsmith applies: remove it");
                    }
                }
                default -> {
                    // comments stay where they are: in the text, as other instructions do
                }
            }
        }
    }

    /** Where the first character stands that is not blank, or -1. */
    private static int firstNotBlank(char[] characters, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!StartTag.isBlank(characters[i])) {
                return i;
            }
        }
        return -1;
    }

    private SourceElement element(XMLStreamReader2 reader, @Nullable SourceElement parent, int start, int end)
            throws XMLStreamException {
        String prefix = orEmpty(reader.getPrefix());
        checkName(prefix, reader.getLocalName(), start);
        if (XINCLUDE.equals(reader.getNamespaceURI())) {
            throw at(start, "the document asks for another file to be included (<" + reader.getPrefixedName() + ">), which neither libvirt "
                    + "nor Domainsmith does: put in what belongs there, or remove it");
        }
        int attributeCount = reader.getAttributeCount();
        int namespaceCount = reader.getNamespaceCount();
        if (attributeCount + namespaceCount > limits.attributes()) {
            throw over("attributes", attributeCount + namespaceCount, limits.attributes(), "attributes of <" + reader.getLocalName() + ">", start);
        }
        Map<String, String> namespaces = Map.of();
        if (namespaceCount > 0) {
            namespaces = new LinkedHashMap<>();
            for (int i = 0; i < namespaceCount; i++) {
                namespaces.put(orEmpty(reader.getNamespacePrefix(i)), orEmpty(reader.getNamespaceURI(i)));
            }
        }
        SourceAttribute[] attributes = new SourceAttribute[attributeCount];
        for (int i = 0; i < attributeCount; i++) {
            SourceAttribute attribute = new SourceAttribute(orEmpty(reader.getAttributePrefix(i)),
                    reader.getAttributeLocalName(i), orEmpty(reader.getAttributeNamespace(i)),
                    reader.getAttributeValue(i));
            checkName(attribute.prefix(), attribute.localName(), start);
            if (attribute.value().length() > limits.valueLength()) {
                throw over("valueLength", attribute.value().length(), limits.valueLength(),
                        "characters in the attribute '" + attribute.name() + "'", start);
            }
            attributes[i] = attribute;
        }
        return new SourceElement(source, parent, prefix, reader.getLocalName(), orEmpty(reader.getNamespaceURI()),
                List.of(attributes), namespaces, start, end, reader.isEmptyElement());
    }

    private void close(SourceElement element, LocationInfo location, StringBuilder content) throws XMLStreamException {
        String value = "";
        if (element.children().isEmpty() && content.length() > 0) {
            value = content.toString();
        }
        if (element.selfClosing) {
            element.close(element.startTagEnd, element.startTagEnd, value);
        } else {
            element.close((int) location.getStartingCharOffset(), (int) location.getEndingCharOffset(), value);
        }
    }

    private void checkName(String prefix, String localName, int offset) {
        check("nameLength", prefix.length() + localName.length() + (prefix.isEmpty() ? 0L : 1L), limits.nameLength(),
                "characters in a name", offset);
    }

    private void check(String limit, long actual, int allowed, String what, int offset) {
        if (actual > allowed) {
            throw over(limit, actual, allowed, what, offset);
        }
    }

    private ParseException over(String limit, long actual, int allowed, String what, int offset) {
        return at(offset, String.format(java.util.Locale.ROOT, "%,d %s are more than the %,d that the limit '%s' allows",
                actual, what, allowed, limit));
    }

    private void checkCharacters() {
        int bad = firstForbidden(text);
        if (bad >= 0) {
            throw at(bad, forbidden(text, bad));
        }
    }

    /** The index of the first character that XML 1.0 (production 2, Char) does not allow, or -1. */
    static int firstForbidden(String value) {
        for (int i = 0, n = value.length(); i < n; i++) {
            char c = value.charAt(i);
            if (c < ' ') {
                if (c != '\n' && c != '\t' && c != '\r') {
                    return i;
                }
            } else if (c >= 0xD800) {
                if (c >= 0xFFFE) {
                    return i;
                }
                if (Character.isSurrogate(c)) {
                    if (i + 1 == n || !Character.isSurrogatePair(c, value.charAt(i + 1))) {
                        return i;
                    }
                    i++;
                }
            }
        }
        return -1;
    }

    static String forbidden(String value, int index) {
        char c = value.charAt(index);
        return String.format("the character U+%04X%s is not allowed in XML", (int) c,
                Character.isSurrogate(c) ? " (half of a surrogate pair)" : "");
    }

    private ParseException at(int offset, String problem) {
        return new ParseException(source.lines().line(offset), source.lines().column(offset), problem);
    }

    private ParseException notWellFormed(XMLStreamException e, @Nullable XMLStreamReader2 reader) {
        if (String.valueOf(e.getMessage()).startsWith("Attribute limit (")) {
            check("attributes", mostAttributesRead(), limits.attributes(), "attributes (and maybe more) of one element", tokenStart(reader));
        }
        String message = String.valueOf(e.getMessage());
        int position = message.indexOf("\n at [");
        // what it quotes of the document may be long, and may break lines
        String problem = (position < 0 ? message : message.substring(0, position)).strip().replaceAll("[\\x00-\\x20\\x7F-\\x9F]+", " ");
        problem = problem.length() <= MOST_SAID ? problem : problem.substring(0, MOST_SAID) + "…";
        int offset = e.getLocation() == null ? 0 : Math.max(0, Math.min(e.getLocation().getCharacterOffset(), text.length()));
        Matcher prefix = UNDECLARED_PREFIX.matcher(problem);
        if (prefix.find()) {
            problem += "; declare it on <domain>, as in xmlns:" + prefix.group(1) + "='http://libvirt.org/schemas/domain/"
                    + prefix.group(1) + "/1.0' (libvirt without validation silently drops such an element)";
        }
        return new ParseException(source.lines().line(offset), source.lines().column(offset),
                "not well-formed XML: " + problem, e);
    }

    private static int tokenStart(@Nullable XMLStreamReader2 reader) {
        return reader == null ? 0 : (int) reader.getLocationInfo().getStartingCharOffset();
    }

    private static String orEmpty(@Nullable String value) {
        return value == null ? "" : value;
    }
}
