package io.domainsmith.vgpu;

import io.domainsmith.document.SourceElement;
import io.domainsmith.guest.Displays.Showing;
import io.domainsmith.guest.Displays;
import io.domainsmith.guest.QemuOptions;
import io.domainsmith.guest.Vgpus;
import io.domainsmith.model.Domain;
import io.domainsmith.model.Gl;
import io.domainsmith.model.Graphics;
import io.domainsmith.model.GraphicsType;
import io.domainsmith.model.YesNo;
import io.domainsmith.model.display.Before;
import io.domainsmith.model.qemu.QemuArg;
import io.domainsmith.model.qemu.QemuCommandline;
import io.domainsmith.target.Feature;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.target.Support;
import io.domainsmith.transform.StepException;
import io.domainsmith.transform.TransformContext;
import io.domainsmith.transform.Transformer;
import io.domainsmith.validate.Consequence;
import io.domainsmith.validate.Stage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Gives a GVT-g vGPU a display with which the guest starts on the target. The displays that the domain has stay if they start there; else
 * the nearest that does takes their place: local SPICE with OpenGL, the D-Bus display, VNC. What they were is kept in {@code <metadata>}, and
 * comes back for a target on which it starts.
 *
 * <p>Which display starts is told by {@link Displays#showDmaBuf}. Without a target it is one that starts on every release of today.
 *
 * @since 0.1
 */
public final class SetVgpuDisplay implements Transformer {

    private final @Nullable VgpuDisplay wanted;
    private final @Nullable String renderNode;
    private final @Nullable Idiom idiom;
    private final Stage stage;

    private SetVgpuDisplay(@Nullable VgpuDisplay wanted, @Nullable String renderNode, @Nullable Idiom idiom, Stage stage) {
        this.wanted = wanted;
        this.renderNode = renderNode;
        this.idiom = idiom;
        this.stage = Objects.requireNonNull(stage, "stage");
    }

    /**
     * The step for a vGPU beside an emulated video, which adds egl-headless in an idiom's way where it is needed.
     *
     * @param wanted the display, or null for what starts on the target
     * @param renderNode the absolute path of the host's render node, or null to let libvirt choose
     * @throws IllegalArgumentException if the idiom brings a display of its own and another one is asked for
     */
    public static SetVgpuDisplay preInstall(@Nullable VgpuDisplay wanted, @Nullable String renderNode, Idiom idiom) {
        checkIdiom(wanted, idiom);
        return new SetVgpuDisplay(wanted, renderNode, idiom, Stage.PRE_INSTALL);
    }

    /**
     * The step for a domain whose only display is the vGPU.
     *
     * @param wanted the display, or null for what starts on the target
     */
    public static SetVgpuDisplay finalStage(@Nullable VgpuDisplay wanted) {
        return new SetVgpuDisplay(wanted, null, null, Stage.FINAL);
    }

    /**
     * The step for a domain that is to start on another target, in either stage. Displays that an earlier step exchanged come back if the
     * guest starts with them.
     *
     * @param wanted the display, or null for what starts on the target
     * @throws IllegalArgumentException if the idiom brings a display of its own and another one is asked for
     */
    public static SetVgpuDisplay retarget(@Nullable VgpuDisplay wanted, Idiom idiom) {
        checkIdiom(wanted, idiom);
        return new SetVgpuDisplay(wanted, null, idiom, Stage.ANY);
    }

    private static void checkIdiom(@Nullable VgpuDisplay wanted, Idiom idiom) {
        if (idiom.hasDisplayArgument() && wanted != null && wanted != VgpuDisplay.KEEP) {
            throw new IllegalArgumentException("idiom " + idiom.id() + " brings its own display, so display " + wanted.id()
                    + " cannot be chosen with it; leave one of the two out");
        }
    }

    @Override
    public String name() {
        return "set-vgpu-display";
    }

    @Override
    public String description() {
        return "Gives the vGPU a display with which the guest starts on the target.";
    }

    @Override
    public void apply(Domain domain, TransformContext context) {
        if (domain.getDevices() == null) {
            throw new StepException("the domain has no <devices>; a vGPU needs a whole guest around it");
        }
        Vgpus vgpus = Vgpus.of(domain);
        if (stage != Stage.PRE_INSTALL && vgpus.gvtg().stream().noneMatch(vgpus::showsDisplay)) {
            return;
        }
        new Run(domain, context).run();
    }

    private static boolean isMainDisplay(QemuOptions.Option option) {
        return option.name().equals("display") && !option.head().startsWith("vnc=") || option.name().equals("sdl") || option.name().equals("curses");
    }

    /** One application of the step. */
    private final class Run {

        private final Domain domain;
        private final TransformContext context;
        private final HypervisorTarget target;
        private final boolean isDrawnByArgument;
        private final QemuOptions options;
        /** Those that stay where another display takes the place of all. */
        private final QemuOptions exchanged;
        private final DisplayMemory memory;
        private final List<Graphics> graphics;

        Run(Domain domain, TransformContext context) {
            this.domain = domain;
            this.context = context;
            this.target = context.target();
            this.isDrawnByArgument = AddEglHeadless.isArgument(QemuOptions.of(domain));
            // where that argument is not the idiom's, this step removes it
            this.options = QemuOptions.of(domain).without(AddEglHeadless::isArgument);
            this.exchanged = QemuOptions.of(domain).without(SetVgpuDisplay::isMainDisplay);
            this.memory = new DisplayMemory(domain, context);
            this.graphics = domain.getDevices().getGraphics();
        }

        void run() {
            if (isGuides()) {
                refuseBesideGuides();
                Optional<Before> first = memory.all().stream().findFirst();
                if (first.isPresent()) {
                    restore(first.get(), "The idiom draws on the displays that were there.");
                } else {
                    complete(renderNode);
                }
                return;
            }
            Optional<Before> former = former();
            if (former.isPresent()) {
                restore(former.get(), target.describe() + " starts the guest with the displays that it had.");
                return;
            }
            if (wanted == null && hindersOnlyByArgument()) {
                complete(renderNode);
                removeMainDisplays(graphics.get(0));
                return;
            }
            VgpuDisplay display = wanted == null ? choose() : wanted;
            if (display == VgpuDisplay.KEEP) {
                complete(renderNode);
            } else {
                refuseImpossible(display);
                exchange(display);
            }
        }

        // ---- the guide's displays

        /** Whether an argument draws, as in the guide: then its displays stay, too. */
        private boolean isGuides() {
            return idiom == null ? isDrawnByArgument : idiom.hasDisplayArgument();
        }

        private void refuseBesideGuides() {
            if (wanted != null && wanted != VgpuDisplay.KEEP) {
                throw new StepException("the domain draws on -display egl-headless in <qemu:commandline>, which is no part of display "
                        + wanted.id() + "; run gvtg retarget first");
            }
        }

        // ---- the displays that were there before

        /** What the domain had before, if the guest starts with it; what the user asked for instead of that stays as long as it starts. */
        private Optional<Before> former() {
            if (wanted != null || stage != Stage.ANY) {
                return Optional.empty();
            }
            List<Before> all = memory.all();
            int asked = 0;
            for (int i = 0; i < all.size(); i++) {
                asked = all.get(i).getAsked() == null ? asked : i + 1;
            }
            // what was exchanged after the user had asked is what was asked for
            Optional<Before> askedFor = all.stream().skip(asked).filter(this::starts).findFirst();
            return askedFor.isPresent() || asked > 0 && starts(completed(graphics)) ? askedFor
                    : all.stream().limit(asked).filter(this::starts).findFirst();
        }

        private boolean starts(Before before) {
            return starts(completed(memory.read(before).devices().getGraphics()));
        }

        private void restore(Before before, String reason) {
            String node = renderNode();
            memory.restore(before, reason, () -> complete(node));
        }

        // ---- choice

        /** The displays that are there if the guest starts with them, else the nearest with which it does. */
        private VgpuDisplay choose() {
            List<VgpuDisplay> ways = Stream.of(VgpuDisplay.KEEP, VgpuDisplay.SPICE_LOCAL, VgpuDisplay.DBUS, VgpuDisplay.VNC)
                    .filter(way -> !isMissing(way)).toList();
            return ways.stream().filter(way -> starts(proposed(way), options(way))).findFirst()
                    .or(() -> ways.stream().filter(way -> refusal(way).isEmpty()).findFirst())
                    .orElseThrow(() -> new StepException("no display is known with which a GVT-g vGPU starts on " + target.describe()
                            + "; to leave the displays alone use --display keep (in Java, VgpuDisplay.KEEP)"));
        }

        /** Whether the guest starts with the displays that are there, were it not for an argument such as {@code -display none} in their place. */
        private boolean hindersOnlyByArgument() {
            return idiom != null && !isMissing(VgpuDisplay.KEEP) && !starts(completed(graphics, options), options)
                    && starts(completed(graphics, exchanged), exchanged);
        }

        /** Whether the target does not have what a display needs, or libvirt refuses egl-headless beside the displays that are to stay. */
        private boolean isMissing(VgpuDisplay way) {
            return switch (way) {
                case SPICE_LOCAL, SPICE_GL -> target.supports(Feature.SPICE).isNo();
                case DBUS, DBUS_VNC -> target.supports(Feature.DBUS).isNo();
                case VNC -> target.supports(Feature.VNC).isNo();
                case KEEP -> idiom != null && !Displays.of(domain, options).hasOwnOpenGl()
                        && !graphics.stream().map(Graphics::getType).allMatch(AddEglHeadless.COMPANIONS::contains);
            };
        }

        /** Whether the guest starts with displays: on the target, or, where that is not known, on every release of today. */
        private boolean starts(List<Graphics> displays) {
            return starts(displays, options);
        }

        private boolean starts(List<Graphics> displays, QemuOptions beside) {
            Displays shown = Displays.of(displays, domain, beside);
            // two elements with OpenGL are what libvirt refuses to define; no display is chosen to mend that
            boolean twoByArgument = shown.hasTwoOpenGl() && shown.withOpenGl().stream().anyMatch(display -> display.argument() >= 0);
            return shown.hasOpenGl() && !twoByArgument && shown.withoutRenderNode().isEmpty()
                    && shown.showDmaBuf(target).stream().allMatch(Showing::starts);
        }

        /** The first display with which the guest is known not to start. */
        private Optional<Showing> refusal(VgpuDisplay way) {
            return Displays.of(proposed(way), domain, options(way)).showDmaBuf(target).stream().filter(one -> one.support().isNo()).findFirst();
        }

        private void refuseImpossible(VgpuDisplay display) {
            if (isMissing(display)) {
                Support missing = target.supports(display == VgpuDisplay.VNC ? Feature.VNC
                        : display == VgpuDisplay.DBUS || display == VgpuDisplay.DBUS_VNC ? Feature.DBUS : Feature.SPICE);
                throw new StepException("display " + display.id() + " needs " + missing.what() + ", which " + target.describe() + " does not have ("
                        + missing.source() + "; " + missing.where() + "); use --display " + choose().id());
            }
            refusal(display).ifPresent(no -> {
                throw new StepException("display " + display.id() + " does not start" + (stage == Stage.FINAL ? " in the final stage" : "") + " on "
                        + target.describe() + ": " + no.support().what() + " needs " + no.support().where() + "; use --display "
                        + choose().id());
            });
        }

        /** The displays that a way brings, to ask whether the guest starts with them. */
        private List<Graphics> proposed(VgpuDisplay way) {
            return way == VgpuDisplay.KEEP ? completed(graphics) : VgpuGraphics.of(way, null, null);
        }

        private QemuOptions options(VgpuDisplay way) {
            return way == VgpuDisplay.KEEP ? options : exchanged;
        }

        /** Displays as this step completes them: with a viewer, and with egl-headless if nothing else has OpenGL. */
        private List<Graphics> completed(List<Graphics> displays) {
            return completed(displays, options);
        }

        private List<Graphics> completed(List<Graphics> displays, QemuOptions beside) {
            Displays shown = Displays.of(displays, domain, beside);
            if (idiom == null || shown.hasOpenGl() && shown.hasViewer()) {
                return displays;
            }
            List<Graphics> all = new ArrayList<>(displays);
            if (!shown.hasViewer()) {
                all.add(AddViewer.viewer(target));
            }
            if (!shown.hasOpenGl()) {
                all.add(new Graphics().withType(GraphicsType.EGL_HEADLESS));
            }
            return all;
        }

        // ---- edits

        /** Completes the displays that stay; OpenGL of their own stays as it is. */
        private void complete(@Nullable String node) {
            if (idiom == null) {
                return;
            }
            if (Displays.of(domain).hasOwnOpenGl()) {
                setRenderNode(node);
            } else {
                new AddEglHeadless(node, idiom).apply(domain, context);
            }
        }

        private void setRenderNode(@Nullable String node) {
            Optional<Graphics> drawing = graphics.stream().filter(one -> one.getGl() != null && one.getGl().getEnable() == YesNo.YES).findFirst();
            if (node != null && drawing.isPresent() && !node.equals(drawing.get().getGl().getRendernode())) {
                drawing.get().getGl().setRendernode(node);
                context.changed(drawing.get().getGl(), "This render node was asked for.");
            }
        }

        /** The render node to draw on: the one that was asked for, else the one that a display has. */
        private @Nullable String renderNode() {
            return renderNode != null ? renderNode : graphics.stream().map(Graphics::getGl).filter(Objects::nonNull).map(Gl::getRendernode)
                    .filter(Objects::nonNull).findFirst().orElse(null);
        }

        /** Puts a display in the place of all that are there, and keeps what they were. */
        private void exchange(VgpuDisplay display) {
            if (isThere(display)) {
                removeMainDisplays(graphics.get(0));
                return;
            }
            Graphics viewer = DisplayMemory.viewer(graphics);
            String node = renderNode();
            boolean staysSpice = display == VgpuDisplay.SPICE_LOCAL || display == VgpuDisplay.SPICE_GL;
            List<Object> going = new ArrayList<>(graphics.stream().filter(one -> !isPlainEglHeadless(one, node)).toList());
            if (!staysSpice) {
                going.addAll(SpiceDevices.of(domain.getDevices()));
            }
            boolean leavesNetwork = viewer != null && !Displays.isLocal(viewer) && (display == VgpuDisplay.SPICE_LOCAL || display == VgpuDisplay.DBUS);
            Graphics former = viewer == null && !graphics.isEmpty() ? graphics.get(0) : viewer;
            String was = former == null || wanted != null && !leavesNetwork ? null : AddEglHeadless.called(former)
                    + (leavesNetwork ? " is no longer reached over the network" : " gives way to display " + display.id())
                    + whyNot(Displays.of(domain));
            boolean losesPassword = graphics.stream().anyMatch(one -> one.getPasswd() != null
                    && (one != viewer || display == VgpuDisplay.DBUS));
            if (!going.isEmpty()) {
                memory.keep(going, Displays.of(domain, options).hasEmulatedVideo() ? null : Stage.FINAL, wanted);
            }
            List<Graphics> now = VgpuGraphics.of(display, viewer, node);
            graphics.clear();
            graphics.addAll(now);
            if (!staysSpice) {
                SpiceDevices.remove(domain.getDevices(), context);
            }
            AddEglHeadless.removeDisplayArguments(domain, context);
            removeMainDisplays(now.get(0));
            tell(display, now.get(0), was);
            if (losesPassword) {
                context.warn(now.get(0), Consequence.SURPRISE, "the password of a former display has no place in this one and is not kept, since everybody "
                        + "who sees the domain sees its metadata", "note it down; when the former display comes back, write passwd='...' into it again");
            }
        }

        /** Why the guest does not start with its displays; empty if it does. */
        private String whyNot(Displays shown) {
            Optional<Showing> showing = shown.showDmaBuf(target).stream().filter(one -> !one.starts()).findFirst();
            if (showing.isPresent()) {
                return ": with " + showing.get().display().name() + " as it was, a GVT-g guest starts only on " + showing.get().support().where();
            } else if (shown.hasTwoOpenGl()) {
                return ": QEMU does not start with two displays that have OpenGL";
            }
            return shown.withoutRenderNode().isEmpty() ? "" : ": an argument asks for OpenGL, and no <graphics> lets QEMU open a render node";
        }

        /** A display by an argument would be there beside the new one, or in its place: QEMU has one main display, the last that is asked for. */
        private void removeMainDisplays(Graphics now) {
            QemuArguments arguments = new QemuArguments(domain);
            for (QemuOptions.Option option : QemuOptions.of(domain).all().stream().filter(SetVgpuDisplay::isMainDisplay)
                    .sorted(Comparator.comparingInt(QemuOptions.Option::index).reversed()).toList()) {
                QemuCommandline commandline = Objects.requireNonNull(domain.getQemuCommandline());
                String text = "-" + option.name() + (option.value() == null ? "" : " " + option.value());
                context.changed(commandline, "With " + text + " QEMU would have a display beside this one, or in its place.");
                if (!option.head().equals("none")) {
                    context.warn(now, Consequence.SURPRISE, "the window that " + text + " in <qemu:commandline> asked for gives way to this display, and is "
                            + "not remembered", "write the argument again to have the window back");
                }
                List<QemuArg> args = commandline.getArgs();
                arguments.remove(args.get(option.value() == null ? option.index() : option.index() - 1), args.get(option.index()));
            }
        }

        private boolean isThere(VgpuDisplay display) {
            List<GraphicsType> types = graphics.stream().map(Graphics::getType).toList();
            boolean sameNode = renderNode == null || graphics.stream().map(Graphics::getGl).anyMatch(gl -> gl != null && renderNode.equals(gl.getRendernode()));
            Graphics one = graphics.isEmpty() ? null : graphics.get(0);
            if (one == null || !sameNode) {
                return false;
            }
            boolean drawn = one.getGl() != null && one.getGl().getEnable() == YesNo.YES;
            return switch (display) {
                case SPICE_LOCAL -> types.equals(List.of(GraphicsType.SPICE)) && drawn && Displays.isLocal(one);
                case SPICE_GL -> types.equals(List.of(GraphicsType.SPICE)) && drawn && !Displays.isLocal(one);
                case VNC -> types.size() == 2 && types.containsAll(List.of(GraphicsType.VNC, GraphicsType.EGL_HEADLESS));
                case DBUS -> types.equals(List.of(GraphicsType.DBUS)) && drawn && one.getP2P() == YesNo.YES;
                case DBUS_VNC -> types.equals(List.of(GraphicsType.DBUS, GraphicsType.VNC)) && drawn && one.getP2P() != YesNo.YES;
                case KEEP -> true;
            };
        }

        /** An egl-headless that this step writes again, to the character, needs no memory; in the final stage nobody writes it. */
        private boolean isPlainEglHeadless(Graphics one, @Nullable String node) {
            SourceElement element = context.source().elementOf(one);
            String text = element == null ? "" : context.source().textOf(element).replaceAll(">\\s+<", "><").replace('"', '\'');
            boolean plain = element == null || text.equals("<graphics type='egl-headless'/>")
                    || text.equals("<graphics type='egl-headless'><gl rendernode='" + node + "'/></graphics>");
            return plain && one.getType() == GraphicsType.EGL_HEADLESS && one == graphics.get(graphics.size() - 1)
                    && Displays.of(domain, options).hasEmulatedVideo();
        }

        /** Says how the picture is seen from now on, first of all that it left the network. */
        private void tell(VgpuDisplay display, Graphics now, @Nullable String was) {
            String name = domain.getName() == null ? "NAME" : domain.getName();
            String view = switch (display) {
                case SPICE_LOCAL -> "on the host, virt-viewer --attach " + name + " shows it";
                case DBUS -> "on the host, a program for QEMU's D-Bus display shows it, which gets its connection from virDomainOpenGraphicsFD";
                case DBUS_VNC -> "libvirt starts qemu-vnc for it if that is installed; qemu-vnc of QEMU 11.1 takes no dma-bufs, so the vGPU's "
                        + "picture is not expected there";
                case SPICE_GL, VNC, KEEP -> "a viewer connects to it as before";
            };
            context.changed(now, "A guest with a GVT-g vGPU starts with this display; " + view + ".");
            if (was != null) {
                context.warn(now, Consequence.SURPRISE, was, view + "; --display keep leaves the displays as they are, and gvtg retarget puts "
                        + "them back for a QEMU that starts with them");
            }
            if (display == VgpuDisplay.DBUS_VNC) {
                context.warn(now, Consequence.SURPRISE, "the picture of the vGPU is not expected in VNC by qemu-vnc, which takes no dma-bufs in "
                        + "QEMU 11.1", "use --display spice-local to see it on the host");
            }
        }
    }
}
