package io.domainsmith.validate;

import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import javax.xml.transform.sax.SAXSource;
import net.sf.saxon.Configuration;
import net.sf.saxon.lib.EnvironmentVariableResolver;
import net.sf.saxon.lib.Feature;
import net.sf.saxon.s9api.Processor;
import net.sf.saxon.trans.XPathException;
import org.jspecify.annotations.Nullable;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** Saxon that reads what it is handed and reaches nothing else: no file, no network, no environment, no Java. */
final class SecludedSaxon {

    private SecludedSaxon() {
    }

    static Processor newProcessor() {
        Processor processor = new Processor(false);
        processor.setConfigurationProperty(Feature.ALLOW_EXTERNAL_FUNCTIONS, false);
        processor.setConfigurationProperty(Feature.DISABLE_XSL_EVALUATE, true);
        processor.setConfigurationProperty(Feature.ALLOWED_PROTOCOLS, "");
        processor.setConfigurationProperty(Feature.ENVIRONMENT_VARIABLE_RESOLVER, new EnvironmentVariableResolver() {
            @Override
            public Set<String> getAvailableEnvironmentVariables() {
                return Set.of();
            }

            @Override
            public @Nullable String getEnvironmentVariable(String name) {
                return null;
            }
        });
        Configuration configuration = processor.getUnderlyingConfiguration();
        configuration.setResourceResolver(request -> {
            throw refused(String.valueOf(request.uri));
        });
        configuration.setUnparsedTextURIResolver((uri, encoding, asked, wanted) -> {
            throw refused(String.valueOf(uri));
        });
        configuration.setCollectionFinder((context, uri) -> {
            throw refused(String.valueOf(uri));
        });
        return processor;
    }

    private static XPathException refused(String uri) {
        return new XPathException("nothing but the file itself and the document may be read, so not " + uri);
    }

    /** XML as a source, read by the JDK's parser without DOCTYPE. */
    static SAXSource source(InputStream in, String systemId) throws IOException {
        SAXParserFactory factory = SAXParserFactory.newDefaultInstance();
        factory.setNamespaceAware(true);
        try {
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            InputSource source = new InputSource(in);
            source.setSystemId(systemId);
            return new SAXSource(factory.newSAXParser().getXMLReader(), source);
        } catch (ParserConfigurationException | SAXException e) {
            throw new IllegalStateException("the JDK's XML parser cannot be secured", e);
        }
    }
}
