package io.domainsmith.edit;

import io.domainsmith.document.PrintOrder;
import io.domainsmith.internal.NearestName;
import io.domainsmith.model.Domain;
import io.domainsmith.transform.StepException;
import io.domainsmith.transform.TransformContext;
import io.domainsmith.transform.Transformer;
import java.util.List;
import java.util.stream.Collectors;
import org.w3c.dom.Element;

/**
 * Adds elements from a fragment of XML, each behind the last of its kind or where libvirt prints it: devices, unless another
 * parent is named. One that is there already, perhaps with more said about it, is not added again.
 *
 * @since 0.1
 */
public final class AddElement implements Transformer {

    private static final String DEVICES = "/domain/devices";

    private final String xml;
    private final List<Element> elements;
    private final String parent;
    private final boolean again;

    private AddElement(String xml, String parent, boolean again) {
        this.xml = xml;
        this.elements = Dom.fragment(xml);
        this.parent = parent;
        this.again = again;
    }

    /**
     * Adds devices.
     *
     * @param xml one element or several, such as {@code <rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>}
     * @throws IllegalArgumentException if the XML is not well-formed, or no kind of device
     */
    public static AddElement of(String xml) {
        AddElement step = new AddElement(xml, DEVICES, false);
        List<String> kinds = PrintOrder.children(List.of("domain", "devices"));
        for (Element element : step.elements) {
            if (!kinds.contains(Dom.name(element))) {
                throw new IllegalArgumentException("<" + element.getTagName() + "> is no kind of device"
                        + NearestName.to(element.getTagName(), kinds).map(name -> "; did you mean <" + name + ">?").orElse(""));
            }
        }
        return step;
    }

    /**
     * Adds elements to another parent, such as {@code /domain/os}; it must be there.
     *
     * @throws IllegalArgumentException if the XML is not well-formed, or the parent is no selector
     */
    public static AddElement into(String parent, String xml) {
        Selector.parse(parent);
        return new AddElement(xml, parent, false);
    }

    /** This step adding even what is there already. */
    public AddElement again() {
        return new AddElement(xml, parent, true);
    }

    @Override
    public String name() {
        return "add-element";
    }

    @Override
    public String description() {
        return "Adds " + elements.stream().map(element -> "<" + element.getTagName() + ">").collect(Collectors.joining(", "))
                + " to " + parent + ".";
    }

    @Override
    public void apply(Domain domain, TransformContext context) {
        Dom.edit(domain, context, document -> {
            Element root = document.getDocumentElement();
            Element into = parent.equals(DEVICES) && Selector.evaluate(DEVICES, document).isEmpty()
                    ? Dom.insert(root, document.createElementNS(null, "devices"))
                    : Selector.parse(parent).elements(document, false).get(0);
            for (Element element : elements) {
                if (again || Dom.children(into).stream().noneMatch(child -> Dom.says(child, element))) {
                    refuseSecond(into, element);
                    Dom.insert(into, element);
                }
            }
        });
    }

    /** A device with an address, target, alias or MAC of another's would be refused by libvirt. */
    private static void refuseSecond(Element into, Element element) {
        for (String identity : List.of("target", "alias", "mac")) {
            for (Element mine : Dom.children(element)) {
                if (mine.getTagName().equals(identity) && Dom.children(into).stream().anyMatch(other -> Dom.name(other).equals(Dom.name(element))
                        && Dom.children(other).stream().anyMatch(its -> its.getTagName().equals(identity) && sameIdentity(its, mine)))) {
                    throw new StepException("there is a <" + element.getTagName() + "> with this <" + identity
                            + "> already, and it says something else; remove it first, or edit it");
                }
            }
        }
    }

    private static boolean sameIdentity(Element one, Element other) {
        return List.of("dev", "name", "address").stream().anyMatch(key -> one.hasAttribute(key)
                && one.getAttribute(key).equals(other.getAttribute(key)));
    }
}
