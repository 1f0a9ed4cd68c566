package io.domainsmith.document;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something in the source that the typed model cannot say, so that the typed copy is silent about it.
 *
 * @since 0.1
 */
public sealed interface ModelGap {

    /**
     * An element that may stand once in its parent, and stands there several times: the typed copy holds the last.
     *
     * @param elements all of them, in the order of the source
     */
    record RepeatedElement(List<SourceElement> elements) implements ModelGap {
    }

    /**
     * A value that is none of those the grammar lists: the typed copy holds null.
     *
     * @param element the element with the value
     * @param attribute the attribute's name, or null where the value is the element's text
     * @param value the value as written
     * @param known the values that the model knows
     */
    record UnknownValue(SourceElement element, @Nullable String attribute, String value, List<String> known)
            implements ModelGap {
    }

    /** The gaps below the root of a document, in the order of the source. */
    static List<ModelGap> of(SourceElement root, Class<?> type) {
        List<ModelGap> gaps = new ArrayList<>();
        collect(root, ModelType.of(type), gaps);
        return List.copyOf(gaps);
    }

    private static void collect(SourceElement element, ModelType type, List<ModelGap> gaps) {
        for (SourceAttribute written : element.attributes()) {
            ModelType.Text attribute = written.namespaceUri().isEmpty() ? type.attribute(written.localName()) : null;
            if (attribute != null && !attribute.reads(written.value())) {
                gaps.add(new UnknownValue(element, attribute.name(), written.value(), attribute.knownValues()));
            }
        }
        if (type.value() != null && !type.value().reads(element.text()) && !element.text().isEmpty()) {
            gaps.add(new UnknownValue(element, null, element.text(), type.value().knownValues()));
        }
        List<SourceElement> children = element.children();
        if (children.isEmpty()) {
            return;
        }
        int[] times = new int[type.children().size()];
        for (SourceElement child : children) {
            ModelType.Child kind = type.child(child.namespaceUri(), child.localName());
            if (kind != null) {
                times[kind.index()]++;
            }
        }
        for (SourceElement child : children) {
            ModelType.Child kind = type.child(child.namespaceUri(), child.localName());
            if (kind == null) {
                continue;
            }
            if (!kind.isList() && times[kind.index()] > 1) {
                gaps.add(new RepeatedElement(children.stream()
                        .filter(other -> other.is(kind.namespaceUri(), kind.localName())).toList()));
                times[kind.index()] = 0;
            }
            if (kind.leaf() == null) {
                collect(child, kind.type(), gaps);
            } else if (!kind.leaf().reads(child.text())) {
                gaps.add(new UnknownValue(child, null, child.text(), kind.leaf().knownValues()));
            }
        }
    }
}
