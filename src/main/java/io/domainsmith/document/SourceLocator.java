package io.domainsmith.document;

import org.xml.sax.Locator;

/** Where an object of the model was read: the start tag's {@code <}. Lines are counted only when asked for. */
final class SourceLocator implements Locator {

    private final SourceElement element;

    SourceLocator(SourceElement element) {
        this.element = element;
    }

    int offset() {
        return element.start;
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
    public String getPublicId() {
        return null;
    }
}
