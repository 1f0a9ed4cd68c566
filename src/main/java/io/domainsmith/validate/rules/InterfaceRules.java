package io.domainsmith.validate.rules;

import io.domainsmith.document.SourceElement;
import io.domainsmith.target.Feature;
import io.domainsmith.validate.Consequence;
import io.domainsmith.validate.Rule;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Network interfaces.
 *
 * @since 0.1
 */
public final class InterfaceRules {

    /** What a type of interface has not: virDomainNetDefValidate, qemuValidateDomainDeviceDefNetwork. */
    public static final Rule TYPE = Check.refused("interface-type-options",
            "An interface has something that its type has not: addresses and routes on the host's side (ethernet), routes on the guest's side, "
                    + "isolation (network, bridge), coalescing (network, bridge), an MTU.",
            "virDomainNetDefValidate, qemuValidateDomainDeviceDefNetwork", "leave it out", Check.eachDevice("interface", InterfaceRules::type));

    /** What only virtio has: virDomainCheckVirtioOptionsAreAbsent, qemuValidateDomainDeviceDefNetwork. */
    public static final Rule VIRTIO = Check.refused("interface-virtio-options",
            "Queue sizes are powers of two; iommu, ats and packed are of virtio models alone.",
            "virDomainCheckVirtioOptionsAreAbsent, qemuValidateDomainDeviceDefNetwork", "use powers of two, and <model type='virtio'/>",
            Check.eachDevice("interface", InterfaceRules::virtio));

    /** Pairs: virDomainNetDefValidate, qemuValidateDomainDeviceDefNetwork. */
    public static final Rule TEAMING = Check.refused("interface-teaming",
            "Of a pair the persistent interface is virtio, and the transient one a host device that names the other.",
            "virDomainNetDefValidate, qemuValidateDomainDeviceDefNetwork", "write type='transient' persistent='ua-...' in the host device",
            Check.eachDevice("interface", InterfaceRules::teaming));

    /** A MAC that is none of a device's own: virDomainNetDefParseXML. */
    public static final Rule MAC = Check.refused("interface-mac", "An interface's MAC is a unicast one: the first byte is even.",
            "virDomainNetDefParseXML", "use a MAC that begins with 52:54:00", Check.each("devices/interface/mac", (guest, mac) -> {
                String address = Xml.value(mac, "@address", "");
                return address.length() > 1 && "13579bBdDfF".indexOf(address.charAt(1)) >= 0 && isMac(address)
                        ? Guest.name(mac.parent()) + " has a multicast MAC" : null;
            }));

    /** One MAC for two of one network: docs/formatdomain.rst. */
    public static final Rule MAC_DUPLICATE = Check.surprise("interface-mac-duplicate",
            "Two interfaces of one guest have one MAC, and are no pair of a <teaming>: the network cannot tell them apart.",
            "docs/formatdomain.rst, network interfaces", "give one of them another MAC, or none: libvirt makes one",
            InterfaceRules::macDuplicate);

    /** A device that libvirt does not make for it: qemuBuildInterfaceCommandLine. */
    public static final Rule TAP = Check.failsAtStart("interface-tap-path",
            "A path of a tap device is given to an interface that has none (hostdev, vhostuser).", "qemuInterfacePrepareSlirp, qemuBuildInterfaceCommandLine",
            "leave <backend tap> out", Check.eachDevice("interface", (guest, nic) -> Xml.has(nic, "backend/@tap")
                    && Xml.is(nic, "@type", "hostdev", "vhostuser", "user", "server", "client", "mcast", "udp")
                            ? "is of type " + nic.attribute("type") + ", which has no tap device for <backend tap>" : null));

    /** Ports that nobody forwards: virDomainNetDefValidate. */
    public static final Rule PORT_FORWARD = Check.refused("interface-port-forward",
            "Ports are forwarded by the backend passt alone, of interfaces of type user or, from libvirt 11.1, vhostuser; older libvirt ignores "
                    + "<portForward> elsewhere, newer refuses it.",
            "virDomainNetDefValidate", "add <backend type='passt'/>", (guest, report) -> guest.devices("interface").stream()
                    .filter(nic -> Xml.has(nic, "portForward") && !(Xml.is(nic, "backend/@type", "passt") && Xml.is(nic, "@type", "user", "vhostuser")))
                    .forEach(nic -> report.addChecked(guest.supports(Feature.PORT_FORWARD_CHECK), Consequence.SURPRISE, nic,
                            Guest.name(nic) + " forwards ports, which the backend passt of a user interface does, and it has not")));

    /** All of this family. */
    public static final List<Rule> ALL = List.of(TYPE, VIRTIO, TEAMING, MAC, MAC_DUPLICATE, TAP, PORT_FORWARD);

    private static final Pattern MAC_ADDRESS = Pattern.compile("[0-9a-fA-F]{2}(:[0-9a-fA-F]{1,2}){5}");
    private static final List<String> QUEUE_SIZES = List.of("driver/@rx_queue_size", "driver/@tx_queue_size");
    private static final List<String> VIRTIO_OPTIONS = List.of("iommu", "ats", "packed", "page_per_vq");

    private InterfaceRules() {
    }

    private static @Nullable String type(Guest guest, SourceElement nic) {
        String type = Xml.value(nic, "@type", "");
        String without = missing(guest, nic, type);
        return without == null ? null : "is of type " + type + ", which has no " + without;
    }

    private static @Nullable String missing(Guest guest, SourceElement nic, String type) {
        if (!type.equals("ethernet") && (Xml.has(nic, "source/ip") || Xml.has(nic, "source/route"))) {
            return "addresses or routes on the host's side";
        } else if (!type.equals("ethernet") && Xml.is(nic, "target/@managed", "no")) {
            return "unmanaged target";
        } else if (Xml.has(nic, "route") || Xml.has(nic, "ip") && !type.equals("user") && !vhostPasst(guest, nic)) {
            return (Xml.has(nic, "route") ? "routes" : "addresses") + " on the guest's side in QEMU";
        } else if (Xml.is(nic, "port/@isolated", "yes") && !Set.of("network", "bridge").contains(type)) {
            return "isolation";
        } else if (Xml.has(nic, "coalesce") && !Set.of("network", "bridge").contains(type)) {
            return "coalescing";
        } else if (Xml.has(nic, "mtu/@size") && Set.of("user", "server", "client", "mcast", "udp", "internal", "direct", "hostdev").contains(type)) {
            return "MTU";
        }
        return null;
    }

    /** Whether it is a vhostuser interface with passt, which has all that a user one with passt has. */
    private static boolean vhostPasst(Guest guest, SourceElement nic) {
        return Xml.is(nic, "@type", "vhostuser") && Xml.is(nic, "backend/@type", "passt") && !guest.supports(Feature.VHOSTUSER_PASST).isNo();
    }

    private static boolean isMac(String text) {
        return MAC_ADDRESS.matcher(text).matches();
    }

    private static boolean isVirtio(SourceElement nic) {
        return Xml.value(nic, "model/@type", "").startsWith("virtio");
    }

    private static @Nullable String virtio(Guest guest, SourceElement nic) {
        if (isVirtio(nic)) {
            for (String size : QUEUE_SIZES) {
                long value = Xml.number(nic, size, 0);
                if (Long.bitCount(value) > 1) {
                    return "has " + size.substring("driver/@".length()) + "='" + value + "', which is no power of two";
                }
            }
        } else if (Xml.has(nic, "model/@type")) {
            String option = Xml.firstOf(Xml.first(nic, "driver"), VIRTIO_OPTIONS);
            if (option != null) {
                return "is of model " + Xml.value(nic, "model/@type") + ", which has no " + option;
            }
        }
        return null;
    }

    private static @Nullable String teaming(Guest guest, SourceElement nic) {
        String type = Xml.value(nic, "teaming/@type", "");
        boolean partner = Xml.has(nic, "teaming/@persistent");
        if (type.equals("persistent") && !isVirtio(nic)) {
            return "is the persistent one of a pair, and not virtio";
        } else if (type.equals("persistent") && partner) {
            return "is the persistent one of a pair, and names another";
        } else if (type.equals("transient") && !partner) {
            return "is the transient one of a pair, and names no other";
        }
        return type.equals("transient") && !Xml.is(nic, "@type", "hostdev", "network")
                ? "is the transient one of a pair, and no host device" : null;
    }

    private static void macDuplicate(Guest guest, Report report) {
        if (guest.devices("interface").size() < 2) {
            return;
        }
        Map<String, SourceElement> seen = new HashMap<>();
        for (SourceElement nic : guest.devices("interface")) {
            String mac = Xml.value(nic, "mac/@address", "").toLowerCase(Locale.ROOT);
            SourceElement other = mac.isEmpty() || Xml.has(nic, "teaming") ? null : seen.putIfAbsent(mac, nic);
            if (other != null) {
                report.add(nic, Guest.name(nic) + " has the MAC of " + Guest.name(other));
            }
        }
    }
}
