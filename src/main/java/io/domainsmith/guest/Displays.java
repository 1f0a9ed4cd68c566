package io.domainsmith.guest;

import io.domainsmith.model.Domain;
import io.domainsmith.model.Gl;
import io.domainsmith.model.Graphics;
import io.domainsmith.model.GraphicsType;
import io.domainsmith.model.ListenType;
import io.domainsmith.model.Video;
import io.domainsmith.model.VideoModelType;
import io.domainsmith.model.YesNo;
import io.domainsmith.target.Feature;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.target.Support;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The displays with which QEMU runs a domain, from {@code <graphics>} and from {@code <qemu:commandline>}: which are there in the end, which
 * have OpenGL, and which can show a vGPU whose picture is a dma-buf, as that of GVT-g is.
 *
 * <p>libvirt writes one argument for each {@code <graphics>} and appends those of {@code <qemu:commandline>}. QEMU has one main display, the
 * last of {@code -display}, {@code -nographic}, {@code -sdl} and {@code -curses} (QEMU system/vl.c), and SPICE and VNC beside it;
 * {@code -spice} adds to what an earlier one said.
 *
 * <pre>{@code
 * Displays displays = Displays.of(document.domain());
 * if (!displays.hasOpenGl()) {
 *     System.out.println("a GVT-g vGPU does not start: opengl not available");
 * }
 * }</pre>
 *
 * @since 0.1
 */
public final class Displays {

    /** The programs and protocols by which a display is seen. */
    public enum Kind {
        /** SPICE. */
        SPICE,
        /** VNC. */
        VNC,
        /** OpenGL without a window, which SPICE without OpenGL or VNC shows. */
        EGL_HEADLESS,
        /** A window of QEMU's own, by SDL. */
        SDL,
        /** A window of QEMU's own, by GTK. */
        GTK,
        /** QEMU's D-Bus interface. */
        DBUS,
        /** RDP, by a program of its own beside QEMU. */
        RDP,
        /** None of these, or an unknown one. */
        OTHER
    }

    /**
     * A display.
     *
     * @param kind how it is seen
     * @param hasOpenGl whether QEMU draws on it with OpenGL
     * @param isLocal whether only this host reaches it: it listens on no network
     * @param graphics the element that asks for it, or null if an argument does
     * @param argument the number of the argument that asks for it, counted from 0; -1 if none does
     */
    public record Display(Kind kind, boolean hasOpenGl, boolean isLocal, @Nullable Graphics graphics, int argument) {

        /** Its name in libvirt and QEMU, such as {@code egl-headless}. */
        public String name() {
            return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * Whether a vGPU with a dma-buf starts beside a display.
     *
     * @param display the display
     * @param feature the row of the table that tells
     * @param support what the table says of the target
     */
    public record Showing(Display display, Feature feature, Support support) {

        /** What QEMU says where it refuses to start, empty if libvirt or the grammar of its options does. */
        public Optional<String> refusal() {
            return switch (feature) {
                case DMABUF_BESIDE_SPICE, DMABUF_IN_VNC, DMABUF_IN_SDL -> Optional.of("The console requires display DMABUF support.");
                case VNC_BESIDE_OPENGL -> Optional.of("Display vnc is incompatible with the GL context");
                case SPICE_GL_ON_NETWORK -> Optional.of("SPICE GL support is local-only for now and incompatible with -spice port/tls-port");
                default -> Optional.empty();
            };
        }

        /** Whether the guest starts with the display: on the target, or, as far as that is not known, on every release of today. */
        public boolean starts() {
            return support.isYes() || support.isUnknown() && feature.lasts();
        }
    }

    private static final Set<String> OPEN_GL = Set.of("on", "es", "core");
    private static final Set<GraphicsType> MAIN = Set.of(GraphicsType.EGL_HEADLESS, GraphicsType.SDL, GraphicsType.DBUS);

    private static final Set<Kind> ON_RENDER_NODE = Set.of(Kind.SPICE, Kind.EGL_HEADLESS, Kind.DBUS);

    private final List<Display> all;
    private final boolean emulatedVideo;
    private final boolean renderNode;

    private Displays(List<Display> all, boolean emulatedVideo, boolean renderNode) {
        this.all = List.copyOf(all);
        this.emulatedVideo = emulatedVideo;
        this.renderNode = renderNode;
    }

    /** The displays of a domain. */
    public static Displays of(Domain domain) {
        return of(domain, QemuOptions.of(domain));
    }

    /** The displays of a domain whose arguments for QEMU were read already. */
    public static Displays of(Domain domain, QemuOptions options) {
        return of(domain.getDevices() == null ? List.of() : domain.getDevices().getGraphics(), domain, options);
    }

    /** The displays that a domain would have with other {@code <graphics>}. */
    public static Displays of(List<Graphics> graphics, Domain domain, QemuOptions options) {
        List<Display> all = new ArrayList<>();
        Optional<QemuOptions.Option> main = options.all("display", "nographic", "sdl", "curses").stream()
                .filter(option -> !isVnc(option)).reduce((one, other) -> other);
        for (Graphics one : graphics) {
            if (main.isEmpty() || one.getType() == null || !MAIN.contains(one.getType())) {
                all.add(of(one));
            }
        }
        main.map(Displays::main).filter(display -> display.kind() != Kind.OTHER).ifPresent(all::add);
        options.all("spice").forEach(option -> addSpice(all, option));
        options.all("vnc", "display").stream().filter(Displays::isVnc)
                .forEach(option -> all.add(new Display(Kind.VNC, false, option.head().startsWith("unix:"), null, option.index())));
        return new Displays(all, hasEmulatedVideo(graphics, domain, options), graphics.stream().anyMatch(Displays::bringsRenderNode));
    }

    /** Whether libvirt lets QEMU open a render node for it: the one that it names, or one that libvirt chooses for its OpenGL. */
    private static boolean bringsRenderNode(Graphics graphics) {
        Gl gl = graphics.getGl();
        return graphics.getType() == GraphicsType.EGL_HEADLESS || gl != null && (gl.getEnable() == YesNo.YES || gl.getRendernode() != null)
                && (graphics.getType() == GraphicsType.SPICE || graphics.getType() == GraphicsType.DBUS);
    }

    /** {@code -display vnc=...} is another way to write {@code -vnc}: it leaves the main display as it is. */
    private static boolean isVnc(QemuOptions.Option option) {
        return option.name().equals("vnc") && !option.head().equals("none")
                || option.name().equals("display") && option.head().startsWith("vnc=");
    }

    private static Display of(Graphics graphics) {
        boolean gl = graphics.getGl() != null && graphics.getGl().getEnable() == YesNo.YES;
        if (graphics.getType() == null) {
            return new Display(Kind.OTHER, true, true, graphics, -1);
        }
        return switch (graphics.getType()) {
            case SPICE -> new Display(Kind.SPICE, gl, isLocal(graphics), graphics, -1);
            case VNC -> new Display(Kind.VNC, false, graphics.getSocket() != null || isLocal(graphics), graphics, -1);
            case EGL_HEADLESS -> new Display(Kind.EGL_HEADLESS, true, true, graphics, -1);
            case SDL -> new Display(Kind.SDL, gl, true, graphics, -1);
            case DBUS -> new Display(Kind.DBUS, gl, true, graphics, -1);
            case RDP -> new Display(Kind.RDP, false, false, graphics, -1);
            default -> new Display(Kind.OTHER, false, true, graphics, -1);
        };
    }

    /**
     * Whether a display listens on no network, so that only this host reaches it. SPICE without any port gets a listen of type none from
     * libvirt, whatever it says; of several listens libvirt starts none.
     *
     * @param graphics the display's element
     */
    public static boolean isLocal(Graphics graphics) {
        if (graphics.getType() == GraphicsType.SPICE && graphics.getAutoport() != YesNo.YES && isNone(graphics.getPort())
                && isNone(graphics.getTlsPort())) {
            return true;
        }
        ListenType type = graphics.getListens().isEmpty() ? null : graphics.getListens().get(0).getType();
        return type == ListenType.NONE || type == ListenType.SOCKET;
    }

    private static boolean isNone(@Nullable String port) {
        return port == null || port.equals("0");
    }

    private static Display main(QemuOptions.Option option) {
        Kind kind = switch (option.name().equals("display") ? option.head() : option.name()) {
            case "egl-headless" -> Kind.EGL_HEADLESS;
            case "gtk" -> Kind.GTK;
            case "sdl" -> Kind.SDL;
            case "dbus" -> Kind.DBUS;
            default -> Kind.OTHER;
        };
        boolean gl = kind == Kind.EGL_HEADLESS || OPEN_GL.contains(option.property("gl").orElse("off"));
        return new Display(kind, gl, true, null, option.index());
    }

    /** A second {@code -spice} adds to the first (QEMU's qemu_spice_opts merges lists). */
    private static void addSpice(List<Display> all, QemuOptions.Option option) {
        Display known = all.stream().filter(display -> display.kind() == Kind.SPICE).findFirst().orElse(null);
        boolean gl = option.property("gl").map(OPEN_GL::contains).orElse(known != null && known.hasOpenGl());
        boolean network = option.property("port").or(() -> option.property("tls-port")).filter(port -> !port.equals("0")).isPresent();
        all.remove(known);
        all.add(new Display(Kind.SPICE, gl, !network && (known == null || known.isLocal()), known == null ? null : known.graphics(),
                option.index()));
    }

    /**
     * Whether a console of an emulated video comes before that of a vGPU: libvirt writes the videos first. Beside any {@code <graphics>} it adds
     * one of its own where the domain has none (virDomainDefAddImplicitVideo).
     */
    private static boolean hasEmulatedVideo(List<Graphics> graphics, Domain domain, QemuOptions options) {
        List<Video> videos = domain.getDevices() == null ? List.of() : domain.getDevices().getVideos();
        return videos.isEmpty() && !graphics.isEmpty()
                || videos.stream().anyMatch(video -> video.getModel() == null || video.getModel().getType() != VideoModelType.NONE)
                || options.last("vga").filter(vga -> !vga.head().equals("none")).isPresent()
                || options.last("std-vga").isPresent();
    }

    /** The displays that are there in the end, those of {@code <graphics>} first. */
    public List<Display> all() {
        return all;
    }

    /** Whether one of them is of a kind. */
    public boolean has(Kind kind) {
        return all.stream().anyMatch(display -> display.kind() == kind);
    }

    /** Whether QEMU draws with OpenGL, without which a vGPU of GVT-g does not start (QEMU hw/vfio/display.c). */
    public boolean hasOpenGl() {
        return all.stream().anyMatch(Display::hasOpenGl);
    }

    /** Whether a display draws with OpenGL of its own, beside which egl-headless has no place: QEMU has one OpenGL display. */
    public boolean hasOwnOpenGl() {
        return all.stream().anyMatch(display -> display.hasOpenGl() && display.kind() != Kind.EGL_HEADLESS);
    }

    /** The displays that draw with OpenGL. */
    public List<Display> withOpenGl() {
        return all.stream().filter(Display::hasOpenGl).toList();
    }

    /** Whether two displays draw with OpenGL, SPICE and the main one: QEMU does not start with both ("The console already has an OpenGL context."). */
    public boolean hasTwoOpenGl() {
        return withOpenGl().stream().map(Display::kind).filter(kind -> kind != Kind.OTHER).distinct().count() > 1;
    }

    /**
     * The display that has no render node to draw on, with which QEMU does not start ("egl: no drm render node available"). libvirt shows
     * QEMU the render node of a {@code <graphics>} only (qemuDomainSetupGraphics), so {@code -spice gl=on} or {@code -display egl-headless}
     * in {@code <qemu:commandline>} finds none. A window by GTK or SDL needs none. Not so where libvirt runs as the user, or where qemu.conf
     * lists the render node in cgroup_device_acl.
     *
     * @return the display; empty if each has what it needs
     */
    public Optional<Display> withoutRenderNode() {
        return renderNode ? Optional.empty() : withOpenGl().stream().filter(display -> ON_RENDER_NODE.contains(display.kind())).findFirst();
    }

    /** Whether a user can see anything: there is another display than OpenGL without a window. */
    public boolean hasViewer() {
        return all.stream().anyMatch(display -> display.kind() != Kind.EGL_HEADLESS);
    }

    /** Whether an emulated video draws on the first console, which is the one that VNC shows. */
    public boolean hasEmulatedVideo() {
        return emulatedVideo;
    }

    /**
     * Whether a vGPU starts beside each of these displays if its picture is a dma-buf: QEMU asks every display for it that is attached
     * to the vGPU's console (QEMU ui/console.c, console_compatible_with).
     *
     * @param target the libvirt and QEMU that run the domain
     * @return one answer a display, in order
     */
    public List<Showing> showDmaBuf(HypervisorTarget target) {
        List<Showing> answers = new ArrayList<>();
        for (Display display : all) {
            Feature feature = feature(display);
            if (feature != null) {
                answers.add(new Showing(display, feature, target.supports(feature)));
            }
        }
        return answers;
    }

    private @Nullable Feature feature(Display display) {
        return switch (display.kind()) {
            case SPICE -> !display.hasOpenGl() ? Feature.DMABUF_BESIDE_SPICE
                    : display.isLocal() ? Feature.DMABUF_IN_LOCAL_SPICE : Feature.SPICE_GL_ON_NETWORK;
            case VNC -> servesDBus(display) ? Feature.DMABUF_IN_DBUS_VNC
                    : hasOwnOpenGl() ? Feature.VNC_BESIDE_OPENGL
                    : emulatedVideo ? Feature.DMABUF_BESIDE_VNC_OF_VIDEO : Feature.DMABUF_IN_VNC;
            case EGL_HEADLESS -> Feature.DMABUF_IN_EGL_HEADLESS;
            case DBUS -> Feature.DMABUF_IN_DBUS;
            case SDL -> Feature.DMABUF_IN_SDL;
            case GTK -> Feature.DMABUF_IN_GTK;
            case RDP, OTHER -> null;
        };
    }

    /** libvirt lets qemu-vnc serve a {@code <graphics type='vnc'>} beside D-Bus that is not peer to peer (qemu_vnc.c). */
    private boolean servesDBus(Display vnc) {
        return vnc.graphics() != null && all.stream().anyMatch(display -> display.kind() == Kind.DBUS && display.graphics() != null
                && display.graphics().getP2P() != YesNo.YES);
    }
}
