package io.domainsmith.validate.rules;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.document.SourceElement;
import io.domainsmith.guest.DeviceIds;
import io.domainsmith.guest.Displays;
import io.domainsmith.guest.DriveAddress;
import io.domainsmith.guest.Machine;
import io.domainsmith.guest.Vgpus;
import io.domainsmith.model.Device;
import io.domainsmith.model.Domain;
import io.domainsmith.model.Graphics;
import io.domainsmith.model.Hostdev;
import io.domainsmith.model.HostdevType;
import io.domainsmith.model.Video;
import io.domainsmith.model.VideoModelType;
import io.domainsmith.pci.PciTopology;
import io.domainsmith.pci.PciTopologyException;
import io.domainsmith.pci.RootBus;
import io.domainsmith.target.Feature;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.target.Support;
import io.domainsmith.validate.RuleContext;
import io.domainsmith.validate.Severity;
import io.domainsmith.validate.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.glassfish.jaxb.core.Locatable;
import org.jspecify.annotations.Nullable;

/** What the rules ask about a domain. */
final class Guest {

    private final DomainDocument document;
    private final RuleContext context;
    private final Machine machine;
    private final boolean qemu;
    private final Inventory inventory;
    private @Nullable QemuArgs qemuArgs;
    private @Nullable List<Hostdev> mdevs;
    private @Nullable PciPlaces pciPlaces;
    private @Nullable Optional<PciBuses> pciBuses;
    private @Nullable Optional<PciTopology> topology;
    private @Nullable DeviceIds deviceIds;
    private @Nullable Vgpus vgpuFacts;
    private @Nullable Displays displays;
    private @Nullable List<QemuDevice> qemuDevices;

    Guest(DomainDocument document, RuleContext context) {
        this.document = document;
        this.context = context;
        this.machine = new Machine(Xml.value(document.root(), "os/type/@arch", ""), Xml.value(document.root(), "os/type/@machine", ""));
        this.inventory = new Inventory(document.root());
        String type = document.root().attribute("type");
        this.qemu = type == null || List.of("qemu", "kvm", "hvf", "kqemu").contains(type);
    }

    DomainDocument document() {
        return document;
    }

    SourceElement root() {
        return document.root();
    }

    /** Whether libvirt's QEMU driver runs the domain; one that does not say its type may be. */
    boolean isQemu() {
        return qemu;
    }

    /** The machine it runs on, and what only that has. */
    Machine machine() {
        return machine;
    }

    /** Whether one of these stands in the domain, a child of the root or a device. */
    boolean hasAny(List<String> names) {
        return inventory.hasAny(names);
    }

    /** All elements at a path below the root, in document order. */
    List<SourceElement> all(String path) {
        return inventory.all(path);
    }

    /** What is in the first {@code <devices>}, in document order. */
    List<SourceElement> devices() {
        return inventory.devices();
    }

    /** All devices of a kind, in document order. */
    List<SourceElement> devices(String kind) {
        return inventory.devices(kind);
    }

    /** The addresses of a type that the devices of the first {@code <devices>} have, in document order. */
    List<SourceElement> addresses(String type) {
        return inventory.addresses(type);
    }

    /** The controllers of a type, in document order. */
    List<SourceElement> controllers(String type) {
        return inventory.controllers(type);
    }

    /** The models of the SCSI controllers by index, empty where one names none. */
    Map<Long, String> scsiModels() {
        return inventory.scsiModels();
    }

    /** The places of the disks on a drive bus, in document order. */
    Map<SourceElement, DriveAddress> driveAddresses() {
        return inventory.driveAddresses();
    }

    /** What has the source of a character device. */
    List<SourceElement> chardevs() {
        return inventory.chardevs();
    }

    /** The QEMU arguments and overrides; found once. */
    QemuArgs qemuArgs() {
        QemuArgs known = qemuArgs;
        if (known == null) {
            known = new QemuArgs(root());
            qemuArgs = known;
        }
        return known;
    }

    Domain domain() {
        return context.domain();
    }

    HypervisorTarget target() {
        return context.target();
    }

    Stage stage() {
        return context.stage();
    }

    /** Whether the target has a feature. */
    Support supports(Feature feature) {
        return target().supports(feature);
    }

    /** What is an error where a stage was asked for and a warning otherwise: then the domain may be for another purpose. */
    Severity errorForStage() {
        return stage() == Stage.ANY ? Severity.WARNING : Severity.ERROR;
    }

    List<Hostdev> hostdevs() {
        return domain().getDevices() == null ? List.of() : domain().getDevices().getHostdevs();
    }

    List<Hostdev> mdevs() {
        List<Hostdev> known = mdevs;
        if (known == null) {
            known = new ArrayList<>();
            for (Hostdev hostdev : hostdevs()) {
                if (hostdev.getType() == HostdevType.MDEV) {
                    known.add(hostdev);
                }
            }
            mdevs = known;
        }
        return known;
    }

    /** The mdevs that can be a graphics card. */
    List<Hostdev> vgpus() {
        return vgpuFacts().all();
    }

    List<Video> videos() {
        return domain().getDevices() == null ? List.of() : domain().getDevices().getVideos();
    }

    List<Graphics> graphics() {
        return domain().getDevices() == null ? List.of() : domain().getDevices().getGraphics();
    }

    /** The model of a video; null where nothing says so, or where what is said is none that the grammar knows. */
    static @Nullable VideoModelType modelOf(Video video) {
        return video.getModel() == null ? null : video.getModel().getType();
    }

    /** Whether a video's model is written but none that the grammar knows. */
    boolean hasUnknownModel(Video video) {
        return modelOf(video) == null && video.getModel() != null
                && source(video).children("model").stream().anyMatch(model -> model.attribute("type") != null);
    }

    SourceElement source(Device device) {
        return Objects.requireNonNull(document.elementOf((Locatable) device), "a device of the document itself");
    }

    /** What asks for a display: an element, or the value of an argument. */
    SourceElement source(Displays.Display display) {
        return display.argument() >= 0 ? qemuArgs().arguments().get(display.argument())
                : Objects.requireNonNull(document.elementOf(Objects.requireNonNull(display.graphics())), "a display of the document itself");
    }

    /** A device as messages name it, such as {@code video (line 61)} or {@code mdev fff6f017… (line 70)}. */
    String name(Device device) {
        return name(source(device));
    }

    /** An element as messages name it, such as {@code disk vda (line 12)} or {@code <cpu> (line 7)}. */
    static String name(SourceElement element) {
        String line = " (line " + element.line() + ")";
        if (element.parent() == null || !element.parent().is("", "devices")) {
            return "<" + element.name() + ">" + line;
        }
        if (element.is("", "hostdev") && Xml.is(element, "@type", "mdev")) {
            String uuid = Xml.value(element, "source/address/@uuid", "");
            return (uuid.isBlank() ? "mdev" : "mdev " + (uuid.length() > 8 ? uuid.substring(0, 8) + "…" : uuid)) + line;
        }
        String own = element.is("", "disk") ? Xml.value(element, "target/@dev")
                : element.is("", "interface") ? Xml.value(element, "mac/@address") : null;
        return element.name() + (own == null ? "" : " " + own) + line;
    }

    static @Nullable String uuidOf(Hostdev mdev) {
        return mdev.getSource() == null || mdev.getSource().getAddress() == null ? null
                : mdev.getSource().getAddress().getUuid();
    }

    /** The devices with a PCI address that can be read; found once. */
    PciPlaces pciPlaces() {
        PciPlaces known = pciPlaces;
        if (known == null) {
            known = PciPlaces.of(domain());
            pciPlaces = known;
        }
        return known;
    }

    /** The PCI buses as libvirt has them before it places devices; null for a machine that is neither q35 nor pc. */
    @Nullable PciBuses pciBuses() {
        Optional<PciBuses> known = pciBuses;
        if (known == null) {
            known = Optional.ofNullable(PciBuses.of(this));
            pciBuses = known;
        }
        return known.orElse(null);
    }

    /** The PCI buses with the guest's numbers, or null where they cannot be told; rules of their own say why. */
    @Nullable PciTopology topology() {
        Optional<PciTopology> known = topology;
        if (known == null) {
            try {
                known = RootBus.of(domain()).isEmpty() ? Optional.empty() : Optional.of(PciTopology.of(domain()));
            } catch (PciTopologyException e) {
                known = Optional.empty();
            }
            topology = known;
        }
        return known.orElse(null);
    }

    /** The ids of the devices; found once. */
    DeviceIds deviceIds() {
        DeviceIds known = deviceIds;
        if (known == null) {
            known = DeviceIds.of(domain(), target(), qemuArgs().read());
            deviceIds = known;
        }
        return known;
    }

    private Vgpus vgpuFacts() {
        Vgpus known = vgpuFacts;
        if (known == null) {
            known = Vgpus.of(domain(), deviceIds(), qemuArgs().read());
            vgpuFacts = known;
        }
        return known;
    }

    /** The devices of its QEMU, as far as they are certain; found once. */
    List<QemuDevice> qemuDevices() {
        List<QemuDevice> known = qemuDevices;
        if (known == null) {
            known = QemuDevice.of(this);
            qemuDevices = known;
        }
        return known;
    }

    /** The displays that QEMU has in the end; found once. */
    Displays displays() {
        Displays known = displays;
        if (known == null) {
            known = Displays.of(domain(), qemuArgs().options());
            displays = known;
        }
        return known;
    }

    /** Whether a vGPU's picture is asked for in the end; null where that cannot be told. */
    @Nullable Boolean display(Hostdev vgpu) {
        String written = source(vgpu).attribute("display");
        String display = vgpuFacts().display(vgpu).orElse(written == null ? "off" : written);
        return display.equals("on") ? Boolean.TRUE : display.equals("off") ? Boolean.FALSE : null;
    }

    /** Whether a vGPU has a ramfb, which shows what the firmware draws: by its attribute, an override or an argument. */
    boolean hasRamfb(Hostdev vgpu) {
        return vgpuFacts().hasRamfb(vgpu);
    }

    /** Whose a vGPU is. */
    Vgpus.Maker maker(Hostdev vgpu) {
        return vgpuFacts().maker(vgpu);
    }

    /** The vGPUs that may be of GVT-g, which do not say that they are another vendor's. */
    List<Hostdev> gvtgVgpus() {
        return vgpus().stream().filter(vgpu -> maker(vgpu) != Vgpus.Maker.OTHER).toList();
    }
}
