package io.domainsmith.validate;

import com.thaiopensource.xml.sax.DraconianErrorHandler;
import io.domainsmith.internal.SafeXml;
import io.domainsmith.internal.SmallFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javax.xml.transform.sax.SAXSource;
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
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.XMLReader;

/** Makes stylesheets of Schematron files, with SchXslt2. */
final class SchematronCompiler {

    private static final String SCHXSLT = "http://dmaus.name/ns/2023/schxslt";
    private static final String SCHEMATRON = "http://purl.oclc.org/dsdl/schematron";
    private static final Set<String> QUERIES = Set.of("test", "context", "select", "value", "subject");

    /** SchXslt2's own stylesheet, compiled on first use and the same for all files. */
    private static final class Transpiler {
        static final Processor PROCESSOR = SecludedSaxon.newProcessor();
        static final XsltExecutable STYLESHEET = compile();

        private static XsltExecutable compile() {
            XsltCompiler compiler = PROCESSOR.newXsltCompiler();
            compiler.setParameter(new QName(SCHXSLT, "compact-report"), new XdmAtomicValue(true));
            try (InputStream in = Objects.requireNonNull(SchematronCompiler.class.getResourceAsStream(Schematron.TRANSPILER))) {
                return compiler.compile(new SAXSource(SafeXml.reader(), new InputSource(in)));
            } catch (IOException e) {
                throw new UncheckedIOException("SchXslt2 cannot be read", e);
            } catch (SaxonApiException e) {
                throw new IllegalStateException("SchXslt2 does not compile", e);
            }
        }
    }

    /**
     * A compiled file.
     *
     * @param title its title, or the empty string
     * @param processor what its stylesheet runs on
     * @param stylesheet makes a report (SVRL) of a document
     */
    record Compiled(String title, Processor processor, XsltExecutable stylesheet) {
    }

    private SchematronCompiler() {
    }

    static Compiled compile(Path file) throws IOException {
        List<String> problems = new ArrayList<>();
        XdmNode schema = read(file);
        String stylesheet;
        try {
            Xslt30Transformer transpile = Transpiler.STYLESHEET.load30();
            transpile.setErrorReporter(error -> add(problems, error));
            transpile.setMessageHandler(message -> problems.add(message.getStringValue().strip()));
            XdmDestination made = new XdmDestination();
            transpile.applyTemplates(schema, made);
            stylesheet = made.getXdmNode().toString();
        } catch (SaxonApiException e) {
            throw refused(file, problems, "", e);
        }
        problems.clear();
        Processor processor = SecludedSaxon.newProcessor();
        XsltCompiler compiler = processor.newXsltCompiler();
        compiler.setErrorReporter(error -> add(problems, error));
        try {
            String title = schema.select(Steps.child().then(Steps.child(SCHEMATRON, "title"))).asListOfNodes().stream()
                    .map(XdmNode::getStringValue).findFirst().orElse("").strip();
            return new Compiled(title, processor,
                    compiler.compile(new SAXSource(SafeXml.reader(), new InputSource(new StringReader(stylesheet)))));
        } catch (SaxonApiException e) {
            throw refused(file, problems, place(schema), e);
        } catch (StackOverflowError e) {
            throw new IOException(file + " is not a Schematron schema that compiles: an expression is nested too deeply", e);
        }
    }

    private static IOException refused(Path file, List<String> problems, String place, SaxonApiException e) {
        return new IOException(file + " is not a Schematron schema that compiles: "
                + (problems.isEmpty() ? String.valueOf(e.getMessage()) : String.join("; ", problems)) + place, e);
    }

    private static XdmNode read(Path file) throws IOException {
        DocumentBuilder builder = Transpiler.PROCESSOR.newDocumentBuilder();
        builder.setLineNumbering(true);
        XdmNode schema;
        try (InputStream in = new ByteArrayInputStream(SmallFile.bytes(file))) {
            BuildingContentHandler tree = builder.newBuildingContentHandler();
            XMLReader reader = SafeXml.reader();
            reader.setContentHandler(tree);
            reader.setErrorHandler(new DraconianErrorHandler());
            InputSource source = new InputSource(in);
            source.setSystemId(file.toUri().toString());
            reader.parse(source);
            schema = tree.getDocumentNode();
        } catch (SAXParseException e) {
            throw new IOException(file + ":" + e.getLineNumber() + ":" + e.getColumnNumber() + ": " + e.getMessage(), e);
        } catch (SAXException | SaxonApiException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
        XdmNode root = schema.select(Steps.child()).asListOfNodes().stream()
                .filter(node -> node.getNodeKind() == XdmNodeKind.ELEMENT).findFirst().orElseThrow();
        if (!root.getNodeName().equals(new QName(SCHEMATRON, "schema"))) {
            throw new IOException(file + " is not a Schematron schema: its root element is <" + root.getNodeName()
                    + ">, not <schema> in the namespace " + SCHEMATRON);
        }
        return schema;
    }

    /** Where the file has the query that does not compile: SchXslt2's stylesheet no longer knows. */
    private static String place(XdmNode schema) {
        XPathCompiler compiler = Transpiler.PROCESSOR.newXPathCompiler();
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

    static void add(List<String> problems, XmlProcessingError error) {
        if (!error.isWarning()) {
            problems.add(error.getMessage());
        }
    }
}
