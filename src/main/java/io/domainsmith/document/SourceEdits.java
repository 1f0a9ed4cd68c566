package io.domainsmith.document;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Edits that the typed model cannot say: namespaces to declare on the root element, or to drop from it, and the characters of
 * new elements.
 *
 * <pre>{@code
 * DomainDocument declared = document.withDomain(document.domain(),
 *         SourceEdits.none().declareNamespace("qemu", "http://libvirt.org/schemas/domain/qemu/1.0"));
 * }</pre>
 *
 * @since 0.1
 */
public final class SourceEdits {

    private static final SourceEdits NONE = new SourceEdits(Map.of(), Set.of(), Map.of());

    private final Map<String, String> namespaces;
    private final Set<String> dropped;
    private final Map<Object, String> texts;

    private SourceEdits(Map<String, String> namespaces, Set<String> dropped, Map<Object, String> texts) {
        this.namespaces = namespaces;
        this.dropped = dropped;
        this.texts = texts;
    }

    /** No edits. */
    public static SourceEdits none() {
        return NONE;
    }

    /**
     * Asks for a namespace on the root element. One that the root already binds, under any prefix, is used as it is; a prefix
     * that the document uses for another namespace is not bound anew: a number is put behind it.
     *
     * @param prefix the prefix to bind if there is none yet
     * @param uri the namespace
     */
    public SourceEdits declareNamespace(String prefix, String uri) {
        Objects.requireNonNull(prefix, "prefix");
        Objects.requireNonNull(uri, "uri");
        if (prefix.isEmpty() || uri.isEmpty()) {
            throw new IllegalArgumentException("a namespace to declare needs a prefix and a URI");
        }
        Map<String, String> more = new LinkedHashMap<>(namespaces);
        more.putIfAbsent(uri, prefix);
        Set<String> fewer = new LinkedHashSet<>(dropped);
        fewer.remove(uri);
        return new SourceEdits(Collections.unmodifiableMap(more), Collections.unmodifiableSet(fewer), texts);
    }

    /**
     * Asks for the root's declarations of a namespace to go if no element and no attribute of the result is in it.
     *
     * @param uri the namespace
     */
    public SourceEdits dropUnusedNamespace(String uri) {
        Map<String, String> fewer = new LinkedHashMap<>(namespaces);
        fewer.remove(uri);
        Set<String> more = new LinkedHashSet<>(dropped);
        more.add(Objects.requireNonNull(uri, "uri"));
        return new SourceEdits(Collections.unmodifiableMap(fewer), Collections.unmodifiableSet(more), texts);
    }

    /** The namespaces asked for: URI to wanted prefix, in order. */
    public Map<String, String> namespaces() {
        return namespaces;
    }

    /** The namespaces to drop if nothing is in them. */
    public Set<String> droppedNamespaces() {
        return dropped;
    }

    /**
     * Gives the characters of an element that is new: they are written as they are, where the model would be written in the
     * manner of the neighbours. They have to be one well-formed element that says what the object does.
     *
     * @param element the object of the model
     * @param xml its element
     */
    public SourceEdits writeAs(Object element, String xml) {
        Map<Object, String> more = new IdentityHashMap<>(texts);
        more.put(Objects.requireNonNull(element, "element"), Objects.requireNonNull(xml, "xml"));
        return new SourceEdits(namespaces, dropped, Collections.unmodifiableMap(more));
    }

    /** The characters of new elements, by the identity of the objects. */
    Map<Object, String> texts() {
        return texts;
    }
}
