package io.domainsmith.document;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Carries the differences to another document into the source text. One use, one text. */
final class TreeSplicer {

    private final Source source;
    private final SourceElement wanted;
    private final String text;
    private final Layout.Survey survey;
    private final Splices splices;
    private final Gaps gaps;
    private final TreeWriter writer = new TreeWriter(this::rootPrefix);
    private final Map<String, String> declared = new LinkedHashMap<>();

    TreeSplicer(Source source, SourceElement wanted) {
        this.source = source;
        this.wanted = wanted;
        this.text = source.text();
        this.survey = new Layout.Survey(source);
        this.splices = new Splices(text);
        this.gaps = new Gaps(source, survey, splices);
    }

    String splice() {
        for (TreeEdit edit : TreeDiff.between(source.root(), wanted)) {
            if (edit instanceof TreeEdit.SetAttribute set) {
                setAttribute(set);
            } else if (edit instanceof TreeEdit.SetText set) {
                gaps.setText(set.before(), Content.of(set.after()).text());
            } else if (edit instanceof TreeEdit.SetContent set) {
                setContent(set);
            } else if (edit instanceof TreeEdit.Remove remove) {
                gaps.cut(remove.before().start(), remove.before().end());
                if (remove.last()) {
                    // begins before the cuts within it, which are void then
                    splices.replace(new StartTag(text, remove.parent()).closing(), remove.parent().end, "/>");
                }
            } else if (edit instanceof TreeEdit.Replace replace) {
                replace(replace);
            } else if (edit instanceof TreeEdit.Insert insert) {
                SourceElement element = insert.after().element();
                place(insert.parent(), insert.anchor(), element == null
                        ? layout -> Objects.requireNonNull(insert.after().remark())
                        : layout -> writer.write(element, insert.parent(), layout));
            } else if (edit instanceof TreeEdit.Move move) {
                gaps.cut(move.before());
                place(move.parent(), move.anchor(), layout -> text.substring(move.before().start, move.before().end));
            }
        }
        String spliced = splices.apply();
        if (declared.isEmpty()) {
            return spliced;
        }
        // only now it is known which prefixes the new elements need on the root
        char quote = survey.quote(source.root());
        int at = new StartTag(text, source.root()).contentEnd();
        declared.forEach((uri, prefix) ->
                splices.insert(at, " xmlns:" + prefix + "=" + quote + Escape.attribute(uri, quote) + quote));
        return splices.apply();
    }

    private void place(SourceElement parent, Content.@Nullable Part anchor, Function<Layout, String> node) {
        Gaps.Insertion place = anchor == null ? gaps.atStart(parent)
                : anchor.element() != null ? gaps.behind(anchor.element())
                : gaps.behind(parent, anchor.end());
        place.add(node);
    }

    private void setAttribute(TreeEdit.SetAttribute edit) {
        SourceElement element = edit.before();
        StartTag tag = new StartTag(text, element);
        if (edit.was() != null) {
            StartTag.Span span = Objects.requireNonNull(tag.attribute(edit.was().name()));
            if (edit.is() != null) {
                splices.replace(span.valueFrom(), span.valueTo(), Escape.attribute(edit.is().value(), text.charAt(span.valueTo())));
                return;
            }
            int from = span.from();
            while (StartTag.isBlank(text.charAt(from - 1))) {
                from--;
            }
            splices.cut(from, span.to());
            return;
        }
        SourceAttribute attribute = Objects.requireNonNull(edit.is());
        int at = tag.nameEnd();
        for (SourceAttribute before : edit.after().attributes()) {
            if (before == attribute) {
                break;
            }
            for (SourceAttribute known : element.attributes()) {
                if (Alignment.key(known).equals(Alignment.key(before))) {
                    at = Objects.requireNonNull(tag.attribute(known.name())).to();
                }
            }
        }
        char quote = survey.quote(element);
        StringBuilder declarations = new StringBuilder();
        String name = writer.attributeName(attribute, element, quote, declarations);
        splices.insert(at, declarations + " " + name + "=" + quote + Escape.attribute(attribute.value(), quote) + quote);
    }

    private void setContent(TreeEdit.SetContent edit) {
        SourceElement element = edit.before();
        String content = writer.content(edit.after(), element, survey.quote(element));
        if (element.selfClosing) {
            splices.replace(new StartTag(text, element).contentEnd(), element.end, ">" + content + "</" + element.name() + ">");
        } else {
            splices.replace(element.startTagEnd, element.endTagStart, content);
        }
    }

    private void replace(TreeEdit.Replace edit) {
        SourceElement old = edit.before();
        boolean ownLines = survey.startsLine(old) && survey.nextLineAfterRemarks(old.end) >= 0;
        splices.replace(old.start, old.end, () -> writer.write(edit.after(), edit.parent(), survey.beside(old, ownLines)));
    }

    /** What the other document declares on its root is declared on this one's, under a prefix that is free. */
    private @Nullable String rootPrefix(String uri, String wantedPrefix) {
        if (!wanted.namespaces().containsValue(uri)) {
            return null;
        }
        return declared.computeIfAbsent(uri, missing -> {
            String prefix = wantedPrefix;
            for (int i = 1; source.root().namespaceFor(prefix) != null || declared.containsValue(prefix); i++) {
                prefix = wantedPrefix + i;
            }
            return prefix;
        });
    }
}
