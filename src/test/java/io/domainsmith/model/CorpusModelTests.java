package io.domainsmith.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.ctc.wstx.stax.WstxInputFactory;
import io.domainsmith.Corpus;
import jakarta.xml.bind.JAXBContext;
import jakarta.xml.bind.JAXBException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamReader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xmlunit.builder.DiffBuilder;
import org.xmlunit.diff.Diff;

/** Every document of libvirt's own tests goes through the model without a loss. */
class CorpusModelTests {

    private static final XMLInputFactory READERS = readers();
    private static JAXBContext context;

    @BeforeAll
    static void bindModel() throws JAXBException {
        context = JAXBContext.newInstance(Domain.class);
    }

    static List<Path> documents() {
        return Corpus.documents();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void comesBackAsItWas(Path file) throws Exception {
        Domain domain = read(file);
        StringWriter written = new StringWriter();
        context.createMarshaller().marshal(domain, written);

        Diff diff = DiffBuilder.compare(canonical(Files.newInputStream(file)))
                .withTest(canonical(new ByteArrayInputStream(written.toString().getBytes(StandardCharsets.UTF_8))))
                .ignoreComments().ignoreWhitespace().checkForSimilar().build();

        assertThat(diff.getDifferences()).isEmpty();
        assertThat(read(file)).isEqualTo(domain).hasSameHashCodeAs(domain);
    }

    private static Domain read(Path file) throws Exception {
        try (InputStream text = Files.newInputStream(file)) {
            XMLStreamReader reader = READERS.createXMLStreamReader(text);
            return context.createUnmarshaller().unmarshal(reader, Domain.class).getValue();
        }
    }

    private static XMLInputFactory readers() {
        XMLInputFactory factory = new WstxInputFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        return factory;
    }

    /** Children of one kind keep their order; across kinds order means nothing to libvirt. Metadata is not in the model. */
    private static Document canonical(InputStream text) throws Exception {
        try (text) {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setNamespaceAware(true);
            Document document = factory.newDocumentBuilder().parse(text);
            Element root = document.getDocumentElement();
            for (Element metadata : elements(root.getElementsByTagName("metadata"))) {
                metadata.setTextContent("");
            }
            sort(root);
            return document;
        }
    }

    private static void sort(Element parent) {
        List<Element> children = elements(parent.getChildNodes());
        children.sort(Comparator.comparing(Node::getNodeName));
        children.forEach(parent::appendChild);
        children.forEach(CorpusModelTests::sort);
    }

    private static List<Element> elements(NodeList nodes) {
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            if (nodes.item(i) instanceof Element element) {
                elements.add(element);
            }
        }
        return elements;
    }
}
