package io.domainsmith.validate.rules;

import io.domainsmith.document.SourceElement;
import io.domainsmith.guest.Displays;
import io.domainsmith.guest.Vgpus;
import io.domainsmith.model.Hostdev;
import io.domainsmith.model.OnOff;
import io.domainsmith.target.Feature;
import io.domainsmith.validate.Consequence;
import io.domainsmith.validate.Rule;
import io.domainsmith.validate.Severity;
import io.domainsmith.validate.Stage;
import java.util.List;
import java.util.Optional;

/**
 * The vGPU's picture and what carries it.
 *
 * @since 0.1
 */
public final class DisplayRules {

    /** libvirt writes off where nothing is said (qemuDomainHostdevDefMdevPostParse), so the vGPU has no picture. */
    public static final Rule DISPLAY_OFF = Check.surprise("gvt-display-off",
            "The vGPU's display is off: by its attribute, which libvirt takes for off where it is absent, unless a -set argument or an "
                    + "override says otherwise. An error where a stage is asked for and no other vGPU is seen.",
            "qemuDomainHostdevDefMdevPostParse", "set display='on' on the <hostdev>",
            Check.eachGvtg(DisplayRules::displayOff)).upTo(Severity.ERROR).ifVgpu();

    /** GVT-g's picture is a dma-buf (QEMU hw/vfio/display.c, "vfio-display-dmabuf: opengl not available"). */
    public static final Rule WITHOUT_GL = Check.failsAtStart("gvt-display-without-gl",
            "The vGPU's display is on, but no display has OpenGL, which GVT-g's dma-buf needs: QEMU says \"vfio-display-dmabuf: opengl "
                    + "not available\". An error for a vGPU that is GVT-g's by its alias or opregion, or where a stage is asked for, else advice.",
            "QEMU hw/vfio/display.c", "domainsmith gvtg retarget adds a display that starts; by hand, write <listen type='none'/> and "
                    + "<gl enable='yes'/> in SPICE, or <graphics type='egl-headless'/> beside VNC",
            Check.eachVgpu(DisplayRules::withoutGl)).upTo(Severity.ERROR).ifVgpu();

    /** display='on' needs a graphics device (qemuValidateDomainMdevDefVFIOPCI). */
    public static final Rule WITHOUT_GRAPHICS = Check.refused("gvt-display-without-graphics",
            "The mdev says display='on' and the domain has no <graphics>.", "qemuValidateDomainMdevDefVFIOPCI",
            "add <graphics type='spice' autoport='yes'/> and <graphics type='egl-headless'/>",
            Check.eachVgpu(DisplayRules::withoutGraphics)).ifVgpu();

    /** Every display that is attached to the vGPU's console has to take dma-bufs (QEMU ui/console.c, console_compatible_with). */
    public static final Rule WITHOUT_DMABUF = Check.failsAtStart("gvt-display-without-dmabuf",
            "A display cannot show the vGPU's dma-buf, so QEMU does not start: \"The console requires display DMABUF support.\" SPICE without "
                    + "OpenGL is such from QEMU 6.0 on, VNC in the final stage from 9.0 on. An error where the target is known not to start it.",
            "QEMU commits 5983fdf1dc and d4c199566f; guests started on QEMU 5.2, 7.2, 10.0 and 11.1",
            "domainsmith gvtg retarget chooses displays that start; by hand, <listen type='none'/> and <gl enable='yes'/> in SPICE, and no "
                    + "other <graphics>", DisplayRules::withoutDmaBuf).upTo(Severity.ERROR).ifVgpu();

    /** A VNC client chooses the console by a key, and from 9.0 on QEMU checks it then (QEMU ui/vnc.c, do_key_event). */
    public static final Rule VNC_CONSOLE = Check.surprise("gvt-vnc-console-ends-qemu",
            "VNC shows the emulated video. A client that opens the vGPU's console, by ctrl+alt+2, ends QEMU 9.0 and later, and the guest with it.",
            "QEMU commit d4c199566f; guests started on QEMU 10.0 and 11.1", "do not press ctrl+alt+2 in the viewer; see the vGPU by --display spice-local",
            DisplayRules::vncConsole).ifVgpu();

    /** All of this family. */
    public static final List<Rule> ALL = List.of(DISPLAY_OFF, WITHOUT_GL, WITHOUT_GRAPHICS, WITHOUT_DMABUF, VNC_CONSOLE);

    private DisplayRules() {
    }

    private static void displayOff(Guest guest, Hostdev vgpu, Report report) {
        if (Boolean.FALSE.equals(guest.display(vgpu))) {
            // the other vGPU is what the guest is seen by
            report.addAt(shownVgpu(guest).isPresent() ? Severity.WARNING : guest.errorForStage(), Consequence.SURPRISE, guest.source(vgpu), "display",
                    guest.name(vgpu) + " has its display off, so its picture is nowhere to be seen",
                    "set display='on' on the <hostdev>");
        }
    }

    private static void withoutGl(Guest guest, Hostdev vgpu, Report report) {
        boolean told = vgpu.getDisplay() == OnOff.ON && guest.graphics().isEmpty();
        if (!Boolean.TRUE.equals(guest.display(vgpu)) || told || guest.displays().hasOpenGl()) {
            return;
        }
        if (guest.maker(vgpu) == Vgpus.Maker.GVTG || guest.stage() != Stage.ANY && guest.maker(vgpu) != Vgpus.Maker.OTHER) {
            report.add(Severity.ERROR, Consequence.FAILS_AT_START, guest.source(vgpu), guest.name(vgpu)
                    + " has its display on, but no display offers OpenGL: a vGPU of GVT-g does not start", WITHOUT_GL.wayOut());
        } else {
            report.add(Severity.INFO, Consequence.ADVICE, guest.source(vgpu), guest.name(vgpu) + " has its display on, and no display offers "
                    + "OpenGL: if the vGPU gives its picture as a dma-buf, as Intel's and some other vendors' do, QEMU does not start "
                    + "(\"vfio-display-dmabuf: opengl not available\"); the XML does not show whether it does",
                    "if QEMU says so, use a display with OpenGL, such as SPICE with <listen type='none'/> and <gl enable='yes'/>");
        }
    }

    private static Optional<Hostdev> shownVgpu(Guest guest) {
        return guest.vgpus().stream().filter(vgpu -> Boolean.TRUE.equals(guest.display(vgpu))
                && guest.maker(vgpu) != Vgpus.Maker.OTHER).findFirst();
    }

    private static void withoutDmaBuf(Guest guest, Report report) {
        Optional<Hostdev> vgpu = shownVgpu(guest);
        for (Displays.Showing one : vgpu.isEmpty() ? List.<Displays.Showing>of() : guest.displays().showDmaBuf(guest.target())) {
            if (!one.starts() && one.feature() != Feature.SPICE_GL_ON_NETWORK) {
                boolean certain = one.support().isNo() && (guest.stage() != Stage.ANY || guest.maker(vgpu.get()) == Vgpus.Maker.GVTG);
                SourceElement place = guest.source(one.display());
                report.add(certain ? Severity.ERROR : Severity.WARNING, Consequence.FAILS_AT_START, place, "display " + one.display().name()
                        + " (line " + place.line() + ") " + (one.support().isNo() ? "keeps" : "may keep") + " QEMU from starting " + guest.name(vgpu.get())
                        + one.refusal().map(words -> " (\"" + words + "\")").orElse("") + ": " + one.support().what() + " needs "
                        + one.support().where(), WITHOUT_DMABUF.wayOut());
            }
        }
    }

    private static void vncConsole(Guest guest, Report report) {
        if (shownVgpu(guest).isEmpty() || guest.supports(Feature.VNC_CONSOLE_ENDS_QEMU).isNo()) {
            return;
        }
        for (Displays.Showing one : guest.displays().showDmaBuf(guest.target())) {
            if (one.feature() == Feature.DMABUF_BESIDE_VNC_OF_VIDEO) {
                SourceElement place = guest.source(one.display());
                report.add(place, "display vnc (line " + place.line() + ") shows the emulated video; a client that opens the console of "
                        + guest.name(shownVgpu(guest).get()) + " ends " + Feature.VNC_CONSOLE_ENDS_QEMU.where());
            }
        }
    }

    private static void withoutGraphics(Guest guest, Hostdev vgpu, Report report) {
        if (vgpu.getDisplay() == OnOff.ON && guest.graphics().isEmpty()) {
            report.addAt(guest.source(vgpu), "display",
                    guest.name(vgpu) + " has display='on', but the domain has no <graphics> to show it");
        }
    }
}
