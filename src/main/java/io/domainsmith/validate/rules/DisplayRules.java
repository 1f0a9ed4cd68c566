package io.domainsmith.validate.rules;

import io.domainsmith.document.SourceElement;
import io.domainsmith.model.Graphics;
import io.domainsmith.model.GraphicsType;
import io.domainsmith.model.Hostdev;
import io.domainsmith.model.OnOff;
import io.domainsmith.validate.Consequence;
import io.domainsmith.validate.Rule;
import io.domainsmith.validate.Severity;
import java.util.List;
import java.util.Set;

/**
 * The vGPU's picture and what carries it.
 *
 * @since 0.1
 */
public final class DisplayRules {

    /** libvirt writes off where nothing is said (qemuDomainHostdevDefMdevPostParse), so the vGPU has no picture. */
    public static final Rule DISPLAY_OFF = Check.surprise("gvt-display-off",
            "The vGPU's display is off: by its attribute, which libvirt takes for off where it is absent, unless a -set argument or an "
                    + "override says otherwise. An error where a stage is asked for.",
            "qemuDomainHostdevDefMdevPostParse", "set display='on' on the <hostdev>",
            Check.eachVgpu(DisplayRules::displayOff)).upTo(Severity.ERROR).ifVgpu();

    /** GVT-g's picture is a dma-buf (QEMU hw/vfio/display.c, "vfio-display-dmabuf: opengl not available"). */
    public static final Rule WITHOUT_GL = Check.failsAtStart("gvt-display-without-gl",
            "The vGPU's display is on, but no display has OpenGL, which GVT-g's dma-buf needs: QEMU says \"vfio-display-dmabuf: opengl "
                    + "not available\". An error where a stage is asked for; a vGPU of another vendor may do without.",
            "QEMU hw/vfio/display.c", "add <graphics type='egl-headless'/>",
            Check.eachVgpu(DisplayRules::withoutGl)).upTo(Severity.ERROR).ifVgpu();

    /** display='on' needs a graphics device (qemuValidateDomainMdevDefVFIOPCI). */
    public static final Rule WITHOUT_GRAPHICS = Check.refused("gvt-display-without-graphics",
            "The mdev says display='on' and the domain has no <graphics>.", "qemuValidateDomainMdevDefVFIOPCI",
            "add <graphics type='spice' autoport='yes'/> and <graphics type='egl-headless'/>",
            Check.eachVgpu(DisplayRules::withoutGraphics)).ifVgpu();

    /** All of this family. */
    public static final List<Rule> ALL = List.of(DISPLAY_OFF, WITHOUT_GL, WITHOUT_GRAPHICS);

    private static final Set<GraphicsType> GL_BY_ATTRIBUTE =
            Set.of(GraphicsType.SPICE, GraphicsType.SDL, GraphicsType.DBUS);

    private DisplayRules() {
    }

    private static void displayOff(Guest guest, Hostdev vgpu, Report report) {
        if (Boolean.FALSE.equals(guest.display(vgpu))) {
            report.addAt(guest.errorForStage(), Consequence.SURPRISE, guest.source(vgpu), "display",
                    guest.name(vgpu) + " has its display off, so its picture is nowhere to be seen",
                    "set display='on' on the <hostdev>");
        }
    }

    private static void withoutGl(Guest guest, Hostdev vgpu, Report report) {
        boolean told = vgpu.getDisplay() == OnOff.ON && guest.graphics().isEmpty();
        if (Boolean.TRUE.equals(guest.display(vgpu)) && !told && !guest.hasGl()) {
            // with a ramfb or this alias it may well be another vendor's, whose picture is plain memory
            boolean others = vgpu.getRamfb() == OnOff.ON
                    || vgpu.getAlias() != null && String.valueOf(vgpu.getAlias().getName()).startsWith("ua-vgpu");
            report.add(others ? Severity.WARNING : guest.errorForStage(), Consequence.FAILS_AT_START,
                    guest.source(vgpu), guest.name(vgpu) + " has its display on, but no display offers OpenGL: a vGPU of GVT-g cannot start so",
                    "add <graphics type='egl-headless'/>");
        }
    }

    /** Whether a display of the domain offers OpenGL. */
    static boolean hasGl(Guest guest) {
        for (Graphics graphics : guest.graphics()) {
            GraphicsType type = graphics.getType();
            boolean enabled = guest.document().elementOf(graphics) != null && graphics.getGl() != null
                    && "yes".equals(enable(guest.document().elementOf(graphics)));
            if (type == null || type == GraphicsType.EGL_HEADLESS || GL_BY_ATTRIBUTE.contains(type) && enabled) {
                return true;
            }
        }
        return guest.qemuArgs().valuesOf("-display").stream().map(DisplayRules::value)
                        .anyMatch(value -> value.startsWith("egl-headless") || offersGl(value))
                || guest.qemuArgs().valuesOf("-spice").stream().map(DisplayRules::value).anyMatch(DisplayRules::offersGl);
    }

    private static boolean offersGl(String value) {
        return value.contains("gl=on") || value.contains("gl=es") || value.contains("gl=core");
    }

    private static String value(SourceElement arg) {
        return String.valueOf(arg.attribute("value"));
    }

    private static String enable(SourceElement graphics) {
        return graphics.children("gl").stream().map(gl -> String.valueOf(gl.attribute("enable"))).findFirst().orElse("");
    }

    private static void withoutGraphics(Guest guest, Hostdev vgpu, Report report) {
        if (vgpu.getDisplay() == OnOff.ON && guest.graphics().isEmpty()) {
            report.addAt(guest.source(vgpu), "display",
                    guest.name(vgpu) + " has display='on', but the domain has no <graphics> to show it");
        }
    }
}
