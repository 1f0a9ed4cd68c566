package io.domainsmith.guest;

import io.domainsmith.model.Device;
import io.domainsmith.model.Domain;
import io.domainsmith.model.Hostdev;
import io.domainsmith.model.HostdevModel;
import io.domainsmith.model.HostdevType;
import io.domainsmith.model.OnOff;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The mediated devices of a domain that can be a graphics card: whose they are, and what QEMU shows of them in the end, by attribute, override
 * or argument.
 *
 * <pre>{@code
 * Vgpus vgpus = Vgpus.of(document.domain());
 * for (Hostdev vgpu : vgpus.all()) {
 *     System.out.println(vgpus.maker(vgpu) + " " + vgpus.display(vgpu).orElse("off"));
 * }
 * }</pre>
 *
 * @since 0.1
 */
public final class Vgpus {

    /** The alias that a vGPU of GVT-g gets. */
    public static final String GVTG_ALIAS = "ua-gvtg";
    /** The alias that any other vGPU gets. */
    public static final String OTHER_ALIAS = "ua-vgpu";

    private static final String OPREGION = "x-igd-opregion";
    private static final String DISPLAY = "display";
    private static final String RAMFB = "ramfb";

    /** Whose an mdev is, as far as the document says so: its XML has nothing but a uuid. */
    public enum Maker {
        /** Intel's, of GVT-g: an option is about its opregion, which no other vendor's has, or its alias is ua-gvtg. */
        GVTG,
        /** Another vendor's: its alias is ua-vgpu, its element asks for ramfb, which GVT-g does not need, or the guest is an s390 one. */
        OTHER,
        /** The document does not say. */
        UNTOLD
    }

    private final Domain domain;
    private final QemuSettings settings;
    private final Map<Hostdev, Set<String>> ids;

    private Vgpus(Domain domain, QemuSettings settings, Map<Hostdev, Set<String>> ids) {
        this.domain = domain;
        this.settings = settings;
        this.ids = ids;
    }

    /** The vGPUs of a domain that may be for any libvirt: an option by a number counts, also where the vGPU has an alias. */
    public static Vgpus of(Domain domain) {
        return new Vgpus(domain, QemuSettings.of(domain), DeviceIds.everyIdOfHostdevs(domain));
    }

    /** The vGPUs of a domain with these ids and settings. */
    public static Vgpus of(Domain domain, DeviceIds ids, QemuSettings settings) {
        Map<Hostdev, Set<String>> own = new IdentityHashMap<>();
        all(domain).forEach(vgpu -> own.put(vgpu, ids.of(vgpu).map(Set::of).orElse(Set.of())));
        return new Vgpus(domain, settings, own);
    }

    /** Whether a device can be a graphics card: an mdev of model vfio-pci. */
    public static boolean isVgpu(Device device) {
        return device instanceof Hostdev hostdev && hostdev.getType() == HostdevType.MDEV && hostdev.getModel() == HostdevModel.VFIO_PCI;
    }

    /** All vGPUs, in the order of the document. */
    public static List<Hostdev> all(Domain domain) {
        return domain.getDevices() == null ? List.of() : domain.getDevices().getHostdevs().stream().filter(Vgpus::isVgpu).toList();
    }

    /** All vGPUs, in the order of the document. */
    public List<Hostdev> all() {
        return all(domain);
    }

    /**
     * The vGPUs of GVT-g: those that the document says are; where none says so, those whose display is on and drawn by OpenGL, without which
     * GVT-g starts no display.
     */
    public List<Hostdev> gvtg() {
        List<Hostdev> said = all().stream().filter(vgpu -> asksForOpRegion(vgpu) || maker(vgpu) == Maker.GVTG && showsDisplay(vgpu)).toList();
        return !said.isEmpty() || !Displays.of(domain).hasOpenGl() ? said
                : all().stream().filter(vgpu -> maker(vgpu) == Maker.UNTOLD && showsDisplay(vgpu)).toList();
    }

    /** Whose a vGPU is. */
    public Maker maker(Hostdev vgpu) {
        if (Machine.of(domain).isS390()) {
            return Maker.OTHER;
        } else if (asksForOpRegion(vgpu) || DeviceIds.userAliasStartsWith(vgpu, GVTG_ALIAS)) {
            return Maker.GVTG;
        }
        return DeviceIds.userAliasStartsWith(vgpu, OTHER_ALIAS) || vgpu.getRamfb() == OnOff.ON ? Maker.OTHER : Maker.UNTOLD;
    }

    private boolean asksForOpRegion(Hostdev vgpu) {
        return value(vgpu, OPREGION).isPresent();
    }

    /** Whether QEMU is asked for a vGPU's picture: {@code on}, {@code off} or another word of QEMU's; empty if nothing says so, which is off. */
    public Optional<String> display(Hostdev vgpu) {
        return value(vgpu, DISPLAY).or(() -> Optional.ofNullable(vgpu.getDisplay()).map(OnOff::value));
    }

    /** Whether a vGPU's picture is asked for. */
    public boolean showsDisplay(Hostdev vgpu) {
        return display(vgpu).filter("on"::equals).isPresent();
    }

    /** Whether a vGPU has a ramfb, which shows what the firmware draws. */
    public boolean hasRamfb(Hostdev vgpu) {
        return value(vgpu, RAMFB).map(QemuSettings::isOn).orElse(vgpu.getRamfb() == OnOff.ON);
    }

    private Optional<String> value(Hostdev vgpu, String property) {
        return settings.last(ids.getOrDefault(vgpu, Set.of()), property).map(QemuSettings.Setting::value);
    }
}
