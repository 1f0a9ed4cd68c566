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
 * the same object.
 */
final class ModelNode {

    /** Room for the elements of a usual domain. */
    static final int USUAL = 256;

    /** In the newest model that this node is a part of. */
    private @Nullable ModelNode parent;
    private final ModelType.@Nullable Child slot;
    private final int ordinal;
    private final int depth;
    private final @Nullable ModelType type;
    private final @Nullable Object bean;
    private final @Nullable Object key;
    /** What the object's fields held, or the text alone: texts and constants are kept in it, objects and lists may have changed since. */
    private final @Nullable Object[] values;
    private final List<List<ModelNode>> children;

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
        this.children = type.children().isEmpty() ? List.of() : children(type, walk);
    }

    private List<List<ModelNode>> children(ModelType type, ModelWalk walk) {
        List<List<ModelNode>> children = new ArrayList<>(type.children().size());
        for (ModelType.Child child : type.children()) {
            Object held = values[type.firstChild() + child.index()];
            if (held == null) {
                children.add(List.of());
            } else if (child.isList()) {
                List<ModelNode> nodes = new ArrayList<>();
                for (Object value : (List<?>) held) {
                    if (value != null) {
                        nodes.add(child(child, nodes.size(), value, walk));
                    }
                }
                children.add(nodes);
            } else {
                children.add(List.of(child(child, 0, held, walk)));
            }
        }
        return children;
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
        for (List<ModelNode> kind : children) {
            for (ModelNode child : kind) {
                count += child.count(keys);
            }
        }
        return count;
    }

    private ModelNode now(ModelWalk walk) {
        ModelType type = Objects.requireNonNull(this.type);
        @Nullable Object[] valuesNow = type.values(Objects.requireNonNull(bean));
        int firstChild = type.firstChild();
        boolean same = Arrays.equals(values, 0, firstChild, valuesNow, 0, firstChild);
        List<List<ModelNode>> childrenNow = children;
        for (int i = 0, n = children.size(); i < n; i++) {
            List<ModelNode> was = children.get(i);
            List<ModelNode> is = now(type.children().get(i), was, valuesNow[firstChild + i], walk);
            if (is != was) {
                if (childrenNow == children) {
                    childrenNow = new ArrayList<>(children);
                }
                childrenNow.set(i, is);
            }
        }
        return same && childrenNow == children ? this : new ModelNode(this, valuesNow, childrenNow);
    }

    private List<ModelNode> now(ModelType.Child slot, List<ModelNode> was, @Nullable Object held, ModelWalk walk) {
        if (held == null || held instanceof List<?> list && list.isEmpty()) {
            return was.isEmpty() ? was : List.of();
        }
        if (!slot.isList()) {
            ModelNode is = now(slot, was, 0, held, walk);
            return !was.isEmpty() && was.get(0) == is ? was : List.of(is);
        }
        List<ModelNode> is = new ArrayList<>(was.size());
        boolean same = true;
        for (Object value : (List<?>) held) {
            if (value != null) {
                ModelNode node = now(slot, was, is.size(), value, walk);
                same &= is.size() < was.size() && was.get(is.size()) == node;
                is.add(node);
            }
        }
        return same && is.size() == was.size() ? was : is;
    }

    private ModelNode now(ModelType.Child slot, List<ModelNode> was, int ordinal, Object value, ModelWalk walk) {
        ModelNode before = ordinal < was.size() ? was.get(ordinal) : null;
        if (before != null && before.bean == null) {
            return value.equals(before.values[0]) ? before : child(slot, ordinal, value, walk);
        }
        return before != null && before.bean == value ? before.now(walk) : child(slot, ordinal, value, walk);
    }

    /** What a node has become. */
    private ModelNode(ModelNode before, @Nullable Object[] values, List<List<ModelNode>> children) {
        this.parent = before.parent;
        this.slot = before.slot;
        this.ordinal = before.ordinal;
        this.depth = before.depth;
        this.bean = before.bean;
        this.type = before.type;
        this.key = before.key;
        this.values = values;
        this.children = children;
        for (List<ModelNode> kind : children) {
            for (ModelNode child : kind) {
                child.parent = this;
            }
        }
    }

    private ModelNode child(ModelType.Child slot, int ordinal, Object value, ModelWalk walk) {
        return slot.leaf() == null ? new ModelNode(this, slot, ordinal, value, walk)
                : new ModelNode(this, walk, slot, ordinal, value);
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

    /** Whether another node of the same type has an attribute with the same value, or neither has. */
    boolean sameAttribute(ModelNode other, int index) {
        return Objects.equals(values[index], other.values[index]);
    }

    @Nullable String text() {
        ModelType.Text held = type == null ? Objects.requireNonNull(slot).leaf() : type.value();
        return held == null ? null : held.text(values[type == null ? 0 : type.firstChild() - 1]);
    }

    List<ModelNode> children(int slot) {
        return children.get(slot);
    }

    List<List<ModelNode>> children() {
        return children;
    }

    /** The XPath, with the prefix that users know for elements of a namespace. */
    String path() {
        if (parent == null || slot == null) {
            return "/domain";
        }
        boolean several = parent.children(slot.index()).size() > 1;
        return parent.path() + "/" + slot.name() + (several ? "[" + (ordinal + 1) + "]" : "");
    }

    /** The XPath while the children of those above are still being read, so that how many there are is not known. */
    String unfinishedPath() {
        return parent == null || slot == null ? "/domain"
                : parent.unfinishedPath() + "/" + slot.name() + (slot.isList() ? "[" + (ordinal + 1) + "]" : "");
    }
}
