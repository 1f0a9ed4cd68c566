package io.domainsmith.validate.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.validate.Stage;
import org.junit.jupiter.api.Test;

class VideoRulesTests {

    @Test
    void anotherVideoInTheFinalStageIsAnError() {
        assertThat(Shown.by(VideoRules.FINAL_VIDEO_PRESENT, HypervisorTarget.unknown(), Stage.FINAL, """
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
                """)).containsExactly("""
                error surprise 10:5 /domain/devices/video
                video (line 10) is qxl, but in the final stage mdev fff6f017… (line 14) is the only display
                => replace it by <video><model type='none'/></video>; domainsmith gvtg final does""");
    }

    @Test
    void anotherVideoIsRightBeforeInstallation() {
        assertThat(Shown.by(VideoRules.FINAL_VIDEO_PRESENT, HypervisorTarget.unknown(), Stage.PRE_INSTALL, """
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
    void aSoleVideoNoneIsRightInTheFinalStage() {
        assertThat(Shown.by(VideoRules.FINAL_VIDEO_PRESENT, HypervisorTarget.unknown(), Stage.FINAL, """
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

    @Test
    void graphicsWithoutVideoGetOneFromLibvirt() {
        assertThat(Shown.by(VideoRules.VIDEO_ABSENT, HypervisorTarget.unknown(), Stage.FINAL, """
                <domain type='kvm'>
                  <name>guest</name>
                  <memory unit='GiB'>4</memory>
                  <os>
                    <type arch='x86_64' machine='q35'>hvm</type>
                  </os>
                  <devices>
                    <graphics type='spice' autoport='yes'/>
                    <graphics type='egl-headless'/>
                    <hostdev mode='subsystem' type='mdev' model='vfio-pci' display='on'>
                      <source>
                        <address uuid='fff6f017-3417-4ad3-b05e-17ae3e1a4615'/>
                      </source>
                      <address type='pci' bus='0x00' slot='4' function='0x0'/>
                    </hostdev>
                  </devices>
                </domain>
                """)).containsExactly("""
                error surprise 8:5 /domain/devices/graphics[1]
                there is <graphics> (line 8) and no <video>, so libvirt adds one of its own choice, cirrus or vga
                => add <video><model type='none'/></video>""");
    }

    @Test
    void withoutAVgpuThatIsNobodysBusiness() {
        assertThat(Shown.by(VideoRules.VIDEO_ABSENT, HypervisorTarget.unknown(), Stage.ANY, """
                <domain type='kvm'>
                  <name>guest</name>
                  <memory unit='GiB'>4</memory>
                  <os>
                    <type arch='x86_64' machine='q35'>hvm</type>
                  </os>
                  <devices>
                    <graphics type='spice' autoport='yes'/>
                    <graphics type='egl-headless'/>
                  </devices>
                </domain>
                """)).isEmpty();
    }

    @Test
    void aVideoNoneBesideAnotherIsRefused() {
        assertThat(Shown.by(VideoRules.NONE_NOT_ALONE, HypervisorTarget.unknown(), Stage.ANY, """
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
                    <video>
                      <model type='none'/>
                    </video>
                  </devices>
                </domain>
                """)).containsExactly("""
                error refused 12:5 /domain/devices/video[2]
                video (line 12) is of type none and must be the only video, but there is video (line 8)
                => remove the other videos, or this one""");
    }

    @Test
    void twoVideosOfOtherTypesAreFine() {
        assertThat(Shown.by(VideoRules.NONE_NOT_ALONE, HypervisorTarget.unknown(), Stage.ANY, """
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
                    <video>
                      <model type='qxl'/>
                      <address type='pci' bus='0x00' slot='0x06' function='0x0'/>
                    </video>
                  </devices>
                </domain>
                """)).isEmpty();
    }

    @Test
    void whatIsErasedIsNamed() {
        assertThat(Shown.by(VideoRules.NONE_RESIDUE, HypervisorTarget.unknown(), Stage.FINAL, """
                <domain type='kvm'>
                  <name>guest</name>
                  <memory unit='GiB'>4</memory>
                  <os>
                    <type arch='x86_64' machine='q35'>hvm</type>
                  </os>
                  <devices>
                    <video>
                      <model type='none' ram='65536' vgamem='16384'/>
                      <address type='pci' bus='0x00' slot='3' function='0x0'/>
                    </video>
                  </devices>
                </domain>
                """)).containsExactly("""
                warning surprise 8:5 /domain/devices/video
                video (line 8) is of type none but has ram='65536', vgamem='16384', <address>, which libvirt erases
                => leave <model type='none'/> alone""");
    }

    @Test
    void aBareVideoNoneHasNoResidue() {
        assertThat(Shown.by(VideoRules.NONE_RESIDUE, HypervisorTarget.unknown(), Stage.FINAL, """
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
                  </devices>
                </domain>
                """)).isEmpty();
    }

    @Test
    void aPrimaryVideoThatIsNoVgaCardIsAnError() {
        assertThat(Shown.by(VideoRules.PRIMARY_NOT_VGA, HypervisorTarget.unknown(), Stage.PRE_INSTALL, """
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
                      <model type='bochs'/>
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
                error surprise 10:5 /domain/devices/video
                video (line 10) is bochs, which is no VGA card: the guest boots on mdev fff6f017… (line 14) instead, which shows nothing without its driver
                => use qxl, vga or virtio""");
    }

    @Test
    void aMarkedPrimaryCountsBeforeTheFirst() {
        assertThat(Shown.by(VideoRules.PRIMARY_NOT_VGA, HypervisorTarget.unknown(), Stage.PRE_INSTALL, """
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
                      <model type='bochs'/>
                      <address type='pci' bus='0x00' slot='3' function='0x0'/>
                    </video>
                    <video>
                      <model type='qxl' primary='yes'/>
                      <address type='pci' bus='0x00' slot='0x05' function='0x0'/>
                    </video>
                    <hostdev mode='subsystem' type='mdev' model='vfio-pci' display='on'>
                      <source>
                        <address uuid='fff6f017-3417-4ad3-b05e-17ae3e1a4615'/>
                      </source>
                      <address type='pci' bus='0x00' slot='0x06' function='0x0'/>
                    </hostdev>
                  </devices>
                </domain>
                """)).isEmpty();
    }
}
