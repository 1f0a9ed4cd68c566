package io.domainsmith.validate.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.validate.Stage;
import org.junit.jupiter.api.Test;

class QemuNamespaceRulesTests {

    @Test
    void setArgumentsAreAWarningForAnUnknownTarget() {
        assertThat(Shown.by(QemuNamespaceRules.SET_ARGS, HypervisorTarget.unknown(), Stage.FINAL, """
                <domain type='kvm' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
                  <name>guest</name>
                  <memory unit='GiB'>4</memory>
                  <os>
                    <type arch='x86_64' machine='q35'>hvm</type>
                  </os>
                  <devices>
                    <hostdev mode='subsystem' type='mdev' model='vfio-pci' display='on'>
                      <source>
                        <address uuid='fff6f017-3417-4ad3-b05e-17ae3e1a4615'/>
                      </source>
                      <address type='pci' bus='0x00' slot='4' function='0x0'/>
                    </hostdev>
                  </devices>
                  <qemu:commandline>
                    <qemu:arg value='-set'/>
                    <qemu:arg value='device.hostdev0.x-igd-opregion=on'/>
                    <qemu:arg value='-set'/>
                    <qemu:arg value='device.hostdev0.display=on'/>
                  </qemu:commandline>
                </domain>
                """)).containsExactly("""
                warning fails-at-start 17:15 /domain/qemu:commandline/qemu:arg[2]/@value
                -set device.hostdev0.x-igd-opregion=on (line 17) and 1 more will find no device and the guest will not start with libvirt 8.1 or later and QEMU 7.0 or later (libvirt 7.9 and 7.10: QEMU 6.2 or later), which write -device as JSON
                => from libvirt 8.5 on give the mdev display='on', an alias like ua-gvtg, and a <qemu:override> for that alias; domainsmith gvtg retarget writes them""");
    }

    @Test
    void setArgumentsAreAnErrorWhereTheyFail() {
        assertThat(Shown.by(QemuNamespaceRules.SET_ARGS, HypervisorTarget.of("9.0.0", "7.2.0"), Stage.ANY, """
                <domain type='kvm' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
                  <name>guest</name>
                  <memory unit='GiB'>4</memory>
                  <os>
                    <type arch='x86_64' machine='q35'>hvm</type>
                  </os>
                  <devices>
                    <hostdev mode='subsystem' type='mdev' model='vfio-pci' display='on'>
                      <source>
                        <address uuid='fff6f017-3417-4ad3-b05e-17ae3e1a4615'/>
                      </source>
                      <address type='pci' bus='0x00' slot='4' function='0x0'/>
                    </hostdev>
                  </devices>
                  <qemu:commandline>
                    <qemu:arg value='-set'/>
                    <qemu:arg value='device.hostdev0.x-igd-opregion=on'/>
                  </qemu:commandline>
                </domain>
                """)).containsExactly("""
                error fails-at-start 17:15 /domain/qemu:commandline/qemu:arg[2]/@value
                -set device.hostdev0.x-igd-opregion=on (line 17) will find no device and the guest will not start with libvirt 9.0.0 and QEMU 7.2.0, which write -device as JSON
                => from libvirt 8.5 on give the mdev display='on', an alias like ua-gvtg, and a <qemu:override> for that alias; domainsmith gvtg retarget writes them""");
    }

    @Test
    void setArgumentsWorkOnAnOlderTarget() {
        assertThat(Shown.by(QemuNamespaceRules.SET_ARGS, HypervisorTarget.of("7.0.0", "5.2.0"), Stage.PRE_INSTALL, """
                <domain type='kvm' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
                  <name>guest</name>
                  <memory unit='GiB'>4</memory>
                  <os>
                    <type arch='x86_64' machine='q35'>hvm</type>
                  </os>
                  <devices>
                    <hostdev mode='subsystem' type='mdev' model='vfio-pci' display='on'>
                      <source>
                        <address uuid='fff6f017-3417-4ad3-b05e-17ae3e1a4615'/>
                      </source>
                      <address type='pci' bus='0x00' slot='4' function='0x0'/>
                    </hostdev>
                  </devices>
                  <qemu:commandline>
                    <qemu:arg value='-set'/>
                    <qemu:arg value='device.hostdev0.x-igd-opregion=on'/>
                  </qemu:commandline>
                </domain>
                """)).isEmpty();
    }

    @Test
    void aDeletedCapabilityKeepsTheOldSyntax() {
        assertThat(Shown.by(QemuNamespaceRules.SET_ARGS, HypervisorTarget.of("9.0.0", "7.2.0"), Stage.PRE_INSTALL, """
                <domain type='kvm' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
                  <name>guest</name>
                  <memory unit='GiB'>4</memory>
                  <os>
                    <type arch='x86_64' machine='q35'>hvm</type>
                  </os>
                  <devices>
                    <hostdev mode='subsystem' type='mdev' model='vfio-pci' display='on'>
                      <source>
                        <address uuid='fff6f017-3417-4ad3-b05e-17ae3e1a4615'/>
                      </source>
                      <address type='pci' bus='0x00' slot='4' function='0x0'/>
                    </hostdev>
                  </devices>
                  <qemu:commandline>
                    <qemu:arg value='-set'/>
                    <qemu:arg value='device.hostdev0.x-igd-opregion=on'/>
                  </qemu:commandline>
                  <qemu:capabilities>
                    <qemu:del capability='device.json+hotplug'/>
                  </qemu:capabilities>
                </domain>
                """)).isEmpty();
    }

    @Test
    void theOldNameOfTheCapabilityDoesNothing() {
        assertThat(Shown.by(QemuNamespaceRules.SET_ARGS, HypervisorTarget.of("9.0.0", "7.2.0"), Stage.PRE_INSTALL, """
                <domain type='kvm' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
                  <name>guest</name>
                  <memory unit='GiB'>4</memory>
                  <os>
                    <type arch='x86_64' machine='q35'>hvm</type>
                  </os>
                  <devices>
                    <hostdev mode='subsystem' type='mdev' model='vfio-pci' display='on'>
                      <source>
                        <address uuid='fff6f017-3417-4ad3-b05e-17ae3e1a4615'/>
                      </source>
                      <address type='pci' bus='0x00' slot='4' function='0x0'/>
                    </hostdev>
                  </devices>
                  <qemu:commandline>
                    <qemu:arg value='-set'/>
                    <qemu:arg value='device.hostdev0.x-igd-opregion=on'/>
                  </qemu:commandline>
                  <qemu:capabilities>
                    <qemu:del capability='device.json'/>
                  </qemu:capabilities>
                </domain>
                """)).containsExactly("""
                error fails-at-start 17:15 /domain/qemu:commandline/qemu:arg[2]/@value
                -set device.hostdev0.x-igd-opregion=on (line 17) will find no device and the guest will not start with libvirt 9.0.0 and QEMU 7.2.0, which write -device as JSON
                => from libvirt 8.5 on give the mdev display='on', an alias like ua-gvtg, and a <qemu:override> for that alias; domainsmith gvtg retarget writes them""");
    }

    @Test
    void setArgumentsWithoutAVgpuAreNotItsBusiness() {
        assertThat(Shown.by(QemuNamespaceRules.SET_ARGS, HypervisorTarget.of("9.0.0", "7.2.0"), Stage.PRE_INSTALL, """
                <domain type='kvm' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
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
                  </devices>
                  <qemu:commandline>
                    <qemu:arg value='-set'/>
                    <qemu:arg value='device.hostdev0.x-igd-opregion=on'/>
                  </qemu:commandline>
                </domain>
                """)).isEmpty();
    }

    @Test
    void aBlockWithoutNamespaceIsLost() {
        assertThat(Shown.by(QemuNamespaceRules.LOST, HypervisorTarget.unknown(), Stage.ANY, """
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
                  </devices>
                  <commandline>
                    <arg value='-S'/>
                  </commandline>
                </domain>
                """)).containsExactly("""
                error surprise 13:3 /domain/commandline
                <commandline> (line 13) has no namespace: plain virsh define drops it silently
                => bind a prefix to it on <domain>, xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0', and write <qemu:commandline>""");
    }

    @Test
    void aBlockInAnotherNamespaceIsLost() {
        assertThat(Shown.by(QemuNamespaceRules.LOST, HypervisorTarget.unknown(), Stage.ANY, """
                <domain type='kvm' xmlns:qemu='http://libvirt.org/qemu'>
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
                  </devices>
                  <qemu:override/>
                </domain>
                """)).containsExactly("""
                error surprise 13:3 /domain/qemu:override
                <qemu:override> (line 13) is in the namespace http://libvirt.org/qemu, which is none of libvirt's: plain virsh define drops it silently
                => bind a prefix to it on <domain>, xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0', and write <qemu:override>""");
    }

    @Test
    void aBlockInsideDevicesIsLost() {
        assertThat(Shown.by(QemuNamespaceRules.LOST, HypervisorTarget.unknown(), Stage.ANY, """
                <domain type='kvm' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
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
                    <qemu:commandline>
                      <qemu:arg value='-S'/>
                    </qemu:commandline>
                  </devices>
                </domain>
                """)).containsExactly("""
                error surprise 12:5 /domain/devices/qemu:commandline
                <qemu:commandline> (line 12) stands in <devices>, not in <domain>: plain virsh define drops it silently
                => move it to the end of <domain>""");
    }

    @Test
    void theUsualBlockUnderAnyPrefixIsKept() {
        assertThat(Shown.by(QemuNamespaceRules.LOST, HypervisorTarget.unknown(), Stage.ANY, """
                <domain type='kvm' xmlns:q='http://libvirt.org/schemas/domain/qemu/1.0'>
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
                  </devices>
                  <q:commandline>
                    <q:arg value='-S'/>
                  </q:commandline>
                </domain>
                """)).isEmpty();
    }
}
