package io.domainsmith.bench;

import com.thaiopensource.util.PropertyMapBuilder;
import com.thaiopensource.validate.Schema;
import com.thaiopensource.validate.ValidateProperty;
import com.thaiopensource.validate.Validator;
import com.thaiopensource.validate.rng.SAXSchemaReader;
import com.thaiopensource.xml.sax.DraconianErrorHandler;
import io.domainsmith.document.DomainDocument;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.validate.DomainValidator;
import io.domainsmith.validate.Finding;
import io.domainsmith.validate.RuleSet;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.xml.parsers.SAXParserFactory;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.xml.sax.InputSource;
import org.xml.sax.XMLReader;

/** The strict recipe, beside one validation of the same document by Jing. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Thread)
public class PipelineBenchmark {

    private static final HypervisorTarget TARGET = HypervisorTarget.of("9.0.0", "7.2.0");
    private static final DomainValidator SCHEMA = DomainValidator.forTarget(TARGET).withRuleSet(RuleSet.none());
    private static final DomainValidator SCHEMA_AND_RULES = DomainValidator.forTarget(TARGET);

    private XMLReader parser;
    private Validator validator;

    /** Compiles libvirt 9.0.0's schema. */
    @Setup
    public void compile() throws Exception {
        SAXParserFactory parsers = SAXParserFactory.newDefaultInstance();
        parsers.setNamespaceAware(true);
        parser = parsers.newSAXParser().getXMLReader();
        PropertyMapBuilder properties = new PropertyMapBuilder();
        properties.put(ValidateProperty.ERROR_HANDLER, new DraconianErrorHandler());
        String file = PipelineBenchmark.class.getResource("/io/domainsmith/schemas/9.0.0/domain.rng").toString();
        Schema schema = SAXSchemaReader.getInstance().createSchema(new InputSource(file), properties.toPropertyMap());
        validator = schema.createValidator(properties.toPropertyMap());
    }

    /** The yardstick: the JDK's parser into Jing, the validator kept for all documents (a new one for each takes ten times as long). */
    @Benchmark
    public void jing(Documents documents) throws Exception {
        validator.reset();
        parser.setContentHandler(validator.getContentHandler());
        parser.parse(new InputSource(new ByteArrayInputStream(documents.installable())));
    }

    /** A parsed document against the schema alone. */
    @Benchmark
    public List<Finding> schema(Documents documents) throws IOException {
        return SCHEMA.validate(DomainDocument.parse(new ByteArrayInputStream(documents.installable())));
    }

    /** A parsed document against schema and rules. */
    @Benchmark
    public List<Finding> validate(Documents documents) throws IOException {
        return SCHEMA_AND_RULES.validate(DomainDocument.parse(new ByteArrayInputStream(documents.installable())));
    }

    /** Bytes to bytes: schema and rules on both ends, all steps, lossless. */
    @Benchmark
    public int preInstall(Documents documents) throws IOException {
        DomainDocument document = DomainDocument.parse(new ByteArrayInputStream(documents.installable()));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Documents.PRE_INSTALL.apply(document).document().writeTo(out);
        return out.size();
    }
}
