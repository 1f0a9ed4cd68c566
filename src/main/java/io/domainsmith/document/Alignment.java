package io.domainsmith.document;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tells which child of one element is which child of another, where nothing but what they say can tell: what is alike stays, of
 * the rest those pair that have the most in common, in order.
 */
final class Alignment {

    /** A pair of parts; one of them is null where a part has no counterpart. */
    record Pair(Content.@Nullable Part before, Content.@Nullable Part after) {
    }

    /** Above this many comparisons parts pair by their order: the result is as right, only the edits are longer. */
    private static final long MOST_COMPARISONS = 4_000_000;

    private final Map<SourceElement, int[]> facts = new IdentityHashMap<>();
    private final Map<SourceElement, Integer> hashes = new IdentityHashMap<>();

    /** The pairs, in an order in which those with a part before and those with one after both stand in order. */
    List<Pair> of(List<Content.Part> before, List<Content.Part> after) {
        List<Pair> pairs = new ArrayList<>();
        int head = 0;
        while (head < before.size() && head < after.size() && same(before.get(head), after.get(head))) {
            pairs.add(new Pair(before.get(head), after.get(head)));
            head++;
        }
        int tail = 0;
        while (tail < before.size() - head && tail < after.size() - head
                && same(before.get(before.size() - 1 - tail), after.get(after.size() - 1 - tail))) {
            tail++;
        }
        List<Content.Part> old = before.subList(head, before.size() - tail);
        List<Content.Part> now = after.subList(head, after.size() - tail);
        pairs.addAll((long) old.size() * now.size() > MOST_COMPARISONS ? inOrder(old, now) : best(old, now));
        for (int i = tail; i > 0; i--) {
            pairs.add(new Pair(before.get(before.size() - i), after.get(after.size() - i)));
        }
        return pairs;
    }

    private static List<Pair> inOrder(List<Content.Part> old, List<Content.Part> now) {
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < Math.max(old.size(), now.size()); i++) {
            Content.Part was = i < old.size() ? old.get(i) : null;
            Content.Part is = i < now.size() ? now.get(i) : null;
            if (was != null && is != null && was.element() != null && sameName(was.element(), is.element())) {
                pairs.add(new Pair(was, is));
            } else {
                if (was != null) {
                    pairs.add(new Pair(was, null));
                }
                if (is != null) {
                    pairs.add(new Pair(null, is));
                }
            }
        }
        return pairs;
    }

    /** The pairs with the greatest sum of scores among those that keep both orders. */
    private List<Pair> best(List<Content.Part> old, List<Content.Part> now) {
        double[][] scores = new double[old.size()][now.size()];
        for (int i = 0; i < old.size(); i++) {
            for (int j = 0; j < now.size(); j++) {
                scores[i][j] = score(old.get(i), now.get(j), old, now);
            }
        }
        double[][] sums = new double[old.size() + 1][now.size() + 1];
        for (int i = old.size() - 1; i >= 0; i--) {
            for (int j = now.size() - 1; j >= 0; j--) {
                double paired = scores[i][j] > 0 ? scores[i][j] + sums[i + 1][j + 1] : 0;
                sums[i][j] = Math.max(paired, Math.max(sums[i + 1][j], sums[i][j + 1]));
            }
        }
        List<Pair> pairs = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < old.size() || j < now.size()) {
            if (i < old.size() && j < now.size() && scores[i][j] > 0
                    && sums[i][j] == scores[i][j] + sums[i + 1][j + 1]) {
                pairs.add(new Pair(old.get(i++), now.get(j++)));
            } else if (j == now.size() || i < old.size() && sums[i][j] == sums[i + 1][j]) {
                pairs.add(new Pair(old.get(i++), null));
            } else {
                pairs.add(new Pair(null, now.get(j++)));
            }
        }
        return pairs;
    }

    /** 0 for parts that are not each other; more than any likeness for parts that say the same. */
    private double score(Content.Part was, Content.Part is, List<Content.Part> old, List<Content.Part> now) {
        if (same(was, is)) {
            return was.element() == null ? 1 : 4;
        }
        SourceElement one = was.element();
        SourceElement other = is.element();
        if (one == null || !sameName(one, other)) {
            return 0;
        }
        double common = common(facts(one), facts(Objects.requireNonNull(other)));
        return common > 0 ? 1 + 2 * common : isOnly(one, old) && isOnly(other, now) ? 1 : 0;
    }

    private static boolean isOnly(SourceElement element, List<Content.Part> among) {
        return among.stream().filter(part -> sameName(element, part.element())).count() == 1;
    }

    static boolean sameName(SourceElement one, @Nullable SourceElement other) {
        return other != null && one.is(other.namespaceUri(), other.localName());
    }

    /** Whether two parts say the same, whatever their quotes, prefixes and layout. */
    boolean same(Content.Part one, Content.Part other) {
        return one.element() != null
                ? other.element() != null && same(one.element(), other.element())
                : Objects.equals(one.remark(), other.remark()) && Objects.equals(one.text(), other.text())
                        && other.element() == null;
    }

    /** Whether two elements say the same. */
    boolean same(SourceElement one, SourceElement other) {
        if (hash(one) != hash(other) || !sameName(one, other) || !attributes(one).equals(attributes(other))) {
            return false;
        }
        List<Content.Part> mine = Content.of(one).parts();
        List<Content.Part> theirs = Content.of(other).parts();
        if (blank(mine) && blank(theirs)) {
            return true;
        }
        if (mine.size() != theirs.size()) {
            return false;
        }
        for (int i = 0; i < mine.size(); i++) {
            if (!same(mine.get(i), theirs.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean blank(List<Content.Part> parts) {
        return parts.stream().allMatch(part -> part.text() != null && part.text().isBlank());
    }

    /** The attributes by name; a namespace stands in braces before it. */
    static Map<String, String> attributes(SourceElement element) {
        Map<String, String> attributes = new HashMap<>();
        element.attributes().forEach(attribute -> attributes.put(key(attribute), attribute.value()));
        return attributes;
    }

    static String key(SourceAttribute attribute) {
        return attribute.namespaceUri().isEmpty() ? attribute.localName()
                : "{" + attribute.namespaceUri() + "}" + attribute.localName();
    }

    private int hash(SourceElement element) {
        Integer known = hashes.get(element);
        if (known == null) {
            int hash = 31 * element.localName().hashCode() + attributes(element).hashCode();
            List<Content.Part> parts = Content.of(element).parts();
            for (Content.Part part : blank(parts) ? List.<Content.Part>of() : parts) {
                hash = 31 * hash + (part.element() != null ? hash(part.element())
                        : Objects.hash(part.remark(), part.text()));
            }
            known = hash;
            hashes.put(element, known);
        }
        return known;
    }

    /** What an element says, one number for each attribute and text below it, sorted. */
    private int[] facts(SourceElement element) {
        return facts.computeIfAbsent(element, key -> {
            List<Integer> found = new ArrayList<>();
            collect(element, 0, found);
            return found.stream().mapToInt(Integer::intValue).sorted().toArray();
        });
    }

    private static void collect(SourceElement element, int path, List<Integer> found) {
        attributes(element).forEach((name, value) -> found.add(Objects.hash(path, name, value)));
        if (!element.text().isBlank()) {
            found.add(Objects.hash(path, element.text()));
        }
        for (SourceElement child : element.children()) {
            collect(child, Objects.hash(path, child.namespaceUri(), child.localName()), found);
        }
    }

    /** The share that two sorted lists have in common, from 0 to 1. */
    private static double common(int[] one, int[] other) {
        int shared = 0;
        int at = 0;
        for (int fact : one) {
            while (at < other.length && other[at] < fact) {
                at++;
            }
            if (at < other.length && other[at] == fact) {
                shared++;
                at++;
            }
        }
        return shared == 0 ? 0 : (double) shared / Math.max(one.length, other.length);
    }
}
