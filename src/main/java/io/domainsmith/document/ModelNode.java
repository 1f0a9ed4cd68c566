package io.domainsmith.document;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
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

    private record Identity(Object object) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Identity that && that.object == object;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(object);
        }
    }

    /** Room for the elements of a usual domain. */
    static final int USUAL = 256;

    /** In the newest model that this node is a part of. */
    private @Nullable ModelNode parent;
    private final ModelType.@Nullable Child slot;
    private final int ordinal;
    private final @Nullable ModelType type;
    private final @Nullable Object bean;
    private final @Nullable Object key;
    /** What the object's fields held, or the text alone: texts and constants are kept in it, objects and lists may have changed since. */
    private final @Nullable Object[] values;
    private final List<List<ModelNode>> children;

    /**
     * The whole model below a root object.
     *
     * @throws IllegalArgumentException if an object holds itself
     */
    static ModelNode of(Object root) {
        return new ModelNode(null, null, 0, root, new HashSet<>(USUAL));
    }

    private ModelNode(@Nullable ModelNode parent, ModelType.@Nullable Child slot, int ordinal, Object bean,
            Set<Object> used) {
        this.parent = parent;
        this.slot = slot;
        this.ordinal = ordinal;
        this.bean = bean;
        this.type = ModelType.of(bean.getClass());
        Object key = key(bean);
        if (used.add(key)) {
            this.key = key;
        } else {
            refuseCircle();
            this.key = new Identity(this);
        }
        this.values = type.values(bean);
        this.children = type.children().isEmpty() ? List.of() : children(type, used);
    }

    private List<List<ModelNode>> children(ModelType type, Set<Object> used) {
        List<List<ModelNode>> children = new ArrayList<>(type.children().size());
        for (ModelType.Child child : type.children()) {
            Object held = values[type.firstChild() + child.index()];
            if (held == null) {
                children.add(List.of());
            } else if (child.isList()) {
                List<ModelNode> nodes = new ArrayList<>();
                for (Object value : (List<?>) held) {
                    if (value != null) {
                        nodes.add(child(child, nodes.size(), value, used));
                    }
                }
                children.add(nodes);
            } else {
                children.add(List.of(child(child, 0, held, used)));
            }
        }
        return children;
    }

    /**
     * The model below the same object now. Where nothing has changed since, its nodes are this model's own: they belong to the newer
     * one from then on, so that this one's paths are no longer to be asked for.
     */
    ModelNode now() {
        Set<Object> added = new HashSet<>();
        ModelNode now = now(added);
        return added.isEmpty() || now.count(added) == added.size() ? now : of(Objects.requireNonNull(bean));
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

    private ModelNode now(Set<Object> added) {
        ModelType type = Objects.requireNonNull(this.type);
        @Nullable Object[] valuesNow = type.values(Objects.requireNonNull(bean));
        int firstChild = type.firstChild();
        boolean same = Arrays.equals(values, 0, firstChild, valuesNow, 0, firstChild);
        List<List<ModelNode>> childrenNow = children;
        for (int i = 0, n = children.size(); i < n; i++) {
            List<ModelNode> was = children.get(i);
            List<ModelNode> is = now(type.children().get(i), was, valuesNow[firstChild + i], added);
            if (is != was) {
                if (childrenNow == children) {
                    childrenNow = new ArrayList<>(children);
                }
                childrenNow.set(i, is);
            }
        }
        return same && childrenNow == children ? this : new ModelNode(this, valuesNow, childrenNow);
    }

    private List<ModelNode> now(ModelType.Child slot, List<ModelNode> was, @Nullable Object held, Set<Object> added) {
        if (held == null || held instanceof List<?> list && list.isEmpty()) {
            return was.isEmpty() ? was : List.of();
        }
        if (!slot.isList()) {
            ModelNode is = now(slot, was, 0, held, added);
            return !was.isEmpty() && was.get(0) == is ? was : List.of(is);
        }
        List<ModelNode> is = new ArrayList<>(was.size());
        boolean same = true;
        for (Object value : (List<?>) held) {
            if (value != null) {
                ModelNode node = now(slot, was, is.size(), value, added);
                same &= is.size() < was.size() && was.get(is.size()) == node;
                is.add(node);
            }
        }
        return same && is.size() == was.size() ? was : is;
    }

    private ModelNode now(ModelType.Child slot, List<ModelNode> was, int ordinal, Object value, Set<Object> added) {
        ModelNode before = ordinal < was.size() ? was.get(ordinal) : null;
        if (before != null && before.bean == null) {
            return value.equals(before.values[0]) ? before : child(slot, ordinal, value, added);
        }
        return before != null && before.bean == value ? before.now(added) : child(slot, ordinal, value, added);
    }

    /** What a node has become. */
    private ModelNode(ModelNode before, @Nullable Object[] values, List<List<ModelNode>> children) {
        this.parent = before.parent;
        this.slot = before.slot;
        this.ordinal = before.ordinal;
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

    private ModelNode child(ModelType.Child slot, int ordinal, Object value, Set<Object> used) {
        return slot.leaf() == null ? new ModelNode(this, slot, ordinal, value, used)
                : new ModelNode(this, slot, ordinal, value);
    }

    private ModelNode(ModelNode parent, ModelType.Child slot, int ordinal, Object text) {
        this.parent = parent;
        this.slot = slot;
        this.ordinal = ordinal;
        this.type = null;
        this.bean = null;
        this.key = null;
        this.values = new Object[] {text};
        this.children = List.of();
    }

    private static Object key(Object bean) {
        return bean instanceof Locatable locatable && locatable.sourceLocation() instanceof SourceLocator place
                ? place : new Identity(bean);
    }

    /** What stands somewhere else too is written twice; what stands within itself could never be written. */
    private void refuseCircle() {
        for (ModelNode above = parent; above != null; above = above.parent) {
            if (above.bean == bean) {
                throw new IllegalArgumentException(unfinishedPath() + ": the object here is the one at " + above.unfinishedPath()
                        + ", and an element cannot hold itself; put a new object here");
            }
        }
    }

    @Nullable ModelNode parent() {
        return parent;
    }

    /** How the parent holds this node; null for the root. */
    ModelType.@Nullable Child slot() {
        return slot;
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
    private String unfinishedPath() {
        return parent == null || slot == null ? "/domain"
                : parent.unfinishedPath() + "/" + slot.name() + (slot.isList() ? "[" + (ordinal + 1) + "]" : "");
    }
}
