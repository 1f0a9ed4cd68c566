package io.domainsmith.validate;

import com.thaiopensource.util.PropertyMapBuilder;
import com.thaiopensource.validate.Schema;
import com.thaiopensource.validate.ValidateProperty;
import com.thaiopensource.validate.Validator;
import java.lang.ref.SoftReference;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.xml.sax.ContentHandler;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/**
 * Jing's validators of one compiled schema, each lent to one document at a time. What a validator has found out about the
 * grammar it keeps for the next document, which makes it ten times as fast as a new one.
 *
 * <p>What they keep is bounded: a validator is dropped after {@value #MOST_ELEMENTS} elements, and the garbage collector may
 * take those that rest.
 */
final class SchemaValidators {

    private static final int MOST_ELEMENTS = 500_000;

    private final Schema schema;
    private final Queue<SoftReference<Lent>> resting = new ConcurrentLinkedQueue<>();

    SchemaValidators(Schema schema) {
        this.schema = schema;
    }

    /** A validator for one document, to be given back with {@link Lent#rest}. */
    Lent lend(ErrorHandler errors) {
        for (SoftReference<Lent> next = resting.poll(); next != null; next = resting.poll()) {
            Lent rested = next.get();
            if (rested != null) {
                rested.errors = errors;
                return rested;
            }
        }
        return new Lent(errors);
    }

    /** A validator while it is in use: by one thread, for one document. */
    final class Lent implements ErrorHandler {

        private final Validator validator;
        private @Nullable ErrorHandler errors;
        private int elements;

        private Lent(ErrorHandler errors) {
            this.errors = errors;
            PropertyMapBuilder properties = new PropertyMapBuilder();
            properties.put(ValidateProperty.ERROR_HANDLER, this);
            this.validator = schema.createValidator(properties.toPropertyMap());
        }

        ContentHandler handler() {
            return validator.getContentHandler();
        }

        /** Gives the validator back after a whole document; one that was left half-way is not used again. */
        void rest(int elementsTold) {
            validator.reset();
            errors = null;
            elements += elementsTold;
            if (elements < MOST_ELEMENTS) {
                resting.add(new SoftReference<>(this));
            }
        }

        @Override
        public void warning(SAXParseException e) throws SAXException {
            errors().warning(e);
        }

        @Override
        public void error(SAXParseException e) throws SAXException {
            errors().error(e);
        }

        @Override
        public void fatalError(SAXParseException e) throws SAXException {
            errors().fatalError(e);
        }

        private ErrorHandler errors() {
            return Objects.requireNonNull(errors, "an error outside of a document");
        }
    }
}
