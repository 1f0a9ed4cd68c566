package io.domainsmith.guest;

import static io.domainsmith.guest.Elements.attribute;
import static io.domainsmith.guest.Elements.first;
import static io.domainsmith.guest.Elements.has;
import static io.domainsmith.guest.Elements.is;
import static io.domainsmith.guest.Elements.text;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.document.SourceElement;
import io.domainsmith.guest.Guest.Address;
import io.domainsmith.guest.Guest.Disk;
import io.domainsmith.guest.Guest.DiskSource;
import io.domainsmith.guest.Guest.Graphics;
import io.domainsmith.guest.Guest.Hostdev;
import io.domainsmith.guest.Guest.Interface;
import io.domainsmith.guest.Guest.Listen;
import io.domainsmith.guest.Guest.Tpm;
import io.domainsmith.guest.Guest.Video;
import io.domainsmith.model.Domain;
import io.domainsmith.target.Feature;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.target.Support;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the devices of a guest. {@link Guest} says what each value means. */
final class GuestDevices {

    /** The attributes of {@code <source>} that name what an interface is connected to. */
    private static final List<String> INTERFACE_SOURCES = List.of("network", "bridge", "dev", "path", "name", "switchid");
    private static final List<String> PATHS = List.of("file", "dev", "dir", "path");
    /** virStorageSourceNetworkDefaultPort. */
    private static final Map<String, String> DEFAULT_PORTS = Map.of("http", "80", "https", "443", "ftp", "21", "ftps", "990", "tftp", "69",
            "nbd", "10809", "ssh", "22", "iscsi", "3260", "gluster", "24007", "sheepdog", "7000");
    private static final Set<String> LISTENING = Set.of("vnc", "spice", "rdp");

    private final DomainDocument document;
    private final GuestBasics basics;
    private final HypervisorTarget target;
    private final Machine machine;

    GuestDevices(DomainDocument document, GuestBasics basics, HypervisorTarget target) {
        this.document = document;
        this.basics = basics;
        this.target = target;
        this.machine = basics.machine();
    }

    private List<SourceElement> all(String name) {
        return basics.root().children("devices").stream().flatMap(devices -> devices.children(name).stream()).toList();
    }

    // ---- what several kinds have

    private static OptionalInt bootOrder(SourceElement device) {
        return Elements.integer(attribute(device, "boot", "order").orElse(null));
    }

    private static Optional<String> alias(SourceElement device) {
        return attribute(device, "alias", "name");
    }

    private static Optional<Address> address(SourceElement device) {
        return first(device, "address").map(address -> address(address, attribute(address, "type").orElse("")));
    }

    /** An address; those of the host leave out their type. */
    private static Address address(SourceElement element, String type) {
        Map<String, String> attributes = new LinkedHashMap<>();
        element.attributes().stream().filter(one -> one.namespaceUri().isEmpty() && !one.localName().equals("type"))
                .forEach(one -> attributes.put(one.localName(), one.value()));
        return new Address(type, attributes);
    }

    // ---- disks

    List<Disk> disks() {
        return all("disk").stream().map(this::disk).toList();
    }

    private Disk disk(SourceElement disk) {
        String device = attribute(disk, "device").orElse("disk");
        String type = attribute(disk, "type").orElse("file");
        Optional<String> name = attribute(disk, "target", "dev");
        Optional<String> format = attribute(disk, "driver", "type")
                .or(() -> Optional.of("raw").filter(raw -> basics.isQemu() && !type.equals("volume") && !type.equals("dir")));
        Optional<String> bus = DriveAddress.busOf(attribute(disk, "target", "bus").orElse(null), name.orElse(null), device);
        return new Disk(device, type, first(disk, "source").flatMap(source -> diskSource(source, type)), format, name, bus,
                device.equals("cdrom") || has(disk, "readonly"), text(disk, "serial"), bootOrder(disk), address(disk), alias(disk));
    }

    private static Optional<DiskSource> diskSource(SourceElement source, String type) {
        Optional<String> path = switch (type) {
            case "file" -> attribute(source, "file");
            case "block", "vhostvdpa" -> attribute(source, "dev");
            case "dir" -> attribute(source, "dir");
            case "network", "volume", "nvme" -> Optional.empty();
            default -> PATHS.stream().flatMap(name -> attribute(source, name).stream()).findFirst();
        };
        Optional<String> protocol = attribute(source, "protocol");
        Optional<String> volume = attribute(source, "volume");
        Optional<Address> address = first(source, "address").filter(one -> type.equals("nvme")).map(one -> address(one, "pci"));
        return path.isEmpty() && protocol.isEmpty() && volume.isEmpty() && address.isEmpty() ? Optional.empty()
                : Optional.of(new DiskSource(path, protocol, attribute(source, "name").map(name -> withUnit(name, protocol.orElse(""))),
                        attribute(source, "query"), hosts(source, protocol.orElse("")), attribute(source, "pool"), volume, address,
                        attribute(source, "namespace")));
    }

    /** An iSCSI target without a unit has unit 0 (virDomainPostParseCheckISCSIPath). */
    private static String withUnit(String name, String protocol) {
        return protocol.equals("iscsi") && !name.contains("/") ? name + "/0" : name;
    }

    private static List<String> hosts(SourceElement source, String protocol) {
        List<String> hosts = new ArrayList<>();
        for (SourceElement host : source.children("host")) {
            Optional<String> port = attribute(host, "port").or(() -> Optional.ofNullable(DEFAULT_PORTS.get(protocol)));
            attribute(host, "socket").or(() -> attribute(host, "name").map(name -> (name.contains(":") ? "[" + name + "]" : name)
                    + port.map(number -> ":" + number).orElse(""))).ifPresent(hosts::add);
        }
        return hosts;
    }

    // ---- interfaces

    List<Interface> interfaces() {
        return all("interface").stream().map(this::nic).toList();
    }

    private Interface nic(SourceElement nic) {
        String type = attribute(nic, "type").orElse("user");
        return new Interface(type, first(nic, "source").flatMap(source -> nicSource(source, type)), attribute(nic, "mac", "address"),
                attribute(nic, "model", "type").or(() -> defaultModel(type)), attribute(nic, "target", "dev"),
                attribute(nic, "source", "bridge"), bootOrder(nic), address(nic), alias(nic));
    }

    private static Optional<String> nicSource(SourceElement source, String type) {
        Optional<String> name = attribute(source, type)
                .or(() -> INTERFACE_SOURCES.stream().flatMap(each -> attribute(source, each).stream()).findFirst());
        Optional<String> endpoint = attribute(source, "address").map(address -> address + attribute(source, "port").map(port -> ":" + port).orElse(""));
        return name.or(() -> endpoint).or(() -> first(source, "address").map(address -> address(address, attribute(address, "type").orElse("pci"))
                .toString()));
    }

    /** qemuDomainDeviceNetDefPostParse and qemuDomainDefaultNetModel, as far as they ask nothing of QEMU. */
    private Optional<String> defaultModel(String type) {
        if (!basics.isQemu() || type.equals("hostdev")) {
            return Optional.empty();
        } else if (type.equals("vdpa") || type.equals("vhostuser") || isVirtioByDefault()) {
            return Optional.of("virtio");
        } else if (machine.isArm() && machine.isKnown()) {
            return Optional.of(machine.type().equals("versatilepb") ? "smc91c111" : "lan9118");
        }
        return Optional.empty();
    }

    private boolean isVirtioByDefault() {
        return machine.isS390() || machine.isArmVirt() || machine.isRiscvVirt() || machine.isLoongArchVirt();
    }

    // ---- graphics

    List<Graphics> graphics() {
        Map<SourceElement, io.domainsmith.model.Graphics> typed = new LinkedHashMap<>();
        Domain domain = basics.domain();
        if (domain.getDevices() != null) {
            domain.getDevices().getGraphics().forEach(one -> typed.put(document.elementOf(one), one));
        }
        return all("graphics").stream().map(one -> graphics(one, typed.get(one))).toList();
    }

    private Graphics graphics(SourceElement graphics, io.domainsmith.model.@Nullable Graphics typed) {
        String type = attribute(graphics, "type").orElse("");
        Optional<Displays.Display> display = Optional.ofNullable(typed).filter(one -> one.getType() != null)
                .map(one -> Displays.of(List.of(one), new Domain(), QemuOptions.of(List.of())).all().get(0));
        List<Listen> listens = listens(graphics, type, display.filter(Displays.Display::isLocal).isPresent());
        boolean hasPorts = !listens.isEmpty() && isOpen(listens.get(0));
        boolean isKept = hasPorts && (basics.isLive() || !is(graphics, "autoport", "yes"));
        boolean hasOpenGl = display.map(Displays.Display::hasOpenGl).orElseGet(() -> attribute(graphics, "gl", "enable").filter("yes"::equals).isPresent());
        return new Graphics(type, port(graphics, "port", isKept), port(graphics, "tlsPort", isKept), port(graphics, "websocket", hasPorts),
                hasPorts && isAutoport(graphics, type), listens, hasOpenGl, attribute(graphics, "gl", "rendernode"));
    }

    private static OptionalInt port(SourceElement graphics, String name, boolean isKept) {
        OptionalInt port = isKept ? Elements.integer(graphics.attribute(name)) : OptionalInt.empty();
        return port.isPresent() && port.getAsInt() > 0 ? port : OptionalInt.empty();
    }

    /** Of SPICE -1 alone asks for a port; VNC gets one unless the document says something else. */
    private static boolean isAutoport(SourceElement graphics, String type) {
        String autoport = graphics.attribute("autoport");
        boolean isOpen = is(graphics, "port", "-1");
        return type.equals("spice") ? "yes".equals(autoport) || isOpen || is(graphics, "tlsPort", "-1")
                : autoport == null ? isOpen || graphics.attribute("port") == null : autoport.equals("yes");
    }

    /**
     * What listens libvirt keeps (virDomainGraphicsListensParseXML): the socket of VNC comes before an address, and SPICE without ports
     * listens nowhere, whatever its address.
     */
    private static List<Listen> listens(SourceElement graphics, String type, boolean isLocal) {
        Optional<String> address = attribute(graphics, "listen");
        Optional<String> socket = attribute(graphics, "socket");
        List<Listen> listens = new ArrayList<>();
        for (SourceElement listen : graphics.children("listen")) {
            String how = attribute(listen, "type").orElse("");
            boolean isFirst = listens.isEmpty();
            listens.add(new Listen(how, attribute(listen, "address").or(() -> address.filter(one -> isFirst && how.equals("address"))),
                    attribute(listen, "network"), attribute(listen, "socket").or(() -> socket.filter(one -> isFirst && how.equals("socket")))));
        }
        boolean isOpen = listens.isEmpty() || isOpen(listens.get(0));
        if (!LISTENING.contains(type) || !isOpen) {
            return listens;
        } else if (socket.isPresent() && type.equals("vnc")) {
            return List.of(new Listen("socket", Optional.empty(), Optional.empty(), socket));
        } else if (isLocal) {
            return List.of(new Listen("none", Optional.empty(), Optional.empty(), Optional.empty()));
        }
        return listens.isEmpty() ? List.of(new Listen("address", address, Optional.empty(), Optional.empty())) : listens;
    }

    private static boolean isOpen(Listen listen) {
        return !listen.type().equals("none") && !listen.type().equals("socket");
    }

    // ---- videos

    List<Video> videos() {
        List<Video> videos = new ArrayList<>();
        for (io.domainsmith.model.Video typed : Videos.effective(basics.domain())) {
            Optional<SourceElement> video = Optional.ofNullable(document.elementOf(typed));
            videos.add(new Video(video.flatMap(one -> attribute(one, "model", "type")).or(this::defaultVideo), videos.isEmpty(),
                    video.flatMap(GuestDevices::address), video.flatMap(GuestDevices::alias)));
        }
        return List.copyOf(videos);
    }

    /** qemuDomainDefaultVideoDevice. */
    private Optional<String> defaultVideo() {
        if (!basics.isQemu()) {
            return Optional.empty();
        } else if (machine.isPpc64() || isVirtioByDefault()) {
            return Optional.of(machine.isPpc64() ? "vga" : "virtio");
        }
        Support cirrus = target.supports(Feature.VIDEO_CIRRUS);
        return !basics.isPc() || cirrus.isUnknown() ? Optional.empty() : Optional.of(cirrus.isYes() ? "cirrus" : "vga");
    }

    // ---- TPMs

    List<Tpm> tpms() {
        return all("tpm").stream().map(this::tpm).toList();
    }

    /** qemuDomainTPMDefPostParse. */
    private Tpm tpm(SourceElement tpm) {
        String backend = attribute(tpm, "backend", "type").orElse("");
        boolean isKnown = basics.isQemu() && (basics.isPc() || !machine.arch().isEmpty());
        Optional<String> model = attribute(tpm, "model")
                .or(() -> Optional.of(machine.isPpc64() ? "tpm-spapr" : "tpm-tis").filter(one -> isKnown));
        Optional<String> version = attribute(tpm, "backend", "version").or(() -> model.filter(one -> isKnown && backend.equals("emulator"))
                .map(one -> one.equals("tpm-tis") && basics.isPc() ? "1.2" : "2.0"));
        Optional<String> source = backend.equals("passthrough") ? attribute(tpm, "backend/device", "path").or(() -> Optional.of("/dev/tpm0"))
                : attribute(tpm, "backend/source", "path");
        return new Tpm(model, backend, version, source, alias(tpm));
    }

    // ---- host devices

    List<Hostdev> hostdevs() {
        return all("hostdev").stream().map(GuestDevices::hostdev).toList();
    }

    private static Hostdev hostdev(SourceElement hostdev) {
        String type = attribute(hostdev, "type").orElse("");
        return new Hostdev(attribute(hostdev, "mode").orElse("subsystem"), type, attribute(hostdev, "model"),
                first(hostdev, "source").flatMap(source -> hostdevSource(source, type)), is(hostdev, "managed", "yes"), bootOrder(hostdev),
                address(hostdev), alias(hostdev));
    }

    private static Optional<String> hostdevSource(SourceElement source, String type) {
        Optional<SourceElement> address = first(source, "address");
        return switch (type) {
            case "pci" -> address.map(one -> address(one, "pci").toString());
            case "mdev" -> address.flatMap(one -> attribute(one, "uuid"));
            case "usb" -> usb(source).or(() -> address.flatMap(GuestDevices::usbPlace));
            case "scsi" -> has(source, "adapter")
                    ? attribute(source, "adapter", "name").map(name -> name + address.map(one -> ":" + scsi(one)).orElse(""))
                    : diskSource(source, "network").map(DiskSource::toString);
            case "scsi_host" -> attribute(source, "wwpn");
            default -> text(source, "block").or(() -> text(source, "char")).or(() -> text(source, "interface"));
        };
    }

    /** Bus, target and unit, which is the last three numbers of a drive's address. */
    private static String scsi(SourceElement address) {
        return address(address, "drive").toString().split(":", 2)[1];
    }

    private static Optional<String> usb(SourceElement source) {
        Optional<String> vendor = attribute(source, "vendor", "id").map(GuestDevices::usbId);
        return vendor.flatMap(one -> attribute(source, "product", "id").map(GuestDevices::usbId).map(product -> one + ":" + product));
    }

    private static String usbId(String text) {
        OptionalLong number = CNumber.parse(text);
        return number.isPresent() && number.getAsLong() <= 0xFFFF ? HexFormat.of().toHexDigits(number.getAsLong(), 4) : text;
    }

    private static Optional<String> usbPlace(SourceElement address) {
        return attribute(address, "bus").flatMap(bus -> attribute(address, "device").map(device -> bus + "." + device)
                .or(() -> attribute(address, "port").map(port -> bus + "-" + port)));
    }
}
