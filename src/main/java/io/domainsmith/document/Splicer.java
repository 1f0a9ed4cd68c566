package io.domainsmith.document;

import io.domainsmith.model.TextOrChildren;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Carries model edits into the source text. One use, one text. */
final class Splicer {

    private final Source source;
    private final String text;
    private final Layout.Survey survey;
    private final Splices splices;
    private final Map<ModelNode, Gaps.Insertion> insertions = new IdentityHashMap<>();
    private final Gaps gaps;
    private final Map<Object, SourceElement> moved = new HashMap<>();
    private final Map<String, String> declared = new LinkedHashMap<>();
    private Map<Object, String> texts = Map.of();

    Splicer(Source source) {
        this.source = source;
        this.text = source.text();
        this.survey = new Layout.Survey(source);
        this.splices = new Splices(text);
        this.gaps = new Gaps(source, survey, splices);
    }

    String splice(List<ModelEdit> edits, SourceEdits sourceEdits) {
        texts = sourceEdits.texts();
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
                remove(remove.before());
            } else if (edit instanceof ModelEdit.Replace replace) {
                replace(replace);
            } else if (edit instanceof ModelEdit.Insert insert) {
                insert(insert.parent(), insert.after());
            } else if (edit instanceof ModelEdit.Move move) {
                gaps.cut(element(move.before()));
                if (move.parent() != null) {
                    insert(move.parent(), move.after());
                }
            }
        }
        declareNamespaces();
        return splices.apply();
    }

    /** The text without the root's declarations of some namespaces. */
    static String withoutDeclarations(Source source, Set<String> uris) {
        Splices splices = new Splices(source.text());
        StartTag tag = new StartTag(source.text(), source.root());
        source.root().namespaces().forEach((prefix, uri) -> {
            StartTag.Span span = uris.contains(uri) ? tag.attribute(prefix.isEmpty() ? "xmlns" : "xmlns:" + prefix) : null;
            if (span != null) {
                cutAttribute(splices, source.text(), span);
            }
        });
        return splices.apply();
    }

    /** The attribute with the blanks before it. */
    private static void cutAttribute(Splices splices, String text, StartTag.Span span) {
        int from = span.from();
        while (StartTag.isBlank(text.charAt(from - 1))) {
            from--;
        }
        splices.cut(from, span.to());
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
        if (same.size() != node.parent().children(slot).size()) {
            throw new IllegalArgumentException(parent.path() + ": the <" + slot.localName()
                    + "> elements cannot be edited, since one of them has a value that the model does not know");
        }
        return same.get(node.ordinal());
    }

    private static List<SourceElement> children(SourceElement parent, ModelType.Child slot) {
        return parent.children(slot.namespaceUri(), slot.localName());
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
                cutAttribute(splices, text, span);
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
        refuseTextBesideChildren(now);
        String value = now.text() == null ? "" : now.text();
        NodeWriter.check(value, now);
        gaps.setText(element, value);
    }

    private void remove(ModelNode node) {
        SourceElement element = element(node);
        ModelType.Child slot = node.slot();
        SourceElement parent = element.parent();
        if (slot != null && !slot.isList() && parent != null && children(parent, slot).size() > 1) {
            // the model holds the last one only, so that the others would be left, or be lost unseen
            throw new IllegalArgumentException("<" + element.name() + "> may stand once in " + parent.path() + " but stands on lines "
                    + children(parent, slot).stream().map(one -> String.valueOf(one.line())).collect(Collectors.joining(" and "))
                    + "; merge them into one before it is removed");
        }
        if (parent != null && node.parent() != null && node.parent().bean() instanceof TextOrChildren
                && parent.strayTexts().stream().anyMatch(stray -> !stray.text().isBlank())) {
            // the model holds the children alone, and would hold the text as soon as they are gone
            throw new IllegalArgumentException("<" + parent.name() + "> (line " + parent.line() + ") has a text beside its <" + element.name()
                    + ">, and may hold only one of them; take one out of the document before it is edited");
        }
        gaps.cut(element);
    }

    private void replace(ModelEdit.Replace edit) {
        SourceElement old = element(edit.before());
        boolean ownLines = survey.startsLine(old) && survey.nextLineAfterRemarks(old.end) >= 0;
        NodeWriter writer = writer(Objects.requireNonNull(old.parent()), edit.after());
        splices.replace(old.start, old.end, () -> writer.write(edit.after(), survey.beside(old, ownLines)));
        Gaps.Insertion[] behind = new Gaps.Insertion[1];
        insertions.put(edit.after(), element -> {
            if (behind[0] == null) {
                behind[0] = gaps.behind(old);
            }
            behind[0].add(element);
        });
    }

    private void insert(ModelNode parentBefore, ModelNode node) {
        refuseTextBesideChildren(Objects.requireNonNull(node.parent()));
        SourceElement parent = element(parentBefore);
        ModelType.Child slot = Objects.requireNonNull(node.slot());
        List<SourceElement> same = children(parent, slot);
        if (slot.leaf() != null && !slot.isList() && !same.isEmpty()) {
            // the source has a value that the model could not read; the new one takes its place
            setText(same.get(same.size() - 1), node);
            return;
        }
        NodeWriter writer = writer(parent, node);
        Gaps.Insertion place = place(parent, parentBefore, node, slot);
        insertions.put(node, place);
        place.add(layout -> writer.write(node, layout));
    }

    private NodeWriter writer(SourceElement parent, ModelNode node) {
        bindPrefixes(parent, node);
        return new NodeWriter((uri, preferred) -> prefix(parent, uri, preferred), kept -> {
            if (kept.bean() != null && texts.containsKey(kept.bean())) {
                return texts.get(kept.bean());
            }
            SourceElement old = kept.key() == null ? null : moved.get(kept.key());
            if (old == null) {
                refuseTextBesideChildren(kept);
                return null;
            }
            return splices.apply(old);
        });
    }

    /** Of what a {@link TextOrChildren} holds only one can be written; a source that has both keeps them. */
    private static void refuseTextBesideChildren(ModelNode node) {
        if (node.text() == null) {
            return;
        }
        node.children().stream().findFirst().ifPresent(child -> {
            throw new IllegalArgumentException(node.path() + ": the element holds the text '" + node.text() + "' and <"
                    + Objects.requireNonNull(child.slot()).name() + ">, and may hold only one of them; take one away, with setText(null) "
                    + "or by setting the child to null");
        });
    }

    /** Namespaces are declared in the root's tag, which is written before what needs them. */
    private void bindPrefixes(SourceElement scope, ModelNode node) {
        if (NodeWriter.bindsItself(node)) {
            return;
        }
        ModelType.Child slot = node.slot();
        if (slot != null && !slot.namespaceUri().isEmpty()) {
            prefix(scope, slot.namespaceUri(), slot.preferredPrefix());
        }
        node.children().forEach(child -> bindPrefixes(scope, child));
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

    private Gaps.Insertion place(SourceElement parent, ModelNode parentBefore, ModelNode node, ModelType.Child slot) {
        List<ModelNode> siblings = Objects.requireNonNull(node.parent()).children(slot);
        if (node.ordinal() > 0) {
            ModelNode previous = siblings.get(node.ordinal() - 1);
            Gaps.Insertion same = insertions.get(previous);
            return same != null ? same : gaps.behind(staying(parent, parentBefore, previous));
        }
        Set<@Nullable Object> before = new HashSet<>();
        parentBefore.children(slot).forEach(old -> before.add(old.key()));
        for (ModelNode next : siblings.subList(1, siblings.size())) {
            if (next.key() != null && !moved.containsKey(next.key()) && before.contains(next.key())) {
                SourceElement follower = staying(parent, parentBefore, next);
                int index = parent.children().indexOf(follower);
                return index == 0 ? gaps.atStart(parent) : gaps.behind(parent.children().get(index - 1));
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
        return last == null ? gaps.atStart(parent) : gaps.behind(last);
    }

    private SourceElement staying(SourceElement parent, ModelNode parentBefore, ModelNode node) {
        ModelType.Child slot = Objects.requireNonNull(node.slot());
        return node.key() == null
                ? children(parent, slot).get(node.ordinal())
                : element(node);
    }
}
