package io.domainsmith.validate.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.validate.Consequence;
import io.domainsmith.validate.DomainValidator;
import io.domainsmith.validate.Finding;
import io.domainsmith.validate.Rule;
import io.domainsmith.validate.RuleSet;
import io.domainsmith.validate.Severity;
import java.util.List;
import org.junit.jupiter.api.Test;

class TargetRulesTests {

    private static final String GUEST = """
            <domain type='kvm'>
              <name>guest</name>
              <os>
                <type arch='x86_64' machine='pc-q35-3.1'>hvm</type>
              </os>
              <devices>
                <graphics type='spice' autoport='yes'/>
                <graphics type='egl-headless'/>
                <video>
                  <model type='qxl'/>
                </video>
              </devices>
            </domain>
            """;

    private static List<Finding> findings(Rule rule, HypervisorTarget target, String xml) {
        return DomainValidator.forTarget(target).withRuleSet(RuleSet.none().plus(rule)).validate(DomainDocument.parse(xml)).stream()
                .filter(finding -> finding.rule().equals(rule.id())).toList();
    }

    @Test
    void theMachineTypeIsGone() {
        Rule rule = MachineRules.REMOVED;
        assertThat(findings(rule, HypervisorTarget.of("11.6.0", "10.1.0"), GUEST)).containsExactly(new Finding("machine-type-removed",
                Severity.ERROR, Consequence.REFUSED, 4, 25, "/domain/os/type/@machine", "<type> (line 4) names the machine type pc-q35-3.1, "
                        + "which is not in libvirt 11.6.0 and QEMU 10.1.0 (it is in QEMU 3.1.0 or later, but older than 10.1.0)",
                "write machine='q35' for the target's newest; the guest sees other hardware, so Windows may want to be activated again: keep a "
                        + "copy of its disk"));
        assertThat(findings(rule, HypervisorTarget.of(null, "3.0.0"), GUEST)).hasSize(1);
        assertThat(findings(rule, HypervisorTarget.of("9.0.0", "7.2.0"), GUEST)).isEmpty();
        assertThat(findings(rule, HypervisorTarget.unknown(), GUEST)).isEmpty();
        assertThat(findings(rule, HypervisorTarget.of(null, "10.1.0"), GUEST.replace("pc-q35-3.1", "pc-q35-rhel8.6.0"))).isEmpty();
        assertThat(findings(rule, HypervisorTarget.of(null, "10.1.0"), GUEST.replace(" machine='pc-q35-3.1'", ""))).isEmpty();
    }

    @Test
    void theDeviceIsNotThere() {
        HypervisorTarget rhel = HypervisorTarget.parse("<domainCapabilities><devices><graphics supported='yes'><enum name='type'>"
                + "<value>vnc</value><value>egl-headless</value></enum></graphics><video supported='yes'><enum name='modelType'>"
                + "<value>vga</value><value>none</value></enum></video></devices></domainCapabilities>");
        assertThat(findings(TargetRules.DEVICE_REMOVED, rhel, GUEST)).containsExactly(
                new Finding("device-not-in-target", Severity.ERROR, Consequence.REFUSED, 7, 5, "/domain/devices/graphics[1]",
                        "graphics (line 7): the target has no <graphics type='spice'>, as its domain capabilities say",
                        "use <graphics type='vnc'>, and take the spicevmc channels and redirdevs away"),
                new Finding("device-not-in-target", Severity.ERROR, Consequence.REFUSED, 9, 5, "/domain/devices/video",
                        "video (line 9): the target has no <video> of type qxl, as its domain capabilities say", "use vga or virtio"));
        assertThat(findings(TargetRules.DEVICE_REMOVED, HypervisorTarget.of("4.5.0", "2.12.0"), GUEST.replace("'qxl'", "'none'")))
                .extracting(Finding::message).containsExactly(
                        "graphics (line 8): the target has no <graphics type='egl-headless'>, which is in libvirt 4.6.0 or later with QEMU "
                                + "2.10.0 or later",
                        "video (line 9): the target has no <video> of type none, which is in libvirt 4.6.0 or later");
        assertThat(findings(TargetRules.DEVICE_REMOVED, HypervisorTarget.of("9.0.0", "7.2.0"), GUEST)).isEmpty();
    }

    /** No release tells what a distribution left out, but its machine types do. */
    @Test
    void redHatsQemu() {
        String guest = GUEST.replace("pc-q35-3.1", "pc-q35-rhel9.2.0");
        assertThat(findings(TargetRules.DEVICE_REMOVED, HypervisorTarget.of("9.0.0", "7.2.0"), guest)).containsExactly(
                new Finding("device-not-in-target", Severity.WARNING, Consequence.REFUSED, 7, 5, "/domain/devices/graphics[1]",
                        "graphics (line 7): the machine type pc-q35-rhel9.2.0 is one of Red Hat's QEMU, which has no <graphics type='spice'>",
                        "use <graphics type='vnc'>, and take the spicevmc channels and redirdevs away"),
                new Finding("device-not-in-target", Severity.WARNING, Consequence.REFUSED, 9, 5, "/domain/devices/video",
                        "video (line 9): the machine type pc-q35-rhel9.2.0 is one of Red Hat's QEMU, which has no <video> of type qxl",
                        "use vga or virtio"));
        assertThat(findings(TargetRules.DEVICE_REMOVED, HypervisorTarget.unknown(), guest.replace("'qxl'", "'bochs'"))).hasSize(1);
        // its RHEL 8 had them
        assertThat(findings(TargetRules.DEVICE_REMOVED, HypervisorTarget.unknown(), guest.replace("rhel9.2", "rhel8.6"))).isEmpty();
        HypervisorTarget rebuilt = HypervisorTarget.parse("<domainCapabilities><devices><graphics supported='yes'><enum name='type'>"
                + "<value>spice</value><value>egl-headless</value></enum></graphics><video supported='yes'><enum name='modelType'>"
                + "<value>qxl</value></enum></video></devices></domainCapabilities>");
        assertThat(findings(TargetRules.DEVICE_REMOVED, rebuilt, guest)).isEmpty();
    }

    @Test
    void libvirtTakesNoQemuSoOld() {
        assertThat(findings(TargetRules.QEMU_TOO_OLD, HypervisorTarget.of("12.4.0", "7.1.0"), GUEST)).extracting(Finding::message)
                .containsExactly("no domain starts with libvirt 12.4.0 and QEMU 7.1.0: this libvirt takes no QEMU so old");
        assertThat(findings(TargetRules.QEMU_TOO_OLD, HypervisorTarget.of("12.4.0", "7.2.0"), GUEST)).isEmpty();
    }
}
