package io.domainsmith.validate.rules;

import io.domainsmith.document.SourceElement;
import io.domainsmith.guest.Machine;
import io.domainsmith.guest.Sizes;
import io.domainsmith.target.Feature;
import io.domainsmith.validate.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Smaller devices: TPM, shared memory, filesystems, watchdogs, panic devices, vsock, sound and input.
 *
 * @since 0.1
 */
public final class DeviceRules {

    /** TPMs: qemuValidateDomainDeviceDefTPM, qemuValidateDomainDefTPMs. */
    public static final Rule TPM = Check.refused("tpm",
            "A guest has one TPM, and on ppc64 one TPM proxy beside it; version 1.2 is neither of ARM nor of the models tpm-crb and tpm-spapr; a "
                    + "TPM names a backend.",
            "qemuValidateDomainDeviceDefTPM, qemuValidateDomainDefTPMs, virDomainTPMDefParseXML",
            "keep one <tpm>, of version 2.0 with model tpm-crb on x86", DeviceRules::tpms).about("tpm");

    /** Shared memory: virDomainShmemDefParseXML, virDomainShmemDefValidate, qemuDomainDeviceDefPostParse. */
    public static final Rule SHMEM = Check.refused("shmem",
            "Shared memory is of a power of two of 1 MiB at least, has MSI only with a server, is on PCI alone and has no slash in its name.",
            "virDomainShmemDefParseXML, virDomainShmemDefValidate, qemuBuildShmemCommandLine", "use a size of 1, 2, 4 ... MiB and no address",
            Check.eachDevice("shmem", DeviceRules::shmem));

    /** Filesystems: virDomainFSDefValidate, qemuValidateDomainDeviceDefFS. */
    public static final Rule FILESYSTEM = Check.refused("filesystem",
            "A filesystem is of type mount and has a target; virtiofs passes access through, is not read-only before libvirt 11.0, and boots from "
                    + "PCI alone.",
            "virDomainFSDefValidate, qemuValidateDomainDeviceDefFS", "for virtiofs use accessmode='passthrough'",
            Check.eachDevice("filesystem", DeviceRules::filesystem));

    /** Devices that a process of its own serves: qemuValidateDomainDefVhostUserRequiresSharedMemory. */
    public static final Rule SHARED_MEMORY = Check.refused("vhost-user-shared-memory",
            "A virtiofs filesystem, a vhostuser disk or a vhostuser interface with passt needs the guest's memory to be shared, that of every NUMA cell.",
            "qemuValidateDomainDefVhostUserRequiresSharedMemory",
            "add <memoryBacking><source type='memfd'/><access mode='shared'/></memoryBacking>", DeviceRules::sharedMemory);

    /** One target for two: virDomainDefFSValidate. */
    public static final Rule FILESYSTEM_TARGET = Check.refused("filesystem-target-duplicate", "Two virtiofs filesystems have one target.",
            "virDomainDefFSValidate", "give one of them another target", DeviceRules::filesystemTarget).about("filesystem");

    /** Watchdogs: qemuValidateDomainWatchdogDef. */
    public static final Rule WATCHDOG = Check.refused("watchdog",
            "A watchdog's address or model is of another machine: ib700 and diag288 have no address, i6300esb has a PCI one, diag288 is of s390.",
            "qemuValidateDomainWatchdogDef", "leave the address out; use i6300esb on x86",
            Check.eachDevice("watchdog", DeviceRules::watchdog));

    /** Panic devices: qemuDomainDefValidatePanic. */
    public static final Rule PANIC = Check.refused("panic",
            "A panic device has an address that its model has not, is of another machine's model, or there are two of one model.",
            "qemuDomainDefValidatePanic", "leave model and address out: libvirt chooses them", DeviceRules::panic).about("panic");

    /** A vsock's number: virDomainVsockDefValidate. */
    public static final Rule VSOCK = Check.refused("vsock-cid", "A guest's vsock number is 3 or more.", "virDomainVsockDefValidate",
            "use <cid auto='yes'/>, or an address from 3 on", Check.eachDevice("vsock", (guest, vsock) -> {
                OptionalLong cid = Xml.number(vsock, "cid/@address");
                return cid.isPresent() && cid.getAsLong() <= 2 && cid.getAsLong() > 0
                        ? "has the number " + cid.getAsLong() + ", which is not a guest's" : null;
            }));

    /** Input devices: virDomainInputDefValidate, qemuValidateDomainDeviceDefInput. */
    public static final Rule INPUT = Check.refused("input",
            "An input device is on a bus or of a model that its type has not: ps2 has mouse and keyboard, passthrough is on virtio, evdev on no "
                    + "bus, and only passthrough is transitional or not.",
            "virDomainInputDefValidate, qemuValidateDomainDeviceDefInput", "use another bus, or leave the model out",
            Check.eachDevice("input", DeviceRules::input));

    /** Models that QEMU has not: qemuValidateDomainDeviceDefSound and others. */
    public static final Rule UNSUPPORTED = Check.refused("device-unsupported",
            "A device is of a model that QEMU or the machine has not: a sound card ich7, a balloon xen, <nvram> but on pseries.",
            "qemuValidateDomainDeviceDefSound, qemuValidateDomainDeviceDefMemballoon, qemuValidateDomainDeviceDefNVRAM",
            "use another model", DeviceRules::unsupported).about("sound", "memballoon", "nvram");

    /** Second smart cards: qemuBuildSmartcardCommandLine. */
    public static final Rule SMARTCARD = Check.refused("smartcard-address", "A smart card's address is of type ccid.",
            "virDomainSmartcardDefValidate", "leave the address out", Check.eachDevice("smartcard", (guest, card) ->
                    Xml.has(card, "address/@type") && !Xml.is(card, "address/@type", "ccid")
                            ? "has an address of type " + Xml.value(card, "address/@type") + ", not ccid" : null));

    /** All of this family. */
    public static final List<Rule> ALL = List.of(TPM, SHMEM, FILESYSTEM, SHARED_MEMORY, FILESYSTEM_TARGET, WATCHDOG, PANIC, VSOCK, INPUT, UNSUPPORTED, SMARTCARD);

    private DeviceRules() {
    }

    private static void tpms(Guest guest, Report report) {
        SourceElement plain = null;
        SourceElement proxy = null;
        for (SourceElement tpm : guest.devices("tpm")) {
            boolean isProxy = Xml.is(tpm, "@model", "spapr-tpm-proxy");
            SourceElement other = isProxy ? proxy : plain;
            String version = Xml.value(tpm, "backend/@version", "");
            String model = Xml.value(tpm, "@model", "");
            if (other != null) {
                report.add(tpm, Guest.name(other) + " and " + Guest.name(tpm) + " are two, and a guest has one"
                        + (isProxy ? " proxy" : ""));
            } else if (!Xml.has(tpm, "backend")) {
                report.add(tpm, Guest.name(tpm) + " has no <backend>");
            } else if (version.equals("1.2") && (guest.machine().isArm() || Set.of("tpm-crb", "tpm-spapr").contains(model))) {
                report.add(tpm, Guest.name(tpm) + " is of version 1.2, which "
                        + (guest.machine().isArm() ? guest.machine() : model) + " has not");
            } else if (isProxy && guest.machine().isKnown() && !guest.machine().isPpc64()) {
                report.add(tpm, Guest.name(tpm) + " is a proxy, which is of ppc64");
            }
            proxy = isProxy ? tpm : proxy;
            plain = isProxy ? plain : tpm;
        }
    }

    private static @Nullable String shmem(Guest guest, SourceElement shmem) {
        OptionalLong size = Sizes.kibibytes(Xml.value(shmem, "size"), Xml.value(shmem, "size/@unit", "B"));
        if (Xml.value(shmem, "@name", "").matches(".*/.*|\\.{1,2}")) {
            return "has a name with a slash, or of dots alone";
        } else if (size.isPresent() && size.getAsLong() < 1024) {
            return "has a size of less than 1 MiB";
        } else if (size.isPresent() && Long.bitCount(size.getAsLong()) != 1) {
            return "has a size of " + size.getAsLong() + " KiB, which is no power of two";
        } else if (Xml.has(shmem, "msi") && !Xml.has(shmem, "server")) {
            return "has <msi>, which needs a <server>";
        }
        return Xml.has(shmem, "address/@type") && !Xml.is(shmem, "address/@type", "pci")
                ? "has an address of type " + Xml.value(shmem, "address/@type") + ", not pci" : null;
    }

    private static @Nullable String filesystem(Guest guest, SourceElement filesystem) {
        if (!Xml.has(filesystem, "target/@dir")) {
            return "has no <target dir>";
        } else if (!Xml.value(filesystem, "@type", "mount").equals("mount")) {
            return "is of type " + filesystem.attribute("type") + ", and QEMU has mount alone";
        } else if (!Xml.is(filesystem, "driver/@type", "virtiofs")) {
            return Xml.has(filesystem, "boot/@order") ? "has a <boot order>, which virtiofs alone has" : null;
        } else if (Xml.has(filesystem, "readonly") && guest.supports(Feature.VIRTIOFS_READONLY).isNo()) {
            return "is read-only, which virtiofs cannot be before libvirt 11.0";
        } else if (!Xml.value(filesystem, "@accessmode", "passthrough").equals("passthrough")) {
            return "is virtiofs with accessmode='" + filesystem.attribute("accessmode") + "', and virtiofs has passthrough alone";
        } else if (Xml.has(filesystem, "@multidevs") || Xml.has(filesystem, "@model") || Xml.has(filesystem, "driver/@wrpolicy")) {
            return "is virtiofs, which has no model, multidevs or wrpolicy";
        } else if (Xml.has(filesystem, "boot/@order") && (guest.machine().isS390() || Xml.is(filesystem, "address/@type", "ccw"))) {
            return "has a <boot order>, which is for virtiofs on PCI";
        }
        return null;
    }

    private static void sharedMemory(Guest guest, Report report) {
        if (isMemoryShared(guest)) {
            return;
        }
        String needs = ", which needs memory that is shared";
        for (SourceElement filesystem : guest.devices("filesystem")) {
            if (Xml.is(filesystem, "driver/@type", "virtiofs")) {
                report.add(filesystem, Guest.name(filesystem) + " is virtiofs" + needs);
            }
        }
        for (SourceElement disk : guest.devices("disk")) {
            if (Xml.is(disk, "@type", "vhostuser")) {
                report.add(disk, Guest.name(disk) + " is of type vhostuser" + needs);
            }
        }
        for (SourceElement nic : guest.devices("interface")) {
            if (Xml.is(nic, "@type", "vhostuser") && Xml.is(nic, "backend/@type", "passt")) {
                report.add(nic, Guest.name(nic) + " is of type vhostuser with passt" + needs);
            }
        }
    }

    private static boolean isMemoryShared(Guest guest) {
        boolean shared = Xml.is(guest.root(), "memoryBacking/access/@mode", "shared");
        List<SourceElement> cells = guest.all("cpu/numa/cell");
        return cells.isEmpty() ? shared
                : cells.stream().allMatch(cell -> Xml.value(cell, "@memAccess", shared ? "shared" : "private").equals("shared"));
    }

    private static void filesystemTarget(Guest guest, Report report) {
        Map<String, SourceElement> seen = new HashMap<>();
        for (SourceElement filesystem : guest.devices("filesystem")) {
            String target = Xml.is(filesystem, "driver/@type", "virtiofs") ? Xml.value(filesystem, "target/@dir") : null;
            SourceElement other = target == null ? null : seen.putIfAbsent(target, filesystem);
            if (other != null) {
                report.add(filesystem, Guest.name(other) + " and " + Guest.name(filesystem) + " both have the target " + target);
            }
        }
    }

    private static @Nullable String watchdog(Guest guest, SourceElement watchdog) {
        String model = Xml.value(watchdog, "@model", "");
        String address = Xml.value(watchdog, "address/@type");
        String is = "is " + model + ", which ";
        if (address != null && Set.of("ib700", "diag288", "itco").contains(model)) {
            return is + "has no address";
        } else if (address != null && model.equals("i6300esb") && !address.equals("pci")) {
            return is + "has a PCI address, not one of type " + address;
        }
        boolean wrong = guest.machine().isKnown() && (model.equals("diag288") && !guest.machine().isS390()
                || model.equals("itco") && !guest.machine().isQ35());
        return wrong ? is + guest.machine() + " has not" : null;
    }

    private static void panic(Guest guest, Report report) {
        List<String> seen = new ArrayList<>();
        Machine machine = guest.machine();
        for (SourceElement panic : guest.devices("panic")) {
            String model = Xml.value(panic, "@model", machine.isPseries() ? "pseries" : machine.isS390() ? "s390" : "isa");
            boolean address = Xml.has(panic, "address/@type");
            String name = Guest.name(panic) + " is of model " + model + ", which ";
            if (address && Set.of("hyperv", "pseries", "s390").contains(model)) {
                report.add(panic, name + "has no address");
            } else if (address && model.equals("isa") && !Xml.is(panic, "address/@type", "isa")) {
                report.add(panic, name + "has an ISA address, not one of type " + Xml.value(panic, "address/@type"));
            } else if (address && model.equals("pvpanic") && !Xml.is(panic, "address/@type", "pci")) {
                report.add(panic, name + "has a PCI address, not one of type " + Xml.value(panic, "address/@type"));
            } else if (machine.isKnown() && (model.equals("s390") && !machine.isS390() || model.equals("pseries") && !machine.isPseries()
                    || Set.of("hyperv", "isa").contains(model) && !machine.isX86())) {
                report.add(panic, name + machine + " has not");
            } else if (seen.contains(model)) {
                report.add(panic, name + "another <panic> is, too");
            }
            seen.add(model);
        }
    }

    private static @Nullable String input(Guest guest, SourceElement input) {
        String type = Xml.value(input, "@type", "");
        String bus = Xml.value(input, "@bus", "");
        String model = Xml.value(input, "@model", "");
        String is = "is ";
        if (bus.equals("ps2") && !type.equals("mouse") && !type.equals("keyboard")) {
            return is + "a " + type + ", which ps2 has not";
        } else if (bus.equals("xen")) {
            return is + "on the bus xen, which QEMU has not";
        } else if (type.equals("passthrough") && !Set.of("virtio", "").contains(bus)) {
            return is + "passed through, which goes over virtio, not " + bus;
        } else if (type.equals("evdev") && !bus.isEmpty()) {
            return is + "evdev, which has no bus";
        } else if (!model.isEmpty() && !bus.equals("virtio") && !type.equals("passthrough")) {
            return is + "of model " + model + ", which is of the bus virtio";
        } else if (model.endsWith("transitional") && !type.equals("passthrough")) {
            return is + "of model " + model + ", which only an input that is passed through can be";
        }
        return Xml.has(input, "source/@evdev") && Set.of("mouse", "keyboard", "tablet").contains(type) ? is + "a " + type + " with an evdev "
                + "<source>, which only an input that is passed through has" : null;
    }

    private static void unsupported(Guest guest, Report report) {
        for (SourceElement sound : guest.devices("sound")) {
            if (Xml.is(sound, "@model", "ich7")) {
                report.add(sound, Guest.name(sound) + " is ich7, which QEMU has not");
            }
        }
        for (SourceElement balloon : guest.devices("memballoon")) {
            if (Xml.is(balloon, "@model", "xen")) {
                report.add(balloon, Guest.name(balloon) + " is of model xen, which QEMU has not");
            }
        }
        for (SourceElement nvram : guest.devices("nvram")) {
            if (guest.machine().isKnown() && !guest.machine().isPseries()) {
                report.add(nvram, Guest.name(nvram) + " is of pseries, not of " + guest.machine());
            }
        }
    }
}
