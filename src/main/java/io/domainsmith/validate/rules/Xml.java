package io.domainsmith.validate.rules;

import io.domainsmith.document.SourceElement;
import io.domainsmith.pci.CNumber;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What libvirt's XPaths read: names without a namespace, parted by slashes, an attribute at the end like {@code driver/@name}.
 * The source and not the model, for libvirt reads values that the grammar does not know, too.
 */
final class Xml {

    private Xml() {
    }

    /** All elements at a path below an element, in document order. */
    static List<SourceElement> all(SourceElement from, String path) {
        int slash = path.indexOf('/');
        if (slash < 0) {
            return from.children(path);
        }
        List<SourceElement> parents = from.children(path.substring(0, slash));
        String rest = path.substring(slash + 1);
        if (parents.isEmpty()) {
            return parents;
        } else if (parents.size() == 1) {
            return all(parents.get(0), rest);
        }
        List<SourceElement> found = new ArrayList<>();
        parents.forEach(parent -> found.addAll(all(parent, rest)));
        return found;
    }

    /** The first element at a path below an element, or null. */
    static @Nullable SourceElement first(SourceElement from, String path) {
        List<SourceElement> found = all(from, path);
        return found.isEmpty() ? null : found.get(0);
    }

    static boolean has(SourceElement from, String path) {
        int at = path.indexOf('@');
        return at < 0 ? !all(from, path).isEmpty() : value(from, path) != null;
    }

    /** The attribute or text at a path below an element, or null. */
    static @Nullable String value(SourceElement from, String path) {
        int at = path.indexOf('@');
        if (at == 0) {
            return from.attribute(path.substring(1));
        } else if (at > 0) {
            SourceElement element = first(from, path.substring(0, at - 1));
            return element == null ? null : element.attribute(path.substring(at + 1));
        }
        SourceElement element = first(from, path);
        return element == null ? null : element.text().strip();
    }

    /** As {@link #value}, with something else for null. */
    static String value(SourceElement from, String path, String absent) {
        String value = value(from, path);
        return value == null ? absent : value;
    }

    /** Whether the attribute or text at a path is one of these. */
    static boolean is(SourceElement from, String path, String... values) {
        String value = value(from, path);
        if (value != null) {
            for (String one : values) {
                if (one.equals(value)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The number at a path, as C reads it. */
    static OptionalLong number(SourceElement from, String path) {
        return CNumber.parse(value(from, path));
    }

    /** The number at a path, as C reads it; something else where there is none, or nothing that is one. */
    static long number(SourceElement from, String path, long absent) {
        return number(from, path).orElse(absent);
    }
}
