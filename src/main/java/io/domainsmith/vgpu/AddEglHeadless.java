package io.domainsmith.vgpu;

import io.domainsmith.guest.QemuOptions;
import io.domainsmith.model.Domain;
import io.domainsmith.model.Gl;
import io.domainsmith.model.Graphics;
import io.domainsmith.model.GraphicsType;
import io.domainsmith.model.YesNo;
import io.domainsmith.target.Feature;
import io.domainsmith.transform.StepException;
import io.domainsmith.transform.TransformContext;
import io.domainsmith.transform.Transformer;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Adds the OpenGL display without a window that a vGPU's picture needs, beside SPICE or VNC, which carry it to the user; where
 * neither is there, a SPICE display on the loopback address comes first.
 *
 * <p>What may stand beside it is libvirt's rule (qemuValidateDomainDeviceDefGraphics). A render node goes where the idiom has
 * it: into the egl-headless display, or, as the guide has it, into SPICE's switched-off {@code <gl>}.
 *
 * @since 0.1
 */
public final class AddEglHeadless implements Transformer {

    /** What libvirt lets stand beside egl-headless (qemuValidateDomainDeviceDefGraphics). */
    static final Set<GraphicsType> COMPANIONS = Set.of(GraphicsType.SPICE, GraphicsType.VNC, GraphicsType.EGL_HEADLESS);

    private final @Nullable String renderNode;
    private final Idiom idiom;

    /**
     * The step.
     *
     * @param renderNode the absolute path of the host's render node, or null to let libvirt choose
     */
    public AddEglHeadless(@Nullable String renderNode, Idiom idiom) {
        this.renderNode = renderNode;
        this.idiom = Objects.requireNonNull(idiom, "idiom");
    }

    @Override
    public String name() {
        return "add-egl-headless";
    }

    @Override
    public String description() {
        return "Adds the OpenGL display that the vGPU's picture needs.";
    }

    @Override
    public void apply(Domain domain, TransformContext context) {
        if (domain.getDevices() == null) {
            throw new StepException("the domain has no <devices>; a vGPU needs a whole guest around it");
        }
        List<Graphics> graphics = domain.getDevices().getGraphics();
        refuseUnsuitable(graphics, context);
        new AddViewer().apply(domain, context);
        Graphics egl = idiom.hasGraphics() ? egl(graphics, context) : null;
        String node = renderNode;
        if (egl == null) {
            String known = removeEgl(graphics, context);
            node = node == null ? known : node;
        } else if (!idiom.hasDisplayArgument()) {
            removeDisplayArguments(domain, context);
            if (!context.target().supports(Feature.EGL_RENDER_NODE).isNo()) {
                takeRenderNodeFromSpice(graphics, egl, context);
                if (renderNode != null) {
                    setRenderNode(egl, context);
                }
                return;
            }
            node = node == null ? takeRenderNodeFromEgl(graphics, egl, context) : node;
        }
        if (node != null) {
            giveSpiceTheRenderNode(graphics, node, context);
        }
    }

    private static Graphics egl(List<Graphics> graphics, TransformContext context) {
        Features.require(Feature.EGL_HEADLESS, context);
        List<Graphics> headless = of(graphics, GraphicsType.EGL_HEADLESS);
        if (headless.isEmpty()) {
            Graphics egl = new Graphics().withType(GraphicsType.EGL_HEADLESS);
            graphics.add(egl);
            return egl;
        }
        merge(graphics, headless, context);
        return headless.get(0);
    }

    /** Where an argument draws, the element goes; what its render node was. */
    private static @Nullable String removeEgl(List<Graphics> graphics, TransformContext context) {
        String node = null;
        for (Graphics egl : of(graphics, GraphicsType.EGL_HEADLESS)) {
            node = node != null || egl.getGl() == null ? node : egl.getGl().getRendernode();
            graphics.removeIf(one -> one == egl);
            context.changed(egl, "libvirt has this display from 4.6.0 on; -display egl-headless draws instead.");
        }
        return node;
    }

    /** A new element takes the old one's place: that one would be left without content, on two lines. */
    private static @Nullable String takeRenderNodeFromEgl(List<Graphics> graphics, Graphics egl, TransformContext context) {
        Gl gl = egl.getGl();
        if (gl == null) {
            return null;
        }
        Graphics bare = new Graphics().withType(GraphicsType.EGL_HEADLESS);
        graphics.replaceAll(one -> one == egl ? bare : one);
        context.changed(bare, "libvirt has a render node in egl-headless from 5.0.0 on; SPICE lets QEMU open it before that.");
        return gl.getRendernode();
    }

    /** Whether a domain draws on egl-headless, by whichever way. */
    static boolean isDrawn(Domain domain) {
        return !of(domain.getDevices().getGraphics(), GraphicsType.EGL_HEADLESS).isEmpty() || isArgument(QemuOptions.of(domain));
    }

    /** Whether an argument draws on egl-headless, as in the guide. */
    static boolean isArgument(QemuOptions options) {
        return options.all("display").stream().anyMatch(display -> display.head().equals("egl-headless"));
    }

    private static List<Graphics> of(List<Graphics> graphics, GraphicsType type) {
        return graphics.stream().filter(one -> one.getType() == type).toList();
    }

    /** How messages call a display: {@code graphics 'spice' (line 8)}. */
    static String called(Graphics graphics) {
        return "graphics " + (graphics.getType() == null ? "of an unknown type" : "'" + graphics.getType().value() + "'")
                + (graphics.sourceLocation() == null ? " (new)" : " (line " + graphics.sourceLocation().getLineNumber() + ")");
    }

    private static void refuseUnsuitable(List<Graphics> graphics, TransformContext context) {
        for (Graphics one : graphics) {
            if (one.getType() == null || !COMPANIONS.contains(one.getType())) {
                throw new StepException(called(one) + " cannot stand beside egl-headless, only spice and vnc can; "
                        + "replace it by spice or vnc");
            }
            if (one.getType() == GraphicsType.SPICE && one.getGl() != null && one.getGl().getEnable() == YesNo.YES) {
                throw new StepException(called(one) + " has OpenGL of its own, and libvirt refuses a second OpenGL display; "
                        + "write <gl enable='no'/> to use egl-headless, or leave this step out to keep SPICE's local one");
            }
        }
        for (GraphicsType type : List.of(GraphicsType.SPICE, GraphicsType.VNC)) {
            List<Graphics> same = of(graphics, type);
            if (same.size() > 1) {
                throw new StepException(called(same.get(1)) + " is a second one beside " + called(same.get(0))
                        + ", and QEMU starts with one of a kind; remove one of them");
            }
        }
    }

    private static void merge(List<Graphics> graphics, List<Graphics> headless, TransformContext context) {
        Graphics first = headless.get(0);
        for (Graphics other : headless.subList(1, headless.size())) {
            if (first.getGl() == null && other.getGl() != null) {
                first.setGl(new Gl().withRendernode(other.getGl().getRendernode()));
            }
            graphics.removeIf(one -> one == other);
            context.changed(other, "QEMU starts with one egl-headless display only.");
        }
    }

    /** SPICE with its OpenGL off never hands the path to QEMU; the egl-headless display does. */
    private void takeRenderNodeFromSpice(List<Graphics> graphics, Graphics egl, TransformContext context) {
        for (Graphics spice : of(graphics, GraphicsType.SPICE)) {
            Gl gl = spice.getGl();
            if (gl != null && gl.getEnable() == YesNo.NO && gl.getRendernode() != null) {
                spice.setGl(null);
                context.changed(gl, "SPICE with its OpenGL off does not use the render node; the egl-headless display does.");
                if (renderNode == null && (egl.getGl() == null || egl.getGl().getRendernode() == null)) {
                    egl.setGl(new Gl().withRendernode(gl.getRendernode()));
                    context.changed(egl.getGl(), "The render node is the one that SPICE named.");
                }
            }
        }
    }

    private void setRenderNode(Graphics egl, TransformContext context) {
        if (egl.getGl() == null) {
            egl.setGl(new Gl());
        }
        refuseOther(egl, egl.getGl().getRendernode(), String.valueOf(renderNode));
        egl.getGl().setRendernode(renderNode);
        if (egl.sourceLocation() != null) {
            context.changed(egl.getGl(), "This render node was asked for.");
        }
    }

    private void giveSpiceTheRenderNode(List<Graphics> graphics, String node, TransformContext context) {
        List<Graphics> spice = of(graphics, GraphicsType.SPICE);
        if (spice.isEmpty()) {
            throw new StepException("idiom " + idiom.id() + " writes the render node into the <gl> of <graphics type='spice'>"
                    + (idiom == Idiom.CLASSIC || idiom == Idiom.GAP ? " for libvirt before 5.0" : "") + ", and the domain has none; "
                    + "leave the render node out" + (idiom == Idiom.COMMANDLINE ? ", or use idiom modern" : ", or add SPICE"));
        }
        Graphics first = spice.get(0);
        if (first.getGl() == null) {
            first.setGl(new Gl());
            context.changed(first.getGl(), "libvirt lets QEMU open the render node that SPICE names, even with its OpenGL off.");
        }
        refuseOther(first, first.getGl().getRendernode(), node);
        first.getGl().withEnable(YesNo.NO).setRendernode(node);
    }

    private static void refuseOther(Graphics graphics, @Nullable String known, String wanted) {
        if (known != null && !known.equals(wanted)) {
            throw new StepException(called(graphics) + " has the render node " + known + ", not " + wanted
                    + "; change it there, or leave the render node out");
        }
    }

    static void removeDisplayArguments(Domain domain, TransformContext context) {
        QemuArguments arguments = new QemuArguments(domain);
        for (QemuArguments.Display display : arguments.displays()) {
            if (display.value().equals("egl-headless")) {
                if (domain.getQemuCommandline() != null) {
                    context.changed(domain.getQemuCommandline(),
                            "<graphics type='egl-headless'> says it; a second -display would discard its render node.");
                }
                arguments.remove(display.option(), display.argument());
            }
        }
    }
}
