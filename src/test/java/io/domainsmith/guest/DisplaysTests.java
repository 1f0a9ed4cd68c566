package io.domainsmith.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.guest.Displays.Display;
import io.domainsmith.target.Feature;
import io.domainsmith.target.HypervisorTarget;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DisplaysTests {

    private static final String VIDEO = "<video><model type='qxl'/></video>";
    private static final String SPICE = "<graphics type='spice' autoport='yes'/>";
    private static final String LOCAL_SPICE = "<graphics type='spice'><listen type='none'/><gl enable='yes'/></graphics>";
    private static final String VNC = "<graphics type='vnc' port='-1'/>";
    private static final String EGL = "<graphics type='egl-headless'/>";
    private static final String DBUS = "<graphics type='dbus' p2p='yes'><gl enable='yes'/></graphics>";

    private static Displays of(String devices, String... arguments) {
        String args = List.of(arguments).stream().map(one -> "<qemu:arg value='" + one + "'/>").collect(Collectors.joining());
        return Displays.of(DomainDocument.parse("<domain type='kvm' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'><devices>"
                + devices + "</devices><qemu:commandline>" + args + "</qemu:commandline></domain>").domain());
    }

    private static String told(Displays displays) {
        return displays.all().stream().map(one -> one.name() + (one.hasOpenGl() ? " gl" : "") + (one.isLocal() ? " local" : "")
                + (one.argument() < 0 ? "" : " arg " + one.argument())).collect(Collectors.joining(", "));
    }

    /** What libvirt 9.0.0 writes for each was seen in QEMU's command line: SPICE without any port listens nowhere. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            <graphics type='spice' autoport='yes'/>                              | spice
            <graphics type='spice'/>                                             | spice local
            <graphics type='spice' listen='0.0.0.0'/>                            | spice local
            <graphics type='spice' port='0' tlsPort='0'/>                        | spice local
            <graphics type='spice' port='-1'/>                                   | spice
            <graphics type='spice' tlsPort='5901'/>                              | spice
            <graphics type='spice' autoport='yes'><listen type='none'/></graphics> | spice local
            <graphics type='spice'><listen type='socket'/><gl enable='yes'/></graphics> | spice gl local
            <graphics type='spice' autoport='yes'><gl enable='no'/></graphics>   | spice
            <graphics type='vnc'/>                                               | vnc
            <graphics type='vnc' socket='/run/vnc'/>                             | vnc local
            <graphics type='egl-headless'/>                                      | egl-headless gl local
            <graphics type='sdl' display=':0'><gl enable='yes'/></graphics>      | sdl gl local
            <graphics type='dbus' p2p='yes'><gl enable='yes'/></graphics>        | dbus gl local
            <graphics type='dbus'/>                                              | dbus local
            <graphics type='rdp'/>                                               | rdp
            """)
    void anElementAsksForADisplay(String graphics, String expected) {
        assertThat(told(of(graphics))).isEqualTo(expected);
    }

    /** QEMU has one main display, the last that is asked for; SPICE and VNC stand beside it. */
    @Test
    void anArgumentOverrulesTheMainDisplay() {
        assertThat(told(of(SPICE + EGL, "-display", "none"))).isEqualTo("spice");
        assertThat(told(of(VNC + EGL, "-nographic"))).isEqualTo("vnc");
        assertThat(told(of(VNC + EGL, "-display", "gtk"))).isEqualTo("vnc, gtk local arg 1");
        assertThat(told(of(VNC, "-display", "none", "-display", "egl-headless"))).isEqualTo("vnc, egl-headless gl local arg 3");
        assertThat(told(of("", "-display", "gtk,gl=on"))).isEqualTo("gtk gl local arg 1");
        assertThat(told(of("", "-display", "sdl,gl=es"))).isEqualTo("sdl gl local arg 1");
        assertThat(told(of(EGL, "-display", "vnc=:1"))).isEqualTo("egl-headless gl local, vnc arg 1");
        assertThat(told(of(EGL, "-vnc", ":1"))).isEqualTo("egl-headless gl local, vnc arg 1");
        assertThat(told(of("", "-curses"))).isEmpty();
    }

    @Test
    void aSecondSpiceOptionAddsToTheFirst() {
        assertThat(told(of(SPICE, "-spice", "gl=on"))).isEqualTo("spice gl arg 1");
        assertThat(told(of("<graphics type='spice'/>", "-spice", "gl=on"))).isEqualTo("spice gl local arg 1");
        assertThat(told(of(LOCAL_SPICE, "-spice", "gl=off"))).isEqualTo("spice local arg 1");
        assertThat(told(of("", "-spice", "port=5930,gl=on"))).isEqualTo("spice gl arg 1");
    }

    @Test
    void openGlIsThereOrNot() {
        assertThat(of(SPICE + EGL).hasOpenGl()).isTrue();
        assertThat(of(SPICE + EGL, "-display", "none").hasOpenGl()).isFalse();
        assertThat(of("<graphics type='spice'/>", "-spice", "gl=on").hasOpenGl()).isTrue();
        assertThat(of(SPICE).hasOpenGl()).isFalse();
        assertThat(of(VNC + "<graphics type='dbus'/>").hasOpenGl()).isFalse();
    }

    /** Each row was started on QEMU 5.2, 7.2, 10.0 and 11.1: libvirt shows QEMU the render node of a <graphics> and no other. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            <graphics type='spice'/>                                                                     | -spice gl=on                                  | spice
            <graphics type='spice'/>                                                                     | -spice gl=on,rendernode=/dev/dri/renderD128   | spice
            <graphics type='spice'><gl enable='no'/></graphics>                                          | -spice gl=on                                  | spice
            <graphics type='spice'><gl enable='no' rendernode='/dev/dri/renderD128'/></graphics>         | -spice gl=on                                  | none
            <graphics type='spice'><gl enable='yes'/></graphics>                                         | -spice gl=on                                  | none
            <graphics type='spice'><gl enable='no' rendernode='/dev/dri/renderD128'/></graphics>         | -display egl-headless                         | none
            <graphics type='vnc'/>                                                                       | -display egl-headless                         | egl-headless
            <graphics type='vnc'/>                                                                       | -display egl-headless,rendernode=/dev/dri/renderD128 | egl-headless
            <graphics type='vnc'/><graphics type='egl-headless'/>                                        | -display egl-headless                         | none
            <graphics type='vnc'/>                                                                       | -display dbus,gl=on,p2p=on                    | dbus
            <graphics type='vnc'/>                                                                       | -display none                                 | none
            """)
    void openGlByArgumentNeedsTheRenderNodeOfAnElement(String graphics, String argument, String expected) {
        assertThat(of(graphics, argument.split(" ")).withoutRenderNode().map(Display::name).orElse("none")).isEqualTo(expected);
    }

    /** By its window system, QEMU draws in GTK and SDL. */
    @Test
    void aWindowNeedsNoRenderNode() {
        assertThat(of("", "-display", "gtk,gl=on").withoutRenderNode()).isEmpty();
        assertThat(of("<graphics type='sdl'><gl enable='yes'/></graphics>").withoutRenderNode()).isEmpty();
    }

    /** "The console already has an OpenGL context.", whether elements or arguments ask for the two. */
    @Test
    void qemuHasOneOpenGlDisplay() {
        assertThat(of("<graphics type='spice'/>" + EGL, "-spice", "gl=on").hasTwoOpenGl()).isTrue();
        assertThat(of(LOCAL_SPICE, "-display", "egl-headless").hasTwoOpenGl()).isTrue();
        assertThat(of(LOCAL_SPICE + DBUS).hasTwoOpenGl()).isTrue();
        assertThat(of(LOCAL_SPICE + EGL, "-display", "none").hasTwoOpenGl()).isFalse();
        assertThat(of(LOCAL_SPICE, "-spice", "gl=on").hasTwoOpenGl()).isFalse();
        assertThat(of(LOCAL_SPICE + "<graphics type='dbus'/>").hasTwoOpenGl()).isFalse();
        assertThat(of(LOCAL_SPICE + EGL, "-display", "none").withOpenGl()).extracting(Display::name).containsExactly("spice");
    }

    @Test
    void theFirstConsoleIsTheVideos() {
        assertThat(of(VIDEO).hasEmulatedVideo()).isTrue();
        assertThat(of("<video><model type='none'/></video>").hasEmulatedVideo()).isFalse();
        assertThat(of("").hasEmulatedVideo()).isFalse();
        assertThat(of("", "-vga", "std").hasEmulatedVideo()).isTrue();
        assertThat(of("", "-vga", "none").hasEmulatedVideo()).isFalse();
    }

    private static String starts(String devices, String qemu, String... arguments) {
        HypervisorTarget target = HypervisorTarget.of(qemu.startsWith("5") ? "7.0.0" : qemu.startsWith("7") ? "9.0.0" : "11.3.0", qemu);
        return of(devices, arguments).showDmaBuf(target).stream().map(one -> one.feature() + " " + one.support().answer())
                .collect(Collectors.joining(", "));
    }

    /** What was seen when guests were started on QEMU 5.2, 7.2, 10.0 and 11.1. */
    @Test
    void theTableOfStartedGuests() {
        assertThat(starts(VIDEO + SPICE + EGL, "5.2.0")).isEqualTo("DMABUF_BESIDE_SPICE YES, DMABUF_IN_EGL_HEADLESS YES");
        assertThat(starts(VIDEO + SPICE + EGL, "7.2.0")).isEqualTo("DMABUF_BESIDE_SPICE NO, DMABUF_IN_EGL_HEADLESS YES");
        assertThat(starts(VIDEO + VNC + EGL, "10.0.0")).isEqualTo("DMABUF_BESIDE_VNC_OF_VIDEO YES, DMABUF_IN_EGL_HEADLESS YES");
        assertThat(starts(VNC + EGL, "10.0.0")).as("libvirt adds a video").isEqualTo("DMABUF_BESIDE_VNC_OF_VIDEO YES, DMABUF_IN_EGL_HEADLESS YES");
        String none = "<video><model type='none'/></video>";
        assertThat(starts(none + VNC + EGL, "7.2.0")).isEqualTo("DMABUF_IN_VNC YES, DMABUF_IN_EGL_HEADLESS YES");
        assertThat(starts(none + VNC + EGL, "10.0.0")).isEqualTo("DMABUF_IN_VNC NO, DMABUF_IN_EGL_HEADLESS YES");
        assertThat(starts(LOCAL_SPICE, "7.2.0")).isEqualTo("DMABUF_IN_LOCAL_SPICE YES");
        assertThat(starts(LOCAL_SPICE, "11.1.0")).isEqualTo("DMABUF_IN_LOCAL_SPICE YES");
        assertThat(starts(SPICE.replace("/>", "><gl enable='yes'/></graphics>"), "7.2.0")).isEqualTo("SPICE_GL_ON_NETWORK NO");
        assertThat(starts(SPICE.replace("/>", "><gl enable='yes'/></graphics>"), "11.1.0")).isEqualTo("SPICE_GL_ON_NETWORK UNKNOWN");
        assertThat(starts(DBUS, "5.2.0")).isEqualTo("DMABUF_IN_DBUS NO");
        assertThat(starts(DBUS, "7.2.0")).isEqualTo("DMABUF_IN_DBUS YES");
        assertThat(starts(DBUS + VNC, "10.0.0")).isEqualTo("DMABUF_IN_DBUS YES, VNC_BESIDE_OPENGL NO");
        assertThat(starts("", "10.0.0", "-display", "gtk,gl=on")).isEqualTo("DMABUF_IN_GTK YES");
        assertThat(starts("", "10.0.0", "-display", "sdl,gl=on")).isEqualTo("DMABUF_IN_SDL NO");
    }

    @Test
    void withoutATargetOnlyWhatStartsEverywhereOfTodayIsTakenToStart() {
        assertThat(of(VIDEO + SPICE + EGL).showDmaBuf(HypervisorTarget.unknown())).extracting(Displays.Showing::starts).containsExactly(false, true);
        assertThat(of(LOCAL_SPICE).showDmaBuf(HypervisorTarget.unknown())).extracting(Displays.Showing::starts).containsExactly(true);
        assertThat(Feature.SPICE_GL_ON_NETWORK.lasts()).isFalse();
    }

    @Test
    void aDisplayTellsItsElement() {
        List<Display> all = of(SPICE + EGL).all();
        assertThat(all.get(0).graphics()).isNotNull();
        assertThat(all.get(1).graphics().getType().value()).isEqualTo("egl-headless");
    }
}
