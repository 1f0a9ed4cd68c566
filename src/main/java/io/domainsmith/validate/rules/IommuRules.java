package io.domainsmith.validate.rules;

import io.domainsmith.document.SourceElement;
import io.domainsmith.guest.Machine;
import io.domainsmith.model.Devices;
import io.domainsmith.model.Domain;
import io.domainsmith.model.HostdevType;
import io.domainsmith.model.InterfaceType;
import io.domainsmith.model.Iommu;
import io.domainsmith.model.IommuDriver;
import io.domainsmith.model.IommuModel;
import io.domainsmith.model.OnOff;
import io.domainsmith.validate.Rule;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The guest's IOMMU, and what needs or contradicts it.
 *
 * @since 0.1
 */
public final class IommuRules {

    /** Interrupt remapping: virDomainDefIOMMUValidate. */
    public static final Rule INTREMAP = Check.refused("iommu-intremap-ioapic",
            "An IOMMU's interrupt remapping needs the I/O APIC in QEMU.", "virDomainDefIOMMUValidate",
            "say <ioapic driver='qemu'/> in <features>, or leave intremap off",
            Check.eachDevice("iommu", (guest, iommu) -> Xml.is(iommu, "driver/@intremap", "on")
                    && !Xml.is(guest.root(), "features/ioapic/@driver", "qemu")
                            ? "remaps interrupts, which needs <ioapic driver='qemu'/>" : null));

    /** Extended interrupt mode: virDomainDefIOMMUValidate. */
    public static final Rule EIM = Check.refused("iommu-eim-intremap",
            "An IOMMU's extended interrupt mode needs its interrupt remapping.", "virDomainDefIOMMUValidate", "say intremap='on', too",
            Check.eachDevice("iommu", (guest, iommu) -> Xml.is(iommu, "driver/@eim", "on") && !Xml.is(iommu, "driver/@intremap", "on")
                    ? "has eim='on' without intremap='on'" : null));

    /** Where there can be one: qemuValidateDomainDeviceDefIOMMU, virDomainIOMMUDefValidate. */
    public static final Rule MACHINE = Check.refused("iommu-machine",
            "An IOMMU is of another machine, or has an address that its model has not: intel is of q35 and has none, smmuv3 of ARM's virt and "
                    + "has none, virtio of both, with a PCI address on bus 0 and with ACPI.",
            "qemuValidateDomainDeviceDefIOMMU, virDomainIOMMUDefValidate", "remove the IOMMU, or its address",
            Check.eachDevice("iommu", IommuRules::machine));

    /** One at most: virDomainDefParseXML. */
    public static final Rule REPEATED = Check.refused("iommu-repeated", "There are two IOMMUs; smmuv3 aside, a guest has one.",
            "virDomainDefParseXML", "remove one of them", IommuRules::repeated).about("iommu");

    /** A host device behind an Intel IOMMU: QEMU hw/i386/intel_iommu.c. */
    public static final Rule CACHING_MODE = Check.failsAtStart("vfio-viommu-needs-caching-mode",
            "The guest has an Intel IOMMU and a device of the host, which QEMU refuses without caching mode.",
            "QEMU hw/i386/intel_iommu.c, vtd_iommu_notify_flag_changed", "say caching_mode='on' in the <driver> of the <iommu>", IommuRules::cachingMode)
            .repairedBy((domain, target) -> switchCachingModeOn(domain)).about("iommu");

    /** Options for an IOMMU that is not there: docs/formatdomain.rst. */
    public static final Rule VIRTIO = Check.advice("virtio-iommu-without-viommu",
            "A virtio device is to be behind an IOMMU that the guest has not, or uses ATS, which that IOMMU's iotlb='on' would answer.",
            "docs/formatdomain.rst, virtio-related options", "add an <iommu>, or leave iommu and ats out", IommuRules::virtio);

    /** All of this family. */
    public static final List<Rule> ALL = List.of(INTREMAP, EIM, MACHINE, REPEATED, CACHING_MODE, VIRTIO);

    private IommuRules() {
    }

    private static @Nullable String machine(Guest guest, SourceElement iommu) {
        Machine machine = guest.machine();
        String model = Xml.value(iommu, "@model", "");
        String is = "is " + model + ", which ";
        boolean known = machine.isKnown();
        if (known && (model.equals("intel") && !machine.isQ35() || model.equals("smmuv3") && !machine.isArmVirt()
                || model.equals("virtio") && !machine.isQ35() && !machine.isArmVirt())) {
            return is + machine + " has not";
        } else if (List.of("intel", "smmuv3").contains(model) && Xml.has(iommu, "address")) {
            return is + "has no address";
        } else if (model.equals("virtio") && Xml.has(iommu, "driver")) {
            return is + "has no driver options";
        } else if (!model.equals("virtio")) {
            return null;
        } else if (Xml.has(iommu, "address/@type") && !Xml.is(iommu, "address/@type", "pci")) {
            return is + "has a PCI address, not one of type " + Xml.value(iommu, "address/@type");
        } else if (Xml.number(iommu, "address/@bus", 0) != 0) {
            return is + "is on bus 0, not on " + Xml.value(iommu, "address/@bus");
        }
        return known && !Xml.has(guest.root(), "features/acpi") ? is + "needs <acpi/> in <features>" : null;
    }

    private static void repeated(Guest guest, Report report) {
        List<SourceElement> all = guest.devices("iommu").size() < 2 ? List.of() : guest.devices("iommu").stream()
                .filter(iommu -> !Xml.is(iommu, "@model", "smmuv3")).toList();
        if (all.size() > 1) {
            report.add(all.get(1), Guest.name(all.get(0)) + " and " + Guest.name(all.get(1)) + " are two, and a guest has one");
        }
    }

    private static void cachingMode(Guest guest, Report report) {
        if (guest.devices("iommu").isEmpty()) {
            return;
        }
        SourceElement device = Stream.concat(guest.devices("hostdev").stream().filter(hostdev -> Xml.is(hostdev, "@type", "pci", "mdev")),
                guest.devices("interface").stream().filter(nic -> Xml.is(nic, "@type", "hostdev"))).findFirst().orElse(null);
        for (SourceElement iommu : guest.devices("iommu")) {
            if (device != null && Xml.is(iommu, "@model", "intel") && !Xml.is(iommu, "driver/@caching_mode", "on")) {
                report.add(iommu, Guest.name(iommu) + " has no caching mode, without which QEMU refuses " + Guest.name(device));
            }
        }
    }

    private static void switchCachingModeOn(Domain domain) {
        Devices devices = domain.getDevices();
        boolean assigned = devices != null && (devices.getHostdevs().stream()
                .anyMatch(hostdev -> hostdev.getType() == HostdevType.PCI || hostdev.getType() == HostdevType.MDEV)
                || devices.getInterfaces().stream().anyMatch(nic -> nic.getType() == InterfaceType.HOSTDEV));
        Iommu iommu = assigned ? devices.getIommu() : null;
        if (iommu != null && iommu.getModel() == IommuModel.INTEL) {
            if (iommu.getDriver() == null) {
                iommu.setDriver(new IommuDriver());
            }
            iommu.getDriver().setCachingMode(OnOff.ON);
        }
    }

    private static void virtio(Guest guest, Report report) {
        List<SourceElement> iommus = guest.devices("iommu");
        boolean iotlb = iommus.stream().anyMatch(iommu -> Xml.is(iommu, "driver/@iotlb", "on") || Xml.is(iommu, "@model", "virtio", "smmuv3"));
        for (SourceElement device : guest.devices()) {
            SourceElement driver = Xml.first(device, "driver");
            if (driver == null) {
                continue;
            } else if (Xml.is(driver, "@iommu", "on") && iommus.isEmpty() && !device.is("", "iommu") && !Xml.has(guest.root(), "launchSecurity")) {
                report.add(device, Guest.name(device) + " is to be behind an IOMMU, but the guest has none");
            } else if (Xml.is(driver, "@ats", "on") && !iommus.isEmpty() && !iotlb) {
                report.add(device, Guest.name(device) + " uses ATS, but " + Guest.name(iommus.get(0)) + " has not iotlb='on'");
            }
        }
    }
}
