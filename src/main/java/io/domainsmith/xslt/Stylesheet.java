package io.domainsmith.xslt;

import io.domainsmith.internal.SafeXml;
import io.domainsmith.transform.StepException;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.xml.transform.SourceLocator;
import javax.xml.transform.sax.SAXSource;
import net.sf.saxon.Configuration;
import net.sf.saxon.lib.EnvironmentVariableResolver;
import net.sf.saxon.lib.Feature;
import net.sf.saxon.lib.Logger;
import net.sf.saxon.s9api.ItemType;
import net.sf.saxon.s9api.Processor;
import net.sf.saxon.s9api.QName;
import net.sf.saxon.s9api.SaxonApiException;
import net.sf.saxon.s9api.Serializer;
import net.sf.saxon.s9api.XdmAtomicValue;
import net.sf.saxon.s9api.XdmDestination;
import net.sf.saxon.s9api.XdmNode;
import net.sf.saxon.s9api.XdmValue;
import net.sf.saxon.s9api.XmlProcessingError;
import net.sf.saxon.s9api.Xslt30Transformer;
import net.sf.saxon.s9api.XsltCompiler;
import net.sf.saxon.s9api.XsltExecutable;
import org.jspecify.annotations.Nullable;
import org.xml.sax.InputSource;

/** A stylesheet compiled by Saxon, locked down. Threads may share it. */
final class Stylesheet {

    private static final String WAY_OUT = "; a stylesheet may read nothing but the document unless it is given a folder to read "
            + "(--allow-read DIR, or XsltStep.reading)";

    private final String name;
    private final String systemId;
    private final Processor processor;
    private final XsltExecutable executable;

    /**
     * Compiles a stylesheet.
     *
     * @param name its file's name, for messages
     * @param text the stylesheet
     * @param systemId the base of relative references
     * @param folder what it may read, or null for nothing
     * @throws StylesheetException if it does not compile
     */
    Stylesheet(String name, String text, String systemId, @Nullable Path folder) {
        this.name = name;
        this.systemId = systemId;
        this.processor = new Processor(configuration(folder));
        XsltCompiler compiler = processor.newXsltCompiler();
        List<StylesheetException.Problem> problems = new ArrayList<>();
        compiler.setErrorReporter(error -> {
            if (!error.isWarning()) {
                problems.add(problem(error));
            }
        });
        try {
            this.executable = compiler.compile(source(new InputSource(new StringReader(text)), systemId));
        } catch (SaxonApiException e) {
            if (problems.isEmpty()) {
                problems.add(new StylesheetException.Problem(name, Math.max(0, e.getLineNumber()), 0, String.valueOf(e.getMessage())));
            }
            throw new StylesheetException(problems.stream().distinct().toList(), e);
        } catch (StackOverflowError e) {
            throw new StylesheetException(List.of(new StylesheetException.Problem(name, 0, 0, "an expression is nested too deeply")), e);
        }
    }

    /** Saxon's own choice of a parser would resolve external entities. */
    static SAXSource source(InputSource input, String systemId) {
        input.setSystemId(systemId);
        return new SAXSource(SafeXml.reader(), input);
    }

    private static Configuration configuration(@Nullable Path folder) {
        Configuration configuration = new Configuration();
        configuration.setLogger(new Silence());
        configuration.setResourceResolver(new Resources(folder));
        configuration.setConfigurationProperty(Feature.ALLOWED_PROTOCOLS, folder == null ? "" : "file");
        configuration.setConfigurationProperty(Feature.ALLOW_EXTERNAL_FUNCTIONS, false);
        configuration.setConfigurationProperty(Feature.ENVIRONMENT_VARIABLE_RESOLVER, new NoEnvironment());
        configuration.setCollectionFinder((context, uri) -> {
            throw new net.sf.saxon.trans.XPathException("collections are not available to a stylesheet", "FODC0002");
        });
        return configuration;
    }

    /**
     * Applies the stylesheet.
     *
     * @param xml the document
     * @param parameters values of its global parameters, by name
     * @param messages takes what the stylesheet has to say
     * @return the result as XML without a declaration, whatever its {@code <xsl:output>} says
     * @throws StepException if it ends with an error
     */
    String apply(String xml, Map<String, String> parameters, Consumer<String> messages) {
        Xslt30Transformer transformer = executable.load30();
        List<StylesheetException.Problem> problems = new ArrayList<>();
        transformer.setErrorReporter(error -> {
            if (!error.isWarning()) {
                problems.add(problem(error));
            }
        });
        transformer.setMessageHandler(message -> {
            if (!message.isTerminate()) {
                messages.accept(place(message.getLocation()) + ": " + message.getStringValue().strip());
            }
        });
        transformer.setTraceFunctionDestination(null);
        try {
            transformer.setStylesheetParameters(values(parameters));
            XdmDestination result = new XdmDestination();
            result.setBaseURI(URI.create("domain:result"));
            InputSource source = new InputSource(new StringReader(xml));
            source.setSystemId("domain:source");
            transformer.transform(new SAXSource(SafeXml.documentReader(), source), result);
            return serialize(result.getXdmNode());
        } catch (SaxonApiException e) {
            throw new StepException(e.getTerminatingXsltMessage() != null
                    ? place(e.getTerminatingXsltMessage().getLocation()) + ": " + e.getTerminatingXsltMessage().getStringValue().strip()
                    : problems.isEmpty() ? name + ": " + e.getMessage()
                    : problems.stream().distinct().map(StylesheetException.Problem::toString).collect(Collectors.joining("\n")));
        }
    }

    private Map<QName, XdmValue> values(Map<String, String> parameters) throws SaxonApiException {
        Map<QName, XdmValue> values = new HashMap<>();
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            values.put(QName.fromEQName(parameter.getKey()), new XdmAtomicValue(parameter.getValue(), ItemType.UNTYPED_ATOMIC));
        }
        return values;
    }

    /** The names of its global parameters that one may set, sorted. */
    Set<String> parameters() {
        return executable.getGlobalParameters().keySet().stream().map(Stylesheet::word)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The names of those that must be set, sorted. */
    Set<String> requiredParameters() {
        return executable.getGlobalParameters().entrySet().stream().filter(entry -> entry.getValue().isRequired())
                .map(entry -> word(entry.getKey())).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String word(QName parameter) {
        return parameter.getNamespaceUri().isEmpty() ? parameter.getLocalName() : parameter.getEQName();
    }

    private String serialize(XdmNode result) throws SaxonApiException {
        StringWriter out = new StringWriter();
        Serializer serializer = processor.newSerializer(out);
        serializer.setOutputProperty(Serializer.Property.METHOD, "xml");
        serializer.setOutputProperty(Serializer.Property.OMIT_XML_DECLARATION, "yes");
        serializer.setOutputProperty(Serializer.Property.INDENT, "no");
        serializer.serializeNode(result);
        return out.toString();
    }

    private StylesheetException.Problem problem(XmlProcessingError error) {
        SourceLocator location = error.getLocation();
        return new StylesheetException.Problem(file(location), location == null ? 0 : Math.max(0, location.getLineNumber()),
                location == null ? 0 : Math.max(0, location.getColumnNumber()),
                error.getMessage() + (String.valueOf(error.getMessage()).endsWith("has been prohibited") ? WAY_OUT : "")
                        + (error.getErrorCode() == null ? "" : " [" + error.getErrorCode().getLocalName() + "]"));
    }

    private String place(@Nullable SourceLocator location) {
        String file = file(location);
        return location == null || location.getLineNumber() <= 0 ? file : file + ":" + location.getLineNumber();
    }

    /** The name by which the stylesheet is known, or that of the module it includes. */
    private String file(@Nullable SourceLocator location) {
        String module = location == null ? null : location.getSystemId();
        return module == null || module.equals(systemId) ? name : module.substring(module.lastIndexOf('/') + 1);
    }

    /** Environment variables are none of a stylesheet's business. */
    private static final class NoEnvironment implements EnvironmentVariableResolver {
        @Override
        public Set<String> getAvailableEnvironmentVariables() {
            return Set.of();
        }

        @Override
        public @Nullable String getEnvironmentVariable(String name) {
            return null;
        }
    }

    /** What there is to say goes into results and exceptions. */
    private static final class Silence extends Logger {
        @Override
        public void println(String message, int severity) {
            // a library does not write to its host's streams
        }
    }
}
