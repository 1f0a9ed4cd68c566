package io.domainsmith.document;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** How many different names the elements of a document have; they are looked at only where there are enough to be over the limit. */
final class NameCount {

    private final int limit;
    private final Set<String> names = new HashSet<>();
    private int counted;
    private long left;

    NameCount(int limit) {
        this.limit = limit;
        this.left = limit;
    }

    /** Whether there can be too many of them with one more element. */
    boolean mayBeMore(SourceElement element) {
        left -= 1L + element.attributes().size() + element.namespaces().size();
        return left < 0;
    }

    /** The names of all elements so far, of their attributes and of the prefixes that they declare. */
    int count(List<SourceElement> elements) {
        for (; counted < elements.size(); counted++) {
            SourceElement element = elements.get(counted);
            names.add(element.localName());
            element.attributes().forEach(attribute -> names.add(attribute.localName()));
            names.addAll(element.namespaces().keySet());
        }
        left = Math.max(0, limit - names.size());
        return names.size();
    }
}
