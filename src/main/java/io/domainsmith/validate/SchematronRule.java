package io.domainsmith.validate;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.document.SourceElement;
import io.domainsmith.document.SourcePlace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.sf.saxon.s9api.BuildingContentHandler;
import net.sf.saxon.s9api.QName;
import net.sf.saxon.s9api.SaxonApiException;
import net.sf.saxon.s9api.XdmDestination;
import net.sf.saxon.s9api.XdmNode;
import net.sf.saxon.s9api.Xslt30Transformer;
import net.sf.saxon.s9api.streams.Steps;
import org.jspecify.annotations.Nullable;
import org.xml.sax.SAXException;

/** A Schematron file as a rule: what its stylesheet reports becomes findings. */
final class SchematronRule implements Rule {

    private static final String SVRL = "http://purl.oclc.org/dsdl/svrl";
    /** A step of fn:path: {@code /Q{}devices[1]}, {@code /@slot}, {@code /text()[1]}. */
    private static final Pattern STEP = Pattern.compile("/(?:Q\\{([^}]*)}([^\\[/]+)\\[(\\d+)]|@(?:Q\\{([^}]*)})?([^/]+))");

    private final Path file;
    private final SchematronCompiler.Compiled compiled;

    SchematronRule(Path file, SchematronCompiler.Compiled compiled) {
        this.file = file;
        this.compiled = compiled;
    }

    @Override
    public String id() {
        return "schematron-" + String.valueOf(file.getFileName()).replaceFirst("\\.[^.]*$", "");
    }

    @Override
    public String description() {
        return (compiled.title().isEmpty() ? "The assertions of a site's own" : compiled.title()) + " (" + file + ").";
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
            Xslt30Transformer validate = compiled.stylesheet().load30();
            validate.setErrorReporter(error -> SchematronCompiler.add(problems, error));
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
        BuildingContentHandler builder = compiled.processor().newDocumentBuilder().newBuildingContentHandler();
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
                List<SourceElement> named = element.children(steps.group(1), steps.group(2));
                int index = Integer.parseInt(steps.group(3)) - 1;
                element = index < named.size() ? named.get(index) : element;
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
