package io.domainsmith.target;

import static io.domainsmith.target.Releases.libvirt;
import static io.domainsmith.target.Releases.qemu;

import io.domainsmith.target.Support.Answer;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What came to libvirt and QEMU, or went, by release. This table is the only place that knows releases; ask
 * {@link HypervisorTarget#supports(Feature)}.
 *
 * @since 0.1
 */
public enum Feature {

    // ---- the vGPU

    /** {@code <hostdev type='mdev'>}. */
    MDEV("<hostdev type='mdev'>", "formatdomain.rst, hostdev", libvirt("3.2")),
    /** QEMU's property display of vfio-pci. */
    VFIO_DISPLAY("display of a vfio-pci device", "QEMU hw/vfio/display.c", qemu("2.12")),
    /** The attribute {@code display} of an mdev. */
    MDEV_DISPLAY("display='on' on an mdev", "formatdomain.rst, hostdev", libvirt("4.6").withQemu("2.12")),
    /** The attribute {@code ramfb} of an mdev; the QEMU release is that of the device vfio-pci-nohotplug. */
    MDEV_RAMFB("ramfb='on' on an mdev", "formatdomain.rst, hostdev; QEMU's vfio-pci-nohotplug", libvirt("5.10").withQemu("3.1")),
    /** QEMU's property ramfb, which vfio-pci-nohotplug has. */
    VFIO_RAMFB("ramfb of a vfio-pci-nohotplug device", "QEMU's vfio-pci-nohotplug", qemu("3.1")),
    /** {@code display} and {@code ramfb} on {@code <hostdev type='pci'>}, for SR-IOV vGPUs; 9.0 drops them silently. */
    PCI_DISPLAY("display and ramfb on <hostdev type='pci'>", "libvirt commit e2a7dd3f; the 10.x release is not pinned down",
            libvirt("11.0"), libvirt("10.0", "11.0").perhaps()),
    /** libvirt refuses two host devices with a ramfb, which QEMU does not start with. */
    RAMFB_CHECK("a check that one host device has a ramfb", "virDomainDefHostdevValidate; 7.0 has none, 9.0 has", libvirt("9.0"),
            libvirt("7.0.1", "9.0").perhaps()),
    /** An alias of the user's own, {@code ua-...}. */
    USER_ALIAS("<alias name='ua-...'>", "formatdomain.rst, device aliases", libvirt("3.9")),
    /** A filesystem with an alias of its user takes no number from the others: libvirt counts instead of numbering by place. */
    COUNTED_FILESYSTEMS("ids of filesystems by count", "qemuAssignDeviceFSAlias, with the hotplug of virtiofs", libvirt("7.9")),
    /** QEMU's property x-igd-opregion of vfio-pci. */
    OPREGION("x-igd-opregion", "QEMU hw/vfio/pci.c", qemu("2.6")),
    /** The opregion without anybody asking for it. */
    OPREGION_BY_DEFAULT("the opregion by default", "QEMU commit 16cbb433", qemu("10.1")),
    /** Plugging a GVT-g vGPU into a running guest. */
    GVTG_HOTPLUG("hotplug of a GVT-g vGPU", "QEMU commit 106cdbce", qemu("", "10.1")),
    /** An option ROM by {@code <rom>}, which libvirt accepts on an mdev and does not pass on. */
    MDEV_ROM("<rom> on an mdev", "qemuBuildHostdevMediatedDevProps; not passed on by 9.0, nothing newer known",
            libvirt("9.0.1").perhaps()),
    /** The iommufd backend for host devices. */
    IOMMUFD("<driver iommufd='yes'> on a hostdev", "libvirt NEWS 12.1, 12.2", libvirt("12.1")),
    /** Migration between an mdev and a virtual function of the same vGPU. */
    MDEV_TO_VF_MIGRATION("migration between an mdev and an SR-IOV vGPU", "libvirt NEWS 11.0", libvirt("11.0")),

    // ---- displays

    /** {@code <graphics type='egl-headless'>}. */
    EGL_HEADLESS("<graphics type='egl-headless'>", "formatdomain.rst, graphics", "graphics/type/egl-headless",
            libvirt("4.6").withQemu("2.10")),
    /** QEMU's argument {@code -display egl-headless}. */
    EGL_HEADLESS_ARGUMENT("-display egl-headless", "QEMU ui/egl-headless.c", qemu("2.10")),
    /** The attribute {@code rendernode} in egl-headless' {@code <gl>}, and libvirt's choice where there is none. */
    EGL_RENDER_NODE("<gl rendernode> in egl-headless", "formatdomain.rst, graphics", libvirt("5.0").withQemu("3.1")),
    /** {@code <gl enable>} in SPICE. */
    SPICE_GL("<gl enable> in SPICE", "formatdomain.rst, graphics", libvirt("1.3.3").withQemu("2.6")),
    /** {@code <gl rendernode>} in SPICE. */
    SPICE_RENDER_NODE("<gl rendernode> in SPICE", "formatdomain.rst, graphics", libvirt("3.1").withQemu("2.9")),
    /** SPICE at all: builds without it exist (RHEL 9), and only domain capabilities tell. */
    SPICE("<graphics type='spice'>", "domain capabilities", "graphics/type/spice", libvirt("0.8").perhaps()),

    // ---- displays beside a vGPU whose picture is a dma-buf

    /** SPICE without OpenGL: from 6.0 on QEMU asks every display that is attached to the vGPU's console for dma-bufs. */
    DMABUF_BESIDE_SPICE("a vGPU's dma-buf beside SPICE without OpenGL", "QEMU commit 5983fdf1dc, dpy_compatible_with; started guests",
            qemu("2.12", "6.0")),
    /** VNC as the vGPU's own viewer, which QEMU attaches to the first console by name from 9.0 on. */
    DMABUF_IN_VNC("a vGPU's dma-buf in VNC", "QEMU commit d4c199566f, vnc_display_open; started guests", qemu("2.12", "9.0")),
    /** VNC that is attached to an emulated video, the vGPU being another console. */
    DMABUF_BESIDE_VNC_OF_VIDEO("a vGPU's dma-buf beside VNC on an emulated video", "QEMU ui/vnc.c; started guests", qemu("2.12")),
    /** VNC beside a display that has OpenGL of its own, which egl-headless alone shares. */
    VNC_BESIDE_OPENGL("VNC beside a display with OpenGL other than egl-headless", "QEMU commit d4c199566f, dpy_gl_ctx_is_compatible_dcl",
            qemu("2.12", "9.0")),
    /** A VNC client that asks for the vGPU's console ends QEMU. */
    VNC_CONSOLE_ENDS_QEMU("QEMU ending when a VNC client opens the vGPU's console", "QEMU commit d4c199566f; started guests", qemu("9.0")),
    /** SPICE with OpenGL that listens on no network. */
    DMABUF_IN_LOCAL_SPICE("a vGPU's dma-buf in local SPICE with OpenGL", "QEMU ui/spice-display.c; started guests", libvirt("2.0").withQemu("2.12")),
    /** SPICE with OpenGL on the network, if QEMU was built with spice-server 0.15.3 or later, which versions do not tell. */
    SPICE_GL_ON_NETWORK("SPICE with OpenGL on the network", "QEMU commit 376d4b22e4, qemu_spice_init", qemu("10.1").perhaps()),
    /** The D-Bus display with OpenGL. */
    DMABUF_IN_DBUS("a vGPU's dma-buf in the D-Bus display", "libvirt NEWS 8.4, QEMU ui/dbus-listener.c; started guests",
            libvirt("8.4").withQemu("7.0")),
    /** VNC by qemu-vnc, a program of its own on the D-Bus display. It takes no dma-bufs, so the vGPU's picture is not expected there. */
    DMABUF_IN_DBUS_VNC("VNC by qemu-vnc on the D-Bus display", "libvirt NEWS 12.5, QEMU commit 3a453266e3", libvirt("12.5").withQemu("11.1").perhaps()),
    /** OpenGL without a window. */
    DMABUF_IN_EGL_HEADLESS("a vGPU's dma-buf in egl-headless", "QEMU ui/egl-headless.c; started guests", qemu("2.12")),
    /** A window by GTK. */
    DMABUF_IN_GTK("a vGPU's dma-buf in a GTK window", "QEMU ui/gtk-egl.c", qemu("2.12")),
    /** A window by SDL. */
    DMABUF_IN_SDL("a vGPU's dma-buf in an SDL window", "QEMU ui/sdl2-gl.c: not in 10.2, in 11.1", qemu("11.1"), qemu("11.0", "11.1").perhaps()),

    /** {@code <graphics type='dbus'>}. */
    DBUS("<graphics type='dbus'>", "formatdomain.rst, graphics", "graphics/type/dbus", libvirt("8.4").withQemu("7.0")),
    /** VNC at all; domain capabilities tell. */
    VNC("<graphics type='vnc'>", "domain capabilities", "graphics/type/vnc", libvirt("0.8")),

    // ---- videos

    /** {@code <video>} of type none. */
    VIDEO_NONE("<video> of type none", "formatdomain.rst, video", "video/modelType/none", libvirt("4.6")),
    /** bochs-display. */
    VIDEO_BOCHS("<video> of type bochs", "formatdomain.rst, video", "video/modelType/bochs", libvirt("5.6").withQemu("3.0")),
    /** ramfb. */
    VIDEO_RAMFB("<video> of type ramfb", "formatdomain.rst, video", "video/modelType/ramfb", libvirt("5.9").withQemu("3.0")),
    /** qxl; builds without it exist (RHEL 9), and only domain capabilities tell. */
    VIDEO_QXL("<video> of type qxl", "domain capabilities", "video/modelType/qxl", libvirt("0.8").perhaps()),
    /** cirrus; builds without it exist (RHEL 9), and only domain capabilities tell. */
    VIDEO_CIRRUS("<video> of type cirrus", "domain capabilities", "video/modelType/cirrus", libvirt("0.8").perhaps()),
    /** Which of the two virtio videos a domain has is written into the document. */
    VIRTIO_VIDEO_RECORDED("the choice of the virtio video in the document", "libvirt NEWS 12.5", libvirt("12.5")),

    // ---- the qemu namespace

    /** libvirt writes {@code -device} as JSON, in which {@code -set device.*} finds nothing. 8.0 went back to the old syntax. */
    JSON_DEVICE("-device as JSON, in which -set finds no device", "QEMU_CAPS_DEVICE_JSON; libvirt tests/qemucapabilitiesdata",
            libvirt("7.9", "8.0").withQemu("6.2"), libvirt("8.1").withQemu("7.0")),
    /** {@code <qemu:override>} without harm. */
    OVERRIDE("<qemu:override>", "libvirt NEWS 8.2 and 8.5", libvirt("8.5")),
    /** {@code <qemu:override>} that can crash libvirt. */
    OVERRIDE_CRASHES("<qemu:override> that can crash libvirt", "libvirt NEWS 8.2 and 8.5", libvirt("8.2", "8.5")),
    /** {@code <qemu:capabilities>}. */
    CAPABILITIES("<qemu:capabilities>", "drvqemu.rst", libvirt("5.5")),
    /** Back to the old syntax by {@code <qemu:del capability='device.json'>}. */
    DEL_DEVICE_JSON("<qemu:del capability='device.json'>", "qemu_capabilities.c: the name in 7.9 and 7.10", libvirt("7.9", "8.0")),
    /** Back to the old syntax by {@code <qemu:del capability='device.json+hotplug'>}. */
    DEL_DEVICE_JSON_HOTPLUG("<qemu:del capability='device.json+hotplug'>", "qemu_capabilities.c: the name from 8.1 on",
            libvirt("8.1")),

    // ---- the host's device

    /** {@code virsh nodedev-define} for an mdev. */
    NODEDEV_DEFINE("virsh nodedev-define of an mdev", "libvirt NEWS 7.3", libvirt("7.3")),
    /** The name of an mdev's node device ends in its parent's address. */
    NODEDEV_NAME_WITH_PARENT("an mdev's node device named after its parent, too", "libvirt commit 3bd8181b, 7.7", libvirt("7.7")),
    /** {@code virsh nodedev-autostart}. */
    NODEDEV_AUTOSTART("virsh nodedev-autostart", "libvirt NEWS 7.8", libvirt("7.8")),

    // ---- the rest of the guest

    /** The features that a firmware must have, in {@code <firmware>}. */
    FIRMWARE_FEATURES("<firmware> with <feature> in <os>", "formatdomain.rst, guest firmware; 7.0 drops them, 9.0 keeps them", libvirt("7.2")),
    /** {@code <loader>} beside {@code <os firmware>}, to narrow the choice. */
    FIRMWARE_SELECTED_BY_LOADER("<loader> beside firmware='efi'", "libvirt NEWS 9.2, virDomainDefOSValidate", libvirt("9.2")),
    /** {@code <readonly/>} of virtiofs. */
    VIRTIOFS_READONLY("read-only virtiofs", "libvirt NEWS 11.0, qemuValidateDomainDeviceDefFS", libvirt("11.0")),
    /** {@code <graphics type='rdp'>} of QEMU. */
    RDP("<graphics type='rdp'>", "libvirt NEWS 11.1, qemu_rdp.c", "graphics/type/rdp", libvirt("11.1")),

    /** The passt backend of {@code <interface type='vhostuser'>}, which then has addresses on the guest's side. */
    VHOSTUSER_PASST("the passt backend of vhostuser interfaces", "libvirt NEWS 11.1", libvirt("11.1")),
    /** {@code <product>} of a disk on the bus ide or sata. */
    PRODUCT_OF_ATA_DISK("<product> of an IDE or SATA disk", "formatdomain.rst, hard drives", libvirt("11.1")),
    /** {@code removable} on a disk of the bus scsi. */
    REMOVABLE_SCSI_DISK("removable on a SCSI disk", "virDomainDiskDefValidate; 9.0 refuses it, 11.3 does not", libvirt("11.3"),
            libvirt("9.0.1", "11.3").perhaps()),
    /** {@code <maxphysaddr mode='emulate'>} without bits. */
    BARE_PHYSICAL_BITS("<maxphysaddr mode='emulate'> without bits", "formatdomain.rst, CPU model", libvirt("9.2")),
    /** The sheepdog protocol. */
    SHEEPDOG("the sheepdog protocol", "QEMU docs/about/removed-features.rst", qemu("", "6.1")),
    /** libvirt refuses the sheepdog protocol, which no hypervisor has. */
    SHEEPDOG_CHECK("a check for the sheepdog protocol", "virDomainDiskDefValidate; 9.0 accepts it, 11.3 does not", libvirt("11.3"),
            libvirt("9.0.1", "11.3").perhaps()),
    /** libvirt refuses an empty USB disk, which QEMU does not start with. */
    EMPTY_USB_DISK_CHECK("a check for empty USB disks", "qemuValidateDomainDeviceDefDisk; 9.0 accepts one, 11.3 does not", libvirt("11.3"),
            libvirt("9.0.1", "11.3").perhaps()),
    /** libvirt refuses memory devices that overlap, and not only those at one address. */
    MEMORY_OVERLAP_CHECK("a check for memory devices that overlap", "libvirt NEWS 9.8, virDomainMemoryDefCheckConflict",
            libvirt("9.8")),
    /** libvirt refuses the protocols of a TCP source that QEMU has not. */
    CHARDEV_PROTOCOL_CHECK("a check for the protocols of a TCP source", "qemuValidateDomainChrSourceDef; 9.0 accepts all, 11.3 does not",
            libvirt("11.3"), libvirt("9.0.1", "11.3").perhaps()),
    /** libvirt refuses devices that talk over SPICE where there is no SPICE display, which QEMU does not start with. */
    SPICE_DEPENDENTS_CHECK("a check that what talks over SPICE has a SPICE display", "qemuValidateDomainChrSourceDef; 7.0 has none, 9.0 has",
            libvirt("9.0"), libvirt("7.0.1", "9.0").perhaps()),
    /** libvirt refuses what contradicts {@code firmware='efi'}. */
    FIRMWARE_CHECK("a check of what stands beside <os firmware>", "virDomainDefOSValidate; 7.0 has none, 9.0 has", libvirt("9.0"),
            libvirt("7.0.1", "9.0").perhaps()),
    /** libvirt refuses port forwarding without the backend that does it. */
    PORT_FORWARD_CHECK("a check that <portForward> has the backend passt", "virDomainNetDefValidate; 9.0 has none, 11.3 has", libvirt("11.3"),
            libvirt("9.0.1", "11.3").perhaps()),
    /** libvirt refuses KVM's hint-dedicated without the host's CPU. */
    KVM_HINT_CHECK("a check that KVM's hint-dedicated has the host's CPU", "qemuValidateDomainDefFeatures; there before 9.0, which has none",
            libvirt("5.7", "9.0").perhaps()),

    /** {@code clusters} in {@code <topology>}. */
    CPU_CLUSTERS("clusters in <topology>", "formatdomain.rst, CPU topology", libvirt("10.1")),
    /** More than 255 vCPUs get an IOMMU with eim by themselves. */
    AUTOMATIC_EIM("the IOMMU for more than 255 vCPUs by default", "libvirt NEWS 10.10", libvirt("10.10")),
    /** libvirt refuses Hyper-V enlightenments without those they need; QEMU does so anyway. */
    HYPERV_DEPENDENCIES("a check of Hyper-V enlightenments' dependencies", "libvirt NEWS 11.9, relaxed in 12.0", libvirt("11.9")),

    // ---- each other

    /** A QEMU that is not too old for its libvirt. */
    QEMU_FOR_LIBVIRT("a QEMU that libvirt takes", "libvirt NEWS 10.6, 11.2 and 12.4", libvirt("", "10.6"),
            libvirt("10.6", "11.2").withQemu("5.2"), libvirt("11.2", "12.4").withQemu("6.2"), libvirt("12.4").withQemu("7.2"));

    private final String what;
    private final String source;
    private final @Nullable String listed;
    private final List<Releases> releases;
    private final String where;

    Feature(String what, String source, Releases... releases) {
        this(what, source, null, releases);
    }

    Feature(String what, String source, @Nullable String listed, Releases... releases) {
        this.what = what;
        this.source = source;
        this.listed = listed;
        this.releases = List.of(releases);
        this.where = this.releases.stream().map(Releases::toString).collect(Collectors.joining("; or "));
    }

    /** What it is, as messages name it. */
    public String what() {
        return what;
    }

    /** The releases that have it, such as {@code libvirt 8.5.0 or later}. */
    public String where() {
        return where;
    }

    /** Where the claim is from. */
    public String source() {
        return source;
    }

    /** Where domain capabilities list it, as {@code device/enum/value}, or null if they do not. */
    @Nullable String listed() {
        return listed;
    }

    /** Whether every release from some point on has it, as far as is known today. */
    public boolean lasts() {
        return releases.stream().anyMatch(one -> one.certain() && one.libvirt().before() == null && one.qemu().before() == null);
    }

    /** Yes if one stretch of releases has the target, no if none can. */
    Answer answer(HypervisorTarget target) {
        Answer best = Answer.NO;
        for (Releases one : releases) {
            Answer answer = one.has(target);
            if (answer == Answer.YES) {
                return answer;
            }
            best = answer == Answer.UNKNOWN ? answer : best;
        }
        return best;
    }

    /** The oldest libvirt that lists it as a value of its domain capabilities; null if none is known. */
    @Nullable Version listedFrom() {
        return listed == null || releases.size() != 1 ? null : releases.get(0).libvirt().from();
    }

    /** The oldest QEMU that a libvirt takes, or null if none is known. */
    static @Nullable Version oldestQemu(@Nullable Version libvirt) {
        return libvirt == null ? null : QEMU_FOR_LIBVIRT.releases.stream()
                .filter(one -> one.libvirt().has(libvirt, Releases.ANY) == Answer.YES).findFirst().map(one -> one.qemu().from()).orElse(null);
    }
}
