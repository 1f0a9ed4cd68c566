package io.domainsmith.validate.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.validate.Stage;
import org.junit.jupiter.api.Test;

class DocumentRulesTests {

    @Test
    void aRepeatedElementIsNamedWithItsLines() {
        assertThat(Shown.by(DocumentRules.REPEATED_ELEMENT, HypervisorTarget.unknown(), Stage.ANY, """
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
                  <devices/>
                </domain>
                """)).containsExactly("""
                warning surprise 11:3 /domain/devices[2]
                <devices> may stand once in <domain> but stands on lines 7 and 11; plain virsh define reads all of them, and no step of Domainsmith edits such a document
                => merge them into one""");
    }

    @Test
    void devicesOfOneKindAreNoRepetition() {
        assertThat(Shown.by(DocumentRules.REPEATED_ELEMENT, HypervisorTarget.unknown(), Stage.ANY, """
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
    void anUnknownValueIsNamedWithTheKnown() {
        assertThat(Shown.by(DocumentRules.UNKNOWN_VALUE, HypervisorTarget.unknown(), Stage.ANY, """
                <domain type='kvm'>
                  <name>guest</name>
                  <memory unit='GiB'>4</memory>
                  <os>
                    <type arch='x86_64' machine='q35'>hvm</type>
                  </os>
                  <devices>
                    <hostdev mode='subsystem' type='mdev' model='vfio-pci' display='maybe'>
                      <source>
                        <address uuid='fff6f017-3417-4ad3-b05e-17ae3e1a4615'/>
                      </source>
                      <address type='pci' bus='0x00' slot='4' function='0x0'/>
                    </hostdev>
                  </devices>
                </domain>
                """)).containsExactly("""
                warning advice 8:60 /domain/devices/hostdev/@display
                <hostdev> (line 8) has display='maybe', which libvirt's grammar does not know; known are on, off
                => null""");
    }

    @Test
    void knownValuesAreFine() {
        assertThat(Shown.by(DocumentRules.UNKNOWN_VALUE, HypervisorTarget.unknown(), Stage.ANY, """
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
