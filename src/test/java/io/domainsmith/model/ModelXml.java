package io.domainsmith.model;

import com.ctc.wstx.stax.WstxInputFactory;
import jakarta.xml.bind.JAXBContext;
import jakarta.xml.bind.JAXBException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** The model alone, without a document around it: unmarshalled and marshalled by plain JAXB. */
final class ModelXml {

    private static final XMLInputFactory READERS = readers();
    private static final JAXBContext CONTEXT = context();

    private ModelXml() {
    }

    static Domain read(Path file) throws Exception {
        return read(Files.readString(file));
    }

    static Domain read(String text) throws Exception {
        return CONTEXT.createUnmarshaller().unmarshal(reader(text), Domain.class).getValue();
    }

    static String write(Domain domain) throws JAXBException {
        StringWriter written = new StringWriter();
        CONTEXT.createMarshaller().marshal(domain, written);
        return written.toString();
    }

    static XMLStreamReader reader(String text) throws XMLStreamException {
        return READERS.createXMLStreamReader(new StringReader(text));
    }

    private static XMLInputFactory readers() {
        XMLInputFactory factory = new WstxInputFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        return factory;
    }

    private static JAXBContext context() {
        try {
            return JAXBContext.newInstance(Domain.class);
        } catch (JAXBException e) {
            throw new IllegalStateException("the generated model is not a JAXB model", e);
        }
    }
}
