package io.domainsmith.xslt;

import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import javax.xml.transform.sax.SAXSource;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.XMLReader;

/** XML for Saxon, read by the JDK's parser without DOCTYPEs: Saxon's own choice of a parser would resolve external entities. */
final class SafeXml {

    private SafeXml() {
    }

    static SAXSource source(InputSource input, String systemId) {
        input.setSystemId(systemId);
        try {
            SAXParserFactory factory = SAXParserFactory.newDefaultInstance();
            factory.setNamespaceAware(true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            XMLReader reader = factory.newSAXParser().getXMLReader();
            return new SAXSource(reader, input);
        } catch (ParserConfigurationException | SAXException e) {
            throw new IllegalStateException("the JDK's XML parser lacks what it is documented to have", e);
        }
    }
}
