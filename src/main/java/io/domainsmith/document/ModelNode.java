package io.domainsmith.document;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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

    private final @Nullable ModelNode parent;
    private final ModelType.@Nullable Child slot;
    private final int ordinal;
    private final @Nullable ModelType type;
    private final @Nullable Object bean;
    private final @Nullable Object key;
    private final @Nullable String[] attributes;
    private final @Nullable String text;
    private final List<List<ModelNode>> children;

    /**
     * The whole model below a root object.
     *
     * @throws IllegalArgumentException if an object holds itself
     */
    static ModelNode of(Object root) {
        return new ModelNode(null, null, 0, root, new HashSet<>());
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
        this.attributes = type.attributeTexts(bean);
        this.text = type.valueText(bean);
        this.children = type.children().isEmpty() ? List.of() : children(type, bean, used);
    }

    private List<List<ModelNode>> children(ModelType type, Object bean, Set<Object> used) {
        List<List<ModelNode>> children = new ArrayList<>(type.children().size());
        for (ModelType.Child child : type.children()) {
            Object held = child.value(bean);
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

    private ModelNode child(ModelType.Child slot, int ordinal, Object value, Set<Object> used) {
        return slot.leaf() == null ? new ModelNode(this, slot, ordinal, value, used)
                : new ModelNode(this, slot, ordinal, slot.leaf().text(value));
    }

    private ModelNode(ModelNode parent, ModelType.Child slot, int ordinal, @Nullable String text) {
        this.parent = parent;
        this.slot = slot;
        this.ordinal = ordinal;
        this.type = null;
        this.bean = null;
        this.key = null;
        this.attributes = new @Nullable String[0];
        this.text = text;
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
        return attributes[index];
    }

    @Nullable String text() {
        return text;
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
