package io.domainsmith.validate.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.validate.Stage;
import org.junit.jupiter.api.Test;

class CheckTests {

    private static final Check.Body FINDS = (guest, report) -> report.add(guest.root(), "asked");

    private static boolean isAsked(Check rule) {
        return !Shown.by(rule, HypervisorTarget.unknown(), Stage.ANY, """
                <domain type='kvm'>
                  <name>guest</name>
                  <cpu mode='host-model'/>
                  <devices>
                    <disk type='file'/>
                  </devices>
                </domain>
                """).isEmpty();
    }

    private static Check rule(Check.Body body) {
        return Check.refused("a-rule", "A description.", "a source", "a way out", body);
    }

    @Test
    void aRuleIsAskedWhereOneOfTheElementsStandsThatItIsAbout() {
        assertThat(isAsked(rule(FINDS))).isTrue();
        assertThat(isAsked(rule(FINDS).about("tpm"))).isFalse();
        assertThat(isAsked(rule(FINDS).about("tpm", "disk"))).isTrue();
        assertThat(isAsked(rule(FINDS).about("cpu"))).isTrue();
    }

    @Test
    void whatLooksAtEachElementSaysWhere() {
        assertThat(rule(Check.eachDevice("tpm", (guest, tpm) -> null)).needs()).containsExactly("tpm");
        assertThat(rule(Check.each("devices/graphics/gl", (guest, gl) -> null)).everywhere().needs()).containsExactly("graphics");
        assertThat(rule(Check.each("cpu/numa/cell", (guest, cell) -> null)).needs()).containsExactly("cpu");
        assertThat(rule(Check.each("vcpu", (guest, vcpu) -> null)).needs()).containsExactly("vcpu");
    }
}
