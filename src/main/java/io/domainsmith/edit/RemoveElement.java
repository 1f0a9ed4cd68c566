package io.domainsmith.edit;

import io.domainsmith.model.Domain;
import io.domainsmith.transform.StepException;
import io.domainsmith.transform.TransformContext;
import io.domainsmith.transform.Transformer;
import java.util.List;
import org.w3c.dom.Attr;
import org.w3c.dom.Node;

/**
 * Removes what a selector selects, an attribute or a comment too if it is an XPath. Nothing to remove is nothing to do.
 *
 * @since 0.1
 */
public final class RemoveElement implements Transformer {

    private final Selector selector;
    private final boolean all;

    private RemoveElement(Selector selector, boolean all) {
        this.selector = selector;
        this.all = all;
    }

    /**
     * Removes one element; it refuses a selector that selects several.
     *
     * @throws IllegalArgumentException if it is no selector
     */
    public static RemoveElement of(String selector) {
        return new RemoveElement(Selector.parse(selector), false);
    }

    /** This step removing all that are selected. */
    public RemoveElement all() {
        return new RemoveElement(selector, true);
    }

    @Override
    public String name() {
        return "remove-element";
    }

    @Override
    public String description() {
        return "Removes " + selector + ".";
    }

    @Override
    public void apply(Domain domain, TransformContext context) {
        Dom.edit(domain, context, document -> {
            List<Node> nodes = selector.select(document);
            selector.refuseSeveral(nodes.size(), all);
            for (Node node : nodes) {
                if (node instanceof Attr attribute) {
                    attribute.getOwnerElement().removeAttributeNode(attribute);
                } else if (node.getParentNode() == null || node == document.getDocumentElement()) {
                    throw new StepException("'" + selector + "' selects the whole domain");
                } else {
                    node.getParentNode().removeChild(node);
                }
            }
        });
    }
}
