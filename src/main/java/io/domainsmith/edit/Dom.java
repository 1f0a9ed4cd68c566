package io.domainsmith.edit;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.document.ParseException;
import io.domainsmith.document.PrintOrder;
import io.domainsmith.document.SourceElement;
import io.domainsmith.internal.SafeXml;
import io.domainsmith.model.Domain;
import io.domainsmith.transform.StepException;
import io.domainsmith.transform.TransformContext;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.xml.XMLConstants;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** A document as a DOM to edit; the differences then go into the text, as those of any step. */
final class Dom {

    private static final List<String> LIBVIRT_PREFIXES = List.of("qemu", "lxc", "xen", "bhyve", "vmware");

    private Dom() {
    }

    /** Lets an edit loose on what the document says now. */
    static void edit(Domain domain, TransformContext context, Consumer<Document> edit) {
        DomainDocument document = context.current(domain);
        Document dom = read(document.toXml());
        edit.accept(dom);
        try {
            context.replace(DomainDocument.parse(write(dom), document.limits()));
        } catch (ParseException e) {
            throw new StepException("the result is no domain: " + e.problem());
        }
    }

    static Document read(String xml) {
        try {
            return SafeXml.documentBuilder().parse(new InputSource(new StringReader(xml.startsWith("\uFEFF") ? xml.substring(1) : xml)));
        } catch (SAXException | IOException e) {
            throw new IllegalStateException("a well-formed document could not be read again", e);
        }
    }

    private static String write(Document dom) {
        try {
            Transformer identity = SafeXml.writer();
            identity.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
            StringWriter out = new StringWriter();
            identity.transform(new DOMSource(dom.getDocumentElement()), new StreamResult(out));
            return out.toString();
        } catch (TransformerException e) {
            throw new IllegalStateException("a DOM could not be written", e);
        }
    }

    /**
     * Reads elements from text that may use libvirt's prefixes without declaring them.
     *
     * @throws IllegalArgumentException if it is not well-formed, or no element
     */
    static List<Element> fragment(String xml) {
        StringBuilder open = new StringBuilder("<domain");
        for (String prefix : LIBVIRT_PREFIXES) {
            open.append(" xmlns:").append(prefix).append("='").append(libvirtNamespace(prefix)).append('\'');
        }
        SourceElement root;
        String text = open + ">" + xml + "</domain>";
        try {
            root = DomainDocument.parse(text).root();
        } catch (ParseException e) {
            throw new IllegalArgumentException("line " + e.line() + " of the XML: " + e.problem(), e);
        }
        if (root.children().isEmpty() || !root.strayTexts().isEmpty()) {
            throw new IllegalArgumentException("'" + xml.strip() + "' is not an element such as <rng model='virtio'/>");
        }
        return children(read(text).getDocumentElement());
    }

    static String libvirtNamespace(String prefix) {
        return "http://libvirt.org/schemas/domain/" + prefix + "/1.0";
    }

    static boolean isLibvirtPrefix(String prefix) {
        return LIBVIRT_PREFIXES.contains(prefix);
    }

    /** The namespaces in scope at an element, and libvirt's own under the prefixes that they usually have. */
    static Map<String, String> prefixes(Node at) {
        Map<String, String> prefixes = new LinkedHashMap<>();
        LIBVIRT_PREFIXES.forEach(prefix -> prefixes.put(prefix, libvirtNamespace(prefix)));
        Deque<Node> scopes = new ArrayDeque<>();
        for (Node node = at; node != null; node = node.getParentNode()) {
            scopes.push(node);
        }
        for (Node node : scopes) {
            for (int i = 0; node.getAttributes() != null && i < node.getAttributes().getLength(); i++) {
                Node attribute = node.getAttributes().item(i);
                if ("xmlns".equals(attribute.getPrefix())) {
                    prefixes.put(attribute.getLocalName(), attribute.getNodeValue());
                }
            }
        }
        return prefixes;
    }

    static List<Element> children(Element parent) {
        List<Element> children = new ArrayList<>();
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element) {
                children.add(element);
            }
        }
        return children;
    }

    static String name(Node node) {
        return node.getNamespaceURI() == null ? node.getLocalName() : "{" + node.getNamespaceURI() + "}" + node.getLocalName();
    }

    private static List<String> path(Node element) {
        List<String> path = new ArrayList<>();
        for (Node node = element; node instanceof Element; node = node.getParentNode()) {
            path.add(0, name(node));
        }
        return path;
    }

    /** Puts an element where libvirt would print it: behind the last of its kind, or of those that go before it. */
    static Element insert(Element parent, Element element) {
        Element own = (Element) parent.getOwnerDocument().importNode(element, true);
        List<String> order = PrintOrder.children(path(parent));
        int rank = order.indexOf(name(own));
        Element last = null;
        for (Element child : children(parent)) {
            int other = order.indexOf(name(child));
            if (rank < 0 || other >= 0 && other <= rank) {
                last = child;
            }
        }
        parent.insertBefore(own, last == null ? parent.getFirstChild() : last.getNextSibling());
        declare(own);
        return own;
    }

    /** A namespace of libvirt's is declared on the root, where people look for it. */
    private static void declare(Element element) {
        String prefix = element.getPrefix();
        Element root = element.getOwnerDocument().getDocumentElement();
        if (prefix != null && isLibvirtPrefix(prefix) && libvirtNamespace(prefix).equals(element.getNamespaceURI())
                && !root.hasAttribute("xmlns:" + prefix)) {
            root.setAttributeNS(XMLConstants.XMLNS_ATTRIBUTE_NS_URI, "xmlns:" + prefix, element.getNamespaceURI());
        }
    }

    /** The element's own text; that of its children is not its own. */
    static String text(Element element) {
        StringBuilder text = new StringBuilder();
        for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child.getNodeType() == Node.TEXT_NODE || child.getNodeType() == Node.CDATA_SECTION_NODE) {
                text.append(child.getNodeValue());
            }
        }
        return text.toString();
    }

    /** Whether an element says everything that another one says; it may say more, as libvirt's additions do. */
    static boolean says(Element one, Element wanted) {
        if (!name(one).equals(name(wanted)) || !text(wanted).isBlank() && !text(wanted).equals(text(one))) {
            return false;
        }
        for (int i = 0; i < wanted.getAttributes().getLength(); i++) {
            Node attribute = wanted.getAttributes().item(i);
            boolean declaration = XMLConstants.XMLNS_ATTRIBUTE_NS_URI.equals(attribute.getNamespaceURI());
            if (!declaration && !(one.hasAttributeNS(attribute.getNamespaceURI(), attribute.getLocalName())
                    && one.getAttributeNS(attribute.getNamespaceURI(), attribute.getLocalName()).equals(attribute.getNodeValue()))) {
                return false;
            }
        }
        List<Element> mine = new ArrayList<>(children(one));
        for (Element child : children(wanted)) {
            Element found = mine.stream().filter(candidate -> says(candidate, child)).findFirst().orElse(null);
            if (found == null) {
                return false;
            }
            mine.remove(found);
        }
        return true;
    }
}
