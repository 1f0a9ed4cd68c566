package io.domainsmith.edit;

import io.domainsmith.model.Domain;
import io.domainsmith.transform.StepException;
import io.domainsmith.transform.TransformContext;
import io.domainsmith.transform.Transformer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Sets an attribute or an element's text by its path, making what is missing on the way where libvirt prints it.
 *
 * <pre>{@code
 * Transformer writeBack = SetValue.of("driver/@cache", "writeback").in("disk[target=vda]");
 * Transformer memory = SetValue.of("/domain/memory", "8388608");
 * }</pre>
 *
 * @since 0.1
 */
public final class SetValue implements Transformer {

    private static final Pattern STEP = Pattern.compile("(@?)([A-Za-z_][\\w.-]*(?::[A-Za-z_][\\w.-]*)?)((?:\\[@[\\w:.-]+=(?:'[^']*'|\"[^\"]*\")])*)");
    private static final Pattern PREDICATE = Pattern.compile("\\[@([\\w:.-]+)=(?:'([^']*)'|\"([^\"]*)\")]");

    private final String path;
    private final String value;
    private final @Nullable Selector selector;
    private final boolean all;

    private SetValue(String path, String value, @Nullable Selector selector, boolean all) {
        this.path = path;
        this.value = value;
        this.selector = selector;
        this.all = all;
    }

    /**
     * Sets a value in the domain.
     *
     * @param path an XPath: absolute, or relative to {@code <domain>} or to what {@link #in} selects. What it does not find is made if
     *     it ends in names, perhaps with attributes in brackets: {@code features/hyperv/relaxed/@state}
     * @throws IllegalArgumentException if it is no XPath
     */
    public static SetValue of(String path, String value) {
        Selector.compile(path);
        return new SetValue(path, value, null, false);
    }

    /**
     * This step in what a selector selects, to which the path is relative.
     *
     * @throws IllegalArgumentException if it is no selector, or the path is absolute
     */
    public SetValue in(String selector) {
        if (path.startsWith("/")) {
            throw new IllegalArgumentException("'" + path + "' is an absolute path; within " + selector + " write one without the first /");
        }
        return new SetValue(path, value, Selector.parse(selector), all);
    }

    /** This step in all that are selected. */
    public SetValue all() {
        return new SetValue(path, value, selector, true);
    }

    @Override
    public String name() {
        return "set-value";
    }

    @Override
    public String description() {
        return "Sets " + path + (selector == null ? "" : " of " + selector) + " to '" + value + "'.";
    }

    @Override
    public void apply(Domain domain, TransformContext context) {
        Dom.edit(domain, context, document -> {
            for (Element element : selector == null ? List.of(document.getDocumentElement()) : selector.elements(document, all)) {
                List<Node> nodes = ensure(path, path.startsWith("/") ? document : element);
                if (nodes.size() > 1 && !all) {
                    throw new StepException("'" + path + "' selects " + nodes.size() + " places; say which one, or that all are meant");
                }
                nodes.forEach(this::set);
            }
        });
    }

    private void set(Node node) {
        if (node instanceof Attr attribute) {
            attribute.setValue(value);
        } else if (node instanceof Element element) {
            if (!Dom.children(element).isEmpty()) {
                throw new StepException("<" + element.getTagName() + "> holds elements, so it has no text to set; a path to an attribute ends in /@name");
            }
            if (!Dom.text(element).equals(value)) {
                element.setTextContent(value);
            }
        } else {
            throw new StepException("'" + path + "' selects neither an element nor an attribute");
        }
    }

    /** What a path selects, made if it is not there. */
    private List<Node> ensure(String wanted, Node from) {
        List<Node> found = Selector.evaluate(wanted, from);
        if (!found.isEmpty()) {
            return found;
        }
        int slash = lastSlash(wanted);
        Matcher step = STEP.matcher(wanted.substring(slash + 1));
        if (!step.matches() || slash == 0 && wanted.startsWith("/") || from instanceof Document && slash < 0) {
            throw new StepException("'" + wanted + "' selects nothing in this domain, and is no name that could be added");
        }
        List<Node> made = new ArrayList<>();
        for (Node parent : slash < 0 ? List.of(from) : ensure(wanted.substring(0, slash), from)) {
            if (!(parent instanceof Element element)) {
                throw new StepException("'" + wanted + "' would be in " + parent.getNodeName() + ", which is no element");
            }
            made.add(step.group(1).isEmpty() ? child(element, step) : attribute(element, step.group(2)));
        }
        return made;
    }

    private static Node attribute(Element element, String name) {
        element.setAttributeNS(namespace(element, name), name, "");
        return element.getAttributeNode(name);
    }

    private static Node child(Element parent, Matcher step) {
        String name = step.group(2);
        Element child = parent.getOwnerDocument().createElementNS(namespace(parent, name), name);
        Matcher attributes = PREDICATE.matcher(step.group(3));
        while (attributes.find()) {
            child.setAttribute(attributes.group(1), attributes.group(2) == null ? attributes.group(3) : attributes.group(2));
        }
        return Dom.insert(parent, child);
    }

    private static @Nullable String namespace(Element at, String name) {
        int colon = name.indexOf(':');
        if (colon < 0) {
            return null;
        }
        String uri = Dom.prefixes(at).get(name.substring(0, colon));
        if (uri == null) {
            throw new StepException("the prefix of '" + name + "' is not declared in this domain");
        }
        return uri;
    }

    /** The last slash that stands neither in brackets nor in quotes, or -1. */
    private static int lastSlash(String path) {
        int last = -1;
        int depth = 0;
        char quote = 0;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '\'' || c == '"') {
                quote = c;
            } else if (c == '[') {
                depth++;
            } else if (c == ']') {
                depth--;
            } else if (c == '/' && depth == 0) {
                last = i;
            }
        }
        return last;
    }
}
