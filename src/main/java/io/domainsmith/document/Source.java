package io.domainsmith.document;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The text of a document with its elements in document order. */
final class Source {

    private final String text;
    private final boolean byteOrderMark;
    private final ParseLimits limits;
    private volatile @Nullable String id;
    private final List<SourceElement> elements = new ArrayList<>();
    private volatile @Nullable LineMap lines;

    Source(String text, boolean byteOrderMark, ParseLimits limits) {
        this.text = text;
        this.byteOrderMark = byteOrderMark;
        this.limits = limits;
    }

    /** The text without its byte order mark. */
    String text() {
        return text;
    }

    boolean byteOrderMark() {
        return byteOrderMark;
    }

    /** Within which it is read, and within which an edited one must stay. */
    ParseLimits limits() {
        return limits;
    }

    /** Names the text in the places of its elements: places of one text are never taken for those of another. */
    String id() {
        String known = id;
        if (known == null) {
            known = "domain:" + Integer.toHexString(text.hashCode()) + ":" + text.length();
            id = known;
        }
        return known;
    }

    void add(SourceElement element) {
        elements.add(element);
    }

    SourceElement root() {
        return elements.get(0);
    }

    List<SourceElement> elements() {
        return Collections.unmodifiableList(elements);
    }

    LineMap lines() {
        LineMap known = lines;
        if (known == null) {
            known = new LineMap(text);
            lines = known;
        }
        return known;
    }

    /** The element whose start tag begins at an offset, or null. */
    @Nullable SourceElement elementAt(int offset) {
        int low = 0;
        int high = elements.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int start = elements.get(middle).start;
            if (start == offset) {
                return elements.get(middle);
            }
            if (start < offset) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return null;
    }
}
