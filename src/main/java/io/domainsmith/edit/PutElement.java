package io.domainsmith.edit;

import io.domainsmith.model.Domain;
import io.domainsmith.transform.StepException;
import io.domainsmith.transform.TransformContext;
import io.domainsmith.transform.Transformer;
import java.util.List;
import org.w3c.dom.Element;

/**
 * Puts an element in the place of another, whatever that said, or where libvirt prints it if there is none: for what a domain
 * has once, such as {@code <cpu>}.
 *
 * @since 0.1
 */
public final class PutElement implements Transformer {

    private final Selector selector;
    private final String path;
    private final Element element;

    private PutElement(String path, String xml) {
        this.selector = Selector.parse(path);
        this.path = path;
        List<Element> elements = Dom.fragment(xml);
        if (elements.size() != 1) {
            throw new IllegalArgumentException("one element can be put in a place, not " + elements.size());
        }
        this.element = elements.get(0);
    }

    /**
     * Puts an element.
     *
     * @param path the place: {@code /domain/cpu}, or a device such as {@code disk[target=vda]}
     * @param xml the element
     * @throws IllegalArgumentException if the path is no selector, or the XML not one element
     */
    public static PutElement at(String path, String xml) {
        return new PutElement(path, xml);
    }

    @Override
    public String name() {
        return "put-element";
    }

    @Override
    public String description() {
        return "Puts <" + element.getTagName() + "> in the place of " + selector + ".";
    }

    @Override
    public void apply(Domain domain, TransformContext context) {
        Dom.edit(domain, context, document -> {
            if (!selector.select(document).isEmpty()) {
                Element old = selector.elements(document, false).get(0);
                old.getParentNode().replaceChild(document.importNode(element, true), old);
                return;
            }
            int slash = path.lastIndexOf('/');
            if (!path.startsWith("/") || slash == 0 || !path.substring(slash + 1).equals(element.getTagName())) {
                throw new StepException("'" + path + "' selects nothing in this domain");
            }
            List<Element> parents = Selector.parse(path.substring(0, slash)).elements(document, false);
            Dom.insert(parents.get(0), element);
        });
    }
}
