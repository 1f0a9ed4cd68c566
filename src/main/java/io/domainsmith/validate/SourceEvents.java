package io.domainsmith.validate;

import io.domainsmith.document.SourceAttribute;
import io.domainsmith.document.SourceElement;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xml.sax.ContentHandler;
import org.xml.sax.Locator;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.AttributesImpl;

/** Tells a source tree to a SAX handler: nothing is parsed again, so nothing can be resolved. */
final class SourceEvents {

    private final ContentHandler handler;
    private final AttributesImpl attributes = new AttributesImpl();
    private @Nullable SourceElement current;

    SourceEvents(ContentHandler handler) {
        this.handler = handler;
    }

    /** Tells a whole document. */
    void tell(SourceElement root) throws SAXException {
        handler.setDocumentLocator(new CurrentPlace());
        handler.startDocument();
        element(root);
        handler.endDocument();
    }

    private void element(SourceElement element) throws SAXException {
        current = element;
        for (var declared : element.namespaces().entrySet()) {
            handler.startPrefixMapping(declared.getKey(), declared.getValue());
        }
        attributes.clear();
        for (SourceAttribute attribute : element.attributes()) {
            attributes.addAttribute(attribute.namespaceUri(), attribute.localName(), attribute.name(), "CDATA",
                    attribute.value());
        }
        handler.startElement(element.namespaceUri(), element.localName(), element.name(), attributes);
        List<SourceElement> children = element.children();
        List<SourceElement.StrayText> texts = element.strayTexts();
        if (children.isEmpty()) {
            characters(element.text());
        }
        int told = 0;
        for (int i = 0; i <= children.size(); i++) {
            for (; told < texts.size() && texts.get(told).before() == i; told++) {
                characters(texts.get(told).text());
            }
            if (i < children.size()) {
                element(children.get(i));
            }
        }
        current = element;
        handler.endElement(element.namespaceUri(), element.localName(), element.name());
        for (String prefix : element.namespaces().keySet()) {
            handler.endPrefixMapping(prefix);
        }
    }

    private void characters(String text) throws SAXException {
        if (!text.isEmpty()) {
            handler.characters(text.toCharArray(), 0, text.length());
        }
    }

    /** Lines are counted only when the handler asks, which it does to report an error. */
    private final class CurrentPlace implements Locator {

        @Override
        public @Nullable String getPublicId() {
            return null;
        }

        @Override
        public @Nullable String getSystemId() {
            return null;
        }

        @Override
        public int getLineNumber() {
            return current == null ? -1 : current.line();
        }

        @Override
        public int getColumnNumber() {
            return current == null ? -1 : current.column();
        }
    }
}
