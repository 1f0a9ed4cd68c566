package io.domainsmith.document;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands between an element's tags, in order. White space that lays out child elements is left out.
 *
 * @param parts elements, texts and remarks
 */
record Content(List<Part> parts) {

    /**
     * A part of an element's content and where it stands in the text.
     *
     * @param element the child element, or null
     * @param remark the comment or instruction with its delimiters, or null
     * @param text the text, CDATA sections and references resolved, or null
     */
    record Part(int start, int end, @Nullable SourceElement element, @Nullable String remark, @Nullable String text) {

        boolean isText() {
            return text != null;
        }
    }

    static Content of(SourceElement parent) {
        List<Part> parts = new ArrayList<>();
        if (!parent.selfClosing) {
            int at = parent.startTagEnd;
            for (SourceElement child : parent.children()) {
                between(parent.source().text(), at, child.start, parts);
                parts.add(new Part(child.start, child.end, child, null, null));
                at = child.end;
            }
            between(parent.source().text(), at, parent.endTagStart, parts);
        }
        boolean layout = parts.stream().noneMatch(part -> part.text() != null && !part.text().isBlank());
        if (layout && (!parent.children().isEmpty() || parts.size() > 1)) {
            parts.removeIf(Part::isText);
        }
        return new Content(parts);
    }

    /** The text of an element that holds no elements. */
    String text() {
        StringBuilder all = new StringBuilder();
        parts.forEach(part -> all.append(part.text() == null ? "" : part.text()));
        return all.toString();
    }

    /** The comments and instructions, as written but with line feeds for line ends. */
    List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        for (Part part : parts) {
            if (part.remark() != null) {
                remarks.add(part.remark());
            }
        }
        return remarks;
    }

    boolean hasText() {
        return parts.stream().anyMatch(Part::isText);
    }

    boolean hasElements() {
        return parts.stream().anyMatch(part -> part.element() != null);
    }

    private static void between(String source, int from, int to, List<Part> parts) {
        int at = from;
        while (at < to) {
            int end = remarkEnd(source, at);
            if (end > 0) {
                parts.add(new Part(at, end, null, newlines(source.substring(at, end)), null));
            } else {
                end = textEnd(source, at, to);
                parts.add(new Part(at, end, null, null, resolve(source, at, end)));
            }
            at = end;
        }
    }

    /** The end of the comment or instruction that begins here, or -1. */
    static int remarkEnd(String source, int at) {
        return source.startsWith("<!--", at) ? source.indexOf("-->", at) + 3
                : source.startsWith("<?", at) ? source.indexOf("?>", at) + 2 : -1;
    }

    /** The end of the stretch of text and CDATA sections that begins here. */
    static int textEnd(String source, int from, int limit) {
        int at = from;
        while (at < limit && remarkEnd(source, at) < 0) {
            at = source.startsWith("<![CDATA[", at) ? source.indexOf("]]>", at) + 3 : at + 1;
        }
        return at;
    }

    private static String newlines(String text) {
        return text.replace("\r\n", "\n").replace('\r', '\n');
    }

    private static String resolve(String source, int from, int to) {
        StringBuilder out = new StringBuilder(to - from);
        int at = from;
        while (at < to) {
            char c = source.charAt(at);
            if (c == '<') {
                int end = source.indexOf("]]>", at);
                out.append(newlines(source.substring(at + "<![CDATA[".length(), end)));
                at = end + 3;
            } else if (c == '&') {
                int end = source.indexOf(';', at);
                out.append(reference(source.substring(at + 1, end)));
                at = end + 1;
            } else if (c == '\r') {
                out.append('\n');
                at += at + 1 < to && source.charAt(at + 1) == '\n' ? 2 : 1;
            } else {
                out.append(c);
                at++;
            }
        }
        return out.toString();
    }

    /** Without a DOCTYPE there are no others. */
    private static String reference(String name) {
        return switch (name) {
            case "lt" -> "<";
            case "gt" -> ">";
            case "amp" -> "&";
            case "apos" -> "'";
            case "quot" -> "\"";
            default -> Character.toString(name.startsWith("#x") ? Integer.parseInt(name.substring(2), 16)
                    : Integer.parseInt(name.substring(1)));
        };
    }
}
