package io.domainsmith.validate;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.document.SourceElement;
import io.domainsmith.document.SourcePlace;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.sf.saxon.s9api.BuildingContentHandler;
import net.sf.saxon.s9api.DocumentBuilder;
import net.sf.saxon.s9api.Processor;
import net.sf.saxon.s9api.QName;
import net.sf.saxon.s9api.SaxonApiException;
import net.sf.saxon.s9api.XPathCompiler;
import net.sf.saxon.s9api.XdmAtomicValue;
import net.sf.saxon.s9api.XdmDestination;
import net.sf.saxon.s9api.XdmNode;
import net.sf.saxon.s9api.XdmNodeKind;
import net.sf.saxon.s9api.XmlProcessingError;
import net.sf.saxon.s9api.Xslt30Transformer;
import net.sf.saxon.s9api.XsltCompiler;
import net.sf.saxon.s9api.XsltExecutable;
import net.sf.saxon.s9api.streams.Steps;
import org.jspecify.annotations.Nullable;
import org.xml.sax.SAXException;

/** A Schematron file, compiled by SchXslt2 to a stylesheet; what that reports becomes findings. */
final class SchematronRule implements Rule {

    /** SchXslt2's stylesheet, which makes a stylesheet of a Schematron schema. */
    static final String TRANSPILER = "/content/transpile.xsl";

    private static final String SCHXSLT = "http://dmaus.name/ns/2023/schxslt";
    private static final String SVRL = "http://purl.oclc.org/dsdl/svrl";
    private static final Set<String> QUERIES = Set.of("test", "context", "select", "value", "subject");
    private static final String SCHEMATRON = "http://purl.oclc.org/dsdl/schematron";
    /** A step of fn:path: {@code /Q{}devices[1]}, {@code /@slot}, {@code /text()[1]}. */
    private static final Pattern STEP = Pattern.compile("/(?:Q\\{([^}]*)}([^\\[/]+)\\[(\\d+)]|@(?:Q\\{([^}]*)})?([^/]+))");

    private final Path file;
    private final String title;
    private final Processor processor;
    private final XsltExecutable stylesheet;

    private SchematronRule(Path file, String title, Processor processor, XsltExecutable stylesheet) {
        this.file = file;
        this.title = title;
        this.processor = processor;
        this.stylesheet = stylesheet;
    }

    static SchematronRule read(Path file) throws IOException {
        Processor processor = SecludedSaxon.newProcessor();
        List<String> problems = new ArrayList<>();
        XdmNode queries = null;
        try (InputStream in = Files.newInputStream(file);
                InputStream transpiler = Objects.requireNonNull(SchematronRule.class.getResourceAsStream(TRANSPILER))) {
            XdmNode schema = parse(processor, file, in, problems);
            XsltCompiler compiler = processor.newXsltCompiler();
            compiler.setErrorReporter(error -> add(problems, error));
            compiler.setParameter(new QName(SCHXSLT, "compact-report"), new XdmAtomicValue(true));
            Xslt30Transformer transpile = compiler.compile(SecludedSaxon.source(transpiler, TRANSPILER)).load30();
            transpile.setErrorReporter(error -> add(problems, error));
            transpile.setMessageHandler(message -> problems.add(message.getStringValue().strip()));
            XdmDestination compiled = new XdmDestination();
            transpile.applyTemplates(schema, compiled);
            problems.clear();
            queries = schema;
            String title = schema.select(Steps.child().then(Steps.child(SCHEMATRON, "title"))).asListOfNodes().stream()
                    .map(XdmNode::getStringValue).findFirst().orElse("").strip();
            return new SchematronRule(file, title, processor, compiler.compile(compiled.getXdmNode().asSource()));
        } catch (SaxonApiException e) {
            String why = problems.isEmpty() ? String.valueOf(e.getMessage()) : String.join("; ", problems);
            throw new IOException(file + " is not a Schematron schema that compiles: " + why
                    + (queries == null ? "" : place(processor, queries)), e);
        }
    }

    /** Where the file has the query that does not compile: SchXslt2's stylesheet no longer knows. */
    private static String place(Processor processor, XdmNode schema) {
        XPathCompiler compiler = processor.newXPathCompiler();
        compiler.setAllowUndeclaredVariables(true);
        schema.select(Steps.descendant(SCHEMATRON, "ns"))
                .forEach(ns -> compiler.declareNamespace(ns.attribute("prefix"), ns.attribute("uri")));
        List<XdmNode> queries = schema.select(Steps.descendant().then(Steps.attribute())).asListOfNodes().stream()
                .filter(attribute -> QUERIES.contains(attribute.getNodeName().getLocalName())).toList();
        for (XdmNode query : queries) {
            try {
                compiler.compile(query.getStringValue());
            } catch (SaxonApiException e) {
                // a function may be one that the file itself declares
                if (e.getErrorCode() == null || !e.getErrorCode().getLocalName().equals("XPST0017")) {
                    return " (line " + query.getParent().getLineNumber() + ", " + query.getNodeName() + "='"
                            + query.getStringValue() + "')";
                }
            }
        }
        return "";
    }

    private static XdmNode parse(Processor processor, Path file, InputStream in, List<String> problems)
            throws IOException, SaxonApiException {
        processor.getUnderlyingConfiguration().setErrorReporterFactory(configuration -> error -> add(problems, error));
        DocumentBuilder builder = processor.newDocumentBuilder();
        builder.setLineNumbering(true);
        XdmNode schema = builder.build(SecludedSaxon.source(in, file.toUri().toString()));
        XdmNode root = schema.select(Steps.child()).asListOfNodes().stream()
                .filter(node -> node.getNodeKind() == XdmNodeKind.ELEMENT).findFirst().orElseThrow();
        if (!root.getNodeName().equals(new QName(SCHEMATRON, "schema"))) {
            throw new IOException(file + " is not a Schematron schema: its root element is <" + root.getNodeName()
                    + ">, not <schema> in the namespace " + SCHEMATRON);
        }
        return schema;
    }

    private static void add(List<String> problems, XmlProcessingError error) {
        if (!error.isWarning()) {
            problems.add(error.getMessage());
        }
    }

    @Override
    public String id() {
        return "schematron-" + String.valueOf(file.getFileName()).replaceFirst("\\.[^.]*$", "");
    }

    @Override
    public String description() {
        return (title.isEmpty() ? "The assertions of a site's own" : title) + " (" + file + ").";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public String source() {
        return file.toString();
    }

    @Override
    public List<Finding> check(DomainDocument document, RuleContext context) {
        List<String> problems = new ArrayList<>();
        try {
            XdmNode source = tree(document);
            Xslt30Transformer validate = stylesheet.load30();
            validate.setErrorReporter(error -> add(problems, error));
            validate.setMessageHandler(message -> {
                // a file's own trace output: findings are all that it has to say here
            });
            validate.setResultDocumentHandler(uri -> {
                throw new IllegalStateException("nothing may be written, so not " + uri);
            });
            validate.setGlobalContextItem(source);
            XdmDestination report = new XdmDestination();
            validate.applyTemplates(source, report);
            return report.getXdmNode().select(Steps.descendant(SVRL, "failed-assert").cat(Steps.descendant(SVRL, "successful-report")))
                    .asListOfNodes().stream().map(told -> finding(told, document)).toList();
        } catch (SaxonApiException | IllegalStateException e) {
            SourceElement root = document.root();
            return List.of(new Finding(id(), Severity.ERROR, Consequence.ADVICE, root.line(), root.column(), root.path(),
                    file + " could not be evaluated: " + (problems.isEmpty() ? e.getMessage() : String.join("; ", problems)),
                    "correct the Schematron file"));
        }
    }

    private XdmNode tree(DomainDocument document) throws SaxonApiException {
        BuildingContentHandler builder = processor.newDocumentBuilder().newBuildingContentHandler();
        try {
            new SourceEvents(builder).tell(document.root());
        } catch (SAXException e) {
            throw new SaxonApiException(e);
        }
        return builder.getDocumentNode();
    }

    private Finding finding(XdmNode told, DomainDocument document) {
        String severity = Objects.requireNonNullElse(first(told, "severity", "role"), "");
        String message = text(told, "text");
        String diagnostics = text(told, "diagnostic-reference");
        String id = first(told, "id");
        Consequence consequence = choose(Consequence.values(), Consequence::id, first(told, "flag"), Consequence.ADVICE);
        Severity grade = severity.startsWith("warn") ? Severity.WARNING : severity.startsWith("info") ? Severity.INFO : Severity.ERROR;
        SourceElement element = document.root();
        String attribute = null;
        Matcher steps = STEP.matcher(Objects.requireNonNullElse(first(told, "location"), ""));
        for (boolean first = true; steps.find(); first = false) {
            if (steps.group(5) != null) {
                attribute = steps.group(5);
            } else if (!first) {
                element = element.children().stream()
                        .filter(child -> child.is(steps.group(1), steps.group(2)))
                        .skip(Integer.parseInt(steps.group(3)) - 1L).findFirst().orElse(element);
            }
        }
        SourcePlace place = attribute == null ? element.place() : element.placeOf(attribute);
        return new Finding(id == null ? id() : id, grade, consequence, place.line(), place.column(),
                element.path() + (attribute == null ? "" : "/@" + attribute), message, diagnostics.isEmpty() ? null : diagnostics);
    }

    private static <T> T choose(T[] values, Function<T, String> id, @Nullable String word, T otherwise) {
        return Arrays.stream(values).filter(value -> id.apply(value).equals(word)).findFirst().orElse(otherwise);
    }

    private static @Nullable String first(XdmNode told, String... attributes) {
        return Arrays.stream(attributes).map(name -> told.getAttributeValue(new QName(name)))
                .filter(Objects::nonNull).findFirst().orElse(null);
    }

    private static String text(XdmNode told, String child) {
        return told.select(Steps.child(SVRL, child)).asListOfNodes().stream()
                .map(node -> node.getStringValue().strip().replaceAll("\\s+", " ")).collect(Collectors.joining("; "));
    }
}
