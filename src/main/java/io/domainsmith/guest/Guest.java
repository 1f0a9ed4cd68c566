package io.domainsmith.guest;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.target.HypervisorTarget;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/**
 * The facts of a guest: its disks, network interfaces, displays, memory, vCPUs, machine, firmware, TPMs and host devices.
 *
 * <p>Use it to read a domain: for an inventory, a report, or a check of your own. To change a domain use
 * {@link DomainDocument#domain()} or a pipeline. The document may be the definition of a domain, or what {@code virsh dumpxml} prints of
 * a running one.
 *
 * <pre>{@code
 * Guest guest = Guest.of(document);
 * System.out.println(guest.name() + ": " + guest.machine().family() + ", " + guest.vcpus().orElse(1) + " vCPUs");
 * for (Guest.Disk disk : guest.disks()) {
 *     System.out.println(disk.target().orElse("?") + " on " + disk.bus().orElse("?") + ": "
 *             + disk.source().map(Guest.DiskSource::toString).orElse("empty"));
 * }
 * }</pre>
 *
 * <p>Where the document leaves something out, the value is the one that libvirt fills in, provided that it is the same on every host. An
 * {@code Optional} is empty if neither the document nor such a default tells. Values are text as the document writes them, so a word that is
 * new in libvirt is there, too. Sizes are in bytes. A document that was parsed never causes an exception here, however wrong it is; to find
 * what is wrong use a {@code DomainValidator}.
 *
 * <p>A guest is a value: it does not follow later edits, and threads may share it.
 *
 * @since 0.1
 */
public final class Guest {

    private final DomainDocument document;
    private final GuestBasics basics;
    private final Firmware firmware;
    private final List<Disk> disks;
    private final List<Interface> interfaces;
    private final List<Graphics> graphics;
    private final List<Video> videos;
    private final List<Tpm> tpms;
    private final List<Hostdev> hostdevs;

    private Guest(DomainDocument document, HypervisorTarget target) {
        this.document = document;
        this.basics = new GuestBasics(document);
        this.firmware = basics.firmware(target);
        GuestDevices devices = new GuestDevices(document, basics, target);
        this.disks = devices.disks();
        this.interfaces = devices.interfaces();
        this.graphics = devices.graphics();
        this.videos = devices.videos();
        this.tpms = devices.tpms();
        this.hostdevs = devices.hostdevs();
    }

    /**
     * The facts that hold on every host.
     *
     * @param document the domain
     */
    public static Guest of(DomainDocument document) {
        return of(document, HypervisorTarget.unknown());
    }

    /**
     * The facts on one host. Its releases tell whether libvirt reads the features of {@code <firmware>}, and its domain capabilities tell the
     * model of a video that has none.
     *
     * @param document the domain
     * @param target the libvirt and QEMU that run it
     */
    public static Guest of(DomainDocument document, HypervisorTarget target) {
        return new Guest(document, target);
    }

    // ---- the guest as a whole

    /** The kind of hypervisor, such as {@code kvm} or {@code qemu}; the empty string if the document has none, which libvirt refuses. */
    public String type() {
        return basics.type();
    }

    /** The name; the empty string if the document has none, which libvirt refuses. */
    public String name() {
        return basics.name();
    }

    /** The uuid; empty if the document has none, or one that libvirt cannot read. libvirt then makes one up when it defines the domain. */
    public Optional<UUID> uuid() {
        return basics.uuid();
    }

    /** The number that libvirt gave the running guest. Only a dump of a running guest has it, and not with {@code --inactive}. */
    public OptionalInt id() {
        return basics.id();
    }

    /** Whether the document is a dump of a running guest: then its ports, aliases and host-side names are those in use. */
    public boolean isLive() {
        return basics.isLive();
    }

    /** The architecture and the machine type, which it splits into family and version. */
    public Machine machine() {
        return basics.machine();
    }

    /**
     * The memory that the guest has, in bytes: {@code <currentMemory>}, rounded up to KiB. It is {@link #maximumMemory()} if the document has
     * no {@code <currentMemory>}, says 0 or more than that (virDomainDefPostParseMemory), or has no memory balloon, without which the guest
     * cannot give memory back (qemuProcessRefreshBalloonState). Empty if the document has no memory, or none that libvirt can read.
     */
    public OptionalLong memory() {
        return basics.memory();
    }

    /**
     * The memory up to which the balloon may grow, in bytes: that of the NUMA cells and the memory devices, else {@code <memory>}
     * (virDomainDefGetMemoryTotal). Empty as {@link #memory()}.
     */
    public OptionalLong maximumMemory() {
        return basics.maximumMemory();
    }

    /** The memory that the guest may have with all memory devices that can be plugged in, in bytes: {@code <maxMemory>}. */
    public OptionalLong hotplugMemoryLimit() {
        return basics.hotplugMemoryLimit();
    }

    /** How many memory devices can be plugged in: the slots of {@code <maxMemory>}. */
    public OptionalInt memorySlots() {
        return basics.memorySlots();
    }

    /**
     * The vCPUs with which the guest starts, or runs if the document is live: those that {@code <vcpus>} enables, else
     * {@code <vcpu current>}, else all (virDomainVcpuParse). Empty if the number cannot be read.
     */
    public OptionalInt vcpus() {
        return basics.vcpus();
    }

    /** The vCPUs that the guest can have; 1 if the document does not say. Empty if the number cannot be read. */
    public OptionalInt maximumVcpus() {
        return basics.maximumVcpus();
    }

    /** The mode of the CPU, such as {@code host-passthrough}; {@code custom} if the document only names a model (virCPUDefParseXML). */
    public Optional<String> cpuMode() {
        return basics.cpuMode();
    }

    /** The name of the CPU's model, such as {@code Skylake-Client-IBRS}. */
    public Optional<String> cpuModel() {
        return basics.cpuModel();
    }

    /**
     * What the firmware boots from, in order: the {@code dev} of each {@code <boot>} in {@code <os>}, such as {@code hd}. Devices may have an
     * order of their own instead.
     */
    public List<String> bootDevices() {
        return basics.bootDevices();
    }

    /** The firmware. */
    public Firmware firmware() {
        return firmware;
    }

    // ---- its devices

    /** The disks, CD-ROM drives and floppy drives, in the order of the document. */
    public List<Disk> disks() {
        return disks;
    }

    /**
     * The disk with a target.
     *
     * @param target the name of the target, such as {@code vda}
     */
    public Optional<Disk> disk(String target) {
        return disks.stream().filter(disk -> disk.target().filter(target::equals).isPresent()).findFirst();
    }

    /** The network interfaces, in the order of the document. */
    public List<Interface> interfaces() {
        return interfaces;
    }

    /** The {@code <graphics>}, in the order of the document. {@link #displays()} has those of {@code <qemu:commandline>}, too. */
    public List<Graphics> graphics() {
        return graphics;
    }

    /** The videos, the primary one first; also the one that libvirt adds where the document has graphics only. */
    public List<Video> videos() {
        return videos;
    }

    /** The TPMs, in the order of the document. */
    public List<Tpm> tpms() {
        return tpms;
    }

    /** The host devices, in the order of the document. Interfaces of type {@code hostdev} are among {@link #interfaces()}. */
    public List<Hostdev> hostdevs() {
        return hostdevs;
    }

    /** The displays with which QEMU runs the guest, read anew at each call. */
    public Displays displays() {
        return Displays.of(document.domain());
    }

    /** One line for a log. */
    @Override
    public String toString() {
        return name() + ": " + machine() + ", " + (vcpus().isPresent() ? vcpus().getAsInt() : "?") + " vCPUs, "
                + (memory().isPresent() ? memory().getAsLong() : "?") + " bytes of memory, " + disks.size() + " disks, " + interfaces.size()
                + " interfaces";
    }

    // ---- what they are made of

    /**
     * A disk, or a drive for media that can be changed.
     *
     * <pre>{@code
     * Optional<String> image = Guest.of(document).disk("vda").flatMap(Guest.Disk::source).flatMap(Guest.DiskSource::path);
     * }</pre>
     *
     * @param device what the guest sees: {@code disk}, {@code cdrom}, {@code floppy} or {@code lun}; {@code disk} if the document does not say
     * @param type what kind the source is: {@code file}, {@code block}, {@code network}, {@code volume} and so on; {@code file} if the document
     *     does not say
     * @param source what holds the data; empty for a drive without a medium
     * @param format the format of the image, such as {@code qcow2}. QEMU guests have {@code raw} where the document does not say, a volume of a
     *     pool apart (qemuDomainDeviceDiskDefPostParse)
     * @param target the name of the target, such as {@code vda}: it orders the disks, and is not their name in the guest
     * @param bus the bus, such as {@code virtio}; if the document does not say, what libvirt takes from the target's name
     *     (virDomainDiskDefPostParse)
     * @param isReadOnly whether the guest cannot write to it, as to every CD-ROM (virDomainDiskDefPostParse)
     * @param serial the serial number that the guest sees
     * @param bootOrder its place in the order of devices to boot from, counted from 1
     * @param address where the guest sees it
     * @param alias the name by which libvirt and QEMU know the device; libvirt gives one when the guest starts
     * @since 0.1
     */
    public record Disk(String device, String type, Optional<DiskSource> source, Optional<String> format, Optional<String> target,
            Optional<String> bus, boolean isReadOnly, Optional<String> serial, OptionalInt bootOrder, Optional<Address> address,
            Optional<String> alias) {
    }

    /**
     * What holds the data of a disk. Which parts it has follows from the type of the disk. {@link #toString()} is a form to show to people.
     *
     * <pre>{@code
     * for (Guest.Disk disk : Guest.of(document).disks()) {
     *     disk.source().ifPresent(System.out::println);   // /srv/a.qcow2, rbd://mon1:6789/pool/image, default/a.qcow2 ...
     * }
     * }</pre>
     *
     * @param path the file, the block device, the folder, the socket of a vhost-user disk or the device of a vhost-vdpa disk
     * @param protocol the protocol of a network disk, such as {@code rbd}
     * @param name the name of a network disk on its server; an iSCSI target without a unit has {@code /0}
     * @param query what follows the name in the URL of a network disk
     * @param hosts the servers of a network disk: {@code name:port}, where the port is the protocol's if the document does not say;
     *     {@code name} where the protocol has none; or the path of a socket (virStorageSourceNetworkAssignDefaultPorts)
     * @param pool the storage pool of a volume
     * @param volume the volume in it
     * @param address the PCI address of an NVMe disk on the host
     * @param namespace the namespace of an NVMe disk
     * @since 0.1
     */
    public record DiskSource(Optional<String> path, Optional<String> protocol, Optional<String> name, Optional<String> query,
            List<String> hosts, Optional<String> pool, Optional<String> volume, Optional<Address> address, Optional<String> namespace) {

        /** A source whose parts do not change. */
        public DiskSource {
            hosts = List.copyOf(hosts);
        }

        /**
         * The source in one line: the path; the URL of a network disk; {@code pool/volume}; {@code nvme://0000:01:00.0/1}. A network disk
         * without a server is {@code rbd:pool/image}.
         */
        @Override
        public String toString() {
            if (protocol.isPresent()) {
                return url(protocol.get(), name.orElse("")) + query.map(text -> "?" + text).orElse("");
            } else if (volume.isPresent()) {
                return pool.map(text -> text + "/").orElse("") + volume.get();
            } else if (address.isPresent()) {
                return "nvme://" + address.get() + namespace.map(text -> "/" + text).orElse("");
            }
            return path.orElse("");
        }

        private String url(String protocol, String name) {
            if (hosts.isEmpty()) {
                return protocol + ":" + name;
            }
            String path = name.startsWith("/") ? name : "/" + name;
            return hosts.get(0).startsWith("/") ? protocol + "+unix://" + path + "?socket=" + hosts.get(0)
                    : protocol + "://" + String.join(",", hosts) + path;
        }
    }

    /**
     * A network interface.
     *
     * <pre>{@code
     * for (Guest.Interface nic : Guest.of(document).interfaces()) {
     *     System.out.println(nic.mac().orElse("a MAC of libvirt's choice") + " in " + nic.type() + " " + nic.source().orElse(""));
     * }
     * }</pre>
     *
     * @param type what it is connected to: {@code network}, {@code bridge}, {@code direct}, {@code user}, {@code hostdev} and so on;
     *     {@code user} if the document does not say
     * @param source the name of that: the network, the bridge, the host's interface, the path of a socket or device, {@code address:port}, or
     *     the PCI address of a host device; empty if the type needs none
     * @param mac the MAC address as written; empty if libvirt is to make one up
     * @param model the model of the card, such as {@code virtio}. If the document does not say, it is {@code virtio} for vDPA, vhost-user, IBM Z
     *     and the virt machines (qemuDomainDeviceNetDefPostParse, qemuDomainDefaultNetModel). For a PC it depends on the devices that QEMU was
     *     built with, so it is empty; QEMU with rtl8139 gives that. A host device has no model
     * @param target the interface on the host, such as {@code vnet0} of a running guest
     * @param bridge the bridge on the host, which a live document also has for a network
     * @param bootOrder its place in the order of devices to boot from, counted from 1
     * @param address where the guest sees it
     * @param alias the name by which libvirt and QEMU know the device; libvirt gives one when the guest starts
     * @since 0.1
     */
    public record Interface(String type, Optional<String> source, Optional<String> mac, Optional<String> model, Optional<String> target,
            Optional<String> bridge, OptionalInt bootOrder, Optional<Address> address, Optional<String> alias) {
    }

    /**
     * A {@code <graphics>}: how people see the guest. Passwords are left out.
     *
     * <pre>{@code
     * for (Guest.Graphics graphics : Guest.of(document).graphics()) {
     *     graphics.port().ifPresent(port -> System.out.println(graphics.type() + " " + graphics.listenAddress().orElse("localhost") + ":" + port));
     * }
     * }</pre>
     *
     * @param type the type, such as {@code vnc} or {@code spice}; the empty string if the document has none, which libvirt refuses
     * @param port the port; empty if there is none, or if libvirt chooses it when the guest starts. A port beside {@code autoport='yes'} is the
     *     one in use in a live document, and in any other libvirt ignores it (virDomainGraphicsDefParseXMLVNC, ...Spice)
     * @param tlsPort the port of SPICE with TLS, as {@code port}
     * @param websocket the port of VNC for browsers; empty if there is none, or if libvirt chooses it
     * @param isAutoport whether libvirt chooses a port when the guest starts. For VNC it does if the document does not say
     * @param listens where it listens; what libvirt adds if the document does not say (virDomainGraphicsListensParseXML)
     * @param hasOpenGl whether QEMU draws on it with OpenGL
     * @param renderNode the host's device for OpenGL, such as {@code /dev/dri/renderD128}
     * @since 0.1
     */
    public record Graphics(String type, OptionalInt port, OptionalInt tlsPort, OptionalInt websocket, boolean isAutoport, List<Listen> listens,
            boolean hasOpenGl, Optional<String> renderNode) {

        /** Graphics whose parts do not change. */
        public Graphics {
            listens = List.copyOf(listens);
        }

        /** The first address on which it listens; empty if the host's {@code qemu.conf} or the network decides. */
        public Optional<String> listenAddress() {
            return listens.stream().map(Listen::address).flatMap(Optional::stream).findFirst();
        }

        /** The first socket on which it listens. */
        public Optional<String> socket() {
            return listens.stream().map(Listen::socket).flatMap(Optional::stream).findFirst();
        }
    }

    /**
     * Where graphics listen.
     *
     * <pre>{@code
     * boolean isOpen = Guest.of(document).graphics().stream().flatMap(one -> one.listens().stream())
     *         .anyMatch(listen -> listen.address().equals(Optional.of("0.0.0.0")));
     * }</pre>
     *
     * @param type {@code address}, {@code network}, {@code socket} or {@code none}
     * @param address the address; in a live document also that of a network
     * @param network the network whose address it is
     * @param socket the path of the socket
     * @since 0.1
     */
    public record Listen(String type, Optional<String> address, Optional<String> network, Optional<String> socket) {
    }

    /**
     * A video: the card on which the guest draws.
     *
     * <pre>{@code
     * boolean hasQxl = Guest.of(document).videos().stream().anyMatch(video -> video.model().equals(Optional.of("qxl")));
     * }</pre>
     *
     * @param model the model, such as {@code qxl}, or {@code none}. If the document does not say, it is {@code vga} on POWER, and
     *     {@code virtio} on IBM Z and the virt machines. On a PC it is {@code cirrus} if QEMU has that, else {@code vga}, which the domain
     *     capabilities of a target tell (qemuDomainDefaultVideoDevice)
     * @param isPrimary whether the guest's firmware draws on it
     * @param address where the guest sees it
     * @param alias the name by which libvirt and QEMU know the device; libvirt gives one when the guest starts
     * @since 0.1
     */
    public record Video(Optional<String> model, boolean isPrimary, Optional<Address> address, Optional<String> alias) {
    }

    /**
     * The guest's firmware.
     *
     * <pre>{@code
     * Guest.Firmware firmware = Guest.of(document).firmware();
     * boolean readyForWindows11 = firmware.isUefi() && firmware.secureBoot().orElse(false);
     * }</pre>
     *
     * @param kind BIOS or UEFI; empty if the document does not tell. {@code <os firmware>} tells, then the loader: one of type
     *     {@code pflash} is UEFI, and one of type {@code rom} is what its file name says. Without either, {@code -bios} or a flash memory of
     *     {@code <qemu:commandline>} counts, and without these a PC of QEMU has a BIOS
     * @param secureBoot whether the firmware has Secure Boot: what {@code <firmware>} asks for, else the attribute {@code secure} of the loader;
     *     false for a BIOS. Empty if the document does not tell: then it depends on the file that libvirt chooses, or on the one named
     * @param enrolledKeys whether the firmware comes with keys enrolled, so that Secure Boot is in force from the start; empty if the document
     *     does not tell
     * @param loader the firmware's file; empty if libvirt or QEMU chooses it
     * @param nvram the file with the guest's UEFI variables; empty if there is none yet, or if it is no file
     * @param nvramTemplate the file from which libvirt makes that one
     * @since 0.1
     */
    public record Firmware(Optional<Kind> kind, Optional<Boolean> secureBoot, Optional<Boolean> enrolledKeys, Optional<String> loader,
            Optional<String> nvram, Optional<String> nvramTemplate) {

        /** What kinds of firmware there are. */
        public enum Kind {
            /** A PC's BIOS: SeaBIOS, unless the document names another. */
            BIOS,
            /** UEFI, such as OVMF. */
            UEFI
        }

        /** Whether it is known to be UEFI. */
        public boolean isUefi() {
            return kind.filter(known -> known == Kind.UEFI).isPresent();
        }
    }

    /**
     * A TPM.
     *
     * <pre>{@code
     * boolean hasTpm2 = Guest.of(document).tpms().stream().anyMatch(tpm -> tpm.version().equals(Optional.of("2.0")));
     * }</pre>
     *
     * @param model the model, such as {@code tpm-crb}. If the document does not say, it is {@code tpm-spapr} on POWER and {@code tpm-tis}
     *     elsewhere (qemuDomainTPMDefPostParse)
     * @param backend what is behind it: {@code emulator}, {@code passthrough} or {@code external}; the empty string if the document has none
     * @param version the version of an emulated TPM. If the document does not say, it is {@code 1.2} for {@code tpm-tis} on a PC, else
     *     {@code 2.0} (qemuDomainTPMDefPostParse). The document does not tell it of another backend
     * @param source the host's TPM, {@code /dev/tpm0} if the document does not say; or the socket of an external one
     * @param alias the name by which libvirt and QEMU know the device; libvirt gives one when the guest starts
     * @since 0.1
     */
    public record Tpm(Optional<String> model, String backend, Optional<String> version, Optional<String> source, Optional<String> alias) {
    }

    /**
     * A device of the host that the guest has.
     *
     * <pre>{@code
     * List<String> gpus = Guest.of(document).hostdevs().stream().filter(hostdev -> hostdev.type().equals("pci"))
     *         .flatMap(hostdev -> hostdev.source().stream()).toList();   // 0000:01:00.0, 0000:01:00.1
     * }</pre>
     *
     * @param mode {@code subsystem} or {@code capabilities}; {@code subsystem} if the document does not say
     * @param type the kind, such as {@code pci}, {@code usb}, {@code mdev} or {@code scsi}; the empty string if the document has none
     * @param model the kind of a mediated device, such as {@code vfio-pci}, or the model of the card in the guest
     * @param source the device on the host. PCI: {@code 0000:01:00.0}. A mediated device: its uuid. USB: {@code vendor:product} such as
     *     {@code 046d:c52b}, else {@code bus.device}, else {@code bus-port}. SCSI: {@code scsi_host0:0:0:1}, which is adapter, bus, target and
     *     unit, or the URL of iSCSI. A SCSI host: its wwpn. A device of a container: its path or name
     * @param isManaged whether libvirt takes the device from the host when the guest starts, and gives it back
     * @param bootOrder its place in the order of devices to boot from, counted from 1
     * @param address where the guest sees it
     * @param alias the name by which libvirt and QEMU know the device; libvirt gives one when the guest starts
     * @since 0.1
     */
    public record Hostdev(String mode, String type, Optional<String> model, Optional<String> source, boolean isManaged, OptionalInt bootOrder,
            Optional<Address> address, Optional<String> alias) {
    }

    /**
     * An address: where the guest sees a device, or where the host has it. {@link #toString()} is the form that other tools use.
     *
     * <pre>{@code
     * for (Guest.Interface nic : Guest.of(document).interfaces()) {
     *     nic.address().filter(address -> address.type().equals("pci")).map(Guest.Address::toString).map(PciAddress::parse)
     *             .ifPresent(address -> System.out.println(address.bus()));
     * }
     * }</pre>
     *
     * @param type the type, such as {@code pci}, {@code drive} or {@code usb}
     * @param attributes the other attributes as written, in the order of the document
     * @since 0.1
     */
    public record Address(String type, Map<String, String> attributes) {

        private static final HexFormat HEX = HexFormat.of();
        private static final Set<String> PCI_PARTS = Set.of("domain", "bus", "slot", "function");

        /** An address whose attributes do not change. */
        public Address {
            attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
        }

        /**
         * The address in one word: PCI {@code 0000:04:00.0}; a drive {@code controller:bus:target:unit}, such as {@code 0:0:0:1}; USB
         * {@code bus-port}; virtio-serial {@code controller:bus:port}; CCW {@code fe.0.0001}; any other {@code name=value,name=value}. A missing
         * number is 0, as for libvirt, and what is no number stays as written. Without a number, as {@code <address type='pci'/>} is, it is the
         * type.
         */
        @Override
        public String toString() {
            return switch (type) {
                case "pci" -> Collections.disjoint(attributes.keySet(), PCI_PARTS) ? type
                        : hex("domain", 4) + ":" + hex("bus", 2) + ":" + hex("slot", 2) + "." + hex("function", 1);
                case "drive" -> decimals("controller", "bus", "target", "unit");
                case "virtio-serial" -> decimals("controller", "bus", "port");
                case "usb" -> attributes.isEmpty() ? type : decimals("bus") + (attributes.containsKey("port") ? "-" + attributes.get("port") : "");
                case "ccw" -> attributes.isEmpty() ? type : hex("cssid", 1) + "." + hex("ssid", 1) + "." + hex("devno", 4);
                default -> attributes.isEmpty() ? type : attributes.entrySet().stream().map(Map.Entry::toString)
                        .reduce((one, other) -> one + "," + other).orElse(type);
            };
        }

        private String hex(String name, int digits) {
            String text = attributes.getOrDefault(name, "0");
            OptionalLong number = CNumber.parse(text);
            if (number.isEmpty()) {
                return text;
            }
            String plain = Long.toHexString(number.getAsLong());
            return plain.length() >= digits ? plain : HEX.toHexDigits(number.getAsLong(), digits);
        }

        private String decimals(String... names) {
            List<String> numbers = new ArrayList<>();
            for (String name : names) {
                String text = attributes.getOrDefault(name, "0");
                OptionalLong number = CNumber.parse(text);
                numbers.add(number.isPresent() ? String.valueOf(number.getAsLong()) : text);
            }
            return String.join(":", numbers);
        }
    }
}
