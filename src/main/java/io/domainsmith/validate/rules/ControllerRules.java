package io.domainsmith.validate.rules;

import io.domainsmith.document.SourceElement;
import io.domainsmith.guest.Machine;
import io.domainsmith.validate.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Controllers but those of PCI and USB, and machines without a bus.
 *
 * @since 0.1
 */
public final class ControllerRules {

    /** One index for two: virDomainDefRejectDuplicateControllers. */
    public static final Rule INDEX_DUPLICATE = Check.refused("controller-index-duplicate",
            "Two controllers of one type have one index; USB companions may.", "virDomainDefRejectDuplicateControllers",
            "give one of them another index", ControllerRules::indexDuplicate).everywhere();

    /** IDE is there on few machines: qemuValidateDomainDeviceDefControllerIDE. */
    public static final Rule IDE = Check.refused("ide-unsupported",
            "There is one IDE controller, 0, on pc and a few machines that are not x86; q35, virt and the others have none, whether for a "
                    + "<controller> or a disk on the bus ide.",
            "qemuValidateDomainDeviceDefControllerIDE", "put the disk on the bus sata, scsi or virtio", ControllerRules::ide);

    /** Models that QEMU has not: qemuValidateCheckSCSIControllerModel. */
    public static final Rule SCSI_MODEL = Check.refused("scsi-controller-model", "QEMU has no SCSI controller of model auto or buslogic.",
            "qemuValidateCheckSCSIControllerModel", "use virtio-scsi",
            Check.eachDevice("controller", (guest, controller) -> Xml.is(controller, "@type", "scsi")
                    && Xml.is(controller, "@model", "auto", "buslogic")
                            ? "is of model " + controller.attribute("model") + ", which QEMU has not" : null));

    /** What only virtio-scsi has: qemuValidateDomainDeviceDefControllerAttributes. */
    public static final Rule ATTRIBUTES = Check.refused("controller-driver-options",
            "queues, cmd_per_lun, max_sectors, ioeventfd and iothread are of virtio-scsi controllers alone, with an I/O thread that there is.",
            "qemuValidateDomainDeviceDefControllerAttributes, qemuValidateCheckSCSIControllerIOThreads",
            "leave it out, or use model='virtio-scsi'", Check.eachDevice("controller", ControllerRules::attributes));

    /** Floppies on pseries: qemuValidateDomainDeviceDefDisk. */
    public static final Rule FLOPPY = Check.refused("floppy-machine", "A pseries or s390 machine has no floppy.",
            "qemuBuildFloppyCommandLineControllerOptions, qemuDomainDeviceDefPostParse", "remove the floppy",
            Check.eachDevice("disk", (guest, disk) -> Xml.is(disk, "@device", "floppy")
                    && (guest.machine().isPseries() || guest.machine().isS390())
                            ? "is a floppy, and " + guest.machine() + " has none" : null));

    /** A PC without PCI: qemuDomainAssignPCIAddresses, "No PCI buses available". */
    public static final Rule ISAPC = Check.refused("isapc-without-pci",
            "The machine isapc has no PCI, and a device needs it: interfaces, videos, virtio, USB, IDE, SATA and SCSI do, and the balloon that "
                    + "libvirt adds where there is none.",
            "qemuDomainAssignPCIAddresses, qemuDomainSupportsPCI", "use the machine pc, or remove the device; say <memballoon model='none'/>",
            ControllerRules::isaPc);

    /** Two on one place of pseries' own bus: qemuDomainAssignSpaprVIOAddress. */
    public static final Rule SPAPR_VIO = Check.refused("spapr-vio-address-duplicate", "Two devices are at one address of the spapr-vio bus.",
            "qemuDomainAssignSpaprVIOAddress", "leave reg out: libvirt chooses it", ControllerRules::spaprVio);

    /** All of this family. */
    public static final List<Rule> ALL = List.of(INDEX_DUPLICATE, IDE, SCSI_MODEL, ATTRIBUTES, FLOPPY, ISAPC, SPAPR_VIO);

    private static final List<String> SCSI_OPTIONS = List.of("queues", "cmd_per_lun", "max_sectors", "ioeventfd", "iothread");

    private ControllerRules() {
    }

    private static void indexDuplicate(Guest guest, Report report) {
        Map<String, SourceElement> seen = new HashMap<>();
        for (SourceElement controller : guest.devices("controller")) {
            String type = controller.attribute("type");
            OptionalLong index = Xml.number(controller, "@index");
            if (type == null || type.equals("usb") || index.isEmpty()) {
                continue;
            }
            SourceElement other = seen.putIfAbsent(type + " " + index.getAsLong(), controller);
            if (other != null) {
                report.addAt(controller, "index", Guest.name(controller) + " and " + Guest.name(other) + " are both " + type
                        + " controllers with index " + controller.attribute("index"));
            }
        }
    }

    private static void ide(Guest guest, Report report) {
        Machine machine = guest.machine();
        List<SourceElement> devices = new ArrayList<>(guest.controllers("ide"));
        for (SourceElement disk : guest.devices("disk")) {
            if ("ide".equals(DiskPlaces.busOf(disk))) {
                devices.add(disk);
            }
        }
        boolean never = machine.isQ35() || machine.isIsaPc() || machine.isArmVirt() || machine.isS390() || machine.isPseries() || machine.isRiscvVirt();
        for (SourceElement device : devices) {
            if (never) {
                report.add(device, Guest.name(device) + " is for IDE, which " + machine + " has not");
                return;
            } else if (device.is("", "controller") && Xml.number(device, "@index", 0) > 0) {
                report.add(device, Guest.name(device) + " is a second IDE controller, but there is only 0");
            }
        }
    }

    private static @Nullable String attributes(Guest guest, SourceElement controller) {
        SourceElement driver = Xml.first(controller, "driver");
        if (driver == null) {
            return null;
        }
        boolean virtio = Xml.is(controller, "@type", "scsi")
                && (Xml.value(controller, "@model", "").startsWith("virtio") || !Xml.has(controller, "@model") && !guest.machine().isX86());
        String option = virtio ? null : Xml.firstOf(driver, SCSI_OPTIONS);
        if (option != null) {
            return "has " + option + ", which only a controller of model virtio-scsi has";
        }
        long thread = Xml.number(driver, "@iothread", 0);
        return thread > 0 && !CpuRules.ioThreads(guest).bits().get((int) Math.min(thread, 100_000))
                ? "is on I/O thread " + thread + ", which the domain has not" : null;
    }

    private static void isaPc(Guest guest, Report report) {
        // a PCI controller that is written is one to libvirt, if not to QEMU
        if (!guest.machine().isIsaPc() || !guest.controllers("pci").isEmpty()) {
            return;
        }
        if (guest.devices("memballoon").isEmpty()) {
            report.add(Xml.first(guest.root(), "devices"), "libvirt adds a <memballoon>, which needs PCI, and isapc has none");
        } else if (guest.devices("video").isEmpty() && !guest.devices("graphics").isEmpty()) {
            report.add(guest.devices("graphics").get(0), "libvirt adds a <video> to " + Guest.name(guest.devices("graphics").get(0))
                    + ", which needs PCI, and isapc has none");
        }
        for (SourceElement device : guest.devices()) {
            if (needsPci(device)) {
                report.add(device, Guest.name(device) + " needs PCI, and isapc has none");
            }
        }
    }

    private static boolean needsPci(SourceElement device) {
        return switch (device.localName()) {
            case "interface", "rng", "shmem", "vsock", "filesystem", "redirdev", "hub" -> true;
            case "memballoon" -> !Xml.is(device, "@model", "none");
            case "video" -> !Xml.is(device, "model/@type", "none");
            case "controller" -> Xml.is(device, "@type", "usb", "sata", "scsi", "virtio-serial") && !Xml.is(device, "@model", "none");
            case "disk" -> Set.of("virtio", "scsi", "sata", "usb").contains(String.valueOf(DiskPlaces.busOf(device)));
            case "hostdev" -> Xml.is(device, "@type", "pci", "mdev", "usb");
            case "channel" -> Xml.is(device, "target/@type", "virtio");
            case "input" -> Xml.is(device, "@bus", "usb", "virtio");
            default -> Xml.is(device, "address/@type", "pci");
        };
    }

    private static void spaprVio(Guest guest, Report report) {
        if (guest.addresses("spapr-vio").isEmpty()) {
            return;
        }
        Map<Long, SourceElement> taken = new HashMap<>();
        for (SourceElement device : guest.devices()) {
            // the first <console> mirrors the first <serial>, address and all
            boolean mirrors = device.is("", "console") && !guest.devices("serial").isEmpty();
            OptionalLong place = !mirrors && Xml.is(device, "address/@type", "spapr-vio") ? Xml.number(device, "address/@reg") : OptionalLong.empty();
            SourceElement other = place.isEmpty() ? null : taken.putIfAbsent(place.getAsLong(), device);
            if (other != null) {
                report.add(device, Guest.name(other) + " and " + Guest.name(device) + " are both at 0x" + Long.toHexString(place.getAsLong())
                        + " of the spapr-vio bus");
            }
        }
    }
}
