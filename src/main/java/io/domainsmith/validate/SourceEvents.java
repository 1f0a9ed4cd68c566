package io.domainsmith.validate;

import io.domainsmith.document.SourceAttribute;
import io.domainsmith.document.SourceElement;
import io.domainsmith.document.SourcePlace;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xml.sax.ContentHandler;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.AttributesImpl;
import org.xml.sax.helpers.LocatorImpl;

/** Tells a source tree to a SAX handler: nothing is parsed again, so nothing can be resolved. */
final class SourceEvents {

    private final ContentHandler handler;
    private final LocatorImpl locator = new LocatorImpl();
    private @Nullable SourceElement current;
    private @Nullable SourcePlace strayText;

    SourceEvents(ContentHandler handler) {
        this.handler = handler;
    }

    void tell(SourceElement root) throws SAXException {
        handler.setDocumentLocator(locator);
        handler.startDocument();
        element(root);
        handler.endDocument();
    }

    /** The element whose start tag or end tag is being told. */
    @Nullable SourceElement current() {
        return current;
    }

    /** The place of the text told last, where text and elements are mixed. */
    @Nullable SourcePlace strayText() {
        return strayText;
    }

    private void element(SourceElement element) throws SAXException {
        at(element);
        for (var declared : element.namespaces().entrySet()) {
            handler.startPrefixMapping(declared.getKey(), declared.getValue());
        }
        AttributesImpl attributes = new AttributesImpl();
        for (SourceAttribute attribute : element.attributes()) {
            attributes.addAttribute(attribute.namespaceUri(), attribute.localName(), attribute.name(), "CDATA",
                    attribute.value());
        }
        handler.startElement(element.namespaceUri(), element.localName(), element.name(), attributes);
        strayText = null;
        List<SourceElement> children = element.children();
        List<SourceElement.StrayText> texts = element.strayTexts();
        if (children.isEmpty()) {
            characters(element.text());
        }
        for (int i = 0; i <= children.size(); i++) {
            for (SourceElement.StrayText text : texts) {
                if (text.before() == i) {
                    strayText = text.place();
                    characters(text.text());
                }
            }
            if (i < children.size()) {
                element(children.get(i));
            }
        }
        at(element);
        handler.endElement(element.namespaceUri(), element.localName(), element.name());
        strayText = null;
        List<String> prefixes = new ArrayList<>(element.namespaces().keySet());
        for (int i = prefixes.size() - 1; i >= 0; i--) {
            handler.endPrefixMapping(prefixes.get(i));
        }
    }

    private void characters(String text) throws SAXException {
        if (!text.isEmpty()) {
            handler.characters(text.toCharArray(), 0, text.length());
        }
    }

    private void at(SourceElement element) {
        current = element;
        locator.setLineNumber(element.line());
        locator.setColumnNumber(element.column());
    }
}
