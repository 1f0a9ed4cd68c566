package io.domainsmith.pci;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.model.Domain;

/** Small guests for PCI: each device on a line of its own, the first on line 4. */
final class PciGuest {

    private PciGuest() {
    }

    static Domain q35(String... devices) {
        return of("q35", devices);
    }

    static Domain pc(String... devices) {
        return of("pc", devices);
    }

    static Domain of(String machine, String... devices) {
        return DomainDocument.parse(text(machine, devices)).domain();
    }

    static String text(String machine, String... devices) {
        return "<domain type='kvm' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>\n<name>guest</name>"
                + "<memory unit='GiB'>4</memory><os><type arch='x86_64' machine='" + machine + "'>hvm</type></os>\n<devices>\n"
                + String.join("\n", devices) + "\n</devices>\n</domain>";
    }

    /** A guest with arguments for QEMU. */
    static Domain withArguments(Domain domain, String... args) {
        var commandline = new io.domainsmith.model.qemu.QemuCommandline();
        for (String arg : args) {
            commandline.getArgs().add(new io.domainsmith.model.qemu.QemuArg().withValue(arg));
        }
        return domain.withQemuCommandline(commandline);
    }

    static String controller(String model, int index, String address) {
        return "<controller type='pci' index='" + index + "' model='" + model + "'>" + address(address) + "</controller>";
    }

    static String rng(String address) {
        return "<rng model='virtio'><backend model='random'>/dev/urandom</backend>" + address(address) + "</rng>";
    }

    static String video(String type, String address) {
        return "<video><model type='" + type + "'/>" + address(address) + "</video>";
    }

    static String mdev(String address) {
        return "<hostdev mode='subsystem' type='mdev' model='vfio-pci' display='on'><source>"
                + "<address uuid='fff6f017-3417-4ad3-b05e-17ae3e1a4615'/></source>" + address(address) + "</hostdev>";
    }

    /** An address like {@code 0b:01.0}; none for an empty text. */
    static String address(String text) {
        if (text.isEmpty()) {
            return "";
        }
        PciAddress address = PciAddress.parse(text);
        return String.format("<address type='pci' domain='0x0000' bus='0x%02x' slot='0x%02x' function='0x%x'/>", address.bus(),
                address.slot(), address.function());
    }
}
