package io.domainsmith.validate.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.validate.Stage;
import org.junit.jupiter.api.Test;

class DisplayRulesTests {

    @Test
    void aDisplayThatIsNotAskedForIsOff() {
        assertThat(Shown.by(DisplayRules.DISPLAY_OFF, HypervisorTarget.unknown(), Stage.PRE_INSTALL, """
                <domain type='kvm'>
                  <name>guest</name>
                  <memory unit='GiB'>4</memory>
                  <os>
                    <type arch='x86_64' machine='q35'>hvm</type>
                  </os>
                  <devices>
                    <graphics type='spice' autoport='yes'/>
                    <graphics type='egl-headless'/>
                    <video>
                      <model type='qxl'/>
                      <address type='pci' bus='0x00' slot='3' function='0x0'/>
                    </video>
                    <hostdev mode='subsystem' type='mdev' model='vfio-pci'>
                      <source>
                        <address uuid='fff6f017-3417-4ad3-b05e-17ae3e1a4615'/>
                      </source>
                      <address type='pci' bus='0x00' slot='4' function='0x0'/>
                    </hostdev>
                  </devices>
                </domain>
                """)).containsExactly("""
                error surprise 14:5 /domain/devices/hostdev
                mdev fff6f017… (line 14) has its display off, so its picture is nowhere to be seen
                => set display='on' on the <hostdev>""");
    }

    @Test
    void aDisplayOffIsAWarningWithoutAStage() {
        assertThat(Shown.by(DisplayRules.DISPLAY_OFF, HypervisorTarget.unknown(), Stage.ANY, """
                <domain type='kvm'>
                  <name>guest</name>
                  <memory unit='GiB'>4</memory>
                  <os>
                    <type arch='x86_64' machine='q35'>hvm</type>
                  </os>
                  <devices>
                    <graphics type='spice' autoport='yes'/>
                    <graphics type='egl-headless'/>
                    <video>
                      <model type='qxl'/>
                      <address type='pci' bus='0x00' slot='3' function='0x0'/>
                    </video>
                    <hostdev mode='subsystem' type='mdev' model='vfio-pci' display='off'>
                      <source>
                        <address uuid='fff6f017-3417-4ad3-b05e-17ae3e1a4615'/>
                      </source>
                      <address type='pci' bus='0x00' slot='4' function='0x0'/>
                    </hostdev>
                  </devices>
                </domain>
                """)).containsExactly("""
                warning surprise 14:60 /domain/devices/hostdev/@display
                mdev fff6f017… (line 14) has its display off, so its picture is nowhere to be seen
                => set display='on' on the <hostdev>""");
    }

    @Test
    void aSetArgumentTurnsItOn() {
        assertThat(Shown.by(DisplayRules.DISPLAY_OFF, HypervisorTarget.unknown(), Stage.FINAL, """
                <domain type='kvm' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
                  <name>guest</name>
                  <memory unit='GiB'>4</memory>
                  <os>
                    <type arch='x86_64' machine='q35'>hvm</type>
                  </os>
                  <devices>
                    <graphics type='spice' autoport='yes'/>
                    <graphics type='egl-headless'/>
                    <video>
                      <model type='none'/>
                    </video>
                    <hostdev mode='subsystem' type='mdev' model='vfio-pci' display='off'>
                      <source>
                        <address uuid='fff6f017-3417-4ad3-b05e-17ae3e1a4615'/>
                      </source>
                      <address type='pci' bus='0x00' slot='4' function='0x0'/>
                    </hostdev>
                  </devices>
                  <qemu:commandline>
                    <qemu:arg value='-set'/>
                    <qemu:arg value='device.hostdev0.display=on'/>
                  </qemu:commandline>
                </domain>
                """)).isEmpty();
    }

    @Test
    void anOverrideTurnsItOff() {
        assertThat(Shown.by(DisplayRules.DISPLAY_OFF, HypervisorTarget.unknown(), Stage.FINAL, """
                <domain type='kvm' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
                  <name>guest</name>
                  <memory unit='GiB'>4</memory>
                  <os>
                    <type arch='x86_64' machine='q35'>hvm</type>
                  </os>
                  <devices>
                    <graphics type='spice' autoport='yes'/>
                    <graphics type='egl-headless'/>
                    <video>
                      <model type='none'/>
                    </video>
                    <hostdev mode='subsystem' type='mdev' model='vfio-pci' display='on'>
                      <source>
                        <address uuid='fff6f017-3417-4ad3-b05e-17ae3e1a4615'/>
                      </source>
                      <alias name='ua-gvtg'/>
                      <address type='pci' bus='0x00' slot='4' function='0x0'/>
                    </hostdev>
                  </devices>
                  <qemu:override>
                    <qemu:device alias='ua-gvtg'>
                      <qemu:frontend>
                        <qemu:property name='display' type='string' value='off'/>
                      </qemu:frontend>
                    </qemu:device>
                  </qemu:override>
                </domain>
                """)).containsExactly("""
                error surprise 13:60 /domain/devices/hostdev/@display
                mdev fff6f017… (line 13) has its display off, so its picture is nowhere to be seen
                => set display='on' on the <hostdev>""");
    }

    /** A guest of the final stage. */
    private static String guest(String graphics, String attribute, String options) {
        return """
                <domain type='kvm' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
                  <name>guest</name>
                  <memory unit='GiB'>4</memory>
                  <os>
                    <type arch='x86_64' machine='q35'>hvm</type>
                  </os>
                  <devices>
                    %s
                    <video><model type='none'/></video>
                    <hostdev mode='subsystem' type='mdev' model='vfio-pci' display='%s'>
                      <source><address uuid='fff6f017-3417-4ad3-b05e-17ae3e1a4615'/></source>
                      <alias name='ua-gvtg'/>
                    </hostdev>
                  </devices>
                %s
                </domain>
                """.formatted(graphics, attribute, options);
    }

    private static final String LOCAL_SPICE = "<graphics type='spice'><listen type='none'/><gl enable='yes'/></graphics>";

    private static String argument(String option, String value) {
        return "<qemu:commandline><qemu:arg value='" + option + "'/><qemu:arg value='" + value + "'/></qemu:commandline>";
    }

    private static String override(String display) {
        return "<qemu:override><qemu:device alias='ua-gvtg'><qemu:frontend><qemu:property name='display' type='string' value='" + display
                + "'/></qemu:frontend></qemu:device></qemu:override>";
    }

    /** set-on-beside-override and set-off-beside-override of the table of started guests, on all four pairs. */
    @Test
    void aSetArgumentCountsMoreThanAnOverride() {
        assertThat(Shown.by(DisplayRules.DISPLAY_OFF, HypervisorTarget.unknown(), Stage.FINAL,
                guest(LOCAL_SPICE, "off", argument("-set", "device.ua-gvtg.display=on") + override("off")))).isEmpty();
        assertThat(Shown.by(DisplayRules.DISPLAY_OFF, HypervisorTarget.unknown(), Stage.FINAL,
                guest(LOCAL_SPICE, "on", argument("-set", "device.ua-gvtg.display=off") + override("on")))).hasSize(1);
    }

    /** vnc-egl-display-none of the table of started guests: "vfio-display-dmabuf: opengl not available", on all four pairs. */
    @Test
    void theLastDisplayArgumentTakesOpenGlAway() {
        String displays = "<graphics type='vnc'/><graphics type='egl-headless'/>";
        assertThat(Shown.by(DisplayRules.WITHOUT_GL, HypervisorTarget.unknown(), Stage.FINAL,
                guest(displays, "on", argument("-display", "none")))).hasSize(1).first().asString().startsWith("error fails-at-start");
        assertThat(Shown.by(DisplayRules.WITHOUT_GL, HypervisorTarget.unknown(), Stage.FINAL,
                guest(displays, "on", argument("-vnc", "none")))).isEmpty();
    }

    @Test
    void anUnknownDisplayIsNotOff() {
        assertThat(Shown.by(DisplayRules.DISPLAY_OFF, HypervisorTarget.unknown(), Stage.PRE_INSTALL, """
                <domain type='kvm'>
                  <name>guest</name>
                  <memory unit='GiB'>4</memory>
                  <os>
                    <type arch='x86_64' machine='q35'>hvm</type>
                  </os>
                  <devices>
                    <graphics type='spice' autoport='yes'/>
                    <graphics type='egl-headless'/>
                    <video>
                      <model type='qxl'/>
                      <address type='pci' bus='0x00' slot='3' function='0x0'/>
                    </video>
                    <hostdev mode='subsystem' type='mdev' model='vfio-pci' display='maybe'>
                      <source>
                        <address uuid='fff6f017-3417-4ad3-b05e-17ae3e1a4615'/>
                      </source>
                      <address type='pci' bus='0x00' slot='4' function='0x0'/>
                    </hostdev>
                  </devices>
                </domain>
                """)).isEmpty();
    }

    @Test
    void aDisplayWithoutGlCannotStart() {
        assertThat(Shown.by(DisplayRules.WITHOUT_GL, HypervisorTarget.unknown(), Stage.PRE_INSTALL, """
                <domain type='kvm'>
                  <name>guest</name>
                  <memory unit='GiB'>4</memory>
                  <os>
                    <type arch='x86_64' machine='q35'>hvm</type>
                  </os>
                  <devices>
                    <graphics type='vnc'/>
                    <video>
                      <model type='qxl'/>
                      <address type='pci' bus='0x00' slot='3' function='0x0'/>
                    </video>
                    <hostdev mode='subsystem' type='mdev' model='vfio-pci' display='on'>
                      <source>
                        <address uuid='fff6f017-3417-4ad3-b05e-17ae3e1a4615'/>
                      </source>
                      <address type='pci' bus='0x00' slot='4' function='0x0'/>
                    </hostdev>
                  </devices>
                </domain>
                """)).containsExactly("""
                error fails-at-start 13:5 /domain/devices/hostdev
                mdev fff6f017… (line 13) has its display on, but no display offers OpenGL: a vGPU of GVT-g does not start
                => domainsmith gvtg retarget adds a display that starts; by hand, write <listen type='none'/> and <gl enable='yes'/> in SPICE, or \
                <graphics type='egl-headless'/> beside VNC""");
    }

    @Test
    void otherVendorsMayNeedNoGlSoItIsAdvice() {
        assertThat(Shown.by(DisplayRules.WITHOUT_GL, HypervisorTarget.unknown(), Stage.ANY, """
                <domain type='kvm'>
                  <name>guest</name>
                  <memory unit='GiB'>4</memory>
                  <os>
                    <type arch='x86_64' machine='q35'>hvm</type>
                  </os>
                  <devices>
                    <graphics type='vnc'/>
                    <video>
                      <model type='qxl'/>
                      <address type='pci' bus='0x00' slot='3' function='0x0'/>
                    </video>
                    <hostdev mode='subsystem' type='mdev' model='vfio-pci' display='on'>
                      <source>
                        <address uuid='fff6f017-3417-4ad3-b05e-17ae3e1a4615'/>
                      </source>
                      <address type='pci' bus='0x00' slot='4' function='0x0'/>
                    </hostdev>
                  </devices>
                </domain>
                """)).containsExactly("""
                info advice 13:5 /domain/devices/hostdev
                mdev fff6f017… (line 13) has its display on, and no display offers OpenGL: if the vGPU gives its picture as a dma-buf, as \
                Intel's and some other vendors' do, QEMU does not start ("vfio-display-dmabuf: opengl not available"); the XML does not show \
                whether it does
                => if QEMU says so, use a display with OpenGL, such as SPICE with <listen type='none'/> and <gl enable='yes'/>""");
    }

    @Test
    void eglHeadlessOffersGl() {
        assertThat(Shown.by(DisplayRules.WITHOUT_GL, HypervisorTarget.unknown(), Stage.PRE_INSTALL, """
                <domain type='kvm'>
                  <name>guest</name>
                  <memory unit='GiB'>4</memory>
                  <os>
                    <type arch='x86_64' machine='q35'>hvm</type>
                  </os>
                  <devices>
                    <graphics type='spice' autoport='yes'/>
                    <graphics type='egl-headless'/>
                    <video>
                      <model type='qxl'/>
                      <address type='pci' bus='0x00' slot='3' function='0x0'/>
                    </video>
                    <hostdev mode='subsystem' type='mdev' model='vfio-pci' display='on'>
                      <source>
                        <address uuid='fff6f017-3417-4ad3-b05e-17ae3e1a4615'/>
                      </source>
                      <address type='pci' bus='0x00' slot='4' function='0x0'/>
                    </hostdev>
                  </devices>
                </domain>
                """)).isEmpty();
    }

    @Test
    void spiceWithGlOffersIt() {
        assertThat(Shown.by(DisplayRules.WITHOUT_GL, HypervisorTarget.unknown(), Stage.PRE_INSTALL, """
                <domain type='kvm'>
                  <name>guest</name>
                  <memory unit='GiB'>4</memory>
                  <os>
                    <type arch='x86_64' machine='q35'>hvm</type>
                  </os>
                  <devices>
                    <graphics type='spice'>
                      <gl enable='yes'/>
                    </graphics>
                    <video>
                      <model type='qxl'/>
                      <address type='pci' bus='0x00' slot='3' function='0x0'/>
                    </video>
                    <hostdev mode='subsystem' type='mdev' model='vfio-pci' display='on'>
                      <source>
                        <address uuid='fff6f017-3417-4ad3-b05e-17ae3e1a4615'/>
                      </source>
                      <address type='pci' bus='0x00' slot='4' function='0x0'/>
                    </hostdev>
                  </devices>
                </domain>
                """)).isEmpty();
    }

    @Test
    void theDisplayArgumentOffersIt() {
        assertThat(Shown.by(DisplayRules.WITHOUT_GL, HypervisorTarget.unknown(), Stage.PRE_INSTALL, """
                <domain type='kvm' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
                  <name>guest</name>
                  <memory unit='GiB'>4</memory>
                  <os>
                    <type arch='x86_64' machine='q35'>hvm</type>
                  </os>
                  <devices>
                    <graphics type='vnc'/>
                    <video>
                      <model type='qxl'/>
                      <address type='pci' bus='0x00' slot='3' function='0x0'/>
                    </video>
                    <hostdev mode='subsystem' type='mdev' model='vfio-pci' display='on'>
                      <source>
                        <address uuid='fff6f017-3417-4ad3-b05e-17ae3e1a4615'/>
                      </source>
                      <address type='pci' bus='0x00' slot='4' function='0x0'/>
                    </hostdev>
                  </devices>
                  <qemu:commandline>
                    <qemu:arg value='-display'/>
                    <qemu:arg value='egl-headless'/>
                  </qemu:commandline>
                </domain>
                """)).isEmpty();
    }

    @Test
    void aDisplayWithoutGraphicsIsRefused() {
        assertThat(Shown.by(DisplayRules.WITHOUT_GRAPHICS, HypervisorTarget.unknown(), Stage.PRE_INSTALL, """
                <domain type='kvm'>
                  <name>guest</name>
                  <memory unit='GiB'>4</memory>
                  <os>
                    <type arch='x86_64' machine='q35'>hvm</type>
                  </os>
                  <devices>
                    <video>
                      <model type='qxl'/>
                      <address type='pci' bus='0x00' slot='3' function='0x0'/>
                    </video>
                    <hostdev mode='subsystem' type='mdev' model='vfio-pci' display='on'>
                      <source>
                        <address uuid='fff6f017-3417-4ad3-b05e-17ae3e1a4615'/>
                      </source>
                      <address type='pci' bus='0x00' slot='4' function='0x0'/>
                    </hostdev>
                  </devices>
                </domain>
                """)).containsExactly("""
                error refused 12:60 /domain/devices/hostdev/@display
                mdev fff6f017… (line 12) has display='on', but the domain has no <graphics> to show it
                => add <graphics type='spice' autoport='yes'/> and <graphics type='egl-headless'/>""");
    }

    @Test
    void aDisplayWithGraphicsIsFine() {
        assertThat(Shown.by(DisplayRules.WITHOUT_GRAPHICS, HypervisorTarget.unknown(), Stage.PRE_INSTALL, """
                <domain type='kvm'>
                  <name>guest</name>
                  <memory unit='GiB'>4</memory>
                  <os>
                    <type arch='x86_64' machine='q35'>hvm</type>
                  </os>
                  <devices>
                    <graphics type='spice' autoport='yes'/>
                    <graphics type='egl-headless'/>
                    <video>
                      <model type='qxl'/>
                      <address type='pci' bus='0x00' slot='3' function='0x0'/>
                    </video>
                    <hostdev mode='subsystem' type='mdev' model='vfio-pci' display='on'>
                      <source>
                        <address uuid='fff6f017-3417-4ad3-b05e-17ae3e1a4615'/>
                      </source>
                      <address type='pci' bus='0x00' slot='4' function='0x0'/>
                    </hostdev>
                  </devices>
                </domain>
                """)).isEmpty();
    }
}
