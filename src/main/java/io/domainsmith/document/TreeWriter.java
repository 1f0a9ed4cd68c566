package io.domainsmith.document;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes elements of one document into another: its layout and quotes, its prefixes for the same namespaces. */
final class TreeWriter {

    /** Gives a namespace that is declared on the root a prefix there, or null if it is to be declared where it is used. */
    interface RootPrefixes {
        @Nullable String prefix(String uri, String wanted);
    }

    /** The prefixes that are bound where something is written. */
    private record Scope(@Nullable Scope outer, @Nullable SourceElement place, Map<String, String> declared) {

        String uri(String prefix) {
            String uri = declared.get(prefix);
            if (uri == null && outer != null) {
                uri = outer.uri(prefix);
            } else if (uri == null && place != null) {
                uri = place.namespaceFor(prefix);
            }
            return uri == null ? "" : uri;
        }

        @Nullable String prefix(String uri, String wanted, boolean attribute) {
            if ((!attribute || !wanted.isEmpty()) && uri(wanted).equals(uri)) {
                return wanted;
            }
            for (Scope at = this; at != null; at = at.outer) {
                for (Map.Entry<String, String> entry : at.declared.entrySet()) {
                    if (entry.getValue().equals(uri) && uri(entry.getKey()).equals(uri) && !(attribute && entry.getKey().isEmpty())) {
                        return entry.getKey();
                    }
                }
                String found = at.place == null ? null : at.place.prefixFor(uri);
                if (found != null && uri(found).equals(uri) && !(attribute && found.isEmpty())) {
                    return found;
                }
            }
            return null;
        }
    }

    private final RootPrefixes rootPrefixes;

    TreeWriter(RootPrefixes rootPrefixes) {
        this.rootPrefixes = rootPrefixes;
    }

    /** A writer for reports: on one line, every namespace declared where it is first used. */
    static String oneLine(SourceElement element) {
        StringBuilder out = new StringBuilder();
        new TreeWriter((uri, wanted) -> wanted).write(element, new Scope(null, element.parent(), Map.of()), NodeWriter.ONE_LINE, out);
        return out.toString();
    }

    String write(SourceElement element, SourceElement parent, Layout layout) {
        StringBuilder out = new StringBuilder();
        write(element, new Scope(null, parent, Map.of()), layout, out);
        return out.toString();
    }

    /** The content of one element, to stand in another as it is. */
    String content(SourceElement from, SourceElement into, char quote) {
        StringBuilder out = new StringBuilder();
        inline(Content.of(from), new Scope(null, into, Map.of()), new Layout("", "", null, quote), out);
        return out.toString();
    }

    /** The name of a new attribute, its prefix declared where it must be. */
    String attributeName(SourceAttribute attribute, SourceElement place, char quote, StringBuilder declarations) {
        return attributeName(attribute, new Scope(null, place, new HashMap<>()), quote, declarations);
    }

    private void write(SourceElement element, Scope outer, Layout layout, StringBuilder out) {
        Scope scope = new Scope(outer, null, new HashMap<>());
        StringBuilder declarations = new StringBuilder();
        String name = elementName(element, scope, layout.quote(), declarations);
        StringBuilder attributes = new StringBuilder();
        for (SourceAttribute attribute : element.attributes()) {
            attributes.append(' ').append(attributeName(attribute, scope, layout.quote(), declarations)).append('=')
                    .append(layout.quote()).append(Escape.attribute(attribute.value(), layout.quote())).append(layout.quote());
        }
        out.append('<').append(name).append(declarations).append(attributes);
        Content content = Content.of(element);
        if (content.parts().isEmpty() || !content.hasElements() && content.remarks().isEmpty() && content.text().isEmpty()) {
            out.append("/>");
            return;
        }
        out.append('>');
        if (content.hasText()) {
            inline(content, scope, layout, out);
        } else {
            Layout deeper = layout.deeper();
            for (Content.Part part : content.parts()) {
                if (layout.lineEnd() != null) {
                    out.append(layout.lineEnd()).append(deeper.indent());
                }
                if (part.element() == null) {
                    out.append(part.remark());
                } else {
                    write(part.element(), scope, deeper, out);
                }
            }
            if (layout.lineEnd() != null) {
                out.append(layout.lineEnd()).append(layout.indent());
            }
        }
        out.append("</").append(name).append('>');
    }

    private void inline(Content content, Scope scope, Layout layout, StringBuilder out) {
        Layout line = new Layout("", "", null, layout.quote());
        for (Content.Part part : content.parts()) {
            if (part.element() != null) {
                write(part.element(), scope, line, out);
            } else {
                out.append(part.text() == null ? part.remark() : Escape.text(part.text()));
            }
        }
    }

    private String elementName(SourceElement element, Scope scope, char quote, StringBuilder declarations) {
        String uri = element.namespaceUri();
        if (uri.isEmpty()) {
            if (!scope.uri("").isEmpty()) {
                declare("", "", scope, quote, declarations);
            }
            return element.localName();
        }
        String prefix = prefix(uri, element.prefix(), false, scope, quote, declarations);
        return prefix.isEmpty() ? element.localName() : prefix + ":" + element.localName();
    }

    private String attributeName(SourceAttribute attribute, Scope scope, char quote, StringBuilder declarations) {
        if (attribute.namespaceUri().isEmpty() || attribute.prefix().equals("xml")) {
            return attribute.name();
        }
        return prefix(attribute.namespaceUri(), attribute.prefix(), true, scope, quote, declarations) + ":" + attribute.localName();
    }

    private String prefix(String uri, String wanted, boolean attribute, Scope scope, char quote, StringBuilder declarations) {
        String bound = scope.prefix(uri, wanted, attribute);
        if (bound != null) {
            return bound;
        }
        String onRoot = wanted.isEmpty() ? null : rootPrefixes.prefix(uri, wanted);
        if (onRoot != null) {
            return onRoot;
        }
        String prefix = wanted;
        for (int i = 1; scope.declared().containsKey(prefix); i++) {
            prefix = wanted + i;
        }
        declare(prefix, uri, scope, quote, declarations);
        return prefix;
    }

    private static void declare(String prefix, String uri, Scope scope, char quote, StringBuilder declarations) {
        scope.declared().put(prefix, uri);
        declarations.append(prefix.isEmpty() ? " xmlns" : " xmlns:" + prefix).append('=').append(quote)
                .append(Escape.attribute(uri, quote)).append(quote);
    }
}
