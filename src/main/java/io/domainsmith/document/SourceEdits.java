package io.domainsmith.document;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Edits that the typed model cannot say: namespaces to declare on the root element.
 *
 * <pre>{@code
 * DomainDocument declared = document.withDomain(document.domain(),
 *         SourceEdits.none().declareNamespace("qemu", "http://libvirt.org/schemas/domain/qemu/1.0"));
 * }</pre>
 *
 * @since 0.1
 */
public final class SourceEdits {

    private static final SourceEdits NONE = new SourceEdits(Map.of());

    private final Map<String, String> namespaces;

    private SourceEdits(Map<String, String> namespaces) {
        this.namespaces = namespaces;
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
        return new SourceEdits(Collections.unmodifiableMap(more));
    }

    /** The namespaces asked for: URI to wanted prefix, in order. */
    public Map<String, String> namespaces() {
        return namespaces;
    }
}
