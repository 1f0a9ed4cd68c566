package io.domainsmith.target;

import io.domainsmith.internal.SafeXml;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** The XML in which libvirt tells what a host can do. */
final class CapabilitiesXml {

    private CapabilitiesXml() {
    }

    /** The name of the root element. */
    static String kind(String xml) {
        return root(xml).getTagName();
    }

    /** The root element, which has to be of a name. */
    static Element root(String xml, String name) {
        Element root = root(xml);
        if (!root.getTagName().equals(name)) {
            throw new IllegalArgumentException("the root element is <" + root.getTagName() + ">, not <" + name + ">");
        }
        return root;
    }

    private static Element root(String xml) {
        try {
            return SafeXml.documentBuilder().parse(new InputSource(new StringReader(xml.strip()))).getDocumentElement();
        } catch (SAXException e) {
            throw new IllegalArgumentException("the capabilities cannot be read: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new IllegalStateException("a text could not be read", e);
        }
    }

    static List<Element> children(Element parent) {
        List<Element> children = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                children.add(element);
            }
        }
        return children;
    }

    static List<Element> children(Element parent, String name) {
        return children(parent).stream().filter(child -> child.getTagName().equals(name)).toList();
    }
}
