package io.domainsmith.document;

import io.domainsmith.model.Metadata;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes new elements as text in a given layout. */
final class NodeWriter {

    private final BiFunction<String, String, String> prefixes;
    private final Function<ModelNode, @Nullable String> kept;

    /**
     * @param prefixes from a namespace and the prefix it is usually given to the prefix to write
     * @param kept the text of an element that the document already had, or null for a new one
     */
    NodeWriter(BiFunction<String, String, String> prefixes, Function<ModelNode, @Nullable String> kept) {
        this.prefixes = prefixes;
        this.kept = kept;
    }

    /** A writer for reports: on one line, with the prefixes that users know. */
    static NodeWriter forReports() {
        return new NodeWriter((uri, prefix) -> prefix, node -> null);
    }

    static final Layout ONE_LINE = new Layout("", "", null, '\'');

    String write(ModelNode node, Layout layout) {
        StringBuilder out = new StringBuilder();
        write(node, layout, out);
        return out.toString();
    }

    private void write(ModelNode node, Layout layout, StringBuilder out) {
        String old = kept.apply(node);
        if (old != null) {
            out.append(old);
            return;
        }
        String name = name(node);
        out.append('<').append(name);
        if (bindsItself(node)) {
            ModelType.Child slot = Objects.requireNonNull(node.slot());
            out.append(" xmlns:").append(slot.preferredPrefix()).append('=').append(layout.quote())
                    .append(Escape.attribute(slot.namespaceUri(), layout.quote())).append(layout.quote());
        }
        ModelType type = node.type();
        if (type != null) {
            for (int i = 0; i < type.attributes().size(); i++) {
                String value = node.attribute(i);
                if (value != null) {
                    check(value, node);
                    out.append(' ').append(type.attributes().get(i).name()).append('=').append(layout.quote())
                            .append(Escape.attribute(value, layout.quote())).append(layout.quote());
                }
            }
        }
        boolean empty = true;
        for (ModelNode child : node.children()) {
            if (empty) {
                out.append('>');
                empty = false;
            }
            Layout deeper = layout.deeper();
            if (layout.lineEnd() != null) {
                out.append(layout.lineEnd()).append(deeper.indent());
            }
            write(child, deeper, out);
        }
        String text = node.text();
        if (!empty) {
            if (layout.lineEnd() != null) {
                out.append(layout.lineEnd()).append(layout.indent());
            }
            out.append("</").append(name).append('>');
        } else if (text == null || text.isEmpty()) {
            out.append("/>");
        } else {
            check(text, node);
            out.append('>').append(Escape.text(text)).append("</").append(name).append('>');
        }
    }

    private String name(ModelNode node) {
        ModelType.Child slot = node.slot();
        if (slot == null) {
            return "domain";
        }
        if (slot.namespaceUri().isEmpty()) {
            return slot.localName();
        }
        if (isInMetadata(node)) {
            return slot.name();
        }
        String prefix = prefixes.apply(slot.namespaceUri(), slot.preferredPrefix());
        return prefix.isEmpty() ? slot.localName() : prefix + ":" + slot.localName();
    }

    /** What stands in {@code <metadata>} brings its own namespace along, as libvirt's documentation has it. */
    static boolean bindsItself(ModelNode node) {
        return node.slot() != null && !node.slot().namespaceUri().isEmpty() && node.parent() != null
                && node.parent().bean() instanceof Metadata;
    }

    private static boolean isInMetadata(ModelNode node) {
        return node.parent() != null && (bindsItself(node) || isInMetadata(node.parent()));
    }

    static void check(String value, ModelNode node) {
        int bad = SourceReader.firstForbidden(value);
        if (bad >= 0) {
            throw new IllegalArgumentException(node.path() + ": " + SourceReader.forbidden(value, bad));
        }
    }
}
