package io.domainsmith.document;

import io.domainsmith.model.Domain;
import jakarta.xml.bind.JAXBContext;
import jakarta.xml.bind.JAXBException;
import jakarta.xml.bind.Unmarshaller;
import jakarta.xml.bind.UnmarshallerHandler;
import java.util.Map;
import org.glassfish.jaxb.runtime.v2.ContextFactory;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.AttributesImpl;
import org.xml.sax.helpers.LocatorImpl;

/** Hands the source tree to JAXB: only what the model knows, each element with its place. */
final class ModelReader {

    /** Made on first use, since reading the annotations of all classes takes a moment. */
    private static final class Context {
        static final JAXBContext INSTANCE = create();

        private static JAXBContext create() {
            try {
                return ContextFactory.createContext(new Class<?>[] {Domain.class}, Map.of());
            } catch (JAXBException e) {
                throw new IllegalStateException("the generated model is not a JAXB model", e);
            }
        }
    }

    private final Source source;
    private final UnmarshallerHandler handler;
    private final LocatorImpl locator = new LocatorImpl();

    private ModelReader(Source source) throws JAXBException {
        this.source = source;
        Unmarshaller unmarshaller = Context.INSTANCE.createUnmarshaller();
        // a value that an enum does not know stays null, and ModelGap tells of it
        unmarshaller.setEventHandler(event -> true);
        this.handler = unmarshaller.getUnmarshallerHandler();
        this.locator.setSystemId(source.id());
    }

    static Domain read(Source source) {
        try {
            ModelReader reader = new ModelReader(source);
            reader.handler.setDocumentLocator(reader.locator);
            reader.handler.startDocument();
            reader.feed(source.root(), ModelType.of(Domain.class));
            reader.handler.endDocument();
            return (Domain) reader.handler.getResult();
        } catch (JAXBException | SAXException e) {
            throw new IllegalStateException("a well-formed document could not be read into the model", e);
        }
    }

    private void feed(SourceElement element, ModelType type) throws SAXException {
        start(element);
        if (type.value() != null) {
            text(element);
        }
        for (SourceElement child : element.children()) {
            ModelType.Child kind = type.child(child.namespaceUri(), child.localName());
            if (kind == null) {
                continue;
            }
            if (kind.leaf() == null) {
                feed(child, kind.type());
            } else {
                start(child);
                text(child);
                handler.endElement(child.namespaceUri(), child.localName(), child.name());
            }
        }
        handler.endElement(element.namespaceUri(), element.localName(), element.name());
    }

    private void start(SourceElement element) throws SAXException {
        locator.setLineNumber(element.line());
        locator.setColumnNumber(element.column());
        AttributesImpl attributes = new AttributesImpl();
        for (SourceAttribute attribute : element.attributes()) {
            if (attribute.namespaceUri().isEmpty()) {
                attributes.addAttribute("", attribute.localName(), attribute.localName(), "CDATA", attribute.value());
            }
        }
        handler.startElement(element.namespaceUri(), element.localName(), element.name(), attributes);
    }

    private void text(SourceElement element) throws SAXException {
        char[] characters = element.text().toCharArray();
        handler.characters(characters, 0, characters.length);
    }
}
