package io.domainsmith.document;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Carries model edits into the source text. One use, one text. */
final class Splicer {

    private final Source source;
    private final String text;
    private final Layout.Survey survey;
    private final Splices splices;
    private final Map<ModelNode, Insertion> insertions = new IdentityHashMap<>();
    private final Map<SourceElement, Insertion> expansions = new IdentityHashMap<>();
    private final Map<Object, SourceElement> moved = new HashMap<>();
    private final Map<String, String> declared = new LinkedHashMap<>();

    /** A place where new elements go, one after the other; they are written when all edits are known. */
    private interface Insertion {
        void add(Function<Layout, String> element);
    }

    Splicer(Source source) {
        this.source = source;
        this.text = source.text();
        this.survey = new Layout.Survey(source);
        this.splices = new Splices(text);
    }

    String splice(List<ModelEdit> edits, SourceEdits sourceEdits) {
        sourceEdits.namespaces().forEach((uri, prefix) -> prefix(source.root(), uri, prefix));
        for (ModelEdit edit : edits) {
            if (edit instanceof ModelEdit.Move move) {
                moved.put(move.after().key(), element(move.before()));
            }
        }
        for (ModelEdit edit : edits) {
            if (edit instanceof ModelEdit.SetAttribute set) {
                setAttribute(set);
            } else if (edit instanceof ModelEdit.SetText set) {
                setText(element(set.before()), set.after());
            } else if (edit instanceof ModelEdit.Remove remove) {
                cut(element(remove.before()));
            } else if (edit instanceof ModelEdit.Replace replace) {
                replace(replace);
            } else if (edit instanceof ModelEdit.Insert insert) {
                insert(insert.parent(), insert.after());
            } else if (edit instanceof ModelEdit.Move move) {
                cut(element(move.before()));
                if (move.parent() != null) {
                    insert(move.parent(), move.after());
                }
            }
        }
        declareNamespaces();
        return splices.apply();
    }

    /** The source element that a node of the model was read from. */
    private SourceElement element(ModelNode node) {
        if (node.key() instanceof SourceLocator place) {
            SourceElement found = source.elementAt(place.offset());
            if (found != null) {
                return found;
            }
        }
        SourceElement parent = element(Objects.requireNonNull(node.parent()));
        ModelType.Child slot = Objects.requireNonNull(node.slot());
        List<SourceElement> same = children(parent, slot);
        if (!slot.isList()) {
            return same.get(same.size() - 1);
        }
        if (same.size() != node.parent().children(slot.index()).size()) {
            throw new IllegalArgumentException(parent.path() + ": the <" + slot.localName()
                    + "> elements cannot be edited, since one of them has a value that the model does not know");
        }
        return same.get(node.ordinal());
    }

    private static List<SourceElement> children(SourceElement parent, ModelType.Child slot) {
        return parent.children().stream().filter(child -> child.is(slot.namespaceUri(), slot.localName())).toList();
    }

    private void setAttribute(ModelEdit.SetAttribute edit) {
        SourceElement element = element(edit.before());
        ModelType type = Objects.requireNonNull(edit.after().type());
        StartTag tag = new StartTag(text, element);
        String name = type.attributes().get(edit.attribute()).name();
        String value = edit.after().attribute(edit.attribute());
        StartTag.Span span = tag.attribute(name);
        if (value == null) {
            if (span != null) {
                int from = span.from();
                while (StartTag.isBlank(text.charAt(from - 1))) {
                    from--;
                }
                splices.cut(from, span.to());
            }
            return;
        }
        NodeWriter.check(value, edit.after());
        if (span != null) {
            splices.replace(span.valueFrom(), span.valueTo(), Escape.attribute(value, text.charAt(span.valueTo())));
            return;
        }
        int at = tag.nameEnd();
        for (int before = edit.attribute() - 1; before >= 0 && at == tag.nameEnd(); before--) {
            StartTag.Span previous = tag.attribute(type.attributes().get(before).name());
            if (previous != null) {
                at = previous.to();
            }
        }
        char quote = survey.quote(element);
        splices.insert(at, " " + name + "=" + quote + Escape.attribute(value, quote) + quote);
    }

    private void setText(SourceElement element, ModelNode now) {
        String value = now.text() == null ? "" : now.text();
        NodeWriter.check(value, now);
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
            int end = remarkEnd(at);
            if (end < 0) {
                end = textEnd(at, element.endTagStart);
                splices.replace(at, end, written ? "" : escaped);
                written = true;
            }
            at = end;
        }
        if (!written) {
            splices.insert(element.startTagEnd, escaped);
        }
    }

    private int remarkEnd(int at) {
        return text.startsWith("<!--", at) ? text.indexOf("-->", at) + 3
                : text.startsWith("<?", at) ? text.indexOf("?>", at) + 2 : -1;
    }

    private int textEnd(int from, int limit) {
        int at = from;
        while (at < limit && remarkEnd(at) < 0) {
            at = text.startsWith("<![CDATA[", at) ? text.indexOf("]]>", at) + 3 : at + 1;
        }
        return at;
    }

    private void cut(SourceElement element) {
        int nextLine = survey.nextLineAfterBlanks(element.end);
        if (survey.startsLine(element) && nextLine >= 0) {
            splices.cut(survey.lineStart(element.start), nextLine);
            return;
        }
        int from = element.start;
        if (!survey.startsLine(element)) {
            while (text.charAt(from - 1) == ' ' || text.charAt(from - 1) == '\t') {
                from--;
            }
        }
        splices.cut(from, element.end);
    }

    private void replace(ModelEdit.Replace edit) {
        SourceElement old = element(edit.before());
        boolean ownLines = survey.startsLine(old) && survey.nextLineAfterRemarks(old.end) >= 0;
        NodeWriter writer = writer(Objects.requireNonNull(old.parent()), edit.after());
        splices.replace(old.start, old.end, () -> writer.write(edit.after(), survey.beside(old, ownLines)));
        Insertion[] behind = new Insertion[1];
        insertions.put(edit.after(), element -> {
            if (behind[0] == null) {
                behind[0] = behind(old);
            }
            behind[0].add(element);
        });
    }

    private void insert(ModelNode parentBefore, ModelNode node) {
        SourceElement parent = element(parentBefore);
        ModelType.Child slot = Objects.requireNonNull(node.slot());
        List<SourceElement> same = children(parent, slot);
        if (slot.leaf() != null && !slot.isList() && !same.isEmpty()) {
            // the source has a value that the model could not read; the new one takes its place
            setText(same.get(same.size() - 1), node);
            return;
        }
        NodeWriter writer = writer(parent, node);
        Insertion place = place(parent, parentBefore, node, slot);
        insertions.put(node, place);
        place.add(layout -> writer.write(node, layout));
    }

    private NodeWriter writer(SourceElement parent, ModelNode node) {
        bindPrefixes(parent, node);
        return new NodeWriter((uri, preferred) -> prefix(parent, uri, preferred), kept -> {
            SourceElement old = kept.key() == null ? null : moved.get(kept.key());
            return old == null ? null : splices.apply(old);
        });
    }

    /** Namespaces are declared in the root's tag, which is written before what needs them. */
    private void bindPrefixes(SourceElement scope, ModelNode node) {
        ModelType.Child slot = node.slot();
        if (slot != null && !slot.namespaceUri().isEmpty()) {
            prefix(scope, slot.namespaceUri(), slot.preferredPrefix());
        }
        node.children().forEach(kind -> kind.forEach(child -> bindPrefixes(scope, child)));
    }

    private String prefix(SourceElement scope, String uri, String preferred) {
        String bound = scope.prefixFor(uri);
        if (bound != null) {
            return bound;
        }
        return declared.computeIfAbsent(uri, missing -> {
            String prefix = preferred;
            for (int i = 1; scope.namespaceFor(prefix) != null || declared.containsValue(prefix); i++) {
                prefix = preferred + i;
            }
            return prefix;
        });
    }

    private void declareNamespaces() {
        SourceElement root = source.root();
        char quote = survey.quote(root);
        int at = new StartTag(text, root).contentEnd();
        declared.forEach((uri, prefix) ->
                splices.insert(at, " xmlns:" + prefix + "=" + quote + Escape.attribute(uri, quote) + quote));
    }

    private Insertion place(SourceElement parent, ModelNode parentBefore, ModelNode node, ModelType.Child slot) {
        List<ModelNode> siblings = Objects.requireNonNull(node.parent()).children(slot.index());
        if (node.ordinal() > 0) {
            ModelNode previous = siblings.get(node.ordinal() - 1);
            Insertion same = insertions.get(previous);
            return same != null ? same : behind(staying(parent, parentBefore, previous));
        }
        for (ModelNode next : siblings.subList(1, siblings.size())) {
            if (isStaying(parentBefore, next)) {
                SourceElement follower = staying(parent, parentBefore, next);
                int index = parent.children().indexOf(follower);
                return index == 0 ? atStart(parent) : behind(parent.children().get(index - 1));
            }
        }
        SourceElement last = null;
        int lastRank = -1;
        ModelType type = Objects.requireNonNull(parentBefore.type());
        for (SourceElement child : parent.children()) {
            ModelType.Child kind = type.child(child.namespaceUri(), child.localName());
            if (kind != null && kind.index() <= slot.index() && kind.index() >= lastRank) {
                last = child;
                lastRank = kind.index();
            }
        }
        return last == null ? atStart(parent) : behind(last);
    }

    private boolean isStaying(ModelNode parentBefore, ModelNode node) {
        return node.key() != null && !moved.containsKey(node.key())
                && parentBefore.children(Objects.requireNonNull(node.slot()).index()).stream()
                        .anyMatch(old -> node.key().equals(old.key()));
    }

    private SourceElement staying(SourceElement parent, ModelNode parentBefore, ModelNode node) {
        ModelType.Child slot = Objects.requireNonNull(node.slot());
        return node.key() == null
                ? children(parent, slot).get(node.ordinal())
                : element(node);
    }

    private Insertion behind(SourceElement sibling) {
        int nextLine = survey.nextLineAfterRemarks(sibling.end);
        Layout layout = survey.beside(sibling, nextLine >= 0);
        return nextLine < 0
                ? element -> splices.insert(sibling.end, () -> element.apply(layout))
                : element -> splices.insert(nextLine, () -> layout.indent() + element.apply(layout) + layout.lineEnd());
    }

    private Insertion atStart(SourceElement parent) {
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
