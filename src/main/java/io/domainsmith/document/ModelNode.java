package io.domainsmith.document;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.glassfish.jaxb.core.Locatable;
import org.jspecify.annotations.Nullable;

/**
 * One element of the typed model at one moment: what it held, whatever becomes of the Java object later.
 *
 * <p>Two nodes with equal keys are the same element: read from the same place of the same text, or, where the object is new,
 * the same object. A new object that took the place of an equal one has the key of that one.
 */
final class ModelNode {

    /** Room for the elements of a usual domain. */
    static final int USUAL = 256;

    /** What an element says, whichever object says it: attributes, text and children. */
    static final class Said {

        private final ModelNode node;
        private final int hash;

        Said(ModelNode node) {
            this.node = node;
            this.hash = hash(node);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Said that && that.hash == hash && same(node, that.node);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        private static boolean same(ModelNode one, ModelNode other) {
            int texts = one.texts();
            if (one == other) {
                return true;
            }
            if (one.slot != other.slot || one.type != other.type || one.children.size() != other.children.size()
                    || !Arrays.equals(one.values, 0, texts, other.values, 0, texts)) {
                return false;
            }
            for (int i = 0; i < one.children.size(); i++) {
                if (!same(one.children.get(i), other.children.get(i))) {
                    return false;
                }
            }
            return true;
        }

        private static int hash(ModelNode node) {
            int hash = Objects.hashCode(node.slot);
            for (int i = 0, n = node.texts(); i < n; i++) {
                hash = 31 * hash + Objects.hashCode(node.values[i]);
            }
            for (int i = 0; i < node.children.size(); i++) {
                hash = 31 * hash + hash(node.children.get(i));
            }
            return hash;
        }
    }

    /** In the newest model that this node is a part of. */
    private @Nullable ModelNode parent;
    private final ModelType.@Nullable Child slot;
    private final int ordinal;
    private final int depth;
    private final @Nullable ModelType type;
    private final @Nullable Object bean;
    private @Nullable Object key;
    /** What the object's fields held, or the text alone: texts and constants are kept in it, objects and lists may have changed since. */
    private final @Nullable Object[] values;
    /** In print order, those of one kind side by side. */
    private final List<ModelNode> children;

    /**
     * The whole model below a root object.
     *
     * @param mostDepth levels of elements, the root being level 1
     * @throws IllegalArgumentException if an object holds itself, or if there are more levels
     */
    static ModelNode of(Object root, int mostDepth) {
        return new ModelNode(null, null, 0, root, new ModelWalk(USUAL, mostDepth));
    }

    private ModelNode(@Nullable ModelNode parent, ModelType.@Nullable Child slot, int ordinal, Object bean,
            ModelWalk walk) {
        this.parent = parent;
        this.slot = slot;
        this.ordinal = ordinal;
        this.bean = bean;
        this.type = ModelType.of(bean.getClass());
        this.key = walk.key(this, bean);
        this.depth = walk.depth(this);
        this.values = type.values(bean);
        this.children = children(List.of(), values, walk);
    }

    /**
     * What these values of the object's fields hold, in print order.
     *
     * @param was the children at an earlier moment, which are taken over where they are the same; if all are, the very same list
     */
    private List<ModelNode> children(List<ModelNode> was, @Nullable Object[] values, ModelWalk walk) {
        ModelType type = Objects.requireNonNull(this.type);
        List<ModelNode> children = new ArrayList<>();
        int wasFrom = 0;
        for (int i = type.firstChild(); i < values.length; i++) {
            Object held = values[i];
            if (held == null) {
                continue;
            }
            ModelType.Child slot = type.children().get(i - type.firstChild());
            while (wasFrom < was.size() && was.get(wasFrom).index() < slot.index()) {
                wasFrom++;
            }
            int first = children.size();
            List<?> all = slot.isList() ? (List<?>) held : List.of(held);
            for (int j = 0; j < all.size(); j++) {
                if (all.get(j) != null) {
                    int ordinal = children.size() - first;
                    ModelNode before = wasFrom + ordinal < was.size() ? was.get(wasFrom + ordinal) : null;
                    children.add(child(slot, ordinal, all.get(j), before != null && before.slot == slot ? before : null, walk));
                }
            }
        }
        return children.equals(was) ? was : children;
    }

    private ModelNode child(ModelType.Child slot, int ordinal, Object value, @Nullable ModelNode before, ModelWalk walk) {
        if (slot.leaf() != null) {
            return before != null && value.equals(before.values[0]) ? before : new ModelNode(this, walk, slot, ordinal, value);
        }
        return before != null && before.bean == value ? before.now(walk) : new ModelNode(this, slot, ordinal, value, walk);
    }

    /**
     * The model below the same object now. Where nothing has changed since, its nodes are this model's own: they belong to the newer
     * one from then on, so that this one's paths are no longer to be asked for.
     *
     * @throws IllegalArgumentException as {@link #of(Object, int)}
     */
    ModelNode now(int mostDepth) {
        ModelWalk walk = new ModelWalk(0, mostDepth);
        ModelNode now = now(walk);
        Set<Object> added = walk.keys();
        return added.isEmpty() || now.count(added) == added.size() ? now : of(Objects.requireNonNull(bean), mostDepth);
    }

    /** How many of these keys the model has: more than there are if an object stands in two places. */
    private int count(Set<Object> keys) {
        int count = key != null && keys.contains(key) ? 1 : 0;
        for (int i = 0; i < children.size(); i++) {
            count += children.get(i).count(keys);
        }
        return count;
    }

    /** How many of the values are attributes or text; those of the children come after them. */
    private int texts() {
        return type == null ? values.length : type.firstChild();
    }

    private ModelNode now(ModelWalk walk) {
        ModelType type = Objects.requireNonNull(this.type);
        @Nullable Object[] valuesNow = type.values(Objects.requireNonNull(bean));
        List<ModelNode> childrenNow = children(children, valuesNow, walk);
        boolean same = Arrays.equals(values, 0, type.firstChild(), valuesNow, 0, type.firstChild());
        return same && childrenNow == children ? this : new ModelNode(this, valuesNow, childrenNow);
    }

    /** What a node has become. */
    private ModelNode(ModelNode before, @Nullable Object[] values, List<ModelNode> children) {
        this.parent = before.parent;
        this.slot = before.slot;
        this.ordinal = before.ordinal;
        this.depth = before.depth;
        this.bean = before.bean;
        this.type = before.type;
        this.key = before.key;
        this.values = values;
        this.children = children;
        for (int i = 0; i < children.size(); i++) {
            children.get(i).parent = this;
        }
    }

    /** An element of text alone. */
    private ModelNode(ModelNode parent, ModelWalk walk, ModelType.Child slot, int ordinal, Object text) {
        this.parent = parent;
        this.slot = slot;
        this.ordinal = ordinal;
        this.type = null;
        this.bean = null;
        this.key = null;
        this.depth = walk.depth(this);
        this.values = new Object[] {text};
        this.children = List.of();
    }

    @Nullable ModelNode parent() {
        return parent;
    }

    /** How the parent holds this node; null for the root. */
    ModelType.@Nullable Child slot() {
        return slot;
    }

    /** The root's is 1. */
    int depth() {
        return depth;
    }

    /** The index among the nodes of the same slot, 0-based. */
    int ordinal() {
        return ordinal;
    }

    /** Null for an element that is text alone. */
    @Nullable ModelType type() {
        return type;
    }

    @Nullable Object bean() {
        return bean;
    }

    /** Null for an element that is text alone: those have no place of their own. */
    @Nullable Object key() {
        return key;
    }

    @Nullable String attribute(int index) {
        return Objects.requireNonNull(type).attributes().get(index).text(values[index]);
    }

    /** Makes this the same element as one that it took the place of. */
    void standsFor(ModelNode before) {
        this.key = before.key;
    }

    /** Whether another node of the same type has an attribute with the same value, or neither has. */
    boolean sameAttribute(ModelNode other, int index) {
        return Objects.equals(values[index], other.values[index]);
    }

    @Nullable String text() {
        ModelType.Text held = type == null ? Objects.requireNonNull(slot).leaf() : type.value();
        return held == null ? null : held.text(values[type == null ? 0 : type.firstChild() - 1]);
    }

    /** The place of its kind among its parent's children in print order. */
    private int index() {
        return Objects.requireNonNull(slot).index();
    }

    /** The children of one kind. */
    List<ModelNode> children(ModelType.Child slot) {
        return children.subList(firstFrom(slot.index()), firstFrom(slot.index() + 1));
    }

    /** Where the children of a kind, or else of the kinds behind it, begin. */
    private int firstFrom(int index) {
        int low = 0;
        int high = children.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (children.get(middle).index() < index) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The children of all kinds in print order. */
    List<ModelNode> children() {
        return children;
    }

    /** The XPath, with the prefix that users know for elements of a namespace. */
    String path() {
        if (parent == null || slot == null) {
            return "/domain";
        }
        boolean several = parent.children(slot).size() > 1;
        return parent.path() + "/" + slot.name() + (several ? "[" + (ordinal + 1) + "]" : "");
    }

    /** The XPath while the children of those above are still being read, so that how many there are is not known. */
    String unfinishedPath() {
        return parent == null || slot == null ? "/domain"
                : parent.unfinishedPath() + "/" + slot.name() + (slot.isList() ? "[" + (ordinal + 1) + "]" : "");
    }
}
