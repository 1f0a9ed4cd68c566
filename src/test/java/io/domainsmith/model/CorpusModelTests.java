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
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamReader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xmlunit.builder.DiffBuilder;
import org.xmlunit.diff.Diff;

/** Every document of libvirt's own tests goes through the model without a loss. */
class CorpusModelTests {

    /** libvirt refuses these two, and the model has no place for the value that it refuses. */
    private static final Set<String> WITH_UNLISTED_VALUES =
            Set.of("aarch64-gic-invalid.xml", "hugepages-memaccess-invalid.xml");

    private static final XMLInputFactory READERS = readers();
    private static JAXBContext context;

    @BeforeAll
    static void bindModel() throws JAXBException {
        context = JAXBContext.newInstance(Domain.class);
    }

    static List<Path> documents() {
        return Corpus.documents().stream()
                .filter(file -> !WITH_UNLISTED_VALUES.contains(file.getFileName().toString())).toList();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void comesBackAsItWas(Path file) throws Exception {
        Domain domain = read(Files.newInputStream(file));
        StringWriter written = new StringWriter();
        context.createMarshaller().marshal(domain, written);

        Diff diff = DiffBuilder.compare(canonical(Files.newInputStream(file)))
                .withTest(canonical(stream(written.toString()))).checkForSimilar().build();

        assertThat(diff.getDifferences()).isEmpty();
        assertThat(read(Files.newInputStream(file))).isEqualTo(domain).hasSameHashCodeAs(domain);
    }

    @Test
    void anUnlistedValueIsNull() throws Exception {
        Domain domain = read(stream("<domain type='kvm'><features><gic version='0'/></features></domain>"));

        assertThat(domain.getType()).isEqualTo(DomainType.KVM);
        assertThat(domain.getFeatures().getGic().getVersion()).isNull();
    }

    private static Domain read(InputStream text) throws Exception {
        try (text) {
            XMLStreamReader reader = READERS.createXMLStreamReader(text);
            return context.createUnmarshaller().unmarshal(reader, Domain.class).getValue();
        }
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static XMLInputFactory readers() {
        XMLInputFactory factory = new WstxInputFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        return factory;
    }

    /** Children of one kind keep their order; across kinds order means nothing to libvirt, nor do the blanks between. */
    private static Element canonical(InputStream text) throws Exception {
        try (text) {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setNamespaceAware(true);
            factory.setIgnoringComments(true);
            Document document = factory.newDocumentBuilder().parse(text);
            Element root = document.getDocumentElement();
            for (Element metadata : elements(root.getElementsByTagName("metadata"))) {
                metadata.setTextContent("");
            }
            sort(root);
            return root;
        }
    }

    private static void sort(Element parent) {
        List<Element> children = elements(parent.getChildNodes());
        if (!children.isEmpty() || parent.getTextContent().isBlank()) {
            parent.setTextContent("");
        }
        children.sort(Comparator.comparing(Element::getLocalName));
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
