package io.domainsmith.validate.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.validate.Stage;
import org.junit.jupiter.api.Test;

class AddressRulesTests {

    @Test
    void oneAddressTwiceIsRefusedHoweverItIsWritten() {
        assertThat(Shown.by(AddressRules.DUPLICATE, HypervisorTarget.unknown(), Stage.ANY, """
                <domain type='kvm'>
                  <name>guest</name>
                  <memory unit='GiB'>4</memory>
                  <os>
                    <type arch='x86_64' machine='q35'>hvm</type>
                  </os>
                  <devices>
                    <video>
                      <model type='qxl'/>
                      <address type='pci' bus='0x00' slot='033' function='0x0'/>
                    </video>
                    <hostdev mode='subsystem' type='mdev' model='vfio-pci' display='on'>
                      <source>
                        <address uuid='fff6f017-3417-4ad3-b05e-17ae3e1a4615'/>
                      </source>
                      <address type='pci' bus='0x00' slot='0x1b' function='0x0'/>
                    </hostdev>
                  </devices>
                </domain>
                """)).containsExactly("""
                error refused 12:5 /domain/devices/hostdev
                mdev fff6f017… (line 12) and video (line 8) are both at PCI address 0000:00:1b.0
                => give one of them another address, or none: then libvirt chooses one""");
    }

    @Test
    void controllersCountToo() {
        assertThat(Shown.by(AddressRules.DUPLICATE, HypervisorTarget.unknown(), Stage.ANY, """
                <domain type='kvm'>
                  <name>guest</name>
                  <memory unit='GiB'>4</memory>
                  <os>
                    <type arch='x86_64' machine='q35'>hvm</type>
                  </os>
                  <devices>
                    <controller type='pci' index='1' model='pcie-root-port'>
                      <address type='pci' slot='4'/>
                    </controller>
                    <hostdev mode='subsystem' type='mdev' model='vfio-pci' display='on'>
                      <source>
                        <address uuid='fff6f017-3417-4ad3-b05e-17ae3e1a4615'/>
                      </source>
                      <address type='pci' bus='0x00' slot='4' function='0x0'/>
                    </hostdev>
                  </devices>
                </domain>
                """)).containsExactly("""
                error refused 11:5 /domain/devices/hostdev
                mdev fff6f017… (line 11) and controller (line 8) are both at PCI address 0000:00:04.0
                => give one of them another address, or none: then libvirt chooses one""");
    }

    @Test
    void otherFunctionsAreOtherAddresses() {
        assertThat(Shown.by(AddressRules.DUPLICATE, HypervisorTarget.unknown(), Stage.ANY, """
                <domain type='kvm'>
                  <name>guest</name>
                  <memory unit='GiB'>4</memory>
                  <os>
                    <type arch='x86_64' machine='q35'>hvm</type>
                  </os>
                  <devices>
                    <video>
                      <model type='qxl'/>
                      <address type='pci' bus='0x00' slot='4' function='0x0'/>
                    </video>
                    <hostdev mode='subsystem' type='mdev' model='vfio-pci' display='on'>
                      <source>
                        <address uuid='fff6f017-3417-4ad3-b05e-17ae3e1a4615'/>
                      </source>
                      <address type='pci' bus='0x00' slot='5' function='0x0'/>
                    </hostdev>
                  </devices>
                </domain>
                """)).isEmpty();
    }

    @Test
    void slotZeroOfBusZeroIsNoAddress() {
        assertThat(Shown.by(AddressRules.DUPLICATE, HypervisorTarget.unknown(), Stage.ANY, """
                <domain type='kvm'>
                  <name>guest</name>
                  <memory unit='GiB'>4</memory>
                  <os>
                    <type arch='x86_64' machine='q35'>hvm</type>
                  </os>
                  <devices>
                    <video>
                      <model type='qxl'/>
                      <address type='pci' bus='0x00' slot='0' function='0x0'/>
                    </video>
                    <hostdev mode='subsystem' type='mdev' model='vfio-pci' display='on'>
                      <source>
                        <address uuid='fff6f017-3417-4ad3-b05e-17ae3e1a4615'/>
                      </source>
                      <address type='pci' bus='0x00' slot='0x00' function='0x0'/>
                    </hostdev>
                  </devices>
                </domain>
                """)).isEmpty();
    }

    @Test
    void whatIsNoNumberIsSkipped() {
        assertThat(Shown.by(AddressRules.DUPLICATE, HypervisorTarget.unknown(), Stage.ANY, """
                <domain type='kvm'>
                  <name>guest</name>
                  <memory unit='GiB'>4</memory>
                  <os>
                    <type arch='x86_64' machine='q35'>hvm</type>
                  </os>
                  <devices>
                    <video>
                      <model type='qxl'/>
                      <address type='pci' bus='0x00' slot='1b' function='0x0'/>
                    </video>
                    <hostdev mode='subsystem' type='mdev' model='vfio-pci' display='on'>
                      <source>
                        <address uuid='fff6f017-3417-4ad3-b05e-17ae3e1a4615'/>
                      </source>
                      <address type='pci' bus='0x00' slot='1b' function='0x0'/>
                    </hostdev>
                  </devices>
                </domain>
                """)).isEmpty();
    }

    @Test
    void aConsoleMirrorsItsSerial() {
        assertThat(Shown.by(AddressRules.DUPLICATE, HypervisorTarget.unknown(), Stage.ANY, """
                <domain type='kvm'>
                  <name>guest</name>
                  <memory unit='GiB'>4</memory>
                  <os>
                    <type arch='x86_64' machine='q35'>hvm</type>
                  </os>
                  <devices>
                    <serial type='pty'>
                      <target type='pci-serial' port='0'/>
                      <address type='pci' slot='4'/>
                    </serial>
                    <console type='pty'>
                      <target type='serial' port='0'/>
                      <address type='pci' slot='4'/>
                    </console>
                  </devices>
                </domain>
                """)).isEmpty();
    }
}
