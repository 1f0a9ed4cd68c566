package io.domainsmith.validate;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.document.LibvirtUuid;
import io.domainsmith.document.SourceElement;
import io.domainsmith.document.SourcePlace;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a domain claims of its host for itself alone: its name and uuid, its mediated devices, its MAC addresses, the images that
 * it writes. Much smaller than the document it was taken from.
 *
 * @param name the domain's name, or the empty string
 * @param uuid the domain's uuid in libvirt's form, or the empty string
 * @param claims everything claimed, in document order
 * @since 0.1
 */
public record HostClaims(String name, String uuid, List<Claim> claims) {

    /** Copies the list. */
    public HostClaims {
        claims = List.copyOf(claims);
    }

    /** What can be claimed. */
    public enum Kind {
        /** A domain's name. */
        DOMAIN_NAME,
        /** A domain's uuid. */
        DOMAIN_UUID,
        /** A mediated device, by its uuid. */
        MDEV,
        /** A network card's MAC address. */
        MAC,
        /** A disk image, a block device, a volume or an NVRAM file that the domain writes. */
        WRITABLE_IMAGE
    }

    /**
     * One claim.
     *
     * @param kind what is claimed
     * @param value which one, in one spelling for all documents
     * @param place where the document says so
     * @param path the XPath of the element or attribute that says so
     */
    public record Claim(Kind kind, String value, SourcePlace place, String path) {
    }

    /** What a document claims. */
    public static HostClaims of(DomainDocument document) {
        SourceElement root = document.root();
        List<Claim> claims = new ArrayList<>();
        String name = "";
        String uuid = "";
        for (SourceElement child : root.children()) {
            if (child.is("", "name")) {
                name = child.text().strip();
                claim(claims, Kind.DOMAIN_NAME, name, child);
            } else if (child.is("", "uuid")) {
                uuid = uuid(child.text());
                claim(claims, Kind.DOMAIN_UUID, uuid, child);
            } else if (child.is("", "os")) {
                nvram(child, claims);
            } else if (child.is("", "devices")) {
                child.children().forEach(device -> device(device, claims));
            }
        }
        return new HostClaims(name, uuid, claims);
    }

    /** Names the domain among others: by its uuid, which it keeps when it is renamed, else by its name. */
    String identity() {
        return uuid.isEmpty() ? name : uuid;
    }

    private static void device(SourceElement device, List<Claim> claims) {
        switch (device.localName()) {
            case "interface" -> device.children("mac")
                    .forEach(mac -> claimAt(claims, Kind.MAC, mac(mac.attribute("address")), mac, "address"));
            case "hostdev" -> {
                if ("mdev".equals(device.attribute("type"))) {
                    device.children("source").stream().flatMap(source -> source.children("address").stream())
                            .forEach(address -> claimAt(claims, Kind.MDEV, uuid(address.attribute("uuid")), address, "uuid"));
                }
            }
            case "disk" -> disk(device, claims);
            default -> {
                // claims nothing that another domain could
            }
        }
    }

    /** A disk that is not read-only, not meant for several domains, and whose writes do not go elsewhere. */
    private static void disk(SourceElement disk, List<Claim> claims) {
        boolean writable = !"cdrom".equals(disk.attribute("device")) && disk.children("readonly").isEmpty()
                && disk.children("shareable").isEmpty() && disk.children("transient").isEmpty();
        if (writable) {
            disk.children("source").forEach(source -> image(source, claims));
        }
    }

    private static void nvram(SourceElement os, List<Claim> claims) {
        for (SourceElement nvram : os.children("nvram")) {
            claim(claims, Kind.WRITABLE_IMAGE, nvram.text().strip(), nvram);
            nvram.children("source").forEach(source -> image(source, claims));
        }
    }

    private static void image(SourceElement source, List<Claim> claims) {
        if (source.attribute("file") != null) {
            claimAt(claims, Kind.WRITABLE_IMAGE, path(source.attribute("file")), source, "file");
        } else if (source.attribute("dev") != null) {
            claimAt(claims, Kind.WRITABLE_IMAGE, path(source.attribute("dev")), source, "dev");
        } else if (source.attribute("volume") != null) {
            claimAt(claims, Kind.WRITABLE_IMAGE, "volume " + source.attribute("volume") + " of pool " + source.attribute("pool"),
                    source, "volume");
        } else if (source.attribute("protocol") != null && source.attribute("name") != null) {
            StringBuilder hosts = new StringBuilder();
            for (SourceElement host : source.children("host")) {
                hosts.append(hosts.isEmpty() ? " on " : ", ").append(host.attribute("name"))
                        .append(host.attribute("port") == null ? "" : ":" + host.attribute("port"));
            }
            claimAt(claims, Kind.WRITABLE_IMAGE, source.attribute("protocol") + " " + source.attribute("name") + hosts, source, "name");
        }
    }

    private static String path(@Nullable String file) {
        return String.valueOf(file).replaceAll("/(\\.?/)+", "/");
    }

    /** In libvirt's form; empty if it is none. */
    private static String uuid(@Nullable String text) {
        return Optional.ofNullable(text).flatMap(LibvirtUuid::tryParse).map(Object::toString).orElse("");
    }

    /** With two digits an octet, as virMacAddrFormat writes it. */
    private static String mac(@Nullable String text) {
        StringBuilder mac = new StringBuilder();
        for (String octet : String.valueOf(text).strip().toLowerCase(Locale.ROOT).split(":")) {
            if (!octet.matches("[0-9a-f]{1,2}")) {
                return "";
            }
            mac.append(mac.isEmpty() ? "" : ":").append(octet.length() == 1 ? "0" : "").append(octet);
        }
        return mac.toString();
    }

    private static void claim(List<Claim> claims, Kind kind, String value, SourceElement element) {
        if (!value.isEmpty()) {
            claims.add(new Claim(kind, value, element.place(), element.path()));
        }
    }

    private static void claimAt(List<Claim> claims, Kind kind, String value, SourceElement element, String attribute) {
        if (!value.isEmpty()) {
            claims.add(new Claim(kind, value, element.placeOf(attribute), element.path() + "/@" + attribute));
        }
    }
}
