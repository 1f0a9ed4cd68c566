package io.domainsmith.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.Corpus;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xmlunit.builder.DiffBuilder;
import org.xmlunit.diff.Diff;

/** Every document of libvirt's own tests goes through the model without a loss. */
class CorpusModelTests {

    /** libvirt refuses these two, and the model has no place for the value that it refuses. */
    private static final Set<String> WITH_UNLISTED_VALUES =
            Set.of("aarch64-gic-invalid.xml", "hugepages-memaccess-invalid.xml");

    static List<Path> documents() {
        return Corpus.documents().stream()
                .filter(file -> !WITH_UNLISTED_VALUES.contains(file.getFileName().toString())).toList();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void comesBackAsItWas(Path file) throws Exception {
        Domain domain = ModelXml.read(file);

        Diff diff = DiffBuilder.compare(canonical(Files.readString(file)))
                .withTest(canonical(ModelXml.write(domain))).checkForSimilar().build();

        assertThat(diff.getDifferences()).isEmpty();
        assertThat(ModelXml.read(file)).isEqualTo(domain).hasSameHashCodeAs(domain);
    }

    @Test
    void anUnlistedValueIsNull() throws Exception {
        Domain domain = ModelXml.read("<domain type='kvm'><features><gic version='0'/></features></domain>");

        assertThat(domain.getType()).isEqualTo(DomainType.KVM);
        assertThat(domain.getFeatures().getGic().getVersion()).isNull();
    }

    /** Children of one kind keep their order; across kinds order means nothing to libvirt, nor do the blanks between. */
    private static Element canonical(String text) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
        factory.setNamespaceAware(true);
        factory.setIgnoringComments(true);
        Element root = factory.newDocumentBuilder().parse(new InputSource(new StringReader(text))).getDocumentElement();
        for (Element metadata : elements(root.getElementsByTagName("metadata"))) {
            metadata.setTextContent("");
        }
        sort(root);
        return root;
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
