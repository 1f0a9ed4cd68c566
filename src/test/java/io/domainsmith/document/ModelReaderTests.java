package io.domainsmith.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.ctc.wstx.stax.WstxInputFactory;
import io.domainsmith.Corpus;
import io.domainsmith.model.Domain;
import io.domainsmith.model.GraphicsType;
import jakarta.xml.bind.JAXBContext;
import jakarta.xml.bind.JAXBException;
import jakarta.xml.bind.Unmarshaller;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The typed copy is what plain JAXB makes of the same text. */
class ModelReaderTests {

    private static final JAXBContext CONTEXT = context();

    private static JAXBContext context() {
        try {
            return JAXBContext.newInstance(Domain.class);
        } catch (JAXBException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Domain unmarshalled(String xml) throws Exception {
        XMLInputFactory factory = new WstxInputFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        Unmarshaller unmarshaller = CONTEXT.createUnmarshaller();
        unmarshaller.setEventHandler(event -> true);
        return unmarshaller.unmarshal(factory.createXMLStreamReader(new StringReader(xml)), Domain.class).getValue();
    }

    static List<Path> documents() {
        return Corpus.documents();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void reads_the_corpus_as_jaxb_does(Path file) throws Exception {
        DomainDocument document = DomainDocument.parse(file);
        assertThat(document.domain()).isEqualTo(unmarshalled(document.toXml()));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "<domain/>",
        "<domain type='nonsense'><name/><name>b</name><title>a<!-- c -->b<![CDATA[<]]></title></domain>",
        "<domain><devices><graphics type=' spice'/><graphics type='vnc' port='1' x:port='2' xmlns:x='urn:x'/><x/></devices></domain>",
        "<domain><os><boot dev='hd'/><boot dev='nonsense'/><nvram> a </nvram></os><memory>1</memory></domain>",
        "<domain><os><nvram><source file='a'/></nvram></os></domain>",
        "<domain><features><hyperv><spinlocks/></hyperv></features><on_crash> destroy</on_crash><on_reboot>restart</on_reboot></domain>",
        "<domain xmlns:q='http://libvirt.org/schemas/domain/qemu/1.0'><q:commandline><q:arg value='-a'/><arg/></q:commandline>"
            + "<commandline/></domain>"
    })
    void reads_odd_documents_as_jaxb_does(String xml) throws Exception {
        assertThat(DomainDocument.parse(xml).domain()).isEqualTo(unmarshalled(xml));
    }

    @Test
    void every_object_knows_its_place() {
        Domain domain = DomainDocument.parse("<domain>\n  <devices>\n    <graphics type='spice'/></devices></domain>").domain();
        assertThat(domain.getDevices().getGraphics().get(0)).satisfies(spice -> {
            assertThat(spice.getType()).isEqualTo(GraphicsType.SPICE);
            assertThat(spice.sourceLocation().getLineNumber()).isEqualTo(3);
            assertThat(spice.sourceLocation().getColumnNumber()).isEqualTo(5);
            assertThat(spice.sourceLocation().getPublicId()).isNull();
        });
    }
}
