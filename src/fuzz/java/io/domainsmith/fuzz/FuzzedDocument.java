package io.domainsmith.fuzz;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.document.ParseException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;

/** Bytes as a document, and what every target wants to hold of one. */
final class FuzzedDocument {

    private FuzzedDocument() {
    }

    /** The document, or nothing if it is refused. */
    static Optional<DomainDocument> parse(byte[] bytes) {
        try {
            return Optional.of(DomainDocument.parse(new ByteArrayInputStream(bytes)));
        } catch (ParseException e) {
            check(e.line() > 0 && e.column() > 0 && !e.problem().isBlank() && !e.problem().contains("\n"), "a refusal in one line, with its place: " + e);
            return Optional.empty();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** It is written as it was read. */
    static void checkWritten(DomainDocument document, byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            document.writeTo(out);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        check(Arrays.equals(bytes, out.toByteArray()), "what was read is written");
    }

    /** It can be read again, and says the same. */
    static void checkReadable(DomainDocument document) {
        DomainDocument again = DomainDocument.parse(document.toXml(), document.limits());
        check(again.toXml().equals(document.toXml()), "the same text");
        check(again.domain().equals(document.domain()), "the same model");
    }

    /** Choices that follow from the bytes, so that a finding can be repeated. */
    static Random choices(byte[] bytes) {
        return new Random(Arrays.hashCode(bytes));
    }

    static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError("not so: " + what);
        }
    }
}
