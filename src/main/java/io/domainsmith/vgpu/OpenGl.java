package io.domainsmith.vgpu;

import io.domainsmith.model.Domain;
import io.domainsmith.model.Gl;
import io.domainsmith.model.Graphics;
import io.domainsmith.model.GraphicsType;
import io.domainsmith.model.YesNo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The OpenGL on which a GVT-g vGPU is drawn: without it QEMU does not start one whose display is on. */
final class OpenGl {

    private OpenGl() {
    }

    /** QEMU keeps the last {@code -display} wholly, one from {@code <graphics>} included; SPICE's own OpenGL is no display option. */
    static boolean isThere(Domain domain) {
        List<Graphics> graphics = domain.getDevices().getGraphics();
        if (graphics.stream().anyMatch(one -> one.getType() == GraphicsType.SPICE && isOn(one.getGl()))) {
            return true;
        }
        List<QemuArguments.Display> displays = new QemuArguments(domain).displays();
        if (!displays.isEmpty()) {
            String last = displays.get(displays.size() - 1).value();
            return last.equals("egl-headless") || last.startsWith("egl-headless,") || last.matches(".*,gl=(on|es|core)\\b.*");
        }
        return graphics.stream().anyMatch(one -> one.getType() == GraphicsType.EGL_HEADLESS
                || (one.getType() == GraphicsType.SDL || one.getType() == GraphicsType.DBUS) && isOn(one.getGl()));
    }

    private static boolean isOn(@Nullable Gl gl) {
        return gl != null && gl.getEnable() == YesNo.YES;
    }
}
