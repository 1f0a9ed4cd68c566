package io.domainsmith.document;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An element where it stands in the source text: read-only, with its place.
 *
 * <p>Rules use it for what the typed model cannot say: repeated singletons, unknown names, namespaces.
 *
 * @since 0.1
 */
public final class SourceElement {

    /** So many children are looked through for a name; it does not pay to have them by name. */
    private static final int FEW = 8;

    private final Source source;
    private final @Nullable SourceElement parent;
    private final String prefix;
    private final String localName;
    private final String namespaceUri;
    private final List<SourceAttribute> attributes;
    private final Map<String, String> namespaces;
    private List<SourceElement> children = List.of();
    /** The children by name, or by namespace and name, made when first asked for; two threads may both make it. */
    private volatile @Nullable Map<String, List<SourceElement>> byName;
    private List<StrayText> strayTexts = List.of();
    private String text = "";

    final int start;
    final int startTagEnd;
    final boolean selfClosing;
    int endTagStart;
    int end;

    SourceElement(Source source, @Nullable SourceElement parent, String prefix, String localName, String namespaceUri,
            List<SourceAttribute> attributes, Map<String, String> namespaces, int start, int startTagEnd,
            boolean selfClosing) {
        this.source = source;
        this.parent = parent;
        this.prefix = prefix;
        this.localName = localName;
        this.namespaceUri = namespaceUri;
        this.attributes = attributes;
        this.namespaces = namespaces;
        this.start = start;
        this.startTagEnd = startTagEnd;
        this.selfClosing = selfClosing;
        if (parent != null) {
            if (parent.children.isEmpty()) {
                parent.children = new ArrayList<>();
            }
            parent.children.add(this);
        }
    }

    void close(int endTagStart, int end, String text) {
        this.endTagStart = endTagStart;
        this.end = end;
        this.text = text;
        this.children = List.copyOf(children);
        this.strayTexts = List.copyOf(strayTexts);
    }

    /** The name as written, with its prefix. */
    public String name() {
        return prefix.isEmpty() ? localName : prefix + ":" + localName;
    }

    /** The prefix, or the empty string. */
    public String prefix() {
        return prefix;
    }

    /** The name without the prefix. */
    public String localName() {
        return localName;
    }

    /** The namespace, or the empty string. */
    public String namespaceUri() {
        return namespaceUri;
    }

    /** Whether this element has the name and the namespace. */
    public boolean is(String namespaceUri, String localName) {
        return this.localName.equals(localName) && this.namespaceUri.equals(namespaceUri);
    }

    /** The attributes in the order of the source, namespace declarations apart. */
    public List<SourceAttribute> attributes() {
        return attributes;
    }

    /** The value of an attribute without a namespace, or null. */
    public @Nullable String attribute(String localName) {
        for (int i = 0; i < attributes.size(); i++) {
            SourceAttribute attribute = attributes.get(i);
            if (attribute.localName().equals(localName) && attribute.namespaceUri().isEmpty()) {
                return attribute.value();
            }
        }
        return null;
    }

    /** The namespaces that this start tag itself declares, by prefix; the empty prefix is the default namespace. */
    public Map<String, String> namespaces() {
        return namespaces;
    }

    /** The parent, or null for the root. */
    public @Nullable SourceElement parent() {
        return parent;
    }

    /** The child elements in the order of the source. */
    public List<SourceElement> children() {
        return children;
    }

    /** The child elements with a name and no namespace, in the order of the source. */
    public List<SourceElement> children(String localName) {
        return children("", localName);
    }

    /** The child elements with a name in a namespace, or in none if that is empty, in the order of the source. */
    public List<SourceElement> children(String namespaceUri, String localName) {
        return children.size() > FEW ? byName().getOrDefault(key(namespaceUri, localName), List.of()) : childrenNamed(namespaceUri, localName);
    }

    private static String key(String namespaceUri, String localName) {
        return namespaceUri.isEmpty() ? localName : "{" + namespaceUri + "}" + localName;
    }

    private List<SourceElement> childrenNamed(String namespaceUri, String localName) {
        SourceElement first = null;
        List<SourceElement> several = null;
        for (int i = 0; i < children.size(); i++) {
            SourceElement child = children.get(i);
            if (!child.is(namespaceUri, localName)) {
                continue;
            } else if (first == null) {
                first = child;
                continue;
            } else if (several == null) {
                several = new ArrayList<>(children.size());
                several.add(first);
            }
            several.add(child);
        }
        return several != null ? Collections.unmodifiableList(several) : first != null ? List.of(first) : List.of();
    }

    private Map<String, List<SourceElement>> byName() {
        Map<String, List<SourceElement>> known = byName;
        if (known == null) {
            known = new HashMap<>();
            for (SourceElement child : children) {
                known.computeIfAbsent(key(child.namespaceUri, child.localName), name -> new ArrayList<>(2)).add(child);
            }
            known.replaceAll((name, list) -> List.copyOf(list));
            byName = known;
        }
        return known;
    }

    /** The character data directly in this element, comments and instructions left out; empty for an element with children. */
    public String text() {
        return text;
    }

    /**
     * A text that stands beside child elements: libvirt ignores it, its schema refuses it.
     *
     * @param before how many child elements stand before it
     * @param text the text, blanks around it included
     * @param place where its first character that is not blank stands
     */
    public record StrayText(int before, String text, SourcePlace place) {
    }

    void addStrayText(String text, int offset) {
        if (strayTexts.isEmpty()) {
            strayTexts = new ArrayList<>();
        }
        strayTexts.add(new StrayText(children.size(), text,
                new SourcePlace(source.lines().line(offset), source.lines().column(offset))));
    }

    /** The texts beside child elements that are not blank, in the order of the source. */
    public List<StrayText> strayTexts() {
        return strayTexts;
    }

    /** The place of the start tag's {@code <}. */
    public SourcePlace place() {
        return new SourcePlace(line(), column());
    }

    /** The place of an attribute's name, as written with its prefix; that of the element if it has no such attribute. */
    public SourcePlace placeOf(String attributeName) {
        StartTag.Span span = new StartTag(source.text(), this).attribute(attributeName);
        return span == null ? place()
                : new SourcePlace(source.lines().line(span.from()), source.lines().column(span.from()));
    }

    /** The line of the start tag's {@code <}, 1-based. */
    public int line() {
        return source.lines().line(start);
    }

    /** The column of the start tag's {@code <}, 1-based. */
    public int column() {
        return source.lines().column(start);
    }

    /** The prefix in scope for a namespace, an inner declaration before an outer one; null if there is none. */
    public @Nullable String prefixFor(String uri) {
        for (SourceElement at = this; at != null; at = at.parent) {
            for (Map.Entry<String, String> declared : at.namespaces.entrySet()) {
                if (declared.getValue().equals(uri) && uri.equals(namespaceFor(declared.getKey()))) {
                    return declared.getKey();
                }
            }
        }
        return null;
    }

    /** The namespace that a prefix is bound to here, or null. */
    public @Nullable String namespaceFor(String prefix) {
        for (SourceElement at = this; at != null; at = at.parent) {
            String uri = at.namespaces.get(prefix);
            if (uri != null) {
                return uri;
            }
        }
        return null;
    }

    /**
     * The XPath of this element, 1-based, with an index where siblings share the name: {@code /domain/devices/hostdev[2]}.
     */
    public String path() {
        if (parent == null) {
            return "/" + name();
        }
        List<SourceElement> same = parent.children(namespaceUri, localName);
        return parent.path() + "/" + name() + (same.size() > 1 ? "[" + (indexIn(same) + 1) + "]" : "");
    }

    /** Where this element is among some in the order of the source, of which it is one. */
    private int indexIn(List<SourceElement> elements) {
        int low = 0;
        int high = elements.size() - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (elements.get(middle).start < start) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    Source source() {
        return source;
    }

    @Override
    public String toString() {
        return "<" + name() + "> (line " + line() + ")";
    }
}
