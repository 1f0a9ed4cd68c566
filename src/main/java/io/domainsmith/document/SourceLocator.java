package io.domainsmith.document;

import org.jspecify.annotations.Nullable;
import org.xml.sax.Locator;

/**
 * Where an object of the model was read: the start tag's {@code <}. Lines are counted only when asked for.
 *
 * <p>Two are equal if they are the same place of the same text, whichever document has it.
 */
final class SourceLocator implements Locator {

    private final SourceElement element;

    SourceLocator(SourceElement element) {
        this.element = element;
    }

    int offset() {
        return element.start;
    }

    /** The element at this place of a text, or null if it is a place of another text. */
    @Nullable SourceElement in(Source source) {
        return element.source() == source ? element : source.id().equals(getSystemId()) ? source.elementAt(element.start) : null;
    }

    /** Of the document. */
    ParseLimits limits() {
        return element.source().limits();
    }

    @Override
    public String getSystemId() {
        return element.source().id();
    }

    @Override
    public int getLineNumber() {
        return element.line();
    }

    @Override
    public int getColumnNumber() {
        return element.column();
    }

    @Override
    public @Nullable String getPublicId() {
        return null;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SourceLocator that && that.element.start == element.start
                && (that.element.source() == element.source() || that.getSystemId().equals(getSystemId()));
    }

    @Override
    public int hashCode() {
        return element.start;
    }
}
