package io.domainsmith.validate.rules;

import io.domainsmith.document.SourceElement;
import io.domainsmith.guest.DriveAddress;
import io.domainsmith.target.Feature;
import io.domainsmith.validate.Rule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Disks: where the guest finds them, and how.
 *
 * @since 0.1
 */
public final class DiskRules {

    /** A disk's name: virDomainDiskDefValidate, qemuValidateDomainDeviceDefDisk. */
    public static final Rule TARGET = Check.refused("disk-target",
            "A disk needs <target dev>, in a form that libvirt knows (hda, sdb, vdc, xvdd, fda) and not of a partition; a floppy's begins "
                    + "with fd, and only a floppy is on the bus fdc.",
            "virDomainDiskDefValidate, qemuValidateDomainDeviceDefDisk", "name the target like vda, sda or fda",
            Check.eachDevice("disk", DiskRules::target));

    /** One name for two disks: virDomainDiskDefCheckDuplicateInfo. */
    public static final Rule TARGET_DUPLICATE = Check.refused("disk-target-duplicate",
            "Two disks have one <target dev>, on whatever bus.", "virDomainDiskDefCheckDuplicateInfo", "give one of them another target",
            DiskRules::targetDuplicate);

    /** Two on one place: virDomainDefDuplicateDriveAddressesValidate, virDomainDiskDefAssignAddress. */
    public static final Rule ADDRESS_DUPLICATE = Check.refused("drive-address-duplicate",
            "Two disks or SCSI host devices are at one drive address. A disk without an address is where its target's letter puts it.",
            "virDomainDefDuplicateDriveAddressesValidate, virDomainDiskDefAssignAddress", "give one of them another unit",
            DiskRules::addressDuplicate);

    /** An address of another kind than the bus's: virDomainDiskAddressDiskBusCompatibility. */
    public static final Rule ADDRESS_TYPE = Check.refused("disk-address-type",
            "A disk's address is of another kind than its bus: ide, fdc, scsi and sata take drive addresses, usb takes usb ones.",
            "virDomainDiskAddressDiskBusCompatibility, qemuValidateDomainDeviceDefDiskFrontend",
            "leave the address out: libvirt chooses one", Check.eachDevice("disk", DiskRules::addressType));

    /** An address beyond the bus: qemuValidateDomainDeviceDefDiskFrontend. */
    public static final Rule ADDRESS_RANGE = Check.refused("drive-address-range",
            "A drive address is beyond its bus: a SCSI, SATA or floppy controller has one bus, there is one IDE and one floppy "
                    + "controller, and only SCSI has targets.",
            "qemuValidateDomainDeviceDefDiskFrontend, qemuValidateDomainDeviceDefDiskIDE", "leave the address out: libvirt chooses one",
            Check.eachDevice("disk", DiskRules::addressRange));

    /** A host device beyond its controller: qemuValidateDomainDeviceDefHostdev. */
    public static final Rule HOSTDEV_RANGE = Check.refused("hostdev-scsi-target",
            "A SCSI host device is on a bus or at a target that its controller has not: there is one bus, 0, and libvirt's default on x86 is lsilogic, which has one.",
            "qemuValidateDomainDeviceDefHostdevSCSI, qemuDomainGetSCSIControllerModel", "add a controller of model virtio-scsi",
            Check.eachDevice("hostdev", DiskRules::hostdevTarget));

    /** What a bus or a kind of disk cannot: qemuValidateDomainDeviceDefDiskFrontend, virDomainDiskDefValidate. */
    public static final Rule PROPERTY = Check.refused("disk-property",
            "A disk has a property that its bus or kind has not: vendor, product (of IDE and SATA from libvirt 11.1) and wwn (SCSI), removable (USB, and SCSI of newer libvirt), queues, event_idx and "
                    + "virtio's driver options (virtio), a tray (cdrom, floppy), read-only (neither IDE nor SATA), rawio and sgio (lun).",
            "virDomainDiskDefValidate, qemuValidateDomainDeviceDefDiskFrontend", "leave the property out, or use another bus",
            Check.eachDevice("disk", DiskRules::property));

    /** I/O limits: virDomainDiskDefValidate. */
    public static final Rule IOTUNE = Check.refused("disk-iotune",
            "<iotune> limits a total and its reads or writes at once, or names a group and limits nothing.",
            "virDomainDiskDefValidate, qemuValidateDomainDeviceDefDiskBlkdeviotune", "limit the total, or reads and writes",
            Check.each("devices/disk/iotune", DiskRules::iotune));

    /** All of this family. */
    public static final List<Rule> ALL = List.of(TARGET, TARGET_DUPLICATE, ADDRESS_DUPLICATE, ADDRESS_TYPE, ADDRESS_RANGE, HOSTDEV_RANGE,
            PROPERTY, IOTUNE);

    private static final Set<String> DRIVES = Set.of("ide", "fdc", "scsi", "sata");

    private static final List<String> HARD_DISKS = List.of("hd", "sd", "vd", "xvd", "ubd");
    private static final List<String> VIRTIO_OPTIONS = List.of("queues", "event_idx", "ioeventfd", "iommu", "ats", "packed", "page_per_vq",
            "queue_size");
    private static final Pattern PARTITION = Pattern.compile(".*[1-9]\\d*");
    private static final Pattern SERIAL = Pattern.compile("[\\w .+-]*");
    private static final Pattern POSITIVE = Pattern.compile("\\d*[1-9]\\d*");

    private DiskRules() {
    }

    static String device(SourceElement disk) {
        return Xml.value(disk, "@device", "disk");
    }

    private static @Nullable String target(Guest guest, SourceElement disk) {
        String target = Xml.value(disk, "target/@dev");
        String bus = String.valueOf(DiskPlaces.busOf(disk));
        String device = device(disk);
        boolean floppy = device.equals("floppy");
        if (target == null) {
            return "has no <target dev>";
        } else if (floppy && !target.startsWith("fd")) {
            return "is a floppy, whose target begins with fd";
        } else if (!floppy && bus.equals("fdc")) {
            return "is no floppy, but on the bus fdc";
        } else if (floppy && !bus.equals("fdc")) {
            return "is a floppy, but on the bus " + bus;
        } else if ((device.equals("disk") || device.equals("lun")) && HARD_DISKS.stream().noneMatch(target::startsWith)) {
            return "has a target that begins with none of hd, sd, vd and xvd";
        } else if (DriveAddress.index(target).isEmpty()) {
            return "has a target that is no disk's name";
        }
        boolean numbered = Character.isDigit(target.charAt(target.length() - 1));
        return numbered && PARTITION.matcher(target).matches() ? "has a target that is a partition's name" : null;
    }

    private static void targetDuplicate(Guest guest, Report report) {
        Map<String, SourceElement> seen = new HashMap<>();
        for (SourceElement disk : guest.devices("disk")) {
            String target = Xml.value(disk, "target/@dev");
            SourceElement other = target == null ? null : seen.putIfAbsent(target, disk);
            if (other != null) {
                report.add(disk, Guest.name(disk) + " has the target of " + Guest.name(other));
            }
        }
    }

    private static void addressDuplicate(Guest guest, Report report) {
        Map<DriveAddress, SourceElement> taken = new HashMap<>();
        guest.driveAddresses().forEach((disk, address) -> take(taken, address, disk, report));
        for (SourceElement hostdev : guest.devices("hostdev")) {
            SourceElement address = Xml.is(hostdev, "@type", "scsi") ? Xml.first(hostdev, "address") : null;
            DriveAddress place = address == null || !Xml.is(address, "@type", "drive") ? null : DiskPlaces.addressOf("scsi", address);
            if (place != null) {
                take(taken, place, hostdev, report);
            }
        }
    }

    private static void take(Map<DriveAddress, SourceElement> taken, DriveAddress address, SourceElement device, Report report) {
        SourceElement other = taken.putIfAbsent(address, device);
        if (other != null) {
            report.add(device, Guest.name(device) + " and " + Guest.name(other) + " are both at " + address);
        }
    }

    private static @Nullable String addressType(Guest guest, SourceElement disk) {
        String type = Xml.value(disk, "address/@type");
        String bus = DiskPlaces.busOf(disk);
        boolean wrong = type != null && bus != null && (DRIVES.contains(bus) && !type.equals("drive")
                || bus.equals("usb") && !type.equals("usb") || bus.equals("virtio") && Set.of("drive", "usb", "isa", "ccid").contains(type));
        return wrong ? "is on the bus " + bus + ", but its address is of type " + type : null;
    }

    private static @Nullable String addressRange(Guest guest, SourceElement disk) {
        DriveAddress address = guest.driveAddresses().get(disk);
        String beyond = address == null ? null : beyond(guest, address);
        return beyond == null ? null : "is at " + address + ", but " + beyond;
    }

    private static @Nullable String beyond(Guest guest, DriveAddress address) {
        boolean one = address.bus().equals("ide") || address.bus().equals("fdc");
        if (one && address.controller() > 0) {
            return "there is one controller for " + address.bus();
        } else if (!address.bus().equals("ide") && address.channel() > 0) {
            return "a controller for " + address.bus() + " has one bus, 0";
        }
        if (address.bus().equals("scsi")) {
            return address.target() > 0 && isLsi(guest, address.controller()) ? "an lsilogic controller has one target, 0" : null;
        }
        return address.target() > 0 ? address.bus() + " has one target, 0" : null;
    }

    /** Whether a SCSI controller is an LSI 53C895A, as it is on x86 where nothing says otherwise (qemuDomainGetSCSIControllerModel). */
    private static boolean isLsi(Guest guest, long index) {
        String model = guest.scsiModels().getOrDefault(index, "");
        return model.equals("lsilogic") || model.isEmpty() && guest.machine().isX86();
    }

    private static @Nullable String hostdevTarget(Guest guest, SourceElement hostdev) {
        if (Xml.is(hostdev, "@type", "scsi") && Xml.number(hostdev, "address/@bus", 0) > 0) {
            return "is on bus " + Xml.value(hostdev, "address/@bus") + ", but a SCSI controller has one bus, 0";
        }
        boolean beyond = Xml.is(hostdev, "@type", "scsi") && Xml.number(hostdev, "address/@target", 0) > 0
                && isLsi(guest, Xml.number(hostdev, "address/@controller", 0));
        return beyond ? "is at target " + Xml.value(hostdev, "address/@target")
                + ", but an lsilogic controller has one target, 0" : null;
    }

    private static @Nullable String property(Guest guest, SourceElement disk) {
        String bus = DiskPlaces.busOf(disk);
        String device = device(disk);
        if (bus == null) {
            return null;
        }
        boolean drive = bus.equals("ide") || bus.equals("sata");
        boolean ata = drive && !guest.supports(Feature.PRODUCT_OF_ATA_DISK).isNo();
        if (!bus.equals("scsi") && Xml.has(disk, "vendor")) {
            return without(bus, "<vendor>");
        } else if (!bus.equals("scsi") && !ata && Xml.has(disk, "product")) {
            return without(bus, "<product>");
        } else if (!bus.equals("scsi") && !bus.equals("ide") && Xml.has(disk, "wwn")) {
            return without(bus, "<wwn>");
        } else if (!bus.equals("usb") && Xml.has(disk, "target/@removable")
                && !(bus.equals("scsi") && device.equals("disk") && !guest.supports(Feature.REMOVABLE_SCSI_DISK).isNo())) {
            return without(bus, "removable media");
        } else if (Xml.value(disk, "vendor", "").length() > 8 || Xml.value(disk, "product", "").length() > (ata ? 40 : 16)) {
            return "has a <vendor> of more than 8 or a <product> of more than " + (ata ? 40 : 16) + " characters";
        } else if (drive && device.equals("disk") && Xml.has(disk, "readonly")) {
            return "is read-only, which a disk on the bus " + bus + " cannot be";
        } else if (device.equals("cdrom") && (bus.equals("virtio") || bus.equals("sd"))) {
            return "is a cdrom, which cannot be on the bus " + bus;
        } else if (!bus.equals("virtio")) {
            String option = Xml.firstOf(Xml.first(disk, "driver"), VIRTIO_OPTIONS);
            if (option != null) {
                return without(bus, option);
            }
        }
        return ofKind(device, disk);
    }

    private static String without(String bus, String property) {
        return "is on the bus " + bus + ", which has no " + property;
    }

    private static @Nullable String ofKind(String device, SourceElement disk) {
        boolean removable = device.equals("cdrom") || device.equals("floppy");
        if (!removable && Xml.has(disk, "target/@tray")) {
            return "is a " + device + ", which has no tray";
        } else if (!device.equals("lun") && (Xml.has(disk, "@rawio") || Xml.has(disk, "@sgio"))) {
            return "is a " + device + ", and only a lun has " + (Xml.has(disk, "@rawio") ? "rawio" : "sgio");
        } else if (Xml.is(disk, "driver/@copy_on_read", "on") && (removable || device.equals("lun") || Xml.has(disk, "readonly"))) {
            return "cannot be copied on read, being " + (removable || device.equals("lun") ? "a " + device : "read-only");
        } else if (Xml.is(disk, "driver/@io", "native") && !Xml.is(disk, "driver/@cache", "none", "directsync")) {
            return "has io='native', which needs cache='none' or cache='directsync'";
        }
        String serial = Xml.value(disk, "serial");
        return serial == null || SERIAL.matcher(serial).matches() ? null : "has a <serial> with other characters than letters, digits, "
                + "blanks, and -_.+";
    }

    private static @Nullable String iotune(Guest guest, SourceElement iotune) {
        for (String what : List.of("bytes_sec", "iops_sec", "bytes_sec_max", "iops_sec_max")) {
            boolean parts = number(iotune, "read_" + what) || number(iotune, "write_" + what);
            if (number(iotune, "total_" + what) && parts) {
                return Guest.name(iotune.parent()) + " limits total_" + what + " and its reads or writes at once";
            }
        }
        return iotune.children().size() == 1 && Xml.has(iotune, "group_name")
                ? Guest.name(iotune.parent()) + " is in an I/O group but has no limit" : null;
    }

    private static boolean number(SourceElement iotune, String limit) {
        return POSITIVE.matcher(Xml.value(iotune, limit, "")).matches();
    }
}
