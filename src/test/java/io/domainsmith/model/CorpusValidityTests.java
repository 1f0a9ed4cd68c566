package io.domainsmith.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.thaiopensource.util.PropertyMapBuilder;
import com.thaiopensource.validate.Schema;
import com.thaiopensource.validate.ValidateProperty;
import com.thaiopensource.validate.Validator;
import com.thaiopensource.validate.rng.SAXSchemaReader;
import io.domainsmith.Corpus;
import io.domainsmith.Schemas;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.SAXParserFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.ErrorHandler;
import org.xml.sax.InputSource;
import org.xml.sax.SAXParseException;
import org.xml.sax.XMLReader;

/** What is valid by libvirt's own schema is so after the model wrote it. */
class CorpusValidityTests {

    @Test
    void whatWasValidStaysSo() throws Exception {
        List<Path> documents = Corpus.documents();
        InputSource grammar = new InputSource(Schemas.domainRng("9.0.0").toUri().toString());
        Schema schema = SAXSchemaReader.getInstance().createSchema(grammar, new PropertyMapBuilder().toPropertyMap());

        int valid = 0;
        List<String> spoilt = new ArrayList<>();
        for (Path file : documents) {
            if (errors(schema, Files.readString(file)).isEmpty()) {
                valid++;
                errors(schema, ModelXml.write(ModelXml.read(file))).forEach(error -> spoilt.add(file.getFileName() + ": " + error));
            }
        }

        assertThat(spoilt).isEmpty();
        assertThat(documents).hasSize(1684);
        assertThat(valid).isEqualTo(1660);
    }

    private static List<String> errors(Schema schema, String text) throws Exception {
        Errors errors = new Errors();
        PropertyMapBuilder properties = new PropertyMapBuilder();
        properties.put(ValidateProperty.ERROR_HANDLER, errors);
        Validator validator = schema.createValidator(properties.toPropertyMap());
        XMLReader reader = hardened();
        reader.setErrorHandler(errors);
        reader.setContentHandler(validator.getContentHandler());
        reader.parse(new InputSource(new StringReader(text)));
        return errors.found;
    }

    /** Jing's own driver would resolve external entities. */
    private static XMLReader hardened() throws Exception {
        SAXParserFactory parsers = SAXParserFactory.newDefaultInstance();
        parsers.setNamespaceAware(true);
        parsers.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        parsers.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        return parsers.newSAXParser().getXMLReader();
    }

    private static final class Errors implements ErrorHandler {

        private final List<String> found = new ArrayList<>();

        @Override
        public void warning(SAXParseException e) {
            found.add(e.getLineNumber() + ": " + e.getMessage());
        }

        @Override
        public void error(SAXParseException e) {
            found.add(e.getLineNumber() + ": " + e.getMessage());
        }

        @Override
        public void fatalError(SAXParseException e) throws SAXParseException {
            throw e;
        }
    }
}
