package io.domainsmith.xslt;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.document.ParseException;
import io.domainsmith.internal.SmallFile;
import io.domainsmith.model.Domain;
import io.domainsmith.transform.StepException;
import io.domainsmith.transform.TransformContext;
import io.domainsmith.transform.Transformer;
import io.domainsmith.validate.Consequence;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A stylesheet (XSLT 3.0) as a step: what its result says differently is edited into the document, which keeps every other
 * character. The identity stylesheet changes nothing.
 *
 * <pre>{@code
 * Pipeline pipeline = Pipeline.of(XsltStep.of(Path.of("fix.xsl")).withParameter("bridge", "br0"));
 * }</pre>
 *
 * <p>A stylesheet is compiled once and may be shared by threads. It reads the document and nothing else, and writes its result
 * and nothing else: no files, no network, no environment, no Java. What it says with {@code <xsl:message>} becomes a finding;
 * {@code terminate="yes"} refuses the step. Its {@code <xsl:output>} has no effect. Beside elements, attributes and text its
 * comments count too: a stylesheet that does not copy them takes them away.
 *
 * @since 0.1
 */
public final class XsltStep implements Transformer {

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final String file;
    private final Stylesheet stylesheet;
    private final Map<String, String> parameters;

    private XsltStep(String file, Stylesheet stylesheet, Map<String, String> parameters) {
        this.file = file;
        this.stylesheet = stylesheet;
        this.parameters = parameters;
    }

    /**
     * Reads and compiles a stylesheet that may read nothing beside the document.
     *
     * @throws IOException if the file cannot be read
     * @throws StylesheetException if it does not compile
     * @throws IllegalStateException if Saxon-HE is not on the class path
     */
    public static XsltStep of(Path stylesheet) throws IOException {
        return reading(null, stylesheet);
    }

    /**
     * Reads and compiles a stylesheet that may read files below a folder: modules that it includes, documents, texts. A symbolic
     * link out of the folder is not followed.
     *
     * @throws IOException if the file cannot be read
     * @throws StylesheetException if it does not compile
     * @throws IllegalStateException if Saxon-HE is not on the class path
     */
    public static XsltStep reading(@Nullable Path folder, Path stylesheet) throws IOException {
        return compile(stylesheet.toString(), SmallFile.text(stylesheet), stylesheet.toUri().toString(), folder);
    }

    /**
     * Compiles a stylesheet from its text; it may read nothing beside the document.
     *
     * @param name what messages call it
     * @throws StylesheetException if it does not compile
     * @throws IllegalStateException if Saxon-HE is not on the class path
     */
    public static XsltStep of(String name, String stylesheet) {
        return compile(name, stylesheet, "stylesheet:" + name.replaceAll("[^A-Za-z0-9._/-]", "_"), null);
    }

    private static XsltStep compile(String name, String text, String systemId, @Nullable Path folder) {
        try {
            return new XsltStep(name, new Stylesheet(name, text, systemId, folder), Map.of());
        } catch (LinkageError e) {
            throw new IllegalStateException("stylesheets need Saxon-HE, which is not on the class path: add net.sf.saxon:Saxon-HE, "
                    + "13.1 or newer", e);
        }
    }

    /**
     * This step with a value for a global parameter. It is untyped: a parameter with a type converts it.
     *
     * @param name its name; one in a namespace is written {@code Q{uri}name}
     * @throws StylesheetException if the stylesheet has no such parameter
     */
    public XsltStep withParameter(String name, String value) {
        Set<String> known = stylesheet.parameters();
        if (!known.contains(name)) {
            throw new StylesheetException(new StylesheetException.Problem(file, 0, 0, "there is no parameter '" + name + "'; "
                    + (known.isEmpty() ? "the stylesheet has none" : "there are " + String.join(", ", known))));
        }
        Map<String, String> more = new LinkedHashMap<>(parameters);
        more.put(name, value);
        return new XsltStep(file, stylesheet, more);
    }

    @Override
    public String name() {
        return "xslt";
    }

    @Override
    public String description() {
        return "Applies the stylesheet " + file + ".";
    }

    @Override
    public void apply(Domain domain, TransformContext context) {
        for (String required : stylesheet.requiredParameters()) {
            if (!parameters.containsKey(required)) {
                throw new StepException(file + ": the parameter '" + required + "' needs a value");
            }
        }
        DomainDocument document = context.current(domain);
        String xml = document.toXml();
        String result = stylesheet.apply(xml.startsWith(BYTE_ORDER_MARK) ? xml.substring(1) : xml, parameters,
                message -> context.warn(domain, Consequence.ADVICE, message, null));
        try {
            context.replace(DomainDocument.parse(result, document.limits()));
        } catch (ParseException e) {
            throw new StepException(file + ": the result is no domain: " + e.problem());
        }
    }
}
