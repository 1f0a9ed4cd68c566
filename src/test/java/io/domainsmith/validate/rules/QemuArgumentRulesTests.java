package io.domainsmith.validate.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.validate.Stage;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class QemuArgumentRulesTests {

    private static List<String> dangling(@Nullable String qemu, String alias) {
        return Shown.by(QemuArgumentRules.ALIAS_DANGLING, HypervisorTarget.of(null, qemu), Stage.PRE_INSTALL, """
                <domain type='kvm' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
                  <name>guest</name>
                  <memory unit='GiB'>4</memory>
                  <os>
                    <type arch='x86_64' machine='q35'>hvm</type>
                  </os>
                  <devices>
                    <hostdev mode='subsystem' type='mdev' model='vfio-pci'>
                      <source><address uuid='fff6f017-3417-4ad3-b05e-17ae3e1a4615'/></source>
                      <alias name='ua-gvtg'/>
                    </hostdev>
                  </devices>
                  <qemu:override>
                    <qemu:device alias='%s'>
                      <qemu:frontend>
                        <qemu:property name='x-igd-opregion' type='bool' value='true'/>
                        <qemu:property name='xres' type='unsigned' value='1920'/>
                      </qemu:frontend>
                    </qemu:device>
                  </qemu:override>
                </domain>
                """.formatted(alias));
    }

    @Test
    void anOverrideForNobodyIsLost() {
        assertThat(dangling("7.2.0", "ua-gvgt")).containsExactly("""
                warning surprise 14:18 /domain/qemu:override/qemu:device/@alias
                <qemu:device> (line 14) is for the alias ua-gvgt, which no device has: libvirt ignores it, and the guest starts without x-igd-opregion, xres, so its vGPU has no OpRegion (QEMU 10.1 and newer: by default)
                => did you mean ua-gvtg?""");
    }

    /** libvirt has egl-headless as an element from 4.6 on. */
    @Test
    void whatToDoWithoutARenderNode() {
        String guest = """
                <domain type='kvm' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
                  <devices>
                    <graphics type='spice'/>
                  </devices>
                  <qemu:commandline>
                    <qemu:arg value='-display'/>
                    <qemu:arg value='egl-headless'/>
                  </qemu:commandline>
                </domain>
                """;
        assertThat(Shown.by(QemuArgumentRules.WITHOUT_RENDER_NODE, HypervisorTarget.of("4.6.0", "2.12.0"), Stage.ANY, guest)).containsExactly("""
                warning fails-at-start 7:15 /domain/qemu:commandline/qemu:arg[2]/@value
                egl-headless has OpenGL by an argument (line 7), and no <graphics> lets QEMU open a render node: "egl: no drm render node available"
                => write <graphics type='egl-headless'/> and remove the argument""");
        assertThat(Shown.by(QemuArgumentRules.WITHOUT_RENDER_NODE, HypervisorTarget.of("4.5.0", "2.12.0"), Stage.ANY, guest)).singleElement().asString()
                .endsWith("to keep the argument, name the render node in SPICE by <gl enable='no' rendernode='/dev/dri/renderD128'/>");
        assertThat(Shown.by(QemuArgumentRules.WITHOUT_RENDER_NODE, HypervisorTarget.unknown(), Stage.ANY, guest.replace("type='spice'", "type='egl-headless'")))
                .isEmpty();
    }

    @Test
    void whereNothingIsNearTheRemedyIsGeneral() {
        assertThat(dangling("7.2.0", "ua-another")).singleElement().asString().endsWith("=> name the alias that the device has, such as ua-gvtg");
    }

    @Test
    void aQemuThatGivesTheOpRegionByItselfDoesNotLackIt() {
        assertThat(dangling("11.1.0", "ua-gvgt")).containsExactly("""
                warning surprise 14:18 /domain/qemu:override/qemu:device/@alias
                <qemu:device> (line 14) is for the alias ua-gvgt, which no device has: libvirt ignores it, and the guest starts without x-igd-opregion, xres
                => did you mean ua-gvtg?""");
    }

    @Test
    void anOverrideForTheDeviceIsRight() {
        assertThat(dangling("7.2.0", "ua-gvtg")).isEmpty();
    }
}
