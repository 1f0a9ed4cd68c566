package io.domainsmith.validate.rules;

import io.domainsmith.document.SourceElement;
import io.domainsmith.validate.Rule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Controllers but those of PCI and USB.
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
            Check.each("devices/controller", (guest, controller) -> Xml.is(controller, "@type", "scsi")
                    && Xml.is(controller, "@model", "auto", "buslogic")
                            ? Guest.name(controller) + " is of model " + controller.attribute("model") + ", which QEMU has not" : null));

    /** What only virtio-scsi has: qemuValidateDomainDeviceDefControllerAttributes. */
    public static final Rule ATTRIBUTES = Check.refused("controller-driver-options",
            "queues, cmd_per_lun, max_sectors, ioeventfd and iothread are of virtio-scsi controllers alone, with an I/O thread that there is.",
            "qemuValidateDomainDeviceDefControllerAttributes, qemuValidateCheckSCSIControllerIOThreads",
            "leave it out, or use model='virtio-scsi'", Check.each("devices/controller", ControllerRules::attributes));

    /** Floppies on pseries: qemuValidateDomainDeviceDefDisk. */
    public static final Rule FLOPPY = Check.refused("floppy-machine", "A pseries or s390 machine has no floppy.",
            "qemuBuildFloppyCommandLineControllerOptions, qemuDomainDeviceDefPostParse", "remove the floppy",
            Check.each("devices/disk", (guest, disk) -> Xml.is(disk, "@device", "floppy")
                    && (guest.machine().isPseries() || guest.machine().isS390())
                            ? Guest.name(disk) + " is a floppy, and " + guest.machine() + " has none" : null));

    /** All of this family. */
    public static final List<Rule> ALL = List.of(INDEX_DUPLICATE, IDE, SCSI_MODEL, ATTRIBUTES, FLOPPY);

    private static final List<String> SCSI_OPTIONS = List.of("queues", "cmd_per_lun", "max_sectors", "ioeventfd", "iothread");

    private ControllerRules() {
    }

    private static void indexDuplicate(Guest guest, Report report) {
        Map<String, SourceElement> seen = new HashMap<>();
        for (SourceElement controller : guest.devices("controller")) {
            String type = controller.attribute("type");
            if (type == null || type.equals("usb") || Xml.number(controller, "@index").isEmpty()) {
                continue;
            }
            SourceElement other = seen.putIfAbsent(type + " " + Xml.number(controller, "@index", 0), controller);
            if (other != null) {
                report.addAt(controller, "index", Guest.name(controller) + " and " + Guest.name(other) + " are both " + type
                        + " controllers with index " + controller.attribute("index"));
            }
        }
    }

    private static void ide(Guest guest, Report report) {
        Machine machine = guest.machine();
        boolean never = machine.isQ35() || machine.isArmVirt() || machine.isS390() || machine.isPseries() || machine.isRiscvVirt();
        for (SourceElement device : Stream.concat(guest.devices("controller").stream().filter(one -> Xml.is(one, "@type", "ide")),
                guest.devices("disk").stream().filter(disk -> "ide".equals(DriveAddress.busOf(disk)))).toList()) {
            if (never) {
                report.add(device, Guest.name(device) + " is for IDE, which " + machine + " has not");
                return;
            } else if (device.is("", "controller") && Xml.number(device, "@index", 0) > 0) {
                report.add(device, Guest.name(device) + " is a second IDE controller, but there is only 0");
            }
        }
    }

    private static @Nullable String attributes(Guest guest, SourceElement controller) {
        boolean virtio = Xml.is(controller, "@type", "scsi")
                && (Xml.value(controller, "@model", "").startsWith("virtio") || !Xml.has(controller, "@model") && !guest.machine().isX86());
        for (String option : SCSI_OPTIONS) {
            if (!virtio && Xml.has(controller, "driver/@" + option)) {
                return Guest.name(controller) + " has " + option + ", which only a controller of model virtio-scsi has";
            }
        }
        long thread = Xml.number(controller, "driver/@iothread", 0);
        return thread > 0 && !CpuRules.ioThreads(guest).bits().get((int) Math.min(thread, 100_000))
                ? Guest.name(controller) + " is on I/O thread " + thread + ", which the domain has not" : null;
    }
}
