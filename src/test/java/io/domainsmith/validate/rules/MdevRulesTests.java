package io.domainsmith.validate.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.validate.Stage;
import org.junit.jupiter.api.Test;

class MdevRulesTests {

    @Test
    void anotherHostdevBeforeTheMdevTakesItsNumber() {
        assertThat(Shown.by(MdevRules.ALIAS_INDEX, HypervisorTarget.unknown(), Stage.PRE_INSTALL, """
                <domain type='kvm' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
                  <name>guest</name>
                  <memory unit='GiB'>4</memory>
                  <os>
                    <type arch='x86_64' machine='q35'>hvm</type>
                  </os>
                  <devices>
                    <hostdev mode='subsystem' type='usb'>
                      <source>
                        <vendor id='0x1234'/>
                        <product id='0xbeef'/>
                      </source>
                    </hostdev>
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
                error fails-at-start 23:15 /domain/qemu:commandline/qemu:arg[2]/@value
                -set device.hostdev0.x-igd-opregion=on (line 23) is not about mdev fff6f017… (line 14), which libvirt names hostdev1
                => give the mdev <alias name='ua-gvtg'/> and set device.ua-gvtg.x-igd-opregion""");
    }

    @Test
    void aHostdevWithAUserAliasTakesNoNumber() {
        assertThat(Shown.by(MdevRules.ALIAS_INDEX, HypervisorTarget.unknown(), Stage.PRE_INSTALL, """
                <domain type='kvm' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
                  <name>guest</name>
                  <memory unit='GiB'>4</memory>
                  <os>
                    <type arch='x86_64' machine='q35'>hvm</type>
                  </os>
                  <devices>
                    <hostdev mode='subsystem' type='usb'>
                      <source>
                        <vendor id='0x1234'/>
                        <product id='0xbeef'/>
                      </source>
                      <alias name='ua-usb'/>
                    </hostdev>
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
    void anInterfaceMayTakeANumber() {
        assertThat(Shown.by(MdevRules.ALIAS_INDEX, HypervisorTarget.unknown(), Stage.PRE_INSTALL, """
                <domain type='kvm' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
                  <name>guest</name>
                  <memory unit='GiB'>4</memory>
                  <os>
                    <type arch='x86_64' machine='q35'>hvm</type>
                  </os>
                  <devices>
                    <interface type='network'>
                      <source network='default'/>
                    </interface>
                    <hostdev mode='subsystem' type='usb'>
                      <source>
                        <vendor id='0x1234'/>
                        <product id='0xbeef'/>
                      </source>
                    </hostdev>
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
                warning fails-at-start 26:15 /domain/qemu:commandline/qemu:arg[2]/@value
                -set device.hostdev0.x-igd-opregion=on (line 26) is not about mdev fff6f017… (line 17), which libvirt names hostdev1 (unless an <interface type='network'> before it is a host device, too)
                => give the mdev <alias name='ua-gvtg'/> and set device.ua-gvtg.x-igd-opregion""");
    }

    @Test
    void anInterfaceOfTypeHostdevTakesANumber() {
        assertThat(Shown.by(MdevRules.ALIAS_INDEX, HypervisorTarget.unknown(), Stage.ANY, """
                <domain type='kvm' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
                  <name>guest</name>
                  <memory unit='GiB'>4</memory>
                  <os>
                    <type arch='x86_64' machine='q35'>hvm</type>
                  </os>
                  <devices>
                    <interface type='hostdev'>
                      <source>
                        <address type='pci' bus='0x03' slot='0x07' function='0x0'/>
                      </source>
                    </interface>
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
                warning fails-at-start 22:15 /domain/qemu:commandline/qemu:arg[2]/@value
                -set device.hostdev0.x-igd-opregion=on (line 22) is not about mdev fff6f017… (line 13), which libvirt names hostdev1
                => give the mdev <alias name='ua-gvtg'/> and set device.ua-gvtg.x-igd-opregion""");
    }

    @Test
    void anAliasOfItsOwnIsNotANumber() {
        assertThat(Shown.by(MdevRules.ALIAS_INDEX, HypervisorTarget.unknown(), Stage.PRE_INSTALL, """
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
                      <alias name='ua-gvtg'/>
                      <address type='pci' bus='0x00' slot='4' function='0x0'/>
                    </hostdev>
                  </devices>
                  <qemu:commandline>
                    <qemu:arg value='-set'/>
                    <qemu:arg value='device.hostdev0.x-igd-opregion=on'/>
                  </qemu:commandline>
                </domain>
                """)).containsExactly("""
                error fails-at-start 18:15 /domain/qemu:commandline/qemu:arg[2]/@value
                -set device.hostdev0.x-igd-opregion=on (line 18) is not about mdev fff6f017… (line 8), which libvirt names ua-gvtg
                => give the mdev <alias name='ua-gvtg'/> and set device.ua-gvtg.x-igd-opregion""");
    }

    @Test
    void oneUuidTwiceIsRefusedDashesAndCaseAside() {
        assertThat(Shown.by(MdevRules.UUID_DUPLICATE, HypervisorTarget.unknown(), Stage.ANY, """
                <domain type='kvm'>
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
                    <hostdev mode='subsystem' type='mdev' model='vfio-pci' display='on'>
                      <source>
                        <address uuid='FFF6F01734174AD3B05E17AE3E1A4615'/>
                      </source>
                      <address type='pci' bus='0x00' slot='5' function='0x0'/>
                    </hostdev>
                  </devices>
                </domain>
                """)).containsExactly("""
                error refused 14:5 /domain/devices/hostdev[2]
                mdev FFF6F017… (line 14) and mdev fff6f017… (line 8) are one mediated device, fff6f017-3417-4ad3-b05e-17ae3e1a4615
                => remove one of them""");
    }

    @Test
    void twoUuidsAreTwoDevices() {
        assertThat(Shown.by(MdevRules.UUID_DUPLICATE, HypervisorTarget.unknown(), Stage.ANY, """
                <domain type='kvm'>
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
                    <hostdev mode='subsystem' type='mdev' model='vfio-pci' display='on'>
                      <source>
                        <address uuid='0ff6f017-3417-4ad3-b05e-17ae3e1a4615'/>
                      </source>
                      <address type='pci' bus='0x00' slot='5' function='0x0'/>
                    </hostdev>
                  </devices>
                </domain>
                """)).isEmpty();
    }

    @Test
    void aUuidThatIsNoneIsRefused() {
        assertThat(Shown.by(MdevRules.UUID_INVALID, HypervisorTarget.unknown(), Stage.ANY, """
                <domain type='kvm'>
                  <name>guest</name>
                  <memory unit='GiB'>4</memory>
                  <os>
                    <type arch='x86_64' machine='q35'>hvm</type>
                  </os>
                  <devices>
                    <hostdev mode='subsystem' type='mdev' model='vfio-pci' display='on'>
                      <source>
                        <address uuid='UUID-OF-YOUR-VGPU'/>
                      </source>
                      <address type='pci' bus='0x00' slot='4' function='0x0'/>
                    </hostdev>
                  </devices>
                </domain>
                """)).containsExactly("""
                error refused 10:18 /domain/devices/hostdev/source/address/@uuid
                mdev (line 8) has the uuid 'UUID-OF-YOUR-VGPU', which is none
                => write the uuid that the device has on the host: ls /sys/bus/mdev/devices""");
    }

    @Test
    void aMissingUuidIsRefused() {
        assertThat(Shown.by(MdevRules.UUID_INVALID, HypervisorTarget.unknown(), Stage.ANY, """
                <domain type='kvm'>
                  <name>guest</name>
                  <memory unit='GiB'>4</memory>
                  <os>
                    <type arch='x86_64' machine='q35'>hvm</type>
                  </os>
                  <devices>
                    <hostdev mode='subsystem' type='mdev' model='vfio-pci'/>
                  </devices>
                </domain>
                """)).containsExactly("""
                error refused 8:5 /domain/devices/hostdev
                mdev (line 8) has no uuid in <source><address>
                => add the uuid that the device has on the host: ls /sys/bus/mdev/devices""");
    }

    @Test
    void aNilUuidIsAWarning() {
        assertThat(Shown.by(MdevRules.UUID_INVALID, HypervisorTarget.unknown(), Stage.ANY, """
                <domain type='kvm'>
                  <name>guest</name>
                  <memory unit='GiB'>4</memory>
                  <os>
                    <type arch='x86_64' machine='q35'>hvm</type>
                  </os>
                  <devices>
                    <hostdev mode='subsystem' type='mdev' model='vfio-pci' display='on'>
                      <source>
                        <address uuid='00000000-0000-0000-0000-000000000000'/>
                      </source>
                      <address type='pci' bus='0x00' slot='4' function='0x0'/>
                    </hostdev>
                  </devices>
                </domain>
                """)).containsExactly("""
                warning fails-at-start 10:18 /domain/devices/hostdev/source/address/@uuid
                mdev (line 8) has the uuid 00000000-0000-0000-0000-000000000000, which looks made up
                => write the uuid that the device has on the host: ls /sys/bus/mdev/devices""");
    }

    @Test
    void aUuidIsFine() {
        assertThat(Shown.by(MdevRules.UUID_INVALID, HypervisorTarget.unknown(), Stage.ANY, """
                <domain type='kvm'>
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
                </domain>
                """)).isEmpty();
    }
}
