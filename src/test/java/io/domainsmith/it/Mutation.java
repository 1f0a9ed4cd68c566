package io.domainsmith.it;

import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** A single edit of a domain that a person could make by mistake. */
enum Mutation {

    DUPLICATE_AN_ADDRESS {
        @Override
        boolean apply(Element domain, Random random) {
            Element one = pick(all(domain, element -> isAddress(element)), random);
            Element other = one == null ? null : pick(all(domain, element -> isAddress(element) && element != one
                    && element.getAttribute("type").equals(one.getAttribute("type"))), random);
            if (other == null) {
                return false;
            }
            other.getParentNode().replaceChild(one.cloneNode(true), other);
            return true;
        }
    },
    DROP_A_CONTROLLER {
        @Override
        boolean apply(Element domain, Random random) {
            return remove(pick(devices(domain, "controller"), random));
        }
    },
    DROP_A_DEVICE {
        @Override
        boolean apply(Element domain, Random random) {
            return remove(pick(all(domain, element -> isDevice(element) && !element.getTagName().equals("controller")), random));
        }
    },
    REPEAT_A_DEVICE {
        @Override
        boolean apply(Element domain, Random random) {
            Element device = pick(all(domain, Mutation::isDevice), random);
            if (device == null) {
                return false;
            }
            device.getParentNode().insertBefore(device.cloneNode(true), device.getNextSibling());
            return true;
        }
    },
    CHANGE_A_SLOT {
        @Override
        boolean apply(Element domain, Random random) {
            return set(pick(all(domain, element -> isAddress(element) && element.hasAttribute("slot")), random), "slot",
                    "0x" + Integer.toHexString(random.nextInt(0x22)));
        }
    },
    CHANGE_A_BUS {
        @Override
        boolean apply(Element domain, Random random) {
            return set(pick(all(domain, element -> isAddress(element) && element.hasAttribute("bus")), random), "bus",
                    String.valueOf(random.nextInt(4)));
        }
    },
    CHANGE_A_FUNCTION {
        @Override
        boolean apply(Element domain, Random random) {
            return set(pick(all(domain, element -> isAddress(element) && element.hasAttribute("function")), random), "function",
                    "0x" + random.nextInt(9));
        }
    },
    CHANGE_A_UNIT {
        @Override
        boolean apply(Element domain, Random random) {
            return set(pick(all(domain, element -> isAddress(element) && element.hasAttribute("unit")), random), "unit",
                    String.valueOf(random.nextInt(8)));
        }
    },
    CHANGE_AN_INDEX {
        @Override
        boolean apply(Element domain, Random random) {
            return set(pick(devices(domain, "controller"), random), "index", String.valueOf(random.nextInt(5)));
        }
    },
    CHANGE_A_DISKS_BUS {
        @Override
        boolean apply(Element domain, Random random) {
            return set(target(domain, random), "bus", pick(List.of("ide", "sata", "scsi", "virtio", "usb", "fdc"), random));
        }
    },
    CHANGE_A_DISKS_NAME {
        @Override
        boolean apply(Element domain, Random random) {
            return set(target(domain, random), "dev", pick(List.of("hda", "hdb", "sda", "sdb", "vda", "vdb", "fda", "sda1", "x"), random));
        }
    },
    CHANGE_THE_VCPUS {
        @Override
        boolean apply(Element domain, Random random) {
            return text(pick(all(domain, element -> element.getTagName().equals("vcpu")), random), pick(List.of("0", "2", "3", "4", "300"), random));
        }
    },
    CHANGE_THE_MACHINE {
        @Override
        boolean apply(Element domain, Random random) {
            return set(pick(all(domain, element -> element.hasAttribute("machine")), random), "machine", pick(List.of("q35", "pc", "isapc"), random));
        }
    },
    SWAP_A_MODEL {
        @Override
        boolean apply(Element domain, Random random) {
            Element one = pick(all(domain, element -> modelOf(element) != null), random);
            Element other = one == null ? null : pick(all(domain, element -> modelOf(element) != null
                    && !value(element).equals(value(one))), random);
            return other != null && set(one, String.valueOf(modelOf(one)), value(other));
        }
    },
    SWAP_A_VALUE {
        @Override
        boolean apply(Element domain, Random random) {
            Element one = pick(all(domain, element -> element.hasAttributes() && !isRoot(element)), random);
            if (one == null) {
                return false;
            }
            String name = one.getAttributes().item(random.nextInt(one.getAttributes().getLength())).getNodeName();
            Element other = pick(all(domain, element -> element.getTagName().equals(one.getTagName()) && element.hasAttribute(name)
                    && !element.getAttribute(name).equals(one.getAttribute(name))), random);
            return other != null && set(one, name, other.getAttribute(name));
        }
    },
    CHANGE_A_NUMBER {
        @Override
        boolean apply(Element domain, Random random) {
            Element one = pick(all(domain, element -> numeric(element) != null && !isRoot(element)), random);
            return one != null && set(one, String.valueOf(numeric(one)), pick(List.of("0", "1", "2", "7", "31", "255", "256", "70000"), random));
        }
    },
    MISTYPE_A_NAME {
        @Override
        boolean apply(Element domain, Random random) {
            Element one = pick(all(domain, element -> element.hasAttributes() && !isRoot(element)), random);
            if (one == null) {
                return false;
            }
            Node attribute = one.getAttributes().item(random.nextInt(one.getAttributes().getLength()));
            String wrong = attribute.getNodeName().substring(1) + attribute.getNodeName().charAt(0) + "x";
            String value = attribute.getNodeValue();
            one.removeAttribute(attribute.getNodeName());
            one.setAttribute(wrong.replace(":", ""), value);
            return true;
        }
    },
    DROP_AN_ATTRIBUTE {
        @Override
        boolean apply(Element domain, Random random) {
            Element one = pick(all(domain, element -> element.hasAttributes() && !isRoot(element)), random);
            if (one == null) {
                return false;
            }
            one.removeAttribute(one.getAttributes().item(random.nextInt(one.getAttributes().getLength())).getNodeName());
            return true;
        }
    },
    DROP_AN_ELEMENT {
        @Override
        boolean apply(Element domain, Random random) {
            return remove(pick(all(domain, element -> !isRoot(element) && !isDevice(element) && !element.getTagName().equals("devices")
                    && !element.getTagName().equals("name") && !element.getTagName().equals("emulator")), random));
        }
    };

    /** Makes the edit; false if there is nothing to edit. */
    abstract boolean apply(Element domain, Random random);

    /** The edit in words. */
    String words() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }

    /** A domain after the edit, or null where there is nothing to edit. */
    @Nullable String of(Path file, Random random) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
        factory.setNamespaceAware(false);
        Document document = factory.newDocumentBuilder().parse(file.toFile());
        if (!apply(document.getDocumentElement(), random)) {
            return null;
        }
        Transformer transformer = TransformerFactory.newDefaultInstance().newTransformer();
        transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
        StringWriter text = new StringWriter();
        transformer.transform(new DOMSource(document), new StreamResult(text));
        return text.toString();
    }

    private static List<Element> all(Element domain, Predicate<Element> condition) {
        List<Element> found = new ArrayList<>();
        NodeList all = domain.getElementsByTagName("*");
        for (int i = 0; i < all.getLength(); i++) {
            if (condition.test((Element) all.item(i))) {
                found.add((Element) all.item(i));
            }
        }
        return found;
    }

    private static List<Element> devices(Element domain, String kind) {
        return all(domain, element -> isDevice(element) && element.getTagName().equals(kind));
    }

    private static @Nullable Element target(Element domain, Random random) {
        return pick(all(domain, element -> element.getTagName().equals("target") && parent(element).equals("disk")), random);
    }

    private static <T> @Nullable T pick(List<T> from, Random random) {
        return from.isEmpty() ? null : from.get(random.nextInt(from.size()));
    }

    private static String parent(Element element) {
        return element.getParentNode().getNodeName();
    }

    private static boolean isRoot(Element element) {
        return parent(element).equals("#document");
    }

    private static boolean isDevice(Element element) {
        return parent(element).equals("devices") && !element.getTagName().equals("emulator");
    }

    private static boolean isAddress(Element element) {
        return element.getTagName().equals("address") && element.getParentNode().getParentNode().getNodeName().equals("devices");
    }

    private static @Nullable String modelOf(Element element) {
        boolean isDevice = isDevice(element) && element.hasAttribute("model");
        boolean isModel = element.getTagName().equals("model") && isDevice((Element) element.getParentNode()) && element.hasAttribute("type");
        return isDevice ? "model" : isModel ? "type" : null;
    }

    private static String value(Element element) {
        return element.getAttribute(String.valueOf(modelOf(element)));
    }

    private static @Nullable String numeric(Element element) {
        for (int i = 0; i < element.getAttributes().getLength(); i++) {
            if (element.getAttributes().item(i).getNodeValue().matches("\\d+")) {
                return element.getAttributes().item(i).getNodeName();
            }
        }
        return null;
    }

    private static boolean remove(@Nullable Element element) {
        return element != null && element.getParentNode().removeChild(element) == element;
    }

    private static boolean set(@Nullable Element element, String attribute, @Nullable String value) {
        if (element == null || value == null || element.getAttribute(attribute).equals(value)) {
            return false;
        }
        element.setAttribute(attribute, value);
        return true;
    }

    private static boolean text(@Nullable Element element, @Nullable String text) {
        if (element == null || element.getTextContent().strip().equals(text)) {
            return false;
        }
        element.setTextContent(text);
        return true;
    }
}
