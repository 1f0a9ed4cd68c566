package io.domainsmith.target;

import io.domainsmith.internal.SafeXml;
import io.domainsmith.target.Support.Answer;
import java.io.IOException;
import java.io.StringReader;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * What a host's libvirt says that its QEMU can do, as {@code virsh domcapabilities} prints it (formatdomaincaps.rst).
 *
 * @param machine the machine type that it is about, or null
 * @param arch the architecture that it is about, or null
 * @param values the values that are listed, by {@code device/enum}, such as {@code video/modelType}
 * @since 0.1
 */
public record DomainCapabilities(@Nullable String machine, @Nullable String arch, Map<String, Set<String>> values) {

    /** The source of a claim that is from here. */
    public static final String SOURCE = "the host's domain capabilities";

    /** Copies the values. */
    public DomainCapabilities {
        Map<String, Set<String>> copy = new HashMap<>();
        values.forEach((key, value) -> copy.put(key, Set.copyOf(value)));
        values = Map.copyOf(copy);
    }

    /**
     * Reads the XML.
     *
     * @throws IllegalArgumentException if it is not well-formed or not {@code <domainCapabilities>}
     */
    public static DomainCapabilities parse(String xml) {
        Element root;
        try {
            root = SafeXml.documentBuilder().parse(new InputSource(new StringReader(xml.strip()))).getDocumentElement();
        } catch (SAXException e) {
            throw new IllegalArgumentException("the domain capabilities cannot be read: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new IllegalStateException("a text could not be read", e);
        }
        if (!root.getTagName().equals("domainCapabilities")) {
            throw new IllegalArgumentException("the root element is <" + root.getTagName()
                    + ">, not <domainCapabilities>; virsh domcapabilities prints one");
        }
        Map<String, Set<String>> values = new HashMap<>();
        for (Node devices = root.getFirstChild(); devices != null; devices = devices.getNextSibling()) {
            if (devices.getNodeName().equals("devices")) {
                for (Node device = devices.getFirstChild(); device != null; device = device.getNextSibling()) {
                    readEnums(device, values);
                }
            }
        }
        return new DomainCapabilities(text(root, "machine"), text(root, "arch"), values);
    }

    private static void readEnums(Node device, Map<String, Set<String>> values) {
        boolean supported = device instanceof Element element && !element.getAttribute("supported").equals("no");
        for (Node node = device.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element one && one.getTagName().equals("enum")) {
                Set<String> found = values.computeIfAbsent(device.getNodeName() + "/" + one.getAttribute("name"), key -> new HashSet<>());
                for (Node value = one.getFirstChild(); supported && value != null; value = value.getNextSibling()) {
                    if (value.getNodeName().equals("value")) {
                        found.add(value.getTextContent().strip());
                    }
                }
            }
        }
    }

    private static @Nullable String text(Element root, String name) {
        for (Node node = root.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node.getNodeName().equals(name)) {
                return node.getTextContent().strip();
            }
        }
        return null;
    }

    /** Whether a value is listed; unknown if its enum is not. */
    Answer lists(String path) {
        int slash = path.lastIndexOf('/');
        Set<String> listed = values.get(path.substring(0, slash));
        return listed == null ? Answer.UNKNOWN : listed.contains(path.substring(slash + 1)) ? Answer.YES : Answer.NO;
    }

    /** QEMU is not older than the machine type that it has. */
    @Nullable Version oldestQemu() {
        return machine == null ? null : MachineType.of(machine).map(MachineType::version).orElse(null);
    }
}
