package io.domainsmith.document;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Replacements of stretches of a text: everything outside them stays as it is, by construction. */
final class Splices {

    private record Splice(int from, int to, Supplier<String> text) {
    }

    private final String source;
    private final List<Splice> splices = new ArrayList<>();
    private boolean sorted;

    Splices(String source) {
        this.source = source;
    }

    void insert(int at, String text) {
        replace(at, at, text);
    }

    void insert(int at, Supplier<String> text) {
        add(new Splice(at, at, text));
    }

    void cut(int from, int to) {
        replace(from, to, "");
    }

    void replace(int from, int to, String text) {
        add(new Splice(from, to, () -> text));
    }

    void replace(int from, int to, Supplier<String> text) {
        add(new Splice(from, to, text));
    }

    private void add(Splice splice) {
        splices.add(splice);
        sorted = false;
    }

    /** The whole text with the splices made. */
    String apply() {
        return apply(0, source.length(), ordered());
    }

    /**
     * The text of one element with the splices within it made, and without what was spliced at its edges: so a moved element
     * can be had without the cut that takes it from its old place, or what was put beside it.
     */
    String apply(SourceElement element) {
        int from = element.start;
        int to = element.end;
        return apply(from, to, ordered().stream()
                .filter(s -> s.from() > from && (s.to() < to || s.to() == to && s.from() < to)).toList());
    }

    private List<Splice> ordered() {
        if (!sorted) {
            // stable: what is inserted at one place keeps its order, and stands before a cut that begins there
            splices.sort(Splices::order);
            sorted = true;
        }
        return splices;
    }

    private static int order(Splice one, Splice other) {
        int order = Integer.compare(one.from(), other.from());
        order = order != 0 ? order : Boolean.compare(one.to() > one.from(), other.to() > other.from());
        return order != 0 ? order : Integer.compare(other.to(), one.to());
    }

    /** A splice that begins within a longer one is void: its place is gone. */
    private String apply(int from, int to, List<Splice> ordered) {
        StringBuilder out = new StringBuilder(to - from + 256);
        int at = from;
        for (Splice splice : ordered) {
            if (splice.from() >= at) {
                out.append(source, at, splice.from()).append(splice.text().get());
                at = splice.to();
            }
        }
        return out.append(source, at, to).toString();
    }
}
