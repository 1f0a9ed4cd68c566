package io.domainsmith.document;

import org.jspecify.annotations.Nullable;

/** One difference between two documents; {@code before} is in the one, {@code after} in the other. */
sealed interface TreeEdit {

    /**
     * An attribute set, changed or taken away.
     *
     * @param was the attribute as it was, or null
     * @param is the attribute as it is to be, or null
     */
    record SetAttribute(SourceElement before, SourceElement after, @Nullable SourceAttribute was,
            @Nullable SourceAttribute is) implements TreeEdit {
    }

    /** Another text in an element without elements. */
    record SetText(SourceElement before, SourceElement after) implements TreeEdit {
    }

    /** Another content, text and elements mixed, taken over as it is. */
    record SetContent(SourceElement before, SourceElement after) implements TreeEdit {
    }

    /**
     * An element or a remark that is gone.
     *
     * @param last whether nothing is left in the parent then
     */
    record Remove(SourceElement parent, Content.Part before, boolean last) implements TreeEdit {
    }

    /** An element that has taken the place of another of its name. */
    record Replace(SourceElement parent, SourceElement before, SourceElement after) implements TreeEdit {
    }

    /**
     * A new element or remark.
     *
     * @param parent the parent as it was
     * @param anchor what it stands behind, or null where it comes first
     * @param newParent the parent as it is to be
     */
    record Insert(SourceElement parent, Content.@Nullable Part anchor, SourceElement newParent, Content.Part after)
            implements TreeEdit {
    }

    /** An element that stands in another place among its siblings. */
    record Move(SourceElement parent, SourceElement before, Content.@Nullable Part anchor, SourceElement after)
            implements TreeEdit {
    }
}
