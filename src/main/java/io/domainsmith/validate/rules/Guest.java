package io.domainsmith.validate.rules;

import io.domainsmith.document.DeviceNode;
import io.domainsmith.document.DomainDocument;
import io.domainsmith.document.SourceElement;
import io.domainsmith.model.Device;
import io.domainsmith.model.Domain;
import io.domainsmith.model.Graphics;
import io.domainsmith.model.Hostdev;
import io.domainsmith.model.HostdevModel;
import io.domainsmith.model.HostdevType;
import io.domainsmith.model.Interface;
import io.domainsmith.model.InterfaceType;
import io.domainsmith.model.Video;
import io.domainsmith.model.VideoModelType;
import io.domainsmith.model.YesNo;
import io.domainsmith.pci.PciAddress;
import io.domainsmith.pci.PciTopology;
import io.domainsmith.pci.PciTopologyException;
import io.domainsmith.pci.RootBus;
import io.domainsmith.target.Feature;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.target.Support;
import io.domainsmith.validate.RuleContext;
import io.domainsmith.validate.Severity;
import io.domainsmith.validate.Stage;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
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
    private final @Nullable SourceElement onlyDevices;
    private final Map<String, List<SourceElement>> found = new HashMap<>();
    private @Nullable List<Hostdev> mdevs;
    private @Nullable List<Hostdev> vgpus;
    private @Nullable Map<Device, PciAddress> pciAddresses;
    private @Nullable Optional<PciBuses> pciBuses;
    private @Nullable Optional<PciTopology> topology;
    private @Nullable Map<Hostdev, String> hostdevAliases;

    Guest(DomainDocument document, RuleContext context) {
        this.document = document;
        this.context = context;
        this.machine = Machine.of(document.root());
        List<SourceElement> devices = document.root().children("devices");
        this.onlyDevices = devices.size() == 1 ? devices.get(0) : null;
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

    /** All elements at a path below the root, in document order; found once. */
    List<SourceElement> all(String path) {
        return found.computeIfAbsent(path, asked -> Collections.unmodifiableList(Xml.all(root(), asked)));
    }

    /** All devices of a kind, in document order. */
    List<SourceElement> devices(String kind) {
        SourceElement devices = onlyDevices;
        return devices == null ? all("devices/" + kind) : devices.children(kind);
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
            known = hostdevs().stream().filter(hostdev -> hostdev.getType() == HostdevType.MDEV).toList();
            mdevs = known;
        }
        return known;
    }

    /** The mdevs that can be a graphics card. */
    List<Hostdev> vgpus() {
        List<Hostdev> known = vgpus;
        if (known == null) {
            known = mdevs().stream().filter(hostdev -> hostdev.getModel() == HostdevModel.VFIO_PCI).toList();
            vgpus = known;
        }
        return known;
    }

    List<Video> videos() {
        return domain().getDevices() == null ? List.of() : domain().getDevices().getVideos();
    }

    List<Graphics> graphics() {
        return domain().getDevices() == null ? List.of() : domain().getDevices().getGraphics();
    }

    /** The video that libvirt makes the primary one: marked so, else the first (virDomainDefPostParseVideo). */
    @Nullable Video primaryVideo() {
        return videos().stream().filter(video -> video.getModel() != null && video.getModel().getPrimary() == YesNo.YES)
                .findFirst().orElse(videos().isEmpty() ? null : videos().get(0));
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

    /** All devices with a PCI address that can be read, in document order; consoles mirror serial ports. */
    Map<Device, PciAddress> pciAddresses() {
        Map<Device, PciAddress> known = pciAddresses;
        if (known == null) {
            Map<Device, PciAddress> found = new LinkedHashMap<>();
            for (DeviceNode node : DeviceNode.of(domain())) {
                if (!node.kind().equals("console")) {
                    PciAddress.of(node.device().getAddress()).ifPresent(address -> found.put(node.device(), address));
                }
            }
            known = Collections.unmodifiableMap(found);
            pciAddresses = known;
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

    /** The alias that libvirt gives or leaves to each hostdev (qemuAssignDeviceAliases): see {@link MdevRules}. */
    Map<Hostdev, String> hostdevAliases() {
        Map<Hostdev, String> known = hostdevAliases;
        if (known == null) {
            known = aliases();
            hostdevAliases = known;
        }
        return known;
    }

    private Map<Hostdev, String> aliases() {
        Map<Hostdev, String> aliases = new IdentityHashMap<>();
        int next = 0;
        if (domain().getDevices() != null) {
            for (Interface nic : domain().getDevices().getInterfaces()) {
                if (nic.getType() == InterfaceType.HOSTDEV && userAlias(nic) == null) {
                    next++;
                }
            }
        }
        for (Hostdev hostdev : hostdevs()) {
            String user = userAlias(hostdev);
            aliases.put(hostdev, user == null ? "hostdev" + next++ : user);
        }
        return aliases;
    }

    /** The alias of a user's own, which alone survives in an inactive document. */
    static @Nullable String userAlias(Device device) {
        String name = device.getAlias() == null ? null : device.getAlias().getName();
        return name != null && name.startsWith("ua-") ? name : null;
    }

    /** Whether a vGPU's picture is asked for in the end; null where that cannot be told. */
    @Nullable Boolean display(Hostdev vgpu) {
        String display = source(vgpu).attribute("display");
        String alias = hostdevAliases().get(vgpu);
        for (QemuArgs.Setting override : QemuArgs.overrides(document.root())) {
            if (override.alias().equals(alias) && override.property().equals("display")) {
                display = override.value();
            }
        }
        for (QemuArgs.Setting setting : QemuArgs.deviceSettings(document.root())) {
            if (setting.alias().equals(alias) && setting.property().equals("display")) {
                display = setting.value();
            }
        }
        if (display == null || display.equals("off")) {
            return false;
        }
        return display.equals("on") ? Boolean.TRUE : null;
    }
}
