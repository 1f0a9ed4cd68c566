package io.domainsmith.document;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Compares what two documents say: elements, attributes, text, comments and instructions within the root, but not layout,
 * quotes, prefixes, the order of attributes, nor what stands around the root.
 */
final class TreeDiff {

    private final Alignment alignment = new Alignment();
    private final List<TreeEdit> edits = new ArrayList<>();

    private TreeDiff() {
    }

    /** The edits that lead from one to the other, in document order. */
    static List<TreeEdit> between(SourceElement before, SourceElement after) {
        TreeDiff diff = new TreeDiff();
        diff.compare(before, after);
        return diff.edits;
    }

    private void compare(SourceElement was, SourceElement is) {
        if (alignment.same(was, is)) {
            return;
        }
        compareAttributes(was, is);
        Content old = Content.of(was);
        Content now = Content.of(is);
        if (old.text().isBlank() && now.text().isBlank()) {
            compareChildren(was, old, is, now);
        } else if (!old.hasElements() && !now.hasElements() && old.remarks().equals(now.remarks())) {
            if (!old.text().equals(now.text())) {
                edits.add(new TreeEdit.SetText(was, is));
            }
        } else if (!sameParts(old, now)) {
            edits.add(new TreeEdit.SetContent(was, is));
        }
    }

    private boolean sameParts(Content old, Content now) {
        if (old.parts().size() != now.parts().size()) {
            return false;
        }
        for (int i = 0; i < old.parts().size(); i++) {
            if (!alignment.same(old.parts().get(i), now.parts().get(i))) {
                return false;
            }
        }
        return true;
    }

    private void compareAttributes(SourceElement was, SourceElement is) {
        Map<String, SourceAttribute> old = new HashMap<>();
        was.attributes().forEach(attribute -> old.put(Alignment.key(attribute), attribute));
        for (SourceAttribute attribute : is.attributes()) {
            SourceAttribute before = old.remove(Alignment.key(attribute));
            if (before == null || !before.value().equals(attribute.value())) {
                edits.add(new TreeEdit.SetAttribute(was, is, before, attribute));
            }
        }
        for (SourceAttribute attribute : was.attributes()) {
            if (old.containsKey(Alignment.key(attribute))) {
                edits.add(new TreeEdit.SetAttribute(was, is, attribute, null));
            }
        }
    }

    private void compareChildren(SourceElement was, Content old, SourceElement is, Content now) {
        List<Alignment.Pair> pairs = alignment.of(solid(old), solid(now));
        Map<Content.Part, Content.Part> moved = moved(pairs);
        List<Content.Part> gone = new ArrayList<>();
        List<Content.Part> come = new ArrayList<>();
        Content.Part anchor = null;
        for (Alignment.Pair pair : pairs) {
            if (pair.before() != null && pair.after() != null) {
                gap(was, is, anchor, gone, come, moved);
                anchor = pair.before();
                if (anchor.element() != null) {
                    compare(anchor.element(), Objects.requireNonNull(pair.after().element()));
                }
            } else if (pair.before() != null) {
                gone.add(pair.before());
            } else {
                come.add(Objects.requireNonNull(pair.after()));
            }
        }
        gap(was, is, anchor, gone, come, moved);
    }

    private static List<Content.Part> solid(Content content) {
        return content.parts().stream().filter(part -> !part.isText()).toList();
    }

    /** Elements that are gone from one place and stand unchanged in another, by what they are there. */
    private Map<Content.Part, Content.Part> moved(List<Alignment.Pair> pairs) {
        Map<Content.Part, Content.Part> moved = new HashMap<>();
        List<Content.Part> gone = new ArrayList<>();
        pairs.stream().filter(pair -> pair.after() == null && Objects.requireNonNull(pair.before()).element() != null)
                .forEach(pair -> gone.add(pair.before()));
        for (Alignment.Pair pair : pairs) {
            if (pair.before() == null) {
                Content.Part come = Objects.requireNonNull(pair.after());
                gone.stream().filter(part -> alignment.same(part, come)).findFirst().ifPresent(part -> {
                    gone.remove(part);
                    moved.put(come, part);
                });
            }
        }
        return moved;
    }

    private void gap(SourceElement was, SourceElement is, Content.@Nullable Part anchor, List<Content.Part> gone,
            List<Content.Part> come, Map<Content.Part, Content.Part> moved) {
        gone.removeIf(moved::containsValue);
        Content.Part behind = anchor;
        int next = 0;
        for (Content.Part part : come) {
            Content.Part from = moved.get(part);
            if (from != null) {
                edits.add(new TreeEdit.Move(was, Objects.requireNonNull(from.element()), behind,
                        Objects.requireNonNull(part.element())));
                continue;
            }
            int replaced = part.element() == null ? gone.size() : next;
            while (replaced < gone.size() && !(gone.get(replaced).element() != null
                    && Alignment.sameName(gone.get(replaced).element(), part.element()))) {
                replaced++;
            }
            if (replaced == gone.size()) {
                edits.add(new TreeEdit.Insert(was, behind, is, part));
                continue;
            }
            gone.subList(next, replaced).forEach(skipped -> edits.add(new TreeEdit.Remove(was, skipped, false)));
            behind = gone.get(replaced);
            edits.add(new TreeEdit.Replace(was, behind.element(), part.element()));
            next = replaced + 1;
        }
        for (int i = next; i < gone.size(); i++) {
            edits.add(new TreeEdit.Remove(was, gone.get(i), i == gone.size() - 1 && Content.of(is).parts().isEmpty()));
        }
        gone.clear();
        come.clear();
    }
}
