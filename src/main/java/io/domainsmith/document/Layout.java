package io.domainsmith.document;

import org.jspecify.annotations.Nullable;

/**
 * How new text is laid out, taken from its neighbours.
 *
 * @param indent the white space before the new element on its line
 * @param unit what a deeper level adds
 * @param lineEnd the line end, or null where the neighbours stand side by side on one line
 * @param quote the quote around attribute values
 */
record Layout(String indent, String unit, @Nullable String lineEnd, char quote) {

    Layout deeper() {
        return new Layout(indent + unit, unit, lineEnd, quote);
    }

    /** The layout of the source, asked at one place or another. */
    static final class Survey {

        private final Source source;
        private final String text;
        private final String lineEnd;
        private final String unit;

        Survey(Source source) {
            this.source = source;
            this.text = source.text();
            int newline = text.indexOf('\n');
            this.lineEnd = newline > 0 && text.charAt(newline - 1) == '\r' ? "\r\n" : "\n";
            this.unit = unit();
        }

        private String unit() {
            for (SourceElement element : source.elements()) {
                SourceElement parent = element.parent();
                if (parent != null && startsLine(element) && startsLine(parent)
                        && indent(element).length() > indent(parent).length() && indent(element).startsWith(indent(parent))) {
                    return indent(element).substring(indent(parent).length());
                }
            }
            return "  ";
        }

        /** The line end of the document. */
        String lineEnd() {
            return lineEnd;
        }

        /** Whether nothing but white space stands before the element on its line. */
        boolean startsLine(SourceElement element) {
            return startsLine(element.start);
        }

        /** Whether nothing but white space stands before an offset on its line. */
        boolean startsLine(int offset) {
            int at = offset;
            while (at > 0 && isSpace(text.charAt(at - 1))) {
                at--;
            }
            return at == lineStart(offset);
        }

        /** The white space that begins the element's line. */
        String indent(SourceElement element) {
            int from = lineStart(element.start);
            int to = from;
            while (to < element.start && isSpace(text.charAt(to))) {
                to++;
            }
            return text.substring(from, to);
        }

        int lineStart(int offset) {
            return offset - source.lines().column(offset) + 1;
        }

        /** The start of the next line if only white space is left on this one, else -1. */
        int nextLineAfterBlanks(int offset) {
            int at = offset;
            while (at < text.length() && isSpace(text.charAt(at))) {
                at++;
            }
            return afterLineEnd(at);
        }

        /** The start of the next line if only white space, comments and instructions are left on this one, else -1. */
        int nextLineAfterRemarks(int offset) {
            int at = offset;
            while (at < text.length()) {
                if (isSpace(text.charAt(at))) {
                    at++;
                    continue;
                }
                int end = text.startsWith("<!--", at) ? text.indexOf("-->", at) + 3
                        : text.startsWith("<?", at) ? text.indexOf("?>", at) + 2 : -1;
                if (end < 0 || lineStart(end) > at) {
                    break;
                }
                at = end;
            }
            return afterLineEnd(at);
        }

        private int afterLineEnd(int at) {
            if (at >= text.length()) {
                return -1;
            }
            char c = text.charAt(at);
            return c == '\n' ? at + 1
                    : c != '\r' ? -1
                    : at + 1 < text.length() && text.charAt(at + 1) == '\n' ? at + 2 : at + 1;
        }

        /** The layout of what stands beside an element, on lines of its own or on the same line. */
        Layout beside(SourceElement element, boolean ownLine) {
            return new Layout(indent(element), unit(element), ownLine ? lineEndAfter(element.end) : null, quote(element));
        }

        /** The layout of the children of an element that has none on lines of their own yet, or of its first. */
        Layout inside(SourceElement parent, boolean ownLine) {
            String indent = indent(parent) + unit(parent);
            for (SourceElement child : parent.children()) {
                if (startsLine(child)) {
                    indent = indent(child);
                    break;
                }
            }
            return new Layout(indent, unit(parent), ownLine ? lineEndAfter(parent.startTagEnd) : null, quote(parent));
        }

        private String lineEndAfter(int offset) {
            int next = text.indexOf('\n', offset);
            return next < 0 ? lineEnd : next > 0 && text.charAt(next - 1) == '\r' ? "\r\n" : "\n";
        }

        private String unit(SourceElement element) {
            for (SourceElement child : element.children()) {
                if (startsLine(child) && indent(child).startsWith(indent(element))
                        && indent(child).length() > indent(element).length()) {
                    return indent(child).substring(indent(element).length());
                }
            }
            return unit;
        }

        /** The quote of the nearest attribute: within the element, else further out. */
        char quote(SourceElement element) {
            for (SourceElement at = element; at != null; at = at.parent()) {
                char found = firstQuote(at);
                if (found != 0) {
                    return found;
                }
            }
            return '\'';
        }

        private char firstQuote(SourceElement element) {
            StartTag tag = new StartTag(text, element);
            if (!tag.attributes().isEmpty()) {
                return text.charAt(tag.attributes().get(0).valueTo());
            }
            for (SourceElement child : element.children()) {
                char found = firstQuote(child);
                if (found != 0) {
                    return found;
                }
            }
            return 0;
        }

        private static boolean isSpace(char c) {
            return c == ' ' || c == '\t';
        }
    }
}
