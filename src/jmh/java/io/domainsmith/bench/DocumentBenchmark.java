package io.domainsmith.bench;

import com.ctc.wstx.stax.WstxInputFactory;
import io.domainsmith.document.DomainDocument;
import io.domainsmith.model.Domain;
import jakarta.xml.bind.JAXBContext;
import jakarta.xml.bind.JAXBException;
import jakarta.xml.bind.Marshaller;
import jakarta.xml.bind.Unmarshaller;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Reading and editing, beside a bare scan of the same bytes. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Thread)
public class DocumentBenchmark {

    private static final XMLInputFactory SCANNERS = scanners();
    private static final JAXBContext CONTEXT = context();

    private static XMLInputFactory scanners() {
        XMLInputFactory factory = new WstxInputFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        return factory;
    }

    private static JAXBContext context() {
        try {
            return JAXBContext.newInstance(Domain.class);
        } catch (JAXBException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The yardstick: Woodstox over the bytes, every event, nothing kept. */
    @Benchmark
    public int scan(Documents documents) throws XMLStreamException {
        XMLStreamReader reader = SCANNERS.createXMLStreamReader(new ByteArrayInputStream(documents.any()));
        int events = 0;
        while (reader.hasNext()) {
            events += reader.next();
        }
        reader.close();
        return events;
    }

    /** Strict reading, limits checked, into a tree with places. */
    @Benchmark
    public DomainDocument parse(Documents documents) throws IOException {
        return DomainDocument.parse(new ByteArrayInputStream(documents.any()));
    }

    private Unmarshaller unmarshaller;
    private Marshaller marshaller;

    /** Makes what a thread keeps. */
    @Setup
    public void prepare() throws JAXBException {
        unmarshaller = CONTEXT.createUnmarshaller();
        marshaller = CONTEXT.createMarshaller();
    }

    /** The generated classes in plain JAXB: unmarshalled and marshalled, nothing kept of the source. */
    @Benchmark
    public byte[] model(Documents documents) throws JAXBException, XMLStreamException {
        XMLStreamReader reader = SCANNERS.createXMLStreamReader(new ByteArrayInputStream(documents.any()));
        Domain domain = unmarshaller.unmarshal(reader, Domain.class).getValue();
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        marshaller.marshal(domain, written);
        return written.toByteArray();
    }

    /** A typed edit that keeps every other character. */
    @Benchmark
    public String edit(Documents documents) throws IOException {
        DomainDocument document = DomainDocument.parse(new ByteArrayInputStream(documents.any()));
        Domain domain = document.domain();
        domain.setName("renamed");
        return document.withDomain(domain).toXml();
    }
}
