package io.domainsmith.vgpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.transform.StepKit;
import io.domainsmith.transform.TransformResult;
import io.domainsmith.validate.Finding;
import io.domainsmith.validate.ValidationLevel;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SetVgpuDisplayTests {

    private static final HypervisorTarget BULLSEYE = HypervisorTarget.of("7.0.0", "5.2.0");
    private static final HypervisorTarget BOOKWORM = HypervisorTarget.of("9.0.0", "7.2.0");
    private static final HypervisorTarget TRIXIE = HypervisorTarget.of("11.3.0", "10.0.0");

    private static final String SPICE = "    <graphics type='spice' port='5901' listen='0.0.0.0' passwd='secret'>\n      <listen type='address' address='0.0.0.0'/>\n"
            + "      <image compression='off'/>\n    </graphics>\n";
    private static final String LOCAL = "    <graphics type='spice' passwd='secret'>\n      <listen type='none'/>\n      <image compression='off'/>\n"
            + "      <gl enable='yes'/>\n    </graphics>\n";
    private static final String VNC = "    <graphics type='vnc' port='-1' autoport='yes' keymap='de'/>\n";
    private static final String EGL = "    <graphics type='egl-headless'/>\n";
    private static final String DBUS = "    <graphics type='dbus' p2p='yes'>\n      <gl enable='yes'/>\n    </graphics>\n";
    private static final String NONE = "    <video>\n      <model type='none'/>\n    </video>\n";

    private static StepKit preInstall(VgpuDisplay wanted, HypervisorTarget target) {
        return StepKit.of(SetVgpuDisplay.preInstall(wanted, null, Idiom.forTarget(target)), "graphics", "channel", "redirdev", "audio").on(target);
    }

    private static StepKit finalStage(VgpuDisplay wanted, HypervisorTarget target) {
        return StepKit.of(SetVgpuDisplay.finalStage(wanted), "graphics").on(target);
    }

    /** What stands in the metadata where the displays were exchanged. */
    private static String memory(String stage, String asked, String... devices) {
        StringBuilder text = new StringBuilder("  <metadata>\n    <domainsmith:former-displays xmlns:domainsmith='https://domainsmith.io/xmlns/display/1.0' "
                + "metadata=''>\n      <domainsmith:before" + (stage == null ? "" : " stage='" + stage + "'") + (asked == null ? "" : " asked='" + asked + "'") + ">\n");
        for (String device : devices) {
            text.append("        <domainsmith:device>").append(device.strip().replace("<", "&lt;").replace(">", "&gt;").replace("secret", ""))
                    .append("</domainsmith:device>\n");
        }
        return text.append("      </domainsmith:before>\n    </domainsmith:former-displays>\n  </metadata>\n").toString();
    }

    private static String remembering(String memory, String guest) {
        return guest.replace("  <os>\n", memory + "  <os>\n");
    }

    @Test
    void theDisplaysThatStartStay() {
        preInstall(null, BULLSEYE).turns(Guest.q35(SPICE, Guest.QXL), Guest.q35(SPICE, EGL, Guest.QXL));
        preInstall(null, BOOKWORM).turns(Guest.q35(VNC, Guest.QXL), Guest.q35(VNC, EGL, Guest.QXL));
        preInstall(null, TRIXIE).leaves(Guest.q35(LOCAL, Guest.QXL));
        preInstall(null, TRIXIE).leaves(Guest.q35(DBUS, Guest.QXL));
        finalStage(null, BOOKWORM).leaves(Guest.q35(VNC, EGL, NONE, Guest.mdev("0x03")));
        finalStage(null, BULLSEYE).leaves(Guest.q35(SPICE, EGL, NONE, Guest.mdev("0x03")));
    }

    /** libvirt shows QEMU no render node for OpenGL that an argument alone asks for, nor has QEMU two displays with OpenGL. */
    @Test
    void openGlByArgumentGivesWay() {
        String argument = Guest.commandline("-spice", "gl=on");
        String plain = "    <graphics type='spice'>\n      <listen type='none'/>\n    </graphics>\n";
        String allowed = plain.replace("    </gr", "      <gl enable='no' rendernode='/dev/dri/renderD128'/>\n    </gr");
        String drawn = plain.replace("    </gr", "      <gl enable='yes'/>\n    </gr");
        TransformResult result = preInstall(null, BOOKWORM).turns(Guest.then(Guest.q35(plain, Guest.QXL), argument),
                remembering(memory(null, null, plain), Guest.then(Guest.q35(drawn, Guest.QXL), argument)));
        assertThat(result.findings()).filteredOn(finding -> finding.rule().equals("set-vgpu-display")).extracting(Finding::message)
                .containsExactly("graphics 'spice' (line 8) gives way to display spice-local: an argument asks for OpenGL, and no <graphics> lets QEMU open a "
                        + "render node");
        preInstall(null, BOOKWORM).leaves(Guest.then(Guest.q35(allowed, Guest.QXL), argument));
        preInstall(null, BOOKWORM).leaves(Guest.then(Guest.q35(drawn, Guest.QXL), argument));
        preInstall(VgpuDisplay.KEEP, BOOKWORM).leaves(Guest.then(Guest.q35(plain, Guest.QXL), argument));
        preInstall(null, BOOKWORM).turns(Guest.then(Guest.q35(plain, EGL, Guest.QXL), argument),
                remembering(memory(null, null, plain), Guest.then(Guest.q35(drawn, Guest.QXL), argument)));
    }

    /** QEMU 7.0 and later do not start a GVT-g guest with SPICE on the network, whose settings are kept, the password aside. */
    @Test
    void remoteSpiceBecomesLocal() {
        for (HypervisorTarget target : new HypervisorTarget[] {BOOKWORM, TRIXIE, HypervisorTarget.unknown()}) {
            TransformResult result = preInstall(null, target).turns(Guest.q35(SPICE, Guest.QXL),
                    remembering(memory(null, null, SPICE), Guest.q35(LOCAL, Guest.QXL)));
            assertThat(result.document().toXml()).containsOnlyOnce("secret");
            assertThat(result.findings()).filteredOn(finding -> finding.rule().equals("set-vgpu-display")).extracting(Finding::message)
                    .containsExactly("graphics 'spice' (line 8) is no longer reached over the network: with spice as it was, a GVT-g guest starts only on "
                            + "QEMU 2.12.0 or later, but older than 6.0.0");
        }
    }

    @Test
    void vncOnTheVgpuAloneBecomesLocalSpice() {
        String local = "    <graphics type='spice' keymap='de'>\n      <listen type='none'/>\n      <gl enable='yes'/>\n    </graphics>\n";
        finalStage(null, TRIXIE).turns(Guest.q35(VNC, EGL, NONE, Guest.mdev("0x03")),
                remembering(memory("final", null, VNC, EGL), Guest.q35(local, NONE, Guest.mdev("0x03"))));
    }

    @Test
    void aDisplayIsThereAsAskedFor() {
        preInstall(VgpuDisplay.DBUS, TRIXIE).turns(Guest.q35(VNC, Guest.QXL),
                remembering(memory(null, "dbus", VNC), Guest.q35(DBUS, Guest.QXL)));
        preInstall(VgpuDisplay.VNC, TRIXIE).turns(Guest.q35(DBUS, Guest.QXL), remembering(memory(null, "vnc", DBUS),
                Guest.q35("    <graphics type='vnc' autoport='yes'>\n      <listen type='address' address='127.0.0.1'/>\n    </graphics>\n", EGL, Guest.QXL)));
        preInstall(VgpuDisplay.SPICE_GL, HypervisorTarget.of("12.8.0", "11.1.0")).turns(Guest.q35(SPICE, Guest.QXL),
                remembering(memory(null, "spice-gl", SPICE), Guest.q35(SPICE.replace("compression='off'/>\n",
                        "compression='off'/>\n      <gl enable='yes'/>\n"), Guest.QXL)));
        preInstall(VgpuDisplay.KEEP, TRIXIE).turns(Guest.q35(SPICE, Guest.QXL), Guest.q35(SPICE, EGL, Guest.QXL));
    }

    /** QEMU has one main display, the last that is asked for: a window of its own would be there beside SPICE, and in the place of egl-headless. */
    @Test
    void aWindowGivesWayToTheDisplayThatWasAskedFor() {
        String local = "    <graphics type='spice'>\n      <listen type='none'/>\n      <gl enable='yes'/>\n    </graphics>\n";
        for (String window : List.of("gtk,gl=on", "sdl", "none")) {
            String argument = Guest.commandline("-display", window);
            String env = "    <qemu:env name='DISPLAY' value=':0'/>\n  </qemu:commandline>\n";
            TransformResult result = preInstall(VgpuDisplay.SPICE_LOCAL, TRIXIE).turns(
                    Guest.then(Guest.q35(Guest.QXL), argument.replace("  </qemu:commandline>\n", env)),
                    Guest.then(Guest.q35(local, Guest.QXL), "  <qemu:commandline>\n" + env));
            assertThat(result.findings()).extracting(Finding::message).filteredOn(message -> message.contains("window")).containsExactlyElementsOf(
                    window.equals("none") ? List.of() : List.of("the window that -display " + window + " in <qemu:commandline> asked for gives way to this "
                            + "display, and is not remembered"));
        }
        preInstall(VgpuDisplay.VNC, TRIXIE).turns(Guest.then(Guest.q35(VNC, Guest.QXL), Guest.commandline("-sdl", "-snapshot", "-display", "none")),
                Guest.then(remembering(memory(null, "vnc", VNC), Guest.q35(VNC, EGL, Guest.QXL)), Guest.commandline("-snapshot")));
        // a window without OpenGL shows no vGPU
        preInstall(null, TRIXIE).turns(Guest.then(Guest.q35(SPICE, Guest.QXL), Guest.commandline("-display", "gtk")),
                remembering(memory(null, null, SPICE), Guest.q35(LOCAL, Guest.QXL)));
        // the displays that are there start, were it not for the argument
        for (String window : List.of("gtk", "none")) {
            preInstall(null, BULLSEYE).turns(Guest.then(Guest.q35(SPICE, Guest.QXL), Guest.commandline("-display", window)),
                    Guest.q35(SPICE, EGL, Guest.QXL));
            preInstall(null, TRIXIE).turns(Guest.then(Guest.q35(VNC, Guest.QXL), Guest.commandline("-display", window)), Guest.q35(VNC, EGL, Guest.QXL));
        }
    }

    /** What talks over SPICE goes with it, since libvirt refuses it without SPICE, and is kept. */
    @Test
    void devicesThatTalkOverSpiceGoWithIt() {
        String channel = "    <channel type='spicevmc'>\n      <target type='virtio' name='com.redhat.spice.0'/>\n    </channel>\n";
        String agent = "    <channel type='unix'>\n      <target type='virtio' name='org.qemu.guest_agent.0'/>\n    </channel>\n";
        String audio = "    <audio id='1' type='spice'/>\n";
        String redirected = "    <redirdev bus='usb' type='spicevmc'/>\n";
        preInstall(VgpuDisplay.VNC, BOOKWORM).turns(Guest.q35(channel, agent, SPICE, audio, Guest.QXL, redirected),
                remembering(memory(null, "vnc", SPICE, channel, audio, redirected), Guest.q35(agent,
                        "    <graphics type='vnc' port='5901' listen='0.0.0.0' passwd='secret'>\n      <listen type='address' address='0.0.0.0'/>\n    </graphics>\n",
                        EGL, "    <audio id='1' type='none'/>\n", Guest.QXL)));
    }

    @Test
    void whatDoesNotStartIsRefused() {
        finalStage(VgpuDisplay.VNC, TRIXIE).refuses(Guest.q35(VNC, EGL, NONE, Guest.mdev("0x03")), "display vnc does not start in the final stage on "
                + "libvirt 11.3.0 and QEMU 10.0.0: a vGPU's dma-buf in VNC needs QEMU 2.12.0 or later, but older than 9.0.0; use --display spice-local");
        preInstall(VgpuDisplay.SPICE_GL, BOOKWORM).refuses(Guest.q35(SPICE, Guest.QXL), "display spice-gl does not start on libvirt 9.0.0 and QEMU "
                + "7.2.0: SPICE with OpenGL on the network needs QEMU 10.1.0 or later (some of them); use --display spice-local");
        preInstall(VgpuDisplay.VNC, BOOKWORM).refuses(Guest.q35(SPICE.replace("port='5901'", "tlsPort='5901'"), Guest.QXL), "graphics 'spice' (line 8) "
                + "asks for TLS, and VNC would send the picture in the clear; write <graphics type='vnc'> with an address that is safe, and use --display keep");
        preInstall(VgpuDisplay.VNC, BOOKWORM).refuses(Guest.q35(SPICE.replace("secret", "secret1234"), Guest.QXL), "graphics 'spice' (line 8) has a "
                + "password of 10 characters, and libvirt takes 8 for VNC; give it a shorter one first");
        assertThatThrownBy(() -> SetVgpuDisplay.preInstall(VgpuDisplay.VNC, null, Idiom.COMMANDLINE)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("idiom commandline brings its own display, so display vnc cannot be chosen with it; leave one of the two out");
    }

    /** A host whose QEMU was built without SPICE says so in its domain capabilities. */
    @Test
    void aHostWithoutSpiceGetsTheDBusDisplay() {
        HypervisorTarget host = TRIXIE.with(HypervisorTarget.parse("""
                <domainCapabilities><devices><graphics supported='yes'><enum name='type'><value>vnc</value><value>dbus</value>
                <value>egl-headless</value></enum></graphics></devices></domainCapabilities>
                """));
        finalStage(null, host).turns(Guest.q35(VNC, EGL, NONE, Guest.mdev("0x03")),
                remembering(memory("final", null, VNC, EGL), Guest.q35(DBUS, NONE, Guest.mdev("0x03"))));
        finalStage(VgpuDisplay.SPICE_LOCAL, host).refuses(Guest.q35(VNC, EGL, NONE, Guest.mdev("0x03")),
                "display spice-local needs <graphics type='spice'>, which libvirt 11.3.0 and QEMU 10.0.0 does not have (the host's domain capabilities; "
                        + "libvirt 0.8.0 or later (some of them)); use --display dbus");
    }

    /** A guest of the guide becomes one that starts today, and has its very displays again on the QEMU of then. */
    @Test
    void retargetExchangesTheDisplaysAndPutsThemBack() {
        String guides = Guest.then(Guest.q35(SPICE, EGL, Guest.QXL, Guest.mdev("display='off'", null, "0x03")),
                Guest.commandline("-set", "device.hostdev0.x-igd-opregion=on", "-set", "device.hostdev0.display=on", "-display", "egl-headless"));
        for (HypervisorTarget target : new HypervisorTarget[] {BOOKWORM, TRIXIE, HypervisorTarget.of("12.8.0", "11.1.0")}) {
            String today = retarget(guides, target);
            assertThat(today).contains("<listen type='none'/>", "<gl enable='yes'/>", "passwd='secret'").doesNotContain("<graphics type='egl-headless'");
            assertThat(retarget(today, target)).as("once more").isEqualTo(today);
            String back = retarget(today, BULLSEYE);
            assertThat(back).contains(SPICE).contains(EGL).doesNotContain("former-displays", "<metadata>");
            assertThat(retarget(back, target)).isEqualTo(today);
        }
    }

    /** The D-Bus display has no password, and the metadata is for everybody to see: the password is gone, which is said twice. */
    @Test
    void aPasswordThatHasNoPlaceIsSaid() {
        TransformResult exchanged = Gvtg.preInstall(GvtgOptions.of(Guest.MDEV).withDisplay(VgpuDisplay.DBUS), BOOKWORM).withValidation(ValidationLevel.OFF)
                .apply(DomainDocument.parse(Guest.q35(SPICE, Guest.QXL)));
        assertThat(exchanged.document().toXml()).doesNotContain("secret");
        assertThat(exchanged.findings()).extracting(Finding::message).hasSize(2)
                .anyMatch(message -> message.startsWith("the password of a former display has no place in this one"));
        TransformResult back = Gvtg.retarget(null, BULLSEYE).withValidation(ValidationLevel.OFF).apply(exchanged.document());
        assertThat(back.document().toXml()).contains("<graphics type='spice' port='5901' listen='0.0.0.0'>").doesNotContain("passwd");
        assertThat(back.findings()).extracting(Finding::message).contains("the graphics 'spice' that is back had a password, which is not kept in <metadata>");
    }

    /** egl-headless stood beside VNC; without it the guest would not start again. */
    @Test
    void revertPutsEglHeadlessBackThatRetargetTook() {
        for (String egl : new String[] {EGL, "    <graphics type='egl-headless'>\n      <!-- the one of the lab -->\n    </graphics>\n"}) {
            String before = Gvtg.preInstall(GvtgOptions.of(Guest.MDEV), BOOKWORM).withValidation(ValidationLevel.OFF)
                    .apply(DomainDocument.parse(Guest.q35(egl, VNC, Guest.QXL))).document().toXml();
            String last = Gvtg.finalStageRemembering(BOOKWORM).withValidation(ValidationLevel.OFF).apply(DomainDocument.parse(before)).document().toXml();
            String there = retarget(last, TRIXIE);
            assertThat(there).contains("<listen type='none'/>").doesNotContain("<graphics type='egl-headless'");
            assertThat(Gvtg.revert(TRIXIE).withValidation(ValidationLevel.OFF).apply(DomainDocument.parse(there)).document().toXml()).isEqualTo(before);
        }
    }

    /** Each password goes back to the display that had it; one that had no place is said. */
    @Test
    void ofTwoPasswordsOneStays() {
        String vnc = "    <graphics type='vnc' port='5900' passwd='other'/>\n";
        String before = Gvtg.preInstall(GvtgOptions.of(Guest.MDEV), BULLSEYE).withValidation(ValidationLevel.OFF)
                .apply(DomainDocument.parse(Guest.q35(vnc, SPICE, Guest.QXL))).document().toXml();
        TransformResult there = Gvtg.retarget(null, BOOKWORM).withValidation(ValidationLevel.OFF).apply(DomainDocument.parse(before));
        assertThat(there.document().toXml()).containsOnlyOnce("secret").doesNotContain("other");
        assertThat(there.findings()).extracting(Finding::message).anyMatch(message -> message.startsWith("the password of a former display has no place"));
        String back = retarget(there.document().toXml(), BULLSEYE);
        assertThat(back).contains(SPICE).contains("<graphics type='vnc' port='5900'/>");
    }

    @Test
    void aCommentThatSpeaksOfAPasswordIsNotKept() {
        String spice = SPICE.replace("      <image", "      <!-- passwd='old' was the old one -->\n      <!-- for the lab -->\n      <image");
        String text = Gvtg.preInstall(GvtgOptions.of(Guest.MDEV), BOOKWORM).withValidation(ValidationLevel.OFF)
                .apply(DomainDocument.parse(Guest.q35(spice, Guest.QXL))).document().toXml();
        assertThat(text).containsOnlyOnce("passwd='old'").contains("&lt;!-- for the lab --&gt;");
    }

    /** SPICE went in the second of two exchanges, and its channel with it: both are taken back. */
    @Test
    void severalExchangesAreTakenBack() {
        String channel = "    <channel type='spicevmc'>\n      <target type='virtio' name='com.redhat.spice.0'/>\n    </channel>\n";
        String before = Guest.q35(channel, SPICE, Guest.QXL);
        String old = Gvtg.preInstall(GvtgOptions.of(Guest.MDEV), BULLSEYE).withValidation(ValidationLevel.OFF).apply(DomainDocument.parse(before))
                .document().toXml();
        String local = retarget(old, BOOKWORM);
        String asked = Gvtg.retarget(null, VgpuDisplay.VNC, BOOKWORM).withValidation(ValidationLevel.OFF).apply(DomainDocument.parse(local)).document().toXml();
        // VNC that nobody asked for
        String vnc = asked.replace(" asked='vnc'", "");
        assertThat(vnc).isNotEqualTo(asked);
        assertThat(local).contains(channel);
        assertThat(vnc).doesNotContain(channel).contains("<graphics type='vnc'");
        // QEMU 10 starts VNC beside a video; without one it does not, and what starts is the SPICE that there was
        String last = Gvtg.finalStage(TRIXIE).withValidation(ValidationLevel.OFF).apply(DomainDocument.parse(vnc)).document().toXml();
        assertThat(retarget(last, BULLSEYE)).contains(channel).contains(SPICE).contains(EGL).doesNotContain("former-displays");
    }

    /** What somebody asked for is not undone because something else would start, too. */
    @Test
    void retargetLeavesADisplayThatWasAskedFor() {
        DomainDocument asked = Gvtg.preInstall(GvtgOptions.of(Guest.MDEV).withDisplay(VgpuDisplay.VNC), BULLSEYE).withValidation(ValidationLevel.OFF)
                .apply(DomainDocument.parse(Guest.q35(SPICE, Guest.QXL))).document();
        assertThat(asked.toXml()).contains("asked='vnc'", "<graphics type='vnc'");
        assertThat(retarget(asked.toXml(), BULLSEYE)).isEqualTo(asked.toXml());
    }

    /** VNC on the vGPU alone does not start on QEMU 10; where it does, it comes back, and not the SPICE that it was asked for in place of. */
    @Test
    void retargetPutsADisplayBackThatWasAskedFor() {
        DomainDocument asked = Gvtg.preInstall(GvtgOptions.of(Guest.MDEV).withDisplay(VgpuDisplay.VNC), BULLSEYE).withValidation(ValidationLevel.OFF)
                .apply(DomainDocument.parse(Guest.q35(SPICE, Guest.QXL))).document();
        String last = Gvtg.finalStage(BULLSEYE).withValidation(ValidationLevel.OFF).apply(asked).document().toXml();
        String there = retarget(last, TRIXIE);
        assertThat(there).contains("<listen type='none'/>").doesNotContain("<graphics type='vnc'");
        assertThat(retarget(there, BULLSEYE)).isEqualTo(last);
    }

    private static String retarget(String xml, HypervisorTarget target) {
        return Gvtg.retarget(null, target).withValidation(ValidationLevel.OFF).apply(DomainDocument.parse(xml)).document().toXml();
    }

    /** The very document comes back, whatever the final stage had to exchange. */
    @ParameterizedTest
    @EnumSource(value = VgpuDisplay.class, names = {"KEEP", "SPICE_LOCAL", "DBUS", "VNC"})
    void revertPutsBackWhatTheFinalStageExchanged(VgpuDisplay display) {
        for (HypervisorTarget target : new HypervisorTarget[] {BOOKWORM, TRIXIE, HypervisorTarget.unknown()}) {
            DomainDocument before = Gvtg.preInstall(GvtgOptions.of(Guest.MDEV).withDisplay(display), target).withValidation(ValidationLevel.OFF)
                    .apply(DomainDocument.parse(Guest.q35(VNC, Guest.QXL))).document();
            DomainDocument last = Gvtg.finalStageRemembering(target).withValidation(ValidationLevel.OFF).apply(before).document();
            assertThat(Gvtg.revert(target).withValidation(ValidationLevel.OFF).apply(last).document().toXml()).isEqualTo(before.toXml());
        }
    }

    @Test
    void aMemoryThatCannotBeReadIsSaid() {
        String broken = remembering(memory(null, null, "nothing"), Guest.q35(LOCAL, Guest.QXL, Guest.mdev("0x03")));
        StepKit.of(SetVgpuDisplay.retarget(null, Idiom.CLASSIC), "graphics").on(BULLSEYE).refuses(broken, "the displays that <metadata> remembers "
                + "(line 4) cannot be read; remove <domainsmith:former-displays> to go on without them");
    }

    @Test
    void theGuidesDisplayIsPartOfItsIdiom() {
        String guides = Guest.then(Guest.q35(SPICE, EGL, NONE, Guest.mdev("0x03")), Guest.commandline("-display", "egl-headless"));
        finalStage(null, HypervisorTarget.unknown()).leaves(guides);
        finalStage(VgpuDisplay.SPICE_LOCAL, BOOKWORM).refuses(guides, "the domain draws on -display egl-headless in <qemu:commandline>, which is no part "
                + "of display spice-local; run gvtg retarget first");
    }
}
