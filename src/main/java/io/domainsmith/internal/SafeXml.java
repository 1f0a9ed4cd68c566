package io.domainsmith.internal;

import com.ctc.wstx.api.WstxInputProperties;
import com.ctc.wstx.stax.WstxInputFactory;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import javax.xml.stream.XMLInputFactory;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerConfigurationException;
import javax.xml.transform.TransformerFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathFactory;
import javax.xml.xpath.XPathFactoryConfigurationException;
import org.jspecify.annotations.Nullable;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.XMLReader;

/**
 * The one place that makes XML processors: by class, whatever else the host application has on its class path, and none reads
 * a DOCTYPE or reaches for a file or an address.
 */
public final class SafeXml {

    private static final String NO_DOCTYPE = "http://apache.org/xml/features/disallow-doctype-decl";
    private static final String LIMITS = "http://www.oracle.com/xml/jaxp/properties/";

    private static final String DEPTH = "maxElementDepth";
    private static final int MOST_DEPTH = 1000;

    /** The JDK's own limits that ParseLimits replaces; they differ between its releases. */
    private static final String[] OWN_LIMITS = {"elementAttributeLimit", "maxXMLNameLimit", DEPTH};
    private static final String NONE = String.valueOf(Integer.MAX_VALUE);

    private SafeXml() {
    }

    /** A stream reader with exact offsets: it tells of a DOCTYPE and does not read it. Its factory may be shared. */
    public static WstxInputFactory streamFactory() {
        WstxInputFactory factory = new WstxInputFactory();
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, false);
        // ParseLimits are checked with better messages; a caller may raise them above Woodstox' own
        factory.setProperty(WstxInputProperties.P_MAX_ELEMENT_DEPTH, Integer.MAX_VALUE);
        factory.setProperty(WstxInputProperties.P_MAX_ATTRIBUTES_PER_ELEMENT, Integer.MAX_VALUE);
        factory.setProperty(WstxInputProperties.P_MAX_ATTRIBUTE_SIZE, Integer.MAX_VALUE);
        factory.setProperty(WstxInputProperties.P_MAX_TEXT_LENGTH, Integer.MAX_VALUE);
        return factory;
    }

    /** A reader of what people write, such as stylesheets: with namespaces, and no deeper than {@value #MOST_DEPTH} levels. */
    public static XMLReader reader() {
        return reader(MOST_DEPTH);
    }

    /** A reader of a document that was within its limits: with namespaces, at any depth. */
    public static XMLReader documentReader() {
        return reader(Integer.MAX_VALUE);
    }

    private static XMLReader reader(int depth) {
        SAXParserFactory factory = SAXParserFactory.newDefaultInstance();
        factory.setNamespaceAware(true);
        try {
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature(NO_DOCTYPE, true);
            XMLReader reader = factory.newSAXParser().getXMLReader();
            for (String limit : OWN_LIMITS) {
                reader.setProperty(LIMITS + limit, NONE);
            }
            reader.setProperty(LIMITS + DEPTH, String.valueOf(depth));
            return reader;
        } catch (ParserConfigurationException | SAXException e) {
            throw lacking(e);
        }
    }

    /** A builder of trees with namespaces, which throws errors and prints none. */
    public static DocumentBuilder documentBuilder() {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
        factory.setNamespaceAware(true);
        try {
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature(NO_DOCTYPE, true);
            for (String limit : OWN_LIMITS) {
                factory.setAttribute(LIMITS + limit, NONE);
            }
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler((@Nullable ErrorHandler) null);
            return builder;
        } catch (ParserConfigurationException e) {
            throw lacking(e);
        }
    }

    /** What writes a tree as text. */
    public static Transformer writer() {
        try {
            TransformerFactory factory = TransformerFactory.newDefaultInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_STYLESHEET, "");
            return factory.newTransformer();
        } catch (TransformerConfigurationException e) {
            throw lacking(e);
        }
    }

    /** XPath 1.0 without extension functions. */
    public static XPath xpath() {
        try {
            XPathFactory factory = XPathFactory.newDefaultInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            return factory.newXPath();
        } catch (XPathFactoryConfigurationException e) {
            throw lacking(e);
        }
    }

    private static IllegalStateException lacking(Exception e) {
        return new IllegalStateException("the JDK's XML processors lack what they are documented to have", e);
    }
}
