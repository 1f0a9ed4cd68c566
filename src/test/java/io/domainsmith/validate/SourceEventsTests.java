package io.domainsmith.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.document.DomainDocument;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xml.sax.Attributes;
import org.xml.sax.Locator;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** A document's elements as SAX tells them. */
class SourceEventsTests {

    private static final class Told extends DefaultHandler {
        private final List<String> events = new ArrayList<>();
        private Locator locator;

        @Override
        public void setDocumentLocator(Locator place) {
            locator = place;
            events.add("places from " + place.getLineNumber() + ":" + place.getColumnNumber() + " of " + place.getPublicId() + " "
                    + place.getSystemId());
        }

        @Override
        public void startDocument() {
            events.add("document");
        }

        @Override
        public void endDocument() {
            events.add("end");
        }

        @Override
        public void startPrefixMapping(String prefix, String uri) {
            events.add("prefix " + prefix + "=" + uri);
        }

        @Override
        public void endPrefixMapping(String prefix) {
            events.add("no prefix " + prefix);
        }

        @Override
        public void startElement(String uri, String localName, String qName, Attributes attributes) {
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < attributes.getLength(); i++) {
                all.append(' ').append(attributes.getQName(i)).append('=').append(attributes.getValue(i));
            }
            events.add("<" + qName + "> {" + uri + "}" + localName + all + " at " + locator.getLineNumber() + ":" + locator.getColumnNumber());
        }

        @Override
        public void endElement(String uri, String localName, String qName) {
            events.add("</" + qName + ">");
        }

        @Override
        public void characters(char[] characters, int start, int length) {
            events.add("'" + new String(characters, start, length) + "'");
        }
    }

    @Test
    void everything_in_order() throws SAXException {
        Told told = new Told();
        new SourceEvents(told).tell(DomainDocument.parse("<domain type='kvm'>x<name>a</name>y\n<q:b xmlns:q='urn:q' c='d'/>z</domain>").root());
        assertThat(told.events).containsExactly("places from -1:-1 of null null", "document", "<domain> {}domain type=kvm at 1:1", "'x'",
                "<name> {}name at 1:21", "'a'", "</name>", "'y\n'", "prefix q=urn:q", "<q:b> {urn:q}b c=d at 2:1", "</q:b>",
                "no prefix q", "'z'", "</domain>", "end");
    }
}
