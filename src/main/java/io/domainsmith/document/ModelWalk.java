package io.domainsmith.document;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.glassfish.jaxb.core.Locatable;
import org.jspecify.annotations.Nullable;

/** One walk down a model: tells its elements apart, and refuses what could never be written before the walk is lost in it. */
final class ModelWalk {

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

    private final Set<Object> keys;
    private final int mostDepth;

    /**
     * @param size how many elements to expect
     * @param mostDepth levels of elements, the root being level 1
     */
    ModelWalk(int size, int mostDepth) {
        this.keys = new HashSet<>(size);
        this.mostDepth = mostDepth;
    }

    /** The keys of the elements that were met. */
    Set<Object> keys() {
        return keys;
    }

    int mostDepth() {
        return mostDepth;
    }

    /**
     * The key of an element with an object of its own. An object that stands somewhere else too is written twice: the second is another
     * element.
     *
     * @throws IllegalArgumentException if the object stands within itself
     */
    Object key(ModelNode node, Object bean) {
        Object key = bean instanceof Locatable locatable && locatable.sourceLocation() instanceof SourceLocator place
                ? place : new Identity(bean);
        if (keys.add(key)) {
            return key;
        }
        for (ModelNode above = node.parent(); above != null; above = above.parent()) {
            if (above.bean() == bean) {
                throw new IllegalArgumentException(node.unfinishedPath() + ": the object here is the one at " + above.unfinishedPath()
                        + ", and an element cannot hold itself; put a new object here");
            }
        }
        return new Identity(node);
    }

    /**
     * The level of an element.
     *
     * @throws IllegalArgumentException if it is one too many
     */
    int depth(ModelNode node) {
        int depth = node.parent() == null ? 1 : node.parent().depth() + 1;
        if (depth > mostDepth) {
            throw new IllegalArgumentException(String.format(Locale.ROOT,
                    "%s: %,d levels of nested elements are more than the %,d that the limit 'depth' allows",
                    node.unfinishedPath(), depth, mostDepth));
        }
        return depth;
    }
}
