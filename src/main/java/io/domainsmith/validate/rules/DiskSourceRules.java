package io.domainsmith.validate.rules;

import io.domainsmith.document.SourceElement;
import io.domainsmith.target.Feature;
import io.domainsmith.validate.Consequence;
import io.domainsmith.validate.Rule;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is behind a disk on the host.
 *
 * @since 0.1
 */
public final class DiskSourceRules {

    /** A disk without a source: virDomainDiskDefValidate. */
    public static final Rule MISSING = Check.refused("disk-source-missing",
            "A disk names no source; only a cdrom, a floppy or a lun may be empty.", "virDomainDiskDefValidate", "add a <source>",
            Check.eachDevice("disk", DiskSourceRules::missing));

    /** An empty USB disk: qemuValidateDomainDeviceDefDisk; QEMU hw/usb/dev-storage-classic.c, "drive property not set". */
    public static final Rule USB_EMPTY = Check.refused("disk-usb-empty",
            "A disk on the bus usb is empty: QEMU does not start with it, and newer libvirt does not define it.",
            "qemuValidateDomainDeviceDefDisk; QEMU hw/usb/dev-storage-classic.c", "add a <source>, or use another bus", (guest, report) ->
                    guest.devices("disk").stream().filter(disk -> "usb".equals(DiskPlaces.busOf(disk)) && isEmpty(disk)
                            && !DiskRules.device(disk).equals("disk")).forEach(disk -> report.addChecked(
                                    guest.supports(Feature.EMPTY_USB_DISK_CHECK), Consequence.FAILS_AT_START, disk,
                                    Guest.name(disk) + " is empty, which a USB disk cannot be")));

    /** A protocol that is gone: virDomainDiskDefValidate, QEMU docs/about/removed-features.rst. */
    public static final Rule PROTOCOL_REMOVED = Check.refused("disk-protocol-removed",
            "A disk is of the protocol sheepdog, which QEMU 6.1 and newer do not have and newer libvirt does not define.",
            "virDomainDiskDefValidate; QEMU docs/about/removed-features.rst", "use another protocol",
            (guest, report) -> guest.devices("disk").stream().filter(disk -> Xml.is(disk, "source/@protocol", "sheepdog")
                    && (guest.supports(Feature.SHEEPDOG).isNo() || guest.supports(Feature.SHEEPDOG_CHECK).isYes()))
                    .forEach(disk -> report.addChecked(guest.supports(Feature.SHEEPDOG_CHECK), Consequence.FAILS_AT_START, disk,
                            Guest.name(disk) + " is of the protocol sheepdog, which " + guest.target().describe() + " has not")));

    /** Formats that QEMU has not: qemuDomainValidateStorageSource. */
    public static final Rule FORMAT = Check.refused("disk-format",
            "A disk's format is one that QEMU does not have (cow, iso), one for another type of source (dir, fat), or cannot be encrypted "
                    + "or shared.",
            "qemuDomainValidateStorageSource, qemuBlockStorageSourceSupportsConcurrentAccess", "use raw or qcow2; to share a disk, raw",
            Check.eachDevice("disk", DiskSourceRules::format));

    /** Credentials said twice, or of another kind: virDomainDiskDefParseXML, virDomainDiskDefValidateSourceChainOne. */
    public static final Rule AUTH = Check.refused("disk-auth",
            "A disk has <auth> or <encryption> twice, <auth> with a secret of another type than its protocol's, or a <cipher>, which "
                    + "only a volume that is made has.",
            "virDomainDiskDefParseXML, virDomainDiskDefValidateSourceChainOne",
            "have <auth> and <encryption> in <source> alone, with a secret of type iscsi or ceph", Check.eachDevice("disk", DiskSourceRules::auth));

    /** A LUN's source: virDomainDiskDefSourceLUNValidate. */
    public static final Rule LUN = Check.refused("disk-lun",
            "A disk of device lun is a block device, an iSCSI source or a volume, in raw format, on the bus virtio or scsi.",
            "virDomainDiskDefSourceLUNValidate, qemuValidateDomainDeviceDefDiskFrontend",
            "use a block device on the bus scsi, or device='disk'", Check.eachDevice("disk", DiskSourceRules::lun));

    /** A transient disk: qemuValidateDomainDeviceDefDiskTransient. */
    public static final Rule TRANSIENT = Check.refused("disk-transient",
            "A transient disk is a disk, with a file, and can be written.", "qemuValidateDomainDeviceDefDiskTransient",
            "leave <transient/> out", Check.eachDevice("disk", DiskSourceRules::transientDisk));

    /** Startup policies: virDomainDiskDefValidateStartupPolicy. */
    public static final Rule STARTUP = Check.refused("disk-startup-policy",
            "startupPolicy is for files, block devices, directories and volumes; requisite for a cdrom or a floppy alone.",
            "virDomainDiskDefValidateStartupPolicy", "leave startupPolicy out", Check.eachDevice("disk", DiskSourceRules::startup));

    /** An NVMe namespace: virDomainDiskDefValidate. */
    public static final Rule NVME = Check.refused("disk-nvme-namespace", "The namespaces of an NVMe device are numbered from 1.",
            "virDomainDiskDefValidate", "use namespace='1'",
            Check.each("devices/disk/source", (guest, source) -> Xml.is(source.parent(), "@type", "nvme") && Xml.number(source, "@namespace", 1) == 0
                    ? Guest.name(source.parent()) + " has NVMe namespace 0" : null));

    /** All of this family. */
    public static final List<Rule> ALL = List.of(MISSING, USB_EMPTY, PROTOCOL_REMOVED, FORMAT, AUTH, LUN, TRANSIENT, STARTUP, NVME);

    private DiskSourceRules() {
    }

    private static boolean isEmpty(SourceElement disk) {
        String path = switch (Xml.value(disk, "@type", "file")) {
            case "file" -> "source/@file";
            case "block" -> "source/@dev";
            case "dir" -> "source/@dir";
            case "network" -> "source/@protocol";
            case "volume" -> "source/@pool";
            default -> "target";
        };
        // a file descriptor group stands for the path
        return !Xml.has(disk, path) && !Xml.has(disk, "source/@fdgroup");
    }

    private static @Nullable String missing(Guest guest, SourceElement disk) {
        return DiskRules.device(disk).equals("disk") && isEmpty(disk) ? "has no source" : null;
    }

    private static @Nullable String format(Guest guest, SourceElement disk) {
        String format = Xml.value(disk, "driver/@type", "raw");
        String type = Xml.value(disk, "@type", "file");
        if (format.equals("cow") || format.equals("iso")) {
            return "has the format " + format + ", which QEMU does not have" + (format.equals("iso") ? ": it is raw" : "");
        } else if (format.equals("dir")) {
            return "has the format dir; a directory is a disk of type dir";
        } else if (format.equals("fat") && !Set.of("dir", "volume").contains(type)) {
            return "has the format fat, which is for disks of type dir";
        } else if (type.equals("dir") && Xml.has(disk, "driver/@type") && !format.equals("fat")) {
            return "is a directory, whose format is fat, not " + format;
        } else if (!Set.of("raw", "qcow2").contains(format) && encrypted(disk)) {
            return "has the format " + format + ", but only raw and qcow2 can be encrypted";
        }
        boolean shared = Xml.has(disk, "shareable") && !Xml.has(disk, "readonly") && !DiskRules.device(disk).equals("cdrom");
        return shared && !format.equals("raw") && !isEmpty(disk) ? "is shared, which the format " + format + " cannot be" : null;
    }

    /** Whether QEMU's own formats carry the encryption; librbd's is below them. */
    private static boolean encrypted(SourceElement disk) {
        return List.of("encryption", "source/encryption").stream()
                .anyMatch(path -> Xml.has(disk, path) && !Xml.is(disk, path + "/@engine", "librbd"));
    }

    private static @Nullable String auth(Guest guest, SourceElement disk) {
        SourceElement auth = Xml.has(disk, "auth") ? Xml.first(disk, "auth") : Xml.first(disk, "source/auth");
        String protocol = Xml.value(disk, "source/@protocol", "");
        if (Xml.has(disk, "auth") && Xml.has(disk, "source/auth")) {
            return "has <auth> twice, in the disk and in its <source>";
        } else if (Xml.has(disk, "encryption") && Xml.has(disk, "source/encryption")) {
            return "has <encryption> twice, in the disk and in its <source>";
        } else if (Xml.has(disk, "encryption/cipher") || Xml.has(disk, "source/encryption/cipher")) {
            return "has a <cipher> in <encryption>, which QEMU reads from the image";
        } else if (auth == null || !Xml.is(disk, "@type", "network")) {
            return null;
        } else if (Set.of("nbd", "sheepdog", "gluster", "tftp", "vxhs", "nfs").contains(protocol)) {
            return "has <auth>, which the protocol " + protocol + " does not use";
        }
        String secret = Xml.value(auth, "secret/@type");
        if (secret == null) {
            return "has <auth> without a type of <secret>";
        }
        boolean wrong = protocol.equals("iscsi") && !secret.equals("iscsi") || protocol.equals("rbd") && !secret.equals("ceph");
        return wrong ? "has a secret of type " + secret + " for the protocol " + protocol : null;
    }

    private static @Nullable String lun(Guest guest, SourceElement disk) {
        if (!DiskRules.device(disk).equals("lun")) {
            return null;
        }
        String is = "is a lun, which ";
        String type = Xml.value(disk, "@type", "file");
        String bus = String.valueOf(DiskPlaces.busOf(disk));
        if (!Set.of("block", "volume", "network").contains(type)) {
            return is + "is no source of type " + type;
        } else if (type.equals("network") && !Xml.is(disk, "source/@protocol", "iscsi")) {
            return is + "has no protocol " + Xml.value(disk, "source/@protocol");
        } else if (!Xml.value(disk, "driver/@type", "raw").equals("raw")) {
            return is + "is raw, not " + Xml.value(disk, "driver/@type");
        } else if (!Set.of("virtio", "scsi", "null").contains(bus)) {
            return is + "is not on the bus " + bus;
        }
        return Xml.has(disk, "wwn") || Xml.has(disk, "vendor") || Xml.has(disk, "product")
                ? is + "has no wwn, vendor or product but the device's own" : null;
    }

    private static @Nullable String transientDisk(Guest guest, SourceElement disk) {
        if (!Xml.has(disk, "transient")) {
            return null;
        }
        String but = "is transient, but ";
        if (!DiskRules.device(disk).equals("disk")) {
            return but + "a " + DiskRules.device(disk);
        } else if (Xml.has(disk, "readonly")) {
            return but + "read-only";
        }
        return Xml.value(disk, "@type", "file").equals("file") ? null : but + "of type " + Xml.value(disk, "@type");
    }

    private static @Nullable String startup(Guest guest, SourceElement disk) {
        String policy = Xml.value(disk, "source/@startupPolicy", "");
        String type = Xml.value(disk, "@type", "file");
        if (!policy.isEmpty() && Set.of("network", "nvme", "vhostuser").contains(type)) {
            return "is of type " + type + ", which has no startupPolicy";
        }
        return policy.equals("requisite") && !Set.of("cdrom", "floppy").contains(DiskRules.device(disk))
                ? "is a " + DiskRules.device(disk) + ", for which startupPolicy='requisite' is not" : null;
    }
}
