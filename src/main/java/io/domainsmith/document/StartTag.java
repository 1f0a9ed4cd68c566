package io.domainsmith.document;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The characters of a start tag that is known to be well-formed: where its name and its attributes stand. */
final class StartTag {

    /**
     * An attribute's characters.
     *
     * @param name the qualified name
     * @param from the first character of the name
     * @param valueFrom the first character within the quotes
     * @param valueTo the closing quote
     */
    record Span(String name, int from, int valueFrom, int valueTo) {

        int to() {
            return valueTo + 1;
        }
    }

    private final int nameEnd;
    private final int closing;
    private final List<Span> attributes = new ArrayList<>();

    StartTag(String text, SourceElement element) {
        int at = element.start + 1;
        while (!endsName(text.charAt(at))) {
            at++;
        }
        nameEnd = at;
        at = skipBlanks(text, at);
        while (text.charAt(at) != '>' && text.charAt(at) != '/') {
            int from = at;
            while (!endsName(text.charAt(at))) {
                at++;
            }
            String name = text.substring(from, at);
            at = skipBlanks(text, skipBlanks(text, at) + 1);
            int close = text.indexOf(text.charAt(at), at + 1);
            attributes.add(new Span(name, from, at + 1, close));
            at = skipBlanks(text, close + 1);
        }
        closing = at;
    }

    private static boolean endsName(char c) {
        return isBlank(c) || c == '=' || c == '>' || c == '/';
    }

    private static int skipBlanks(String text, int from) {
        int at = from;
        while (isBlank(text.charAt(at))) {
            at++;
        }
        return at;
    }

    static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }

    /** The end of the element's name. */
    int nameEnd() {
        return nameEnd;
    }

    /** The {@code >} or {@code /} that closes the tag. */
    int closing() {
        return closing;
    }

    /** The end of the last attribute, or of the name where there is none. */
    int contentEnd() {
        return attributes.isEmpty() ? nameEnd : attributes.get(attributes.size() - 1).to();
    }

    List<Span> attributes() {
        return attributes;
    }

    @Nullable Span attribute(String name) {
        for (Span span : attributes) {
            if (span.name().equals(name)) {
                return span;
            }
        }
        return null;
    }
}
