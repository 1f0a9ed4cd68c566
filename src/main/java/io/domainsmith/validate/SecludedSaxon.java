package io.domainsmith.validate;

import java.util.Set;
import net.sf.saxon.Configuration;
import net.sf.saxon.lib.EnvironmentVariableResolver;
import net.sf.saxon.lib.Feature;
import net.sf.saxon.s9api.Processor;
import net.sf.saxon.trans.XPathException;
import org.jspecify.annotations.Nullable;

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
}
