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
        return DomainValidator.forTarget(target).withRules(RuleSet.none().plus(rule)).validate(DomainDocument.parse(xml)).stream()
                .filter(finding -> finding.rule().equals(rule.id())).toList();
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

    @Test
    void libvirtTakesNoQemuSoOld() {
        assertThat(findings(TargetRules.QEMU_TOO_OLD, HypervisorTarget.of("12.4.0", "7.1.0"), GUEST)).extracting(Finding::message)
                .containsExactly("no domain starts with libvirt 12.4.0 and QEMU 7.1.0: this libvirt takes no QEMU so old");
        assertThat(findings(TargetRules.QEMU_TOO_OLD, HypervisorTarget.of("12.4.0", "7.2.0"), GUEST)).isEmpty();
    }
}
