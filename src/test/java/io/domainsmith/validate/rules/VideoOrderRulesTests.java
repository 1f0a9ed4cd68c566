package io.domainsmith.validate.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.validate.Stage;
import org.junit.jupiter.api.Test;

class VideoOrderRulesTests {

    @Test
    void theMdevBeforeTheVideoIsAnErrorBeforeInstallation() {
        assertThat(Shown.by(VideoOrderRules.NOT_BEFORE, HypervisorTarget.unknown(), Stage.PRE_INSTALL, """
                <domain type='kvm'>
                  <name>guest</name>
                  <memory unit='GiB'>4</memory>
                  <os>
                    <type arch='x86_64' machine='q35'>hvm</type>
                  </os>
                  <devices>
                    <video>
                      <model type='qxl'/>
                      <address type='pci' bus='0x00' slot='0x05' function='0x0'/>
                    </video>
                    <hostdev mode='subsystem' type='mdev' model='vfio-pci' display='on'>
                      <source>
                        <address uuid='fff6f017-3417-4ad3-b05e-17ae3e1a4615'/>
                      </source>
                      <address type='pci' bus='0x00' slot='0x04' function='0x0'/>
                    </hostdev>
                  </devices>
                </domain>
                """)).containsExactly("""
                error surprise 12:5 /domain/devices/hostdev
                video (line 8) at 00:05.0 is enumerated after mdev fff6f017… (line 12) at 00:04.0, so the guest boots on the vGPU, which shows nothing without its driver
                => move the mdev to 00:06.0""");
    }

    @Test
    void theSameIsAWarningWithoutAStage() {
        assertThat(Shown.by(VideoOrderRules.NOT_BEFORE, HypervisorTarget.unknown(), Stage.ANY, """
                <domain type='kvm'>
                  <name>guest</name>
                  <memory unit='GiB'>4</memory>
                  <os>
                    <type arch='x86_64' machine='q35'>hvm</type>
                  </os>
                  <devices>
                    <video>
                      <model type='qxl'/>
                      <address type='pci' bus='0x00' slot='0x05' function='0x0'/>
                    </video>
                    <hostdev mode='subsystem' type='mdev' model='vfio-pci' display='on'>
                      <source>
                        <address uuid='fff6f017-3417-4ad3-b05e-17ae3e1a4615'/>
                      </source>
                      <address type='pci' bus='0x00' slot='0x04' function='0x0'/>
                    </hostdev>
                  </devices>
                </domain>
                """)).containsExactly("""
                warning surprise 12:5 /domain/devices/hostdev
                video (line 8) at 00:05.0 is enumerated after mdev fff6f017… (line 12) at 00:04.0, so the guest boots on the vGPU, which shows nothing without its driver
                => move the mdev to 00:06.0""");
    }

    @Test
    void theOrderIsVoidInTheFinalStage() {
        assertThat(Shown.by(VideoOrderRules.NOT_BEFORE, HypervisorTarget.unknown(), Stage.FINAL, """
                <domain type='kvm'>
                  <name>guest</name>
                  <memory unit='GiB'>4</memory>
                  <os>
                    <type arch='x86_64' machine='q35'>hvm</type>
                  </os>
                  <devices>
                    <video>
                      <model type='qxl'/>
                      <address type='pci' bus='0x00' slot='0x05' function='0x0'/>
                    </video>
                    <hostdev mode='subsystem' type='mdev' model='vfio-pci' display='on'>
                      <source>
                        <address uuid='fff6f017-3417-4ad3-b05e-17ae3e1a4615'/>
                      </source>
                      <address type='pci' bus='0x00' slot='0x04' function='0x0'/>
                    </hostdev>
                  </devices>
                </domain>
                """)).isEmpty();
    }

    @Test
    void theVideoBeforeTheMdevIsRight() {
        assertThat(Shown.by(VideoOrderRules.NOT_BEFORE, HypervisorTarget.unknown(), Stage.PRE_INSTALL, """
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
                """)).isEmpty();
    }

    @Test
    void numbersAreComparedAsNumbers() {
        assertThat(Shown.by(VideoOrderRules.NOT_BEFORE, HypervisorTarget.unknown(), Stage.PRE_INSTALL, """
                <domain type='kvm'>
                  <name>guest</name>
                  <memory unit='GiB'>4</memory>
                  <os>
                    <type arch='x86_64' machine='q35'>hvm</type>
                  </os>
                  <devices>
                    <video>
                      <model type='qxl'/>
                      <address type='pci' bus='0x00' slot='0x9' function='0x0'/>
                    </video>
                    <hostdev mode='subsystem' type='mdev' model='vfio-pci' display='on'>
                      <source>
                        <address uuid='fff6f017-3417-4ad3-b05e-17ae3e1a4615'/>
                      </source>
                      <address type='pci' bus='0x00' slot='10' function='0x0'/>
                    </hostdev>
                  </devices>
                </domain>
                """)).isEmpty();
    }

    @Test
    void theVideoOnBusZeroComesBeforeWhatIsBehindABridge() {
        assertThat(Shown.by(VideoOrderRules.NOT_BEFORE, HypervisorTarget.unknown(), Stage.PRE_INSTALL, """
                <domain type='kvm'>
                  <name>guest</name>
                  <memory unit='GiB'>4</memory>
                  <os>
                    <type arch='x86_64' machine='q35'>hvm</type>
                  </os>
                  <devices>
                    <video>
                      <model type='qxl'/>
                      <address type='pci' bus='0x00' slot='0x1e' function='0x0'/>
                    </video>
                    <hostdev mode='subsystem' type='mdev' model='vfio-pci' display='on'>
                      <source>
                        <address uuid='fff6f017-3417-4ad3-b05e-17ae3e1a4615'/>
                      </source>
                      <address type='pci' bus='0x01' slot='0x00' function='0x0'/>
                    </hostdev>
                  </devices>
                </domain>
                """)).isEmpty();
    }

    @Test
    void aMissingAddressLeavesTheOrderToLibvirt() {
        assertThat(Shown.by(VideoOrderRules.UNDETERMINED, HypervisorTarget.unknown(), Stage.PRE_INSTALL, """
                <domain type='kvm'>
                  <name>guest</name>
                  <memory unit='GiB'>4</memory>
                  <os>
                    <type arch='x86_64' machine='q35'>hvm</type>
                  </os>
                  <devices>
                    <video>
                      <model type='qxl'/>
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
                warning surprise 8:5 /domain/devices/video
                video (line 8) has no PCI address, mdev fff6f017… (line 11) has 00:04.0: libvirt chooses, and the guest may boot on the vGPU
                => write both addresses, the video's the lower one on bus 0; domainsmith gvtg pre-install does""");
    }

    @Test
    void twoMissingAddressesDoSoToo() {
        assertThat(Shown.by(VideoOrderRules.UNDETERMINED, HypervisorTarget.unknown(), Stage.PRE_INSTALL, """
                <domain type='kvm'>
                  <name>guest</name>
                  <memory unit='GiB'>4</memory>
                  <os>
                    <type arch='x86_64' machine='q35'>hvm</type>
                  </os>
                  <devices>
                    <video>
                      <model type='qxl'/>
                    </video>
                    <hostdev mode='subsystem' type='mdev' model='vfio-pci' display='on'>
                      <source>
                        <address uuid='fff6f017-3417-4ad3-b05e-17ae3e1a4615'/>
                      </source>
                    </hostdev>
                  </devices>
                </domain>
                """)).containsExactly("""
                warning surprise 8:5 /domain/devices/video
                video (line 8) and mdev fff6f017… (line 11) have no PCI address: libvirt chooses, and the guest may boot on the vGPU
                => write both addresses, the video's the lower one on bus 0; domainsmith gvtg pre-install does""");
    }

    @Test
    void aVideoBehindABridgeCannotBeTold() {
        assertThat(Shown.by(VideoOrderRules.UNDETERMINED, HypervisorTarget.unknown(), Stage.PRE_INSTALL, """
                <domain type='kvm'>
                  <name>guest</name>
                  <memory unit='GiB'>4</memory>
                  <os>
                    <type arch='x86_64' machine='q35'>hvm</type>
                  </os>
                  <devices>
                    <video>
                      <model type='qxl'/>
                      <address type='pci' bus='0x0b' slot='0x01' function='0x0'/>
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
                warning surprise 12:5 /domain/devices/hostdev
                video (line 8) and mdev fff6f017… (line 12) are on buses 11 and 0, which are controller indexes and do not tell which one the guest meets first
                => put the video on bus 0; what is behind a bridge comes after it""");
    }

    @Test
    void aVideoOnBusZeroCanBeTold() {
        assertThat(Shown.by(VideoOrderRules.UNDETERMINED, HypervisorTarget.unknown(), Stage.PRE_INSTALL, """
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
                      <address type='pci' bus='0x01' slot='0x00' function='0x0'/>
                    </hostdev>
                  </devices>
                </domain>
                """)).isEmpty();
    }

    @Test
    void aVideoNoneHasNoOrder() {
        assertThat(Shown.by(VideoOrderRules.UNDETERMINED, HypervisorTarget.unknown(), Stage.ANY, """
                <domain type='kvm'>
                  <name>guest</name>
                  <memory unit='GiB'>4</memory>
                  <os>
                    <type arch='x86_64' machine='q35'>hvm</type>
                  </os>
                  <devices>
                    <video>
                      <model type='none'/>
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
