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

    private static String behindPorts(String machine, String videoBus, String mdevBus) {
        return """
                <domain type='kvm'>
                  <name>guest</name>
                  <memory unit='GiB'>4</memory>
                  <os>
                    <type arch='x86_64' machine='%s'>hvm</type>
                  </os>
                  <devices>
                    <controller type='pci' index='1' model='pcie-root-port'>
                      <address type='pci' bus='0x00' slot='0x06' function='0x0'/>
                    </controller>
                    <controller type='pci' index='2' model='pcie-root-port'>
                      <address type='pci' bus='0x00' slot='0x05' function='0x0'/>
                    </controller>
                    <controller type='pci' index='3' model='pcie-root-port'/>
                    <video>
                      <model type='qxl'/>
                      <address type='pci' bus='%s' slot='0x00' function='0x0'/>
                    </video>
                    <hostdev mode='subsystem' type='mdev' model='vfio-pci' display='on'>
                      <source>
                        <address uuid='fff6f017-3417-4ad3-b05e-17ae3e1a4615'/>
                      </source>
                      <address type='pci' bus='%s' slot='0x00' function='0x0'/>
                    </hostdev>
                  </devices>
                </domain>
                """.formatted(machine, videoBus, mdevBus);
    }

    @Test
    void behindBridgesTheGuestsNumbersCount() {
        assertThat(Shown.by(VideoOrderRules.NOT_BEFORE, HypervisorTarget.unknown(), Stage.PRE_INSTALL, behindPorts("q35", "1", "2")))
                .containsExactly("""
                error surprise 19:5 /domain/devices/hostdev
                video (line 15) at 01:00.0 (02:00.0 in the guest) is enumerated after mdev fff6f017… (line 19) at 02:00.0 (01:00.0 in the guest), so the guest boots on the vGPU, which shows nothing without its driver
                => put the video on bus 0, below the mdev; domainsmith gvtg pre-install does""");
        assertThat(Shown.by(VideoOrderRules.NOT_BEFORE, HypervisorTarget.unknown(), Stage.PRE_INSTALL, behindPorts("q35", "2", "1"))).isEmpty();
        assertThat(Shown.by(VideoOrderRules.UNDETERMINED, HypervisorTarget.unknown(), Stage.PRE_INSTALL, behindPorts("q35", "1", "2"))).isEmpty();
        assertThat(Shown.by(VideoOrderRules.UNDETERMINED, HypervisorTarget.unknown(), Stage.PRE_INSTALL, behindPorts("q35", "2", "1"))).isEmpty();
    }

    @Test
    void aBusWithoutAPlaceCannotBeTold() {
        assertThat(Shown.by(VideoOrderRules.UNDETERMINED, HypervisorTarget.unknown(), Stage.PRE_INSTALL, behindPorts("q35", "1", "3")))
                .containsExactly("""
                warning surprise 19:5 /domain/devices/hostdev
                video (line 15) and mdev fff6f017… (line 19) are on buses 1 and 3, and where the guest finds these is for libvirt to choose or cannot be told
                => put the video on bus 0; what is behind a bridge comes after it""");
        assertThat(Shown.by(VideoOrderRules.UNDETERMINED, HypervisorTarget.unknown(), Stage.PRE_INSTALL, behindPorts("virt", "1", "2")))
                .hasSize(1);
    }

    @Test
    void aVideoBehindABridgeComesAfterBusZero() {
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
                error surprise 12:5 /domain/devices/hostdev
                video (line 8) at 0b:01.0 is enumerated after mdev fff6f017… (line 12) at 00:04.0, so the guest boots on the vGPU, which shows nothing without its driver
                => put the video on bus 0, below the mdev; domainsmith gvtg pre-install does""");
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
