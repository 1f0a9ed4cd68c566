package io.domainsmith.edit;

import io.domainsmith.document.PrintOrder;
import io.domainsmith.internal.NearestName;
import io.domainsmith.internal.SafeXml;
import io.domainsmith.model.Address;
import io.domainsmith.model.AddressType;
import io.domainsmith.pci.PciAddress;
import io.domainsmith.transform.StepException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.namespace.NamespaceContext;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/**
 * Says which elements of a domain a step is about: a kind of device, with or without a condition, or an XPath.
 *
 * <table>
 * <caption>Forms</caption>
 * <tr><th>form</th><th>selects</th></tr>
 * <tr><td>{@code disk}</td><td>all disks</td></tr>
 * <tr><td>{@code disk[2]}, {@code disk[-1]}</td><td>the second, the last</td></tr>
 * <tr><td>{@code disk[target=vda]}</td><td>by the target's {@code dev} or {@code name}</td></tr>
 * <tr><td>{@code hostdev[alias=ua-gvtg]}</td><td>by alias</td></tr>
 * <tr><td>{@code interface[mac=52:54:00:12:34:56]}</td><td>by MAC address, in either case</td></tr>
 * <tr><td>{@code video[address=0000:00:02.0]}</td><td>by the PCI address in the guest, however it is written</td></tr>
 * <tr><td>{@code disk[source=/a.img]}</td><td>by any attribute of the source</td></tr>
 * <tr><td>{@code graphics[type=vnc]}, {@code disk[driver/@cache=none]}</td><td>by an attribute of its own or of a child</td></tr>
 * <tr><td>{@code /domain/os/boot[1]}</td><td>what an XPath 1.0 selects</td></tr>
 * </table>
 *
 * @since 0.1
 */
public final class Selector {

    private static final List<String> KINDS = PrintOrder.children(List.of("domain", "devices"));
    private static final Pattern FORM = Pattern.compile("([A-Za-z][\\w-]*)(?:\\[(.*)])?");
    private static final Pattern CONDITION = Pattern.compile("(@?[\\w:/@-]+)=(.*)");

    private final String text;
    private final String xpath;
    private final Predicate<Element> filter;
    private final @Nullable Integer index;

    private Selector(String text, String xpath, Predicate<Element> filter, @Nullable Integer index) {
        this.text = text;
        this.xpath = xpath;
        this.filter = filter;
        this.index = index;
    }

    /**
     * Reads a selector.
     *
     * @throws IllegalArgumentException if it has no form of the table above, or names no kind of device
     */
    public static Selector parse(String text) {
        String selector = text.strip();
        if (selector.startsWith("/")) {
            compile(selector);
            return new Selector(selector, selector, element -> true, null);
        }
        Matcher form = FORM.matcher(selector);
        if (!form.matches()) {
            throw new IllegalArgumentException("'" + selector + "' selects nothing: write a kind of device such as disk, disk[2] or "
                    + "disk[target=vda], or an XPath that begins with /");
        }
        String kind = form.group(1);
        if (!KINDS.contains(kind)) {
            throw new IllegalArgumentException("'" + kind + "' is no kind of device" + NearestName.to(kind, KINDS)
                    .map(name -> "; did you mean '" + name + "'?").orElse("; an XPath begins with /"));
        }
        String path = "/domain/devices/" + kind;
        String condition = form.group(2);
        if (condition == null) {
            return new Selector(selector, path, element -> true, null);
        }
        if (condition.matches("-?[1-9]\\d{0,8}")) {
            return new Selector(selector, path, element -> true, Integer.valueOf(condition));
        }
        Matcher pair = CONDITION.matcher(condition);
        if (!pair.matches()) {
            throw new IllegalArgumentException("'" + condition + "' in '" + selector + "' is neither a number nor NAME=VALUE");
        }
        return condition(selector, path, pair.group(1), unquoted(pair.group(2)));
    }

    private static Selector condition(String text, String path, String key, String value) {
        if (key.equals("address")) {
            PciAddress address = PciAddress.parse(value);
            return new Selector(text, path, element -> address(element).filter(address::equals).isPresent(), null);
        }
        String test = switch (key) {
            case "alias" -> "alias/@name = " + literal(value);
            case "target" -> "target/@dev = " + literal(value) + " or target/@name = " + literal(value);
            case "source" -> "source/@* = " + literal(value);
            case "mac" -> "translate(mac/@address, 'ABCDEF', 'abcdef') = " + literal(value.toLowerCase(Locale.ROOT));
            default -> (key.contains("@") || key.contains("/") ? key : "@" + key) + " = " + literal(value);
        };
        String xpath = path + "[" + test + "]";
        compile(xpath);
        return new Selector(text, xpath, element -> true, null);
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() >= 2 && (value.startsWith("'") && value.endsWith("'")
                || value.startsWith("\"") && value.endsWith("\""));
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    /** A string in XPath 1.0, which has no escapes. */
    private static String literal(String value) {
        return !value.contains("'") ? "'" + value + "'"
                : !value.contains("\"") ? '"' + value + '"'
                : "concat('" + value.replace("'", "',\"'\",'") + "')";
    }

    private static Optional<PciAddress> address(Element device) {
        return Dom.children(device).stream().filter(child -> child.getTagName().equals("address")
                && child.getAttribute("type").equals("pci")).findFirst()
                .flatMap(child -> PciAddress.of(new Address().withType(AddressType.PCI)
                        .withDomain(attribute(child, "domain")).withBus(attribute(child, "bus"))
                        .withSlot(attribute(child, "slot")).withFunction(attribute(child, "function"))));
    }

    private static @Nullable String attribute(Element element, String name) {
        return element.hasAttribute(name) ? element.getAttribute(name) : null;
    }

    /** What it selects, in document order: elements, or attributes where an XPath says so. */
    List<Node> select(Document document) {
        List<Node> found = evaluate(xpath, document);
        found.removeIf(node -> node instanceof Element element && !filter.test(element));
        if (index == null) {
            return found;
        }
        int at = index > 0 ? index - 1 : found.size() + index;
        return at >= 0 && at < found.size() ? List.of(found.get(at)) : List.of();
    }

    /** What it selects, refusing what is none or too many. */
    List<Element> elements(Document document, boolean all) {
        List<Element> elements = new ArrayList<>();
        for (Node node : select(document)) {
            if (!(node instanceof Element element)) {
                throw new StepException("'" + text + "' selects " + node.getNodeName() + ", which is no element");
            }
            elements.add(element);
        }
        if (elements.isEmpty()) {
            throw new StepException("'" + text + "' selects nothing in this domain");
        }
        refuseSeveral(elements.size(), all);
        return elements;
    }

    void refuseSeveral(int count, boolean all) {
        if (count > 1 && !all) {
            throw new StepException("'" + text + "' selects " + count + " elements; say which one, or that all are meant");
        }
    }

    /**
     * The nodes that an XPath selects.
     *
     * @throws StepException if it selects no nodes but a value
     */
    static List<Node> evaluate(String xpath, Node context) {
        try {
            Map<String, String> prefixes = Dom.prefixes(context instanceof Document document ? document.getDocumentElement() : context);
            NodeList nodes = (NodeList) xpath(prefixes::get)
                    .evaluate(xpath, context, XPathConstants.NODESET);
            List<Node> found = new ArrayList<>();
            for (int i = 0; i < nodes.getLength(); i++) {
                found.add(nodes.item(i));
            }
            return found;
        } catch (XPathExpressionException e) {
            throw new StepException("'" + xpath + "' cannot be evaluated: " + reason(e));
        }
    }

    /**
     * Refuses what is no XPath.
     *
     * @throws IllegalArgumentException if it is none
     */
    static void compile(String xpath) {
        try {
            // which prefixes a domain declares is seen later
            xpath(prefix -> "urn:" + prefix).compile(xpath);
        } catch (XPathExpressionException e) {
            throw new IllegalArgumentException("'" + xpath + "' is not an XPath: " + reason(e), e);
        }
    }

    private static String reason(XPathExpressionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return String.valueOf(cause.getMessage()).strip();
    }

    private static XPath xpath(Function<String, @Nullable String> uris) {
        XPath xpath = SafeXml.xpath();
        xpath.setNamespaceContext(new NamespaceContext() {
            @Override
            public @Nullable String getNamespaceURI(String prefix) {
                return uris.apply(prefix);
            }

            @Override
            public @Nullable String getPrefix(String uri) {
                return null;
            }

            @Override
            public Iterator<String> getPrefixes(String uri) {
                return List.<String>of().iterator();
            }
        });
        return xpath;
    }

    /** The selector as it was written. */
    @Override
    public String toString() {
        return text;
    }
}
