package io.domainsmith.document;

import io.domainsmith.model.Domain;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A typed domain as it was at one moment, to tell later what an editor did to it.
 *
 * @since 0.1
 */
public final class DomainSnapshot {

    /**
     * One difference between two moments.
     *
     * @param kind {@code added}, {@code removed}, {@code changed} or {@code moved}
     * @param path the XPath of what changed, 1-based: as it is now, or as it was where it is gone
     * @param before the attribute's value, the text, or the element on one line; null where there was none
     * @param after the same now; null where there is none
     * @param objects the object that changed and those around it, innermost first
     */
    public record Difference(String kind, String path, @Nullable String before, @Nullable String after,
            List<Object> objects) {
    }

    private final ModelNode root;
    private final int mostDepth;

    private DomainSnapshot(ModelNode root, int mostDepth) {
        this.root = root;
        this.mostDepth = mostDepth;
    }

    /**
     * What a domain holds now.
     *
     * @throws IllegalArgumentException if an object holds itself, or if there are more levels of elements than the limits allow of the
     *     document that the domain was read from; {@link ParseLimits#DEFAULT} of one that was not read
     */
    public static DomainSnapshot of(Domain domain) {
        ParseLimits limits = domain.sourceLocation() instanceof SourceLocator place ? place.limits() : ParseLimits.DEFAULT;
        return new DomainSnapshot(ModelNode.of(domain, limits.depth()), limits.depth());
    }

    /**
     * What the same domain holds now, in less time than {@link #of(Domain)}: what has not changed since is taken over. Paths are to be
     * asked of the newer one from then on.
     *
     * @throws IllegalArgumentException as {@link #of(Domain)}
     */
    public DomainSnapshot next() {
        ModelNode now = root.now(mostDepth);
        return now == root ? this : new DomainSnapshot(now, mostDepth);
    }

    ModelNode root() {
        return root;
    }

    /** What has become of the same domain since an earlier moment, in document order. */
    public List<Difference> since(DomainSnapshot earlier) {
        List<Difference> differences = new ArrayList<>();
        for (ModelEdit edit : ModelDiff.between(earlier.root, root)) {
            Difference difference = difference(edit);
            // an element that stands in a new parent may have the path that it had
            if (!Objects.equals(difference.before(), difference.after())) {
                differences.add(difference);
            }
        }
        return differences;
    }

    /** The XPath, 1-based, of an object of the domain; empty if it was not in the domain at this moment. */
    public Optional<String> pathOf(Object object) {
        return find(root, object).map(ModelNode::path);
    }

    /** An object as an element on one line, if it is in the model. */
    public Optional<String> textOf(Object object) {
        return find(root, object).map(DomainSnapshot::written);
    }

    private static Optional<ModelNode> find(ModelNode node, Object object) {
        if (node.bean() == object) {
            return Optional.of(node);
        }
        return node.children().stream().flatMap(child -> find(child, object).stream()).findFirst();
    }

    private static Difference difference(ModelEdit edit) {
        if (edit instanceof ModelEdit.SetAttribute set) {
            String was = set.before().attribute(set.attribute());
            String is = set.after().attribute(set.attribute());
            String name = Objects.requireNonNull(set.after().type()).attributes().get(set.attribute()).name();
            return new Difference(was == null ? "added" : is == null ? "removed" : "changed",
                    set.after().path() + "/@" + name, was, is, objects(set.after()));
        } else if (edit instanceof ModelEdit.SetText set) {
            return new Difference("changed", set.after().path(), set.before().text(), set.after().text(),
                    objects(set.after()));
        } else if (edit instanceof ModelEdit.Remove remove) {
            return new Difference("removed", remove.before().path(), written(remove.before()), null,
                    objects(remove.before()));
        } else if (edit instanceof ModelEdit.Replace replace) {
            return new Difference("changed", replace.after().path(), written(replace.before()), written(replace.after()),
                    objects(replace.after()));
        } else if (edit instanceof ModelEdit.Insert insert) {
            return new Difference("added", insert.after().path(), null, written(insert.after()), objects(insert.after()));
        } else if (edit instanceof ModelEdit.Move move) {
            return new Difference("moved", move.after().path(), move.before().path(), move.after().path(),
                    objects(move.after()));
        }
        throw new IllegalStateException("unknown edit " + edit);
    }

    private static String written(ModelNode node) {
        return NodeWriter.forReports().write(node, NodeWriter.ONE_LINE);
    }

    private static List<Object> objects(ModelNode node) {
        List<Object> objects = new ArrayList<>();
        for (ModelNode at = node; at != null; at = at.parent()) {
            if (at.bean() != null) {
                objects.add(at.bean());
            }
        }
        return objects;
    }
}
