package io.domainsmith.document;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Compares two states of a model. The same element is found by its key. A new object that says the same as one that is gone from
 * its place is that element, too: it is no edit.
 */
final class ModelDiff {

    private final ModelNode before;
    private final ModelNode after;
    private final List<ModelEdit> edits = new ArrayList<>();
    /** All nodes by key; made only if an element came, went or moved. */
    private @Nullable Map<Object, ModelNode> beforeByKey;
    private @Nullable Map<Object, ModelNode> afterByKey;

    private ModelDiff(ModelNode before, ModelNode after) {
        this.before = before;
        this.after = after;
    }

    /**
     * The edits that lead from one state to the other, in document order of the new state. New objects that say the same as one
     * that is gone get its key, so that later edits of them are edits of the same element.
     */
    static List<ModelEdit> between(ModelNode before, ModelNode after) {
        ModelDiff diff = new ModelDiff(before, after);
        diff.compare(before, after);
        return diff.edits;
    }

    private @Nullable ModelNode before(@Nullable Object key) {
        if (beforeByKey == null) {
            beforeByKey = new HashMap<>(ModelNode.USUAL);
            index(before, beforeByKey);
        }
        return beforeByKey.get(key);
    }

    private @Nullable ModelNode after(@Nullable Object key) {
        if (afterByKey == null) {
            afterByKey = new HashMap<>(ModelNode.USUAL);
            index(after, afterByKey);
        }
        return afterByKey.get(key);
    }

    private static void index(ModelNode node, Map<Object, ModelNode> nodes) {
        if (node.key() != null) {
            nodes.put(node.key(), node);
            for (int i = 0; i < node.children().size(); i++) {
                index(node.children().get(i), nodes);
            }
        }
    }

    private void compare(ModelNode was, ModelNode is) {
        if (was == is) {
            return;
        }
        ModelType type = Objects.requireNonNull(was.type());
        for (int i = 0, n = type.attributes().size(); i < n; i++) {
            if (!was.sameAttribute(is, i)) {
                edits.add(new ModelEdit.SetAttribute(was, is, i));
            }
        }
        if (!Objects.equals(was.text(), is.text())) {
            edits.add(new ModelEdit.SetText(was, is));
        }
        if (was.children() != is.children()) {
            compareChildren(was, was.children(), is.children());
        }
    }

    /** Kind by kind: both lists are in print order. */
    private void compareChildren(ModelNode parent, List<ModelNode> old, List<ModelNode> now) {
        int nextOld = 0;
        int next = 0;
        while (nextOld < old.size() || next < now.size()) {
            ModelType.Child kind = first(nextOld < old.size() ? old.get(nextOld).slot() : null, next < now.size() ? now.get(next).slot() : null);
            int oldEnd = end(old, nextOld, kind);
            int end = end(now, next, kind);
            if (kind.leaf() == null) {
                compareElements(parent, old.subList(nextOld, oldEnd), now.subList(next, end));
            } else {
                compareTexts(parent, old.subList(nextOld, oldEnd), now.subList(next, end));
            }
            nextOld = oldEnd;
            next = end;
        }
    }

    private static ModelType.Child first(ModelType.@Nullable Child one, ModelType.@Nullable Child other) {
        return one == null || other != null && other.index() < one.index() ? Objects.requireNonNull(other) : one;
    }

    private static int end(List<ModelNode> nodes, int from, ModelType.Child kind) {
        int end = from;
        while (end < nodes.size() && nodes.get(end).slot() == kind) {
            end++;
        }
        return end;
    }

    /** Elements of text alone have no identity: what is alike at both ends stayed, the rest changed pairwise. */
    private void compareTexts(ModelNode parent, List<ModelNode> old, List<ModelNode> now) {
        int head = 0;
        while (head < old.size() && head < now.size() && sameText(old.get(head), now.get(head))) {
            head++;
        }
        int tail = 0;
        while (tail < old.size() - head && tail < now.size() - head
                && sameText(old.get(old.size() - 1 - tail), now.get(now.size() - 1 - tail))) {
            tail++;
        }
        List<ModelNode> gone = old.subList(head, old.size() - tail);
        List<ModelNode> come = now.subList(head, now.size() - tail);
        for (int i = 0; i < Math.max(gone.size(), come.size()); i++) {
            if (i >= come.size()) {
                edits.add(new ModelEdit.Remove(gone.get(i)));
            } else if (i >= gone.size()) {
                edits.add(new ModelEdit.Insert(parent, come.get(i)));
            } else if (!sameText(gone.get(i), come.get(i))) {
                edits.add(new ModelEdit.SetText(gone.get(i), come.get(i)));
            }
        }
    }

    private static boolean sameText(ModelNode one, ModelNode other) {
        return Objects.equals(one.text(), other.text());
    }

    private void compareElements(ModelNode parent, List<ModelNode> old, List<ModelNode> now) {
        if (sameKeys(old, now)) {
            for (int i = 0; i < now.size(); i++) {
                compare(old.get(i), now.get(i));
            }
            return;
        }
        pairEquals(old, now);
        int[] positions = new int[now.size()];
        Map<Object, Integer> oldPositions = new HashMap<>();
        for (ModelNode node : old) {
            oldPositions.put(node.key(), node.ordinal());
        }
        for (int i = 0; i < positions.length; i++) {
            positions[i] = oldPositions.getOrDefault(now.get(i).key(), -1);
        }
        boolean[] stays = longestIncreasing(besideThoseInPlace(positions));
        int nextOld = 0;
        int next = 0;
        while (next < now.size() || nextOld < old.size()) {
            // the stretch up to the next element that stayed where it was
            int end = next;
            while (end < now.size() && !stays[end]) {
                end++;
            }
            int oldEnd = end < now.size() ? positions[end] : old.size();
            stretch(parent, old.subList(nextOld, oldEnd), now.subList(next, end));
            if (end < now.size()) {
                compare(old.get(oldEnd), now.get(end));
                end++;
                oldEnd++;
            }
            next = end;
            nextOld = oldEnd;
        }
    }

    /** Each new element stands for the first that is gone from its place and said the same. */
    private void pairEquals(List<ModelNode> old, List<ModelNode> now) {
        List<ModelNode> come = now.stream().filter(node -> before(node.key()) == null).toList();
        if (come.isEmpty()) {
            return;
        }
        Map<ModelNode.Said, Queue<ModelNode>> gone = new HashMap<>();
        for (ModelNode node : old) {
            if (after(node.key()) == null) {
                gone.computeIfAbsent(new ModelNode.Said(node), said -> new ArrayDeque<>()).add(node);
            }
        }
        for (ModelNode node : gone.isEmpty() ? List.<ModelNode>of() : come) {
            ModelNode was = gone.getOrDefault(new ModelNode.Said(node), new ArrayDeque<>()).poll();
            if (was != null) {
                node.standsFor(was);
                Objects.requireNonNull(afterByKey).put(was.key(), node);
            }
        }
    }

    private static boolean sameKeys(List<ModelNode> old, List<ModelNode> now) {
        if (old.size() != now.size()) {
            return false;
        }
        for (int i = 0; i < now.size(); i++) {
            if (!Objects.equals(old.get(i).key(), now.get(i).key())) {
                return false;
            }
        }
        return true;
    }

    private void stretch(ModelNode parent, List<ModelNode> old, List<ModelNode> now) {
        List<ModelNode> gone = new ArrayList<>();
        for (ModelNode node : old) {
            ModelNode elsewhere = after(node.key());
            if (elsewhere == null || !sameName(node, elsewhere)) {
                gone.add(node);
            }
        }
        int replaced = 0;
        for (ModelNode node : now) {
            ModelNode was = before(node.key());
            if (was != null && sameName(was, node)) {
                edits.add(new ModelEdit.Move(parent, was, node));
                compare(was, node);
            } else if (replaced < gone.size()) {
                edits.add(new ModelEdit.Replace(gone.get(replaced++), node));
                compareInsideNew(node);
            } else {
                edits.add(new ModelEdit.Insert(parent, node));
                compareInsideNew(node);
            }
        }
        for (ModelNode node : gone.subList(replaced, gone.size())) {
            edits.add(new ModelEdit.Remove(node));
        }
    }

    /** A new element may hold one that the document already had: that one keeps its text. */
    private void compareInsideNew(ModelNode node) {
        for (ModelNode child : node.children()) {
            ModelNode was = child.key() == null ? null : before(child.key());
            if (was != null && sameName(was, child)) {
                edits.add(new ModelEdit.Move(null, was, child));
                compare(was, child);
            } else {
                compareInsideNew(child);
            }
        }
    }

    private static boolean sameName(ModelNode one, ModelNode other) {
        ModelType.Child a = one.slot();
        ModelType.Child b = other.slot();
        return a == b || a != null && b != null && a.localName().equals(b.localName())
                && a.namespaceUri().equals(b.namespaceUri());
    }

    /** What stands where it stood need not move: of the others those are left that can stay beside them. */
    private static int[] besideThoseInPlace(int[] positions) {
        int[] left = positions.clone();
        int inPlace = -1;
        for (int i = 0; i < left.length; i++) {
            inPlace = positions[i] == i ? i : inPlace;
            left[i] = positions[i] < inPlace ? -1 : left[i];
        }
        inPlace = Integer.MAX_VALUE;
        for (int i = left.length - 1; i >= 0; i--) {
            inPlace = positions[i] == i ? i : inPlace;
            left[i] = positions[i] > inPlace ? -1 : left[i];
        }
        return left;
    }

    /** Marks a longest run of increasing positions, those below zero left out: these elements need not move. */
    private static boolean[] longestIncreasing(int[] positions) {
        int[] tails = new int[positions.length];
        int[] previous = new int[positions.length];
        int length = 0;
        for (int i = 0; i < positions.length; i++) {
            if (positions[i] < 0) {
                continue;
            }
            int low = 0;
            int high = length;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (positions[tails[middle]] < positions[i]) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            previous[i] = low > 0 ? tails[low - 1] : -1;
            tails[low] = i;
            length = Math.max(length, low + 1);
        }
        boolean[] marked = new boolean[positions.length];
        for (int at = length > 0 ? tails[length - 1] : -1; at >= 0; at = previous[at]) {
            marked[at] = true;
        }
        return marked;
    }
}
