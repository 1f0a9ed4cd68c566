package io.domainsmith.validate.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.validate.Stage;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Where a vGPU is found fault with, how grave it is, and what to do; rule-cases.txt has the borders. */
class GvtgRulesTests {

    private static List<String> ramfb(@Nullable String libvirt, @Nullable String qemu, String devices, String argument) {
        return Shown.by(GvtgRules.RAMFB_REPEATED, HypervisorTarget.of(libvirt, qemu), Stage.ANY, """
                <domain type='kvm' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
                  <name>guest</name>
                  <memory unit='GiB'>4</memory>
                  <os>
                    <type arch='x86_64' machine='q35'>hvm</type>
                  </os>
                  <devices>
                    <graphics type='vnc'/>
                    <hostdev mode='subsystem' type='mdev' model='vfio-pci' display='on' ramfb='on'>
                      <source><address uuid='fff6f017-3417-4ad3-b05e-17ae3e1a4615'/></source>
                    </hostdev>
                    %s
                  </devices>
                  <qemu:commandline>
                    <qemu:arg value='-device'/>
                    <qemu:arg value='%s'/>
                  </qemu:commandline>
                </domain>
                """.formatted(devices, argument));
    }

    private static final String MDEV = "<hostdev mode='subsystem' type='mdev' model='vfio-pci' display='on' ramfb='on'>"
            + "<source><address uuid='aaa6f017-3417-4ad3-b05e-17ae3e1a4615'/></source></hostdev>";
    private static final String VF = "<hostdev mode='subsystem' type='pci' display='on' ramfb='on'>"
            + "<source><address domain='0' bus='1' slot='0' function='1'/></source></hostdev>";

    @Test
    void twoMdevsAreRefused() {
        assertThat(ramfb("9.0.0", "7.2.0", MDEV, "pvpanic")).containsExactly("""
                error refused 12:5 /domain/devices/hostdev[2]
                mdev fff6f017… (line 9) and mdev aaa6f017… (line 12) both say ramfb='on'
                => leave the ramfb to one of them""");
        assertThat(ramfb("7.0.0", "5.2.0", MDEV, "pvpanic")).containsExactly("""
                error fails-at-start 12:5 /domain/devices/hostdev[2]
                mdev fff6f017… (line 9) and mdev aaa6f017… (line 12) both say ramfb='on'
                => leave the ramfb to one of them""");
    }

    @Test
    void aVirtualFunctionCountsWhereLibvirtKnowsTheAttribute() {
        assertThat(ramfb("11.3.0", "10.0.0", VF, "pvpanic")).containsExactly("""
                error refused 12:5 /domain/devices/hostdev[2]
                mdev fff6f017… (line 9) and hostdev (line 12) both say ramfb='on'
                => leave the ramfb to one of them""");
        assertThat(ramfb(null, null, VF, "pvpanic")).singleElement().asString().startsWith("warning refused 12:5");
        assertThat(ramfb("9.0.0", "7.2.0", VF, "pvpanic")).isEmpty();
    }

    @Test
    void aVideoAndAnArgumentDoNotStartBesideIt() {
        assertThat(ramfb(null, null, "<video><model type='ramfb'/></video>", "ramfb")).containsExactly("""
                error fails-at-start 9:5 /domain/devices/hostdev
                mdev fff6f017… (line 9) and video (line 12) are both ramfb: QEMU refuses the second ("duplicate fw_cfg file name")
                => leave the ramfb to one of them""", """
                error fails-at-start 16:15 /domain/qemu:commandline/qemu:arg[2]/@value
                -device ramfb (line 16) and video (line 12) are both ramfb: QEMU refuses the second ("duplicate fw_cfg file name")
                => leave the ramfb to one of them""");
    }

    @Test
    void oneIsAsItShouldBe() {
        assertThat(ramfb("9.0.0", "7.2.0", "<video><model type='qxl'/></video>", "pvpanic")).isEmpty();
    }

    private static List<String> needsKvm(String type, String alias) {
        return Shown.by(GvtgRules.NEEDS_KVM, HypervisorTarget.unknown(), Stage.ANY, """
                <domain type='%s'>
                  <name>guest</name>
                  <memory unit='GiB'>4</memory>
                  <os>
                    <type arch='x86_64' machine='q35'>hvm</type>
                  </os>
                  <devices>
                    <hostdev mode='subsystem' type='mdev' model='vfio-pci'>
                      <source><address uuid='fff6f017-3417-4ad3-b05e-17ae3e1a4615'/></source>
                      %s
                    </hostdev>
                  </devices>
                </domain>
                """.formatted(type, alias));
    }

    @Test
    void gvtgDoesNotStartWithoutKvm() {
        assertThat(needsKvm("qemu", "<alias name='ua-gvtg'/>")).containsExactly("""
                error fails-at-start 1:9 /domain/@type
                mdev fff6f017… (line 8) is a vGPU of GVT-g, which needs KVM, and the domain is of type qemu: the host's driver says "KVM is required to use Intel vGPU"
                => use type='kvm'""");
        assertThat(needsKvm("hvf", "<alias name='ua-gvtg'/>")).hasSize(1);
        assertThat(needsKvm("kvm", "<alias name='ua-gvtg'/>")).isEmpty();
    }

    @Test
    void anMdevThatDoesNotSayWhoseItIsGetsAdvice() {
        assertThat(needsKvm("qemu", "")).containsExactly("""
                info advice 1:9 /domain/@type
                mdev fff6f017… (line 8) does not say whose vGPU it is; one of GVT-g needs KVM, and the domain is of type qemu
                => use type='kvm' if the vGPU is Intel's""");
        assertThat(needsKvm("kvm", "")).isEmpty();
    }

    @Test
    void otherVendorsNeedNoKvm() {
        assertThat(needsKvm("qemu", "<alias name='ua-vgpu'/>")).isEmpty();
    }
}
