package io.domainsmith.agreement;

import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/**
 * Documents with one mistake that a person could make, from documents that libvirt accepts. The same seed gives the same mistakes.
 */
public final class Mutants {

    /**
     * One of them.
     *
     * @param kind the kind of mistake
     * @param base the document it was made of
     * @param xml the document with the mistake
     */
    public record Mutant(String kind, Path base, String xml) {
    }

    private final Map<String, BiPredicate<Document, Random>> kinds = new LinkedHashMap<>();
    private final Map<String, List<String>> vocabulary = new TreeMap<>();
    private final List<Path> bases;

    /** A generator that takes its words from the documents themselves. */
    public Mutants(List<Path> bases) throws Exception {
        this.bases = bases;
        Map<String, TreeSet<String>> words = new TreeMap<>();
        for (Path base : bases) {
            for (Element element : elements(parse(Files.readString(base)), "*")) {
                for (Attr attribute : attributes(element)) {
                    words.computeIfAbsent(key(element, attribute), key -> new TreeSet<>()).add(attribute.getValue());
                }
            }
        }
        words.forEach((key, values) -> vocabulary.put(key, List.copyOf(values)));
        kinds.put("duplicate an address", Mutants::duplicateAddress);
        kinds.put("drop a controller", (document, random) -> drop(pick(elements(document, "controller"), random)));
        kinds.put("change a slot", (document, random) -> set(pciAddress(document, random), "slot", hex(random, 32)));
        kinds.put("change a bus", (document, random) -> set(pciAddress(document, random), "bus", hex(random, 10)));
        kinds.put("change a function", (document, random) -> set(pciAddress(document, random), "function", hex(random, 8)));
        kinds.put("change an index", (document, random) -> set(pick(elements(document, "controller"), random), "index",
                String.valueOf(random.nextInt(6))));
        kinds.put("repeat a device", Mutants::repeatDevice);
        kinds.put("drop a device", (document, random) -> drop(pick(devices(document), random)));
        kinds.put("mistype a name", Mutants::mistype);
        kinds.put("swap a model", this::swapModel);
        kinds.put("swap a value", this::swapValue);
        kinds.put("change a unit", (document, random) -> set(pick(with(elements(document, "address"), "unit"), random), "unit",
                String.valueOf(random.nextInt(4))));
        kinds.put("change a disk's bus", (document, random) -> set(pick(with(elements(document, "target"), "bus"), random), "bus",
                List.of("ide", "sata", "scsi", "virtio", "usb", "fdc").get(random.nextInt(6))));
        kinds.put("change a disk's name", (document, random) -> set(pick(with(elements(document, "target"), "bus"), random), "dev",
                List.of("hda", "sda", "sdb", "vda", "vdb", "fda", "hdb1").get(random.nextInt(7))));
        kinds.put("change the machine", (document, random) -> set(pick(with(elements(document, "type"), "machine"), random), "machine",
                List.of("pc", "q35").get(random.nextInt(2))));
        kinds.put("change the number of vCPUs", (document, random) -> text(pick(elements(document, "vcpu"), random),
                String.valueOf(random.nextInt(9))));
        kinds.put("drop an attribute", Mutants::dropAttribute);
        kinds.put("drop an element", (document, random) -> {
            List<Element> all = elements(document, "*");
            return all.size() > 1 && drop(all.get(1 + random.nextInt(all.size() - 1)));
        });
    }

    /** As many different ones as asked for. */
    public List<Mutant> make(int count, long seed) throws Exception {
        Random random = new Random(seed);
        List<String> names = List.copyOf(kinds.keySet());
        Map<String, Mutant> made = new LinkedHashMap<>();
        while (made.size() < count) {
            Path base = bases.get(random.nextInt(bases.size()));
            String kind = names.get(made.size() % names.size());
            String source = Files.readString(base);
            Document document = parse(source);
            String before = write(document);
            if (kinds.get(kind).test(document, random)) {
                String xml = write(document);
                if (!xml.equals(before)) {
                    made.putIfAbsent(xml, new Mutant(kind, base, xml));
                }
            }
        }
        return List.copyOf(made.values());
    }

    private static boolean duplicateAddress(Document document, Random random) {
        Optional<Element> from = pick(deviceAddresses(document), random);
        List<Element> others = deviceAddresses(document).stream().filter(other -> from.isPresent() && other != from.get()
                && other.getAttribute("type").equals(from.get().getAttribute("type"))).toList();
        Optional<Element> to = pick(others, random);
        to.ifPresent(address -> attributes(from.orElseThrow()).forEach(one -> address.setAttribute(one.getName(), one.getValue())));
        return to.isPresent();
    }

    private static boolean repeatDevice(Document document, Random random) {
        Optional<Element> device = pick(devices(document), random);
        device.ifPresent(one -> one.getParentNode().insertBefore(one.cloneNode(true), one.getNextSibling()));
        return device.isPresent();
    }

    private static boolean mistype(Document document, Random random) {
        Element element = pick(elements(document, "*"), random).orElseThrow();
        List<Attr> attributes = attributes(element);
        if (element == document.getDocumentElement() || !attributes.isEmpty() && random.nextBoolean()) {
            if (attributes.isEmpty()) {
                return false;
            }
            Attr attribute = attributes.get(random.nextInt(attributes.size()));
            element.removeAttributeNode(attribute);
            element.setAttribute(typo(attribute.getName(), random), attribute.getValue());
        } else if (element.getPrefix() == null) {
            document.renameNode(element, null, typo(element.getLocalName(), random));
        }
        return true;
    }

    private static String typo(String name, Random random) {
        int at = random.nextInt(name.length());
        return random.nextBoolean() && name.length() > 2 ? name.substring(0, Math.max(1, at)) + name.substring(Math.max(1, at) + 1 > name.length()
                ? name.length() : Math.max(1, at) + 1) : name.substring(0, at + 1) + name.substring(at);
    }

    private boolean swapModel(Document document, Random random) {
        List<Element> with = elements(document, "*").stream().filter(element -> element.hasAttribute("model")
                || element.getLocalName().equals("model") && element.hasAttribute("type")).toList();
        Optional<Element> element = pick(with, random);
        return element.isPresent() && swap(element.get(), element.get().getAttributeNode(element.get().hasAttribute("model") ? "model" : "type"), random);
    }

    private boolean swapValue(Document document, Random random) {
        Element element = pick(elements(document, "*"), random).orElseThrow();
        Optional<Attr> attribute = pick(attributes(element), random);
        return attribute.isPresent() && swap(element, attribute.get(), random);
    }

    private boolean swap(Element element, Attr attribute, Random random) {
        List<String> words = vocabulary.getOrDefault(key(element, attribute), List.of());
        attribute.setValue(words.isEmpty() ? attribute.getValue() : words.get(random.nextInt(words.size())));
        return true;
    }

    private static boolean dropAttribute(Document document, Random random) {
        Element element = pick(elements(document, "*"), random).orElseThrow();
        Optional<Attr> attribute = pick(attributes(element), random);
        attribute.ifPresent(element::removeAttributeNode);
        return attribute.isPresent();
    }

    private static String key(Element element, Attr attribute) {
        String parent = element.getParentNode() instanceof Element above ? above.getLocalName() + "/" : "";
        return parent + element.getLocalName() + "/@" + attribute.getName();
    }

    private static Optional<Element> pciAddress(Document document, Random random) {
        return pick(deviceAddresses(document).stream().filter(address -> address.getAttribute("type").equals("pci")).toList(), random);
    }

    private static List<Element> deviceAddresses(Document document) {
        return elements(document, "address").stream().filter(address -> address.getParentNode().getParentNode().getNodeName().equals("devices"))
                .filter(address -> address.hasAttribute("type")).toList();
    }

    private static List<Element> devices(Document document) {
        return elements(document, "*").stream().filter(element -> element.getParentNode().getNodeName().equals("devices")
                && !element.getLocalName().equals("emulator")).toList();
    }

    private static List<Element> with(List<Element> elements, String attribute) {
        return elements.stream().filter(element -> element.hasAttribute(attribute)).toList();
    }

    private static boolean set(Optional<Element> element, String attribute, String value) {
        element.ifPresent(one -> one.setAttribute(attribute, value));
        return element.isPresent();
    }

    private static boolean text(Optional<Element> element, String value) {
        element.ifPresent(one -> one.setTextContent(value));
        return element.isPresent();
    }

    private static boolean drop(Optional<Element> element) {
        return element.isPresent() && drop(element.get());
    }

    private static boolean drop(Element element) {
        element.getParentNode().removeChild(element);
        return true;
    }

    private static String hex(Random random, int bound) {
        return String.format("0x%02x", random.nextInt(bound));
    }

    private static <T> Optional<T> pick(List<T> all, Random random) {
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
    }

    private static List<Element> elements(Document document, String name) {
        NodeList found = document.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            elements.add((Element) found.item(i));
        }
        return elements;
    }

    private static List<Attr> attributes(Element element) {
        List<Attr> attributes = new ArrayList<>();
        for (int i = 0; i < element.getAttributes().getLength(); i++) {
            Attr attribute = (Attr) element.getAttributes().item(i);
            if (!attribute.getName().startsWith("xmlns")) {
                attributes.add(attribute);
            }
        }
        return attributes;
    }

    private static Document parse(String xml) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
        factory.setNamespaceAware(true);
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    }

    private static String write(Node document) throws Exception {
        Transformer transformer = TransformerFactory.newDefaultInstance().newTransformer();
        transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
        StringWriter out = new StringWriter();
        transformer.transform(new DOMSource(document), new StreamResult(out));
        return out.toString();
    }
}
