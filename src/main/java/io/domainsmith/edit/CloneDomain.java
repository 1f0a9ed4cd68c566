package io.domainsmith.edit;

import io.domainsmith.document.LibvirtUuid;
import io.domainsmith.model.Address;
import io.domainsmith.model.AddressType;
import io.domainsmith.model.Domain;
import io.domainsmith.pci.PciAddress;
import io.domainsmith.transform.StepException;
import io.domainsmith.transform.TransformContext;
import io.domainsmith.transform.Transformer;
import io.domainsmith.validate.Consequence;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Makes a domain another one that can stand beside it: a new name, uuid, generation id and MAC addresses, its own NVRAM file, no
 * socket path or fixed port that only one domain can have. Storage and host devices are shared unless others are given, and the step
 * warns of those.
 *
 * <p>The new uuid and MAC addresses follow from the old ones and the new name, so that the same clone is made every time; one that
 * has the name already is left as it is.
 *
 * @since 0.1
 */
public final class CloneDomain implements Transformer {

    private final String newName;
    private final @Nullable UUID uuid;
    private final Map<String, String> disks;
    private final Map<String, String> hostDevices;

    private CloneDomain(String newName, @Nullable UUID uuid, Map<String, String> disks, Map<String, String> hostDevices) {
        this.newName = newName;
        this.uuid = uuid;
        this.disks = disks;
        this.hostDevices = hostDevices;
    }

    /**
     * A clone with a name.
     *
     * @throws IllegalArgumentException if the name is empty or has a slash, which libvirt refuses
     */
    public static CloneDomain named(String name) {
        if (name.isBlank() || name.contains("/")) {
            throw new IllegalArgumentException("'" + name + "' is no name for a domain: it must not be empty nor have a slash");
        }
        return new CloneDomain(name, null, Map.of(), Map.of());
    }

    /** This clone with a uuid of the caller's choice. */
    public CloneDomain withUuid(UUID uuid) {
        return new CloneDomain(newName, uuid, disks, hostDevices);
    }

    /**
     * This clone with other storage for a disk.
     *
     * @param target the disk's target, such as {@code vda}
     * @param source what its source's attribute says instead: a path, or the name of a volume
     */
    public CloneDomain withDisk(String target, String source) {
        return new CloneDomain(newName, uuid, plus(disks, target, source), hostDevices);
    }

    /**
     * This clone with another device of the host.
     *
     * @param old the uuid of a mediated device, or a PCI address on the host such as {@code 0000:01:00.0}
     * @param other the same of the device to use
     * @throws IllegalArgumentException if either is neither, or one is not like the other
     */
    public CloneDomain withHostDevice(String old, String other) {
        boolean mdev = LibvirtUuid.tryParse(old).isPresent();
        if (mdev) {
            LibvirtUuid.parse(other);
        } else {
            PciAddress.parse(old);
            PciAddress.parse(other);
        }
        return new CloneDomain(newName, uuid, disks, plus(hostDevices, old, other));
    }

    private static Map<String, String> plus(Map<String, String> map, String key, String value) {
        Map<String, String> more = new LinkedHashMap<>(map);
        more.put(key, value);
        return more;
    }

    @Override
    public String name() {
        return "clone-domain";
    }

    @Override
    public String description() {
        return "Makes this domain the clone " + newName + ".";
    }

    @Override
    public void apply(Domain domain, TransformContext context) {
        if (newName.equals(domain.getName())) {
            return;
        }
        Dom.edit(domain, context, document -> {
            String oldName = domain.getName() == null ? "" : domain.getName();
            String oldUuid = domain.getUuid() == null ? oldName : domain.getUuid();
            List<String> shared = new ArrayList<>();
            if (Selector.evaluate("/domain/name", document).isEmpty()) {
                Dom.insert(document.getDocumentElement(), document.createElementNS(null, "name"));
            }
            text(document, "/domain/name", newName);
            text(document, "/domain/uuid", (uuid == null ? derived(oldUuid) : uuid).toString());
            text(document, "/domain/genid[normalize-space()]", derived(oldUuid + "/genid").toString());
            remove(document, "/domain/title");
            ownPaths(document, oldName);
            for (Node mac : Selector.evaluate("/domain/devices/interface/mac/@address", document)) {
                mac.setNodeValue(mac(mac.getNodeValue()));
            }
            disks(document, shared);
            hostDevices(document, shared);
            for (String what : shared) {
                context.warn(domain, Consequence.FAILS_AT_START, "the clone shares " + what + " with the domain it was made from",
                        "give the clone one of its own, or never run both at once");
            }
        });
    }

    private UUID derived(String from) {
        return UUID.nameUUIDFromBytes((from + "\n" + newName).getBytes(StandardCharsets.UTF_8));
    }

    /** The vendor's half stays, the other follows from the old address and the new name. */
    private String mac(String old) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest((old + "\n" + newName).getBytes(StandardCharsets.UTF_8));
            return old.length() < 8 ? old : old.substring(0, 8) + String.format("%s%02x%s%02x%s%02x", old.charAt(2), hash[0], old.charAt(2),
                    hash[1], old.charAt(2), hash[2]);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static void text(Document document, String path, String value) {
        Selector.evaluate(path, document).forEach(node -> node.setTextContent(value));
    }

    private static void remove(Document document, String path) {
        for (Node node : Selector.evaluate(path, document)) {
            if (node instanceof org.w3c.dom.Attr attribute) {
                attribute.getOwnerElement().removeAttributeNode(attribute);
            } else {
                node.getParentNode().removeChild(node);
            }
        }
    }

    /** The files, sockets and ports that libvirt chooses anew, as virt-clone lets it. */
    private void ownPaths(Document document, String oldName) {
        for (Node nvram : Selector.evaluate("/domain/os/nvram[normalize-space()]", document)) {
            String path = nvram.getTextContent();
            int file = path.lastIndexOf('/') + 1;
            String own = oldName.isEmpty() ? path : path.substring(0, file) + path.substring(file).replace(oldName, newName);
            nvram.setTextContent(own.equals(path) ? "" : own);
        }
        remove(document, "/domain/devices/channel[@type='unix'][target/@name]/source/@path");
        remove(document, "/domain/devices/graphics/@port[. != '-1'][not(../@autoport='yes')]");
        remove(document, "/domain/devices/graphics/@tlsPort[. != '-1'][not(../@autoport='yes')]");
        Selector.evaluate("/domain/devices/graphics[@autoport='no']/@autoport", document).forEach(node -> node.setNodeValue("yes"));
        for (Node cid : Selector.evaluate("/domain/devices/vsock/cid[@address]", document)) {
            ((Element) cid).removeAttribute("address");
            ((Element) cid).setAttribute("auto", "yes");
        }
    }

    private void disks(Document document, List<String> shared) {
        List<String> unknown = new ArrayList<>(disks.keySet());
        for (Node disk : Selector.evaluate("/domain/devices/disk", document)) {
            Element target = Dom.children((Element) disk).stream().filter(child -> child.getTagName().equals("target")).findFirst().orElse(null);
            Element source = Dom.children((Element) disk).stream().filter(child -> child.getTagName().equals("source")).findFirst().orElse(null);
            if (target == null || source == null) {
                continue;
            }
            String name = target.getAttribute("dev");
            if (disks.containsKey(name)) {
                unknown.remove(name);
                String attribute = List.of("file", "dev", "volume", "name", "dir").stream().filter(source::hasAttribute).findFirst()
                        .orElseThrow(() -> new StepException("the disk " + name + " has a source that no path can replace"));
                source.setAttribute(attribute, disks.get(name));
            } else if (Selector.evaluate("readonly | shareable", disk).isEmpty()) {
                shared.add("the writable disk " + name);
            }
        }
        if (!unknown.isEmpty()) {
            throw new StepException("there is no disk with the target " + String.join(", ", unknown) + " and a source in this domain");
        }
    }

    private void hostDevices(Document document, List<String> shared) {
        List<String> unknown = new ArrayList<>(hostDevices.keySet());
        for (Node node : Selector.evaluate("/domain/devices/hostdev/source/address | /domain/devices/interface[@type='hostdev']/source/address",
                document)) {
            Element address = (Element) node;
            String old = hostDevices.keySet().stream().filter(key -> is(address, key)).findFirst().orElse(null);
            if (old != null) {
                unknown.remove(old);
                set(address, hostDevices.get(old));
            } else {
                shared.add("the host's device " + (address.hasAttribute("uuid") ? address.getAttribute("uuid")
                        : pci(address) == null ? "at " + ((Element) address.getParentNode().getParentNode()).getAttribute("type") + " "
                                + address.getAttribute("bus") + ":" + address.getAttribute("device") : pci(address)));
            }
        }
        if (!unknown.isEmpty()) {
            throw new StepException("no device of the host is " + String.join(", ", unknown) + " in this domain");
        }
    }

    private static boolean is(Element address, String key) {
        return LibvirtUuid.tryParse(key).map(wanted -> LibvirtUuid.tryParse(address.getAttribute("uuid")).filter(wanted::equals).isPresent())
                .orElseGet(() -> PciAddress.parse(key).equals(pci(address)));
    }

    private static @Nullable PciAddress pci(Element address) {
        if (!address.hasAttribute("slot") && !address.hasAttribute("domain")) {
            return null;
        }
        return PciAddress.of(new Address().withType(AddressType.PCI).withDomain(orNull(address, "domain")).withBus(orNull(address, "bus"))
                .withSlot(orNull(address, "slot")).withFunction(orNull(address, "function"))).orElse(null);
    }

    private static @Nullable String orNull(Element element, String name) {
        return element.hasAttribute(name) ? element.getAttribute(name) : null;
    }

    private static void set(Element address, String other) {
        if (address.hasAttribute("uuid")) {
            address.setAttribute("uuid", LibvirtUuid.parse(other).toString());
            return;
        }
        PciAddress pci = PciAddress.parse(other);
        address.setAttribute("domain", String.format("0x%04x", pci.domain()));
        address.setAttribute("bus", String.format("0x%02x", pci.bus()));
        address.setAttribute("slot", String.format("0x%02x", pci.slot()));
        address.setAttribute("function", String.format("0x%x", pci.function()));
    }
}
