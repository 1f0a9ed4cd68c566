package io.domainsmith.document;

import org.jspecify.annotations.Nullable;

/** One difference between a model as it was and as it is now; {@code before} and {@code after} are nodes of either. */
sealed interface ModelEdit {

    /** An attribute set, changed or (null) taken away. */
    record SetAttribute(ModelNode before, ModelNode after, int attribute) implements ModelEdit {
    }

    /** The text of an element changed. */
    record SetText(ModelNode before, ModelNode after) implements ModelEdit {
    }

    /** An element that is gone. */
    record Remove(ModelNode before) implements ModelEdit {
    }

    /** An element that has taken the place of another of its kind. */
    record Replace(ModelNode before, ModelNode after) implements ModelEdit {
    }

    /**
     * A new element.
     *
     * @param parent the parent as it was
     * @param after the new element
     */
    record Insert(ModelNode parent, ModelNode after) implements ModelEdit {
    }

    /**
     * An element that stands in another place among its kind, or in another parent.
     *
     * @param parent the parent as it was; null where the parent is new itself
     */
    record Move(@Nullable ModelNode parent, ModelNode before, ModelNode after) implements ModelEdit {
    }
}
