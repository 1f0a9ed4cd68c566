package io.domainsmith.vgpu;

import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.transform.StepKit;
import org.junit.jupiter.api.Test;

class AddEglHeadlessTests {

    private static final String NODE = "/dev/dri/renderD128";
    private static final String SPICE = "    <graphics type='spice' autoport='yes'/>\n";
    private static final String VNC = "    <graphics type='vnc' port='-1'/>\n";
    private static final String EGL = "    <graphics type='egl-headless'/>\n";
    private static final String EGL_NODE = """
                <graphics type='egl-headless'>
                  <gl rendernode='/dev/dri/renderD128'/>
                </graphics>
            """;

    private final StepKit modern = kit(null, Idiom.MODERN);
    private final StepKit commandline = kit(null, Idiom.COMMANDLINE);

    private static StepKit kit(String renderNode, Idiom idiom) {
        return StepKit.of(new AddEglHeadless(renderNode, idiom), "graphics");
    }

    private static String spice(String gl) {
        return "    <graphics type='spice' autoport='yes'>\n      <gl " + gl + "/>\n    </graphics>\n";
    }

    @Test
    void comesAfterTheOtherGraphics() {
        modern.turns(Guest.q35(SPICE, Guest.QXL), Guest.q35(SPICE, EGL, Guest.QXL));
        modern.turns(Guest.q35(VNC, Guest.QXL), Guest.q35(VNC, EGL, Guest.QXL));
        modern.turns(Guest.q35(VNC, SPICE), Guest.q35(VNC, SPICE, EGL));
        commandline.turns(Guest.q35(SPICE, Guest.QXL), Guest.q35(SPICE, EGL, Guest.QXL));
    }

    @Test
    void bringsSpiceWhereNothingCarriesThePicture() {
        String spice = """
                    <graphics type='spice' autoport='yes'>
                      <listen type='address' address='127.0.0.1'/>
                    </graphics>
                """;
        modern.turns(Guest.q35(Guest.QXL), Guest.q35(spice, EGL, Guest.QXL));
        modern.turns(Guest.q35(EGL, Guest.QXL), Guest.q35(spice, EGL, Guest.QXL));
    }

    @Test
    void writesTheRenderNodeWhereTheIdiomHasIt() {
        kit(NODE, Idiom.MODERN).turns(Guest.q35(SPICE), Guest.q35(SPICE, EGL_NODE));
        kit(NODE, Idiom.MODERN).turns(Guest.q35(SPICE, EGL), Guest.q35(SPICE, EGL_NODE));
        kit(NODE, Idiom.COMMANDLINE).turns(Guest.q35(SPICE), Guest.q35(spice("enable='no' rendernode='" + NODE + "'"), EGL));
        kit(NODE, Idiom.COMMANDLINE).turns(Guest.q35(spice("enable='no'")), Guest.q35(spice("enable='no' rendernode='" + NODE + "'"), EGL));
    }

    @Test
    void takesTheRenderNodeFromTheGuidesPlace() {
        modern.turns(Guest.q35(spice("enable='no' rendernode='" + NODE + "'"), EGL),
                Guest.q35("    <graphics type='spice' autoport='yes'>\n    </graphics>\n", EGL_NODE));
        modern.leaves(Guest.q35(spice("enable='no'"), EGL));
        commandline.leaves(Guest.q35(spice("enable='no' rendernode='" + NODE + "'"), EGL));
    }

    @Test
    void keepsARenderNodeUnlessAnotherIsAskedFor() {
        modern.leaves(Guest.q35(SPICE, EGL_NODE));
        kit("/dev/dri/renderD129", Idiom.MODERN).refuses(Guest.q35(SPICE, EGL_NODE), "graphics 'egl-headless' (line 9) has the render "
                + "node /dev/dri/renderD128, not /dev/dri/renderD129; change it there, or leave the render node out");
        kit("/dev/dri/renderD129", Idiom.COMMANDLINE).refuses(Guest.q35(spice("enable='no' rendernode='" + NODE + "'"), EGL),
                "graphics 'spice' (line 8) has the render node /dev/dri/renderD128, not /dev/dri/renderD129; change it there, or leave "
                        + "the render node out");
        kit(NODE, Idiom.COMMANDLINE).refuses(Guest.q35(VNC), "idiom commandline writes the render node into the <gl> of <graphics "
                + "type='spice'>, and the domain has none; leave the render node out, or use idiom modern");
    }

    @Test
    void twoBecomeOne() {
        modern.turns(Guest.q35(SPICE, EGL, EGL_NODE), Guest.q35(SPICE, EGL_NODE));
    }

    @Test
    void removesTheArgumentThatSaysTheSame() {
        modern.turns(Guest.then(Guest.q35(SPICE), Guest.commandline("-display", "egl-headless")), Guest.q35(SPICE, EGL));
        modern.turns(Guest.then(Guest.q35(SPICE, EGL), Guest.commandline("-snapshot", "-display", "egl-headless", "-display", "gtk")),
                Guest.then(Guest.q35(SPICE, EGL), Guest.commandline("-snapshot", "-display", "gtk")));
        commandline.leaves(Guest.then(Guest.q35(SPICE, EGL), Guest.commandline("-display", "egl-headless")));
    }

    @Test
    void refusesWhatCannotStandBesideIt() {
        modern.refuses(Guest.q35("    <graphics type='sdl' display=':0'/>\n"), "graphics 'sdl' (line 8) cannot stand beside "
                + "egl-headless, only spice and vnc can; replace it by spice or vnc");
        modern.refuses(Guest.q35(SPICE, SPICE), "graphics 'spice' (line 9) is a second one beside graphics 'spice' (line 8), and QEMU "
                + "starts with one of a kind; remove one of them");
        modern.refuses(Guest.q35(spice("enable='yes'")), "graphics 'spice' (line 8) has OpenGL of its own, and libvirt refuses a second "
                + "OpenGL display; write <gl enable='no'/> to use egl-headless, or leave this step out to keep SPICE's local one");
        modern.on(HypervisorTarget.of("4.5.0", null)).refuses(Guest.q35(SPICE),
                "libvirt 4.5.0 has no <graphics type='egl-headless'>; it needs libvirt 4.6.0 or later with QEMU 2.10.0 or later");
        modern.refuses("<domain type='kvm'><name>guest</name></domain>", "the domain has no <devices>; a vGPU needs a whole guest around it");
    }
}
