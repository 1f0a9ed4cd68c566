package io.domainsmith.document;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Where elements leave a text and where new ones go: whole lines if they have their lines to themselves. */
final class Gaps {

    /** A place where new elements go, one after the other; they are written when all edits are known. */
    interface Insertion {
        void add(Function<Layout, String> element);
    }

    private final String text;
    private final Layout.Survey survey;
    private final Splices splices;
    private final Map<SourceElement, Insertion> expansions = new IdentityHashMap<>();

    Gaps(Source source, Layout.Survey survey, Splices splices) {
        this.text = source.text();
        this.survey = survey;
        this.splices = splices;
    }

    void cut(SourceElement element) {
        cut(element.start, element.end);
    }

    /** Takes an element, a comment or an instruction away. */
    void cut(int start, int end) {
        int nextLine = survey.nextLineAfterBlanks(end);
        if (survey.startsLine(start) && nextLine >= 0) {
            splices.cut(survey.lineStart(start), nextLine);
            return;
        }
        int from = start;
        if (!survey.startsLine(start)) {
            while (text.charAt(from - 1) == ' ' || text.charAt(from - 1) == '\t') {
                from--;
            }
        }
        splices.cut(from, end);
    }

    /** Gives an element another text; comments and instructions in it stay. */
    void setText(SourceElement element, String value) {
        String escaped = Escape.text(value);
        if (element.selfClosing) {
            if (!value.isEmpty()) {
                splices.replace(new StartTag(text, element).contentEnd(), element.end,
                        ">" + escaped + "</" + element.name() + ">");
            }
            return;
        }
        // the first stretch of text takes the new value; comments and instructions between stay
        int at = element.startTagEnd;
        boolean written = false;
        while (at < element.endTagStart) {
            int end = Content.remarkEnd(text, at);
            if (end < 0) {
                end = Content.textEnd(text, at, element.endTagStart);
                splices.replace(at, end, written ? "" : escaped);
                written = true;
            }
            at = end;
        }
        if (!written) {
            splices.insert(element.startTagEnd, escaped);
        }
    }

    Insertion behind(SourceElement sibling) {
        return behind(sibling.end, survey.beside(sibling, survey.nextLineAfterRemarks(sibling.end) >= 0));
    }

    /** Behind a comment or an instruction in an element. */
    Insertion behind(SourceElement parent, int end) {
        return behind(end, survey.inside(parent, survey.nextLineAfterRemarks(end) >= 0));
    }

    private Insertion behind(int end, Layout layout) {
        int nextLine = survey.nextLineAfterRemarks(end);
        return nextLine < 0
                ? element -> splices.insert(end, () -> element.apply(layout))
                : element -> splices.insert(nextLine, () -> layout.indent() + element.apply(layout) + layout.lineEnd());
    }

    Insertion atStart(SourceElement parent) {
        int nextLine = parent.selfClosing ? -1 : survey.nextLineAfterRemarks(parent.startTagEnd);
        if (nextLine >= 0 && nextLine <= parent.endTagStart) {
            Layout layout = survey.inside(parent, true);
            return element -> splices.insert(nextLine, () -> layout.indent() + element.apply(layout) + layout.lineEnd());
        }
        if (!parent.children().isEmpty() || !parent.selfClosing && !isBlank(parent.startTagEnd, parent.endTagStart)) {
            Layout layout = survey.inside(parent, false);
            return element -> splices.insert(parent.startTagEnd, () -> element.apply(layout));
        }
        return expansions.computeIfAbsent(parent, this::expand);
    }

    private boolean isBlank(int from, int to) {
        return text.substring(from, to).isBlank();
    }

    /** An empty element gets its first children: on lines of their own unless it stands behind others on its line. */
    private Insertion expand(SourceElement parent) {
        boolean ownLines = parent.parent() == null || survey.startsLine(parent);
        Layout layout = survey.inside(parent, ownLines);
        List<Function<Layout, String>> elements = new ArrayList<>();
        String lineEnd = ownLines ? layout.lineEnd() : "";
        Supplier<String> content = () -> elements.stream()
                .map(element -> ownLines ? layout.indent() + element.apply(layout) + lineEnd : element.apply(layout))
                .collect(Collectors.joining("", lineEnd, ownLines ? survey.indent(parent) : ""));
        if (parent.selfClosing) {
            splices.replace(new StartTag(text, parent).contentEnd(), parent.end,
                    () -> ">" + content.get() + "</" + parent.name() + ">");
        } else {
            splices.replace(parent.startTagEnd, parent.endTagStart, content);
        }
        return elements::add;
    }
}
