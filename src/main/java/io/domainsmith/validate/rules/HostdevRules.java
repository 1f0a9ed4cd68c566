package io.domainsmith.validate.rules;

import io.domainsmith.document.SourceElement;
import io.domainsmith.model.Domain;
import io.domainsmith.model.HostdevModel;
import io.domainsmith.model.HostdevType;
import io.domainsmith.validate.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Devices of the host that the guest gets.
 *
 * @since 0.1
 */
public final class HostdevRules {

    /** One host device twice: virDomainDefHostdevValidate. */
    public static final Rule DUPLICATE = Check.refused("hostdev-duplicate",
            "Two host devices, interfaces of type hostdev included, are one PCI, USB or SCSI device of the host.",
            "virDomainDefHostdevValidate, virDomainHostdevMatch", "remove one of them", HostdevRules::duplicate);

    /** Addresses of another kind: virDomainHostdevDefValidate, virDomainHostdevDefPostParse. */
    public static final Rule ADDRESS_TYPE = Check.refused("hostdev-address-type",
            "A host device's guest address is of another kind than the device: pci or unassigned for PCI, drive for SCSI, usb for USB, pci or "
                    + "ccw for vhost SCSI, pci for a vfio-pci mdev, ccw for a vfio-ccw one.",
            "virDomainHostdevDefValidate, virDomainHostdevDefPostParse", "leave the address out: libvirt chooses one",
            Check.eachDevice("hostdev", HostdevRules::addressType));

    /** What cannot be booted from: qemuValidateDomainDeviceDefHostdev. */
    public static final Rule BOOT = Check.refused("hostdev-boot-order",
            "A mediated device of model vfio-pci or vfio-ap, or a vhost SCSI one, has a <boot order>.",
            "qemuValidateDomainMdevDefVFIOPCI, qemuValidateDomainDeviceDefHostdev", "remove the <boot>",
            Check.eachDevice("hostdev", (guest, hostdev) -> Xml.has(hostdev, "boot/@order")
                    && (Xml.is(hostdev, "@type", "scsi_host") || Xml.is(hostdev, "@model", "vfio-pci", "vfio-ap"))
                    ? "has a <boot order>, but the guest cannot boot from it" : null))
            .repairedBy((domain, target) -> removeBoot(domain));

    /** What QEMU's driver has not: qemuValidateDomainDeviceDefHostdev. */
    public static final Rule MODE = Check.refused("hostdev-mode",
            "A host device of mode capabilities is for containers; QEMU takes subsystem.", "qemuValidateDomainDeviceDefHostdev",
            "use mode='subsystem'", Check.eachDevice("hostdev", (guest, hostdev) -> Xml.is(hostdev, "@mode", "capabilities")
                    ? "is of mode capabilities, which is for containers" : null));

    /** Only one AP device: qemuValidateDomainMdevDefVFIOAP. */
    public static final Rule AP = Check.refused("mdev-vfio-ap-repeated", "A guest has one mediated device of model vfio-ap at most.",
            "qemuValidateDomainMdevDefVFIOAP", "remove the others", HostdevRules::ap);

    /** Pairs of interfaces: virDomainHostdevDefValidate. */
    public static final Rule TEAMING = Check.refused("hostdev-teaming",
            "A host device in a <teaming> is a PCI one, of type transient, and names its persistent partner.", "virDomainHostdevDefValidate",
            "write <teaming type='transient' persistent='ua-...'/> in a hostdev of type pci",
            Check.eachDevice("hostdev", (guest, hostdev) -> Xml.has(hostdev, "teaming") && !(Xml.is(hostdev, "@type", "pci")
                    && Xml.is(hostdev, "teaming/@type", "transient") && Xml.has(hostdev, "teaming/@persistent"))
                            ? "has a <teaming> that is not transient, names no partner, or is of no PCI device"
                            : null));

    /** All of this family. */
    public static final List<Rule> ALL = List.of(DUPLICATE, ADDRESS_TYPE, BOOT, MODE, AP, TEAMING);

    private HostdevRules() {
    }

    private static void duplicate(Guest guest, Report report) {
        List<SourceElement> devices = new ArrayList<>(guest.devices("hostdev"));
        for (SourceElement nic : guest.devices("interface")) {
            if (Xml.is(nic, "@type", "hostdev")) {
                devices.add(nic);
            }
        }
        if (devices.size() < 2) {
            return;
        }
        Map<String, SourceElement> seen = new HashMap<>();
        for (SourceElement device : devices) {
            String identity = identity(device);
            SourceElement other = identity == null ? null : seen.putIfAbsent(identity, device);
            if (other != null) {
                report.add(device, Guest.name(device) + " and " + Guest.name(other) + " are one device of the host, " + identity);
            }
        }
    }

    /** What libvirt compares (virDomainHostdevMatch); null where that is not all there, and for a mediated device. */
    private static @Nullable String identity(SourceElement device) {
        String kind = device.is("", "interface") ? Xml.value(device, "source/address/@type", "") : Xml.value(device, "@type", "");
        return switch (kind) {
            case "pci" -> numbers("pci", device, "source/address/@bus", "source/address/@domain", "source/address/@slot",
                    "source/address/@function");
            case "usb" -> Xml.has(device, "source/address") ? numbers("usb", device, "source/address/@bus", "source/address/@device")
                    : numbers("usb", device, "source/vendor/@id", "source/product/@id");
            case "scsi" -> Xml.is(device, "source/@protocol", "iscsi") ? "iSCSI " + Xml.value(device, "source/@name") + " of "
                    + Xml.value(device, "source/host/@name") + ":" + Xml.value(device, "source/host/@port")
                    : Xml.has(device, "source/adapter/@name") ? numbers("scsi " + Xml.value(device, "source/adapter/@name"), device,
                            "source/address/@bus", "source/address/@target", "source/address/@unit") : null;
            case "scsi_host" -> Xml.has(device, "source/@wwpn") ? "wwpn " + Xml.value(device, "source/@wwpn") : null;
            default -> null;
        };
    }

    /** Numbers of one form; the first must be there, the others are 0 where they are not. */
    private static @Nullable String numbers(String what, SourceElement device, String... paths) {
        StringBuilder all = new StringBuilder(what);
        for (String path : paths) {
            if (Xml.has(device, path) ? Xml.number(device, path).isEmpty() : path.equals(paths[0])) {
                return null;
            }
            all.append(path.equals(paths[0]) ? ' ' : ':').append(Long.toHexString(Xml.number(device, path, 0)));
        }
        return all.toString();
    }

    private static @Nullable String addressType(Guest guest, SourceElement hostdev) {
        String address = Xml.value(hostdev, "address/@type");
        if (address == null) {
            return null;
        }
        String model = Xml.value(hostdev, "@model", "");
        String type = Xml.value(hostdev, "@type", "");
        Set<String> right = switch (type) {
            case "pci" -> Set.of("pci", "unassigned");
            case "scsi" -> Set.of("drive");
            case "usb" -> Set.of("usb");
            case "scsi_host" -> Set.of("pci", "ccw");
            case "mdev" -> model.equals("vfio-pci") ? Set.of("pci") : model.equals("vfio-ccw") ? Set.of("ccw") : Set.of();
            default -> Set.of();
        };
        return right.isEmpty() || right.contains(address) ? null : "is of type " + type
                + (model.isEmpty() ? "" : " and model " + model) + ", but its address is of type " + address;
    }

    private static void removeBoot(Domain domain) {
        if (domain.getDevices() != null) {
            domain.getDevices().getHostdevs().stream().filter(hostdev -> hostdev.getType() == HostdevType.SCSI_HOST
                    || hostdev.getModel() == HostdevModel.VFIO_PCI || hostdev.getModel() == HostdevModel.VFIO_AP)
                    .forEach(hostdev -> hostdev.setBoot(null));
        }
    }

    private static void ap(Guest guest, Report report) {
        List<SourceElement> devices = guest.devices("hostdev").size() < 2 ? List.of() : guest.devices("hostdev").stream()
                .filter(hostdev -> Xml.is(hostdev, "@type", "mdev") && Xml.is(hostdev, "@model", "vfio-ap")).toList();
        if (devices.size() > 1) {
            report.add(devices.get(1), Guest.name(devices.get(1)) + " and " + Guest.name(devices.get(0)) + " are both of model vfio-ap");
        }
    }
}
