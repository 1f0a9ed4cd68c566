package io.domainsmith.validate.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.validate.Rule;
import io.domainsmith.validate.Stage;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Where a property is found fault with, how grave it is, and what to do; rule-cases.txt has the borders. */
class DevicePropertyRulesTests {

    private static List<String> of(Rule rule, @Nullable String libvirt, @Nullable String qemu, String property) {
        return Shown.by(rule, HypervisorTarget.of(libvirt, qemu), Stage.ANY, """
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
                    </hostdev>
                    <sound model='ich9'>
                      <alias name='ua-sound'/>
                    </sound>
                  </devices>
                  <qemu:override>
                    <qemu:device alias='ua-gvtg'>
                      <qemu:frontend>
                        <qemu:property name='x-igd-opregion' type='bool' value='true'/>
                        %s
                      </qemu:frontend>
                    </qemu:device>
                    <qemu:device alias='ua-sound'>
                      <qemu:frontend>
                        <qemu:property name='x-igd-opregoin' type='string' value='on'/>
                      </qemu:frontend>
                    </qemu:device>
                  </qemu:override>
                </domain>
                """.formatted(property));
    }

    @Test
    void aKnownQemuRefusesAPropertyThatItDoesNotHave() {
        assertThat(of(DevicePropertyRules.UNKNOWN, "9.0.0", "7.2.0", "<qemu:property name='x-igd-opregoin' type='bool' value='true'/>")).containsExactly("""
                error fails-at-start 22:24 /domain/qemu:override/qemu:device[1]/qemu:frontend/qemu:property[2]/@name
                <qemu:property> (line 22) sets x-igd-opregoin, which vfio-pci does not have in QEMU 7.2.0: QEMU does not start ("Property 'vfio-pci.x-igd-opregoin' not found")
                => did you mean x-igd-opregion?""");
    }

    @Test
    void whatNoReleaseHasIsAnErrorWithoutATarget() {
        assertThat(of(DevicePropertyRules.UNKNOWN, null, null, "<qemu:property name='legacy-igd' type='bool' value='true'/>")).containsExactly("""
                error fails-at-start 22:24 /domain/qemu:override/qemu:device[1]/qemu:frontend/qemu:property[2]/@name
                <qemu:property> (line 22) sets legacy-igd, which vfio-pci does not have in any QEMU: QEMU does not start ("Property 'vfio-pci.legacy-igd' not found")
                => remove it; qemu-system-x86_64 -device vfio-pci,help lists what there is""");
    }

    @Test
    void whatSomeReleasesHaveIsAWarningWithoutATarget() {
        assertThat(of(DevicePropertyRules.UNKNOWN, null, null, "<qemu:property name='x-enable-migration' type='bool' value='true'/>")).containsExactly("""
                warning fails-at-start 22:24 /domain/qemu:override/qemu:device[1]/qemu:frontend/qemu:property[2]/@name
                <qemu:property> (line 22) sets x-enable-migration, which vfio-pci has in QEMU 5.2 and 7.2, and not in every release: elsewhere QEMU does not start ("Property 'vfio-pci.x-enable-migration' not found")
                => remove it, or say with which QEMU the guest is to start""");
    }

    @Test
    void nothingIsSaidOfWhatAllReleasesHave() {
        assertThat(of(DevicePropertyRules.UNKNOWN, null, null, "<qemu:property name='x-no-mmap' type='bool' value='true'/>")).isEmpty();
    }

    @Test
    void aNewerQemuThanAllMayHaveLearntIt() {
        assertThat(of(DevicePropertyRules.UNKNOWN, null, "12.0.0", "<qemu:property name='legacy-igd' type='bool' value='true'/>")).containsExactly("""
                warning fails-at-start 22:24 /domain/qemu:override/qemu:device[1]/qemu:frontend/qemu:property[2]/@name
                <qemu:property> (line 22) sets legacy-igd, which vfio-pci does not have in any QEMU that is known here
                => remove it; qemu-system-x86_64 -device vfio-pci,help lists what there is""");
    }

    @Test
    void ramfbIsThereByTheAttribute() {
        assertThat(of(DevicePropertyRules.UNKNOWN, "9.0.0", "7.2.0", "<qemu:property name='ramfb' type='bool' value='true'/>")).containsExactly("""
                error fails-at-start 22:24 /domain/qemu:override/qemu:device[1]/qemu:frontend/qemu:property[2]/@name
                <qemu:property> (line 22) sets ramfb, which vfio-pci does not have in QEMU 7.2.0: QEMU does not start ("Property 'vfio-pci.ramfb' not found")
                => set ramfb='on' on the <hostdev>: libvirt then uses vfio-pci-nohotplug, which has it""");
    }

    @Test
    void anArgumentIsFoundFaultWithAtItsValue() {
        assertThat(Shown.by(DevicePropertyRules.UNKNOWN, HypervisorTarget.of("7.0.0", "5.2.0"), Stage.ANY, """
                <domain type='kvm' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
                  <name>guest</name>
                  <memory unit='GiB'>4</memory>
                  <os>
                    <type arch='x86_64' machine='q35'>hvm</type>
                  </os>
                  <devices>
                    <hostdev mode='subsystem' type='mdev' model='vfio-pci'>
                      <source>
                        <address uuid='fff6f017-3417-4ad3-b05e-17ae3e1a4615'/>
                      </source>
                    </hostdev>
                  </devices>
                  <qemu:commandline>
                    <qemu:arg value='-set'/>
                    <qemu:arg value='device.hostdev0.x-igd-opregion=on'/>
                    <qemu:arg value='-set'/>
                    <qemu:arg value='device.hostdev0.enable-migration=off'/>
                    <qemu:arg value='-set'/>
                    <qemu:arg value='device.sound0.enable-migration=off'/>
                  </qemu:commandline>
                </domain>
                """)).containsExactly("""
                error fails-at-start 18:15 /domain/qemu:commandline/qemu:arg[4]/@value
                -set device.hostdev0.enable-migration=off (line 18) sets enable-migration, which vfio-pci does not have in QEMU 5.2.0 (it is in QEMU 10.0 and 11.1): QEMU does not start ("Property 'vfio-pci.enable-migration' not found")
                => did you mean x-enable-migration?""");
    }

    @Test
    void aStringIsNoBoolInJson() {
        String property = "<qemu:property name='x-no-mmap' type='string' value='on'/>";
        assertThat(of(DevicePropertyRules.TYPE, "9.0.0", "7.2.0", property)).containsExactly("""
                error fails-at-start 22:41 /domain/qemu:override/qemu:device[1]/qemu:frontend/qemu:property[2]/@type
                <qemu:property> (line 22) gives x-no-mmap of vfio-pci a string, and QEMU reads true or false for it where -device is JSON: QEMU does not start
                => write type='bool' value='true'""");
        assertThat(of(DevicePropertyRules.TYPE, null, null, property)).containsExactly("""
                warning fails-at-start 22:41 /domain/qemu:override/qemu:device[1]/qemu:frontend/qemu:property[2]/@type
                <qemu:property> (line 22) gives x-no-mmap of vfio-pci a string, and QEMU reads true or false for it where -device is JSON, as libvirt 8.1 and later writes it for QEMU 7.0 and later: QEMU does not start
                => write type='bool' value='true'""");
        assertThat(of(DevicePropertyRules.TYPE, "9.0.0", "5.2.0", property)).isEmpty();
    }

    @Test
    void aNumberAndASwitchHaveTheirOwnTypes() {
        assertThat(of(DevicePropertyRules.TYPE, "9.0.0", "7.2.0", "<qemu:property name='x-pci-device-id' type='string' value='0x1912'/>")).singleElement()
                .asString().endsWith("=> write type='unsigned' value='6418'");
        assertThat(of(DevicePropertyRules.TYPE, "9.0.0", "7.2.0", "<qemu:property name='display' type='bool' value='false'/>")).singleElement()
                .asString().endsWith("=> write type='string' value='off'");
        assertThat(of(DevicePropertyRules.TYPE, "9.0.0", "7.2.0", "<qemu:property name='romfile' type='unsigned' value='1'/>")).singleElement()
                .asString().endsWith("=> write type='string' value='1'");
        assertThat(of(DevicePropertyRules.TYPE, "9.0.0", "7.2.0", "<qemu:property name='xres' type='string' value='wide'/>")).singleElement()
                .asString().endsWith("=> write type='unsigned' value='NUMBER'");
    }
}
