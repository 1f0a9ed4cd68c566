package io.domainsmith.validate.rules;

import io.domainsmith.document.SourceAttribute;
import io.domainsmith.document.SourceElement;
import io.domainsmith.guest.CNumber;
import io.domainsmith.guest.Sizes;
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
        return add(from, path, 0, List.of());
    }

    /** What has been found, and all elements at the part of a path that begins at a character. */
    private static List<SourceElement> add(SourceElement from, String path, int begin, List<SourceElement> before) {
        int slash = path.indexOf('/', begin);
        int stop = slash < 0 ? path.length() : slash;
        List<SourceElement> children = from.children();
        List<SourceElement> found = before;
        for (int i = 0; i < children.size(); i++) {
            SourceElement child = children.get(i);
            if (isPart(path, begin, stop, child.localName()) && child.namespaceUri().isEmpty()) {
                if (slash >= 0) {
                    found = add(child, path, slash + 1, found);
                } else {
                    found = found.isEmpty() ? new ArrayList<>() : found;
                    found.add(child);
                }
            }
        }
        return found;
    }

    /** The first element at a path below an element, or null. */
    static @Nullable SourceElement first(SourceElement from, String path) {
        return first(from, path, 0, path.length());
    }

    /** The first element at the part of a path that begins and ends at two characters. */
    private static @Nullable SourceElement first(SourceElement from, String path, int begin, int end) {
        int slash = path.indexOf('/', begin);
        int stop = slash < 0 || slash > end ? end : slash;
        List<SourceElement> children = from.children();
        for (int i = 0; i < children.size(); i++) {
            SourceElement child = children.get(i);
            if (isPart(path, begin, stop, child.localName()) && child.namespaceUri().isEmpty()) {
                SourceElement found = stop == end ? child : first(child, path, stop + 1, end);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private static @Nullable String attribute(SourceElement element, String path, int begin) {
        List<SourceAttribute> attributes = element.attributes();
        for (int i = 0; i < attributes.size(); i++) {
            SourceAttribute attribute = attributes.get(i);
            if (isPart(path, begin, path.length(), attribute.localName()) && attribute.namespaceUri().isEmpty()) {
                return attribute.value();
            }
        }
        return null;
    }

    private static boolean isPart(String path, int begin, int end, String name) {
        return name.length() == end - begin && path.startsWith(name, begin);
    }

    static boolean has(SourceElement from, String path) {
        int at = path.indexOf('@');
        return at < 0 ? first(from, path) != null : value(from, path) != null;
    }

    /** The attribute or text at a path below an element, or null. */
    static @Nullable String value(SourceElement from, String path) {
        int at = path.indexOf('@');
        if (at == 0) {
            return attribute(from, path, 1);
        } else if (at > 0) {
            SourceElement element = first(from, path, 0, at - 1);
            return element == null ? null : attribute(element, path, at + 1);
        }
        SourceElement element = first(from, path);
        return element == null ? null : element.text().strip();
    }

    /** As {@link #value}, with something else for null. */
    static String value(SourceElement from, String path, String absent) {
        String value = value(from, path);
        return value == null ? absent : value;
    }

    /** The first of these attributes that an element has; null if it has none, or is none. */
    static @Nullable String firstOf(@Nullable SourceElement element, List<String> attributes) {
        if (element != null && !element.attributes().isEmpty()) {
            for (String attribute : attributes) {
                if (element.attribute(attribute) != null) {
                    return attribute;
                }
            }
        }
        return null;
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

    /** The size that an element's text gives, in KiB; empty if it is none, or there is no element. */
    static OptionalLong kibibytes(@Nullable SourceElement element) {
        return element == null ? OptionalLong.empty() : Sizes.kibibytes(element.text().strip(), element.attribute("unit"));
    }
}
