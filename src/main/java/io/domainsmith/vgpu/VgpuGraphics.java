package io.domainsmith.vgpu;

import io.domainsmith.guest.Displays;
import io.domainsmith.model.Gl;
import io.domainsmith.model.Graphics;
import io.domainsmith.model.GraphicsChannelMode;
import io.domainsmith.model.GraphicsDefaultMode;
import io.domainsmith.model.GraphicsType;
import io.domainsmith.model.Listen;
import io.domainsmith.model.ListenType;
import io.domainsmith.model.YesNo;
import io.domainsmith.transform.StepException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@code <graphics>} of each way to see a vGPU, made of the one that a user had. */
final class VgpuGraphics {

    private VgpuGraphics() {
    }

    /**
     * The elements of a display.
     *
     * @param display the display, which is not {@link VgpuDisplay#KEEP}
     * @param viewer the SPICE or VNC whose keyboard, password and, on the network, listeners it takes over; SPICE itself is edited if it stays
     * @param node the render node, or null to let libvirt choose
     * @throws StepException if VNC would be less secure than the SPICE that it replaces
     */
    static List<Graphics> of(VgpuDisplay display, @Nullable Graphics viewer, @Nullable String node) {
        return switch (display) {
            case SPICE_LOCAL -> List.of(localSpice(viewer, node));
            case SPICE_GL -> List.of(remoteSpice(viewer, node));
            case VNC -> List.of(vnc(viewer), new Graphics().withType(GraphicsType.EGL_HEADLESS)
                    .withGl(node == null ? null : new Gl().withRendernode(node)));
            case DBUS -> List.of(new Graphics().withType(GraphicsType.DBUS).withP2P(YesNo.YES).withGl(gl(node)));
            case DBUS_VNC -> List.of(new Graphics().withType(GraphicsType.DBUS).withGl(gl(node)), vnc(viewer));
            case KEEP -> throw new IllegalArgumentException("keep has no display of its own");
        };
    }

    private static Gl gl(@Nullable String node) {
        return new Gl().withEnable(YesNo.YES).withRendernode(node);
    }

    /** The domain's SPICE, or a new one with what another viewer says of keyboard and password. */
    private static Graphics spice(@Nullable Graphics viewer, @Nullable String node) {
        Graphics spice = viewer != null && viewer.getType() == GraphicsType.SPICE ? viewer : new Graphics().withType(GraphicsType.SPICE);
        if (viewer != null && spice != viewer) {
            spice.withKeymap(viewer.getKeymap()).withPasswd(viewer.getPasswd()).withPasswdValidTo(viewer.getPasswdValidTo())
                    .withConnected(viewer.getConnected());
        }
        spice.setGl(gl(node));
        return spice;
    }

    /** libvirt refuses secure channels where no port has TLS (qemuBuildGraphicsSPICECommandLine). */
    private static Graphics localSpice(@Nullable Graphics viewer, @Nullable String node) {
        Graphics spice = spice(viewer, node);
        spice.withPort(null).withTlsPort(null).withAutoport(null).withListen(null)
                .setDefaultMode(spice.getDefaultMode() == GraphicsDefaultMode.SECURE ? null : spice.getDefaultMode());
        spice.getChannels().removeIf(channel -> channel.getMode() == GraphicsChannelMode.SECURE);
        spice.getListens().clear();
        spice.getListens().add(new Listen().withType(ListenType.NONE));
        return spice;
    }

    private static Graphics remoteSpice(@Nullable Graphics viewer, @Nullable String node) {
        Graphics spice = spice(viewer, node);
        if (spice != viewer && viewer != null) {
            listenLike(viewer, spice);
        } else if (viewer == null || Displays.isLocal(spice)) {
            spice.getListens().clear();
            spice.withAutoport(YesNo.YES).getListens().add(loopback());
        }
        return spice;
    }

    private static Graphics vnc(@Nullable Graphics viewer) {
        if (viewer != null && viewer.getType() == GraphicsType.VNC) {
            return viewer;
        }
        Graphics vnc = new Graphics().withType(GraphicsType.VNC);
        if (viewer == null || Displays.isLocal(viewer)) {
            vnc.withAutoport(YesNo.YES).getListens().add(loopback());
        } else {
            refuseLessSecure(viewer);
            listenLike(viewer, vnc);
        }
        if (viewer != null && viewer.getPasswd() != null && viewer.getPasswd().length() > 8) {
            throw new StepException(AddEglHeadless.called(viewer) + " has a password of " + viewer.getPasswd().length()
                    + " characters, and libvirt takes 8 for VNC; give it a shorter one first");
        } else if (viewer != null) {
            vnc.withKeymap(viewer.getKeymap()).withPasswd(viewer.getPasswd()).withPasswdValidTo(viewer.getPasswdValidTo());
        }
        return vnc;
    }

    /** What was encrypted does not go over the network in the clear. */
    private static void refuseLessSecure(Graphics spice) {
        boolean secure = spice.getTlsPort() != null && spice.getPort() == null || spice.getDefaultMode() == GraphicsDefaultMode.SECURE
                || spice.getChannels().stream().anyMatch(channel -> channel.getMode() == GraphicsChannelMode.SECURE);
        if (secure) {
            throw new StepException(AddEglHeadless.called(spice) + " asks for TLS, and VNC would send the picture in the clear; "
                    + "write <graphics type='vnc'> with an address that is safe, and use --display keep");
        }
    }

    private static void listenLike(Graphics from, Graphics to) {
        boolean fixed = from.getAutoport() != YesNo.YES && from.getPort() != null && !from.getPort().equals("-1");
        to.withPort(fixed ? from.getPort() : null).withAutoport(fixed ? from.getAutoport() : YesNo.YES).withListen(from.getListen());
        from.getListens().forEach(listen -> to.getListens().add(new Listen().withType(listen.getType()).withAddress(listen.getAddress())
                .withNetwork(listen.getNetwork()).withSocket(listen.getSocket())));
    }

    private static Listen loopback() {
        return new Listen().withType(ListenType.ADDRESS).withAddress("127.0.0.1");
    }
}
