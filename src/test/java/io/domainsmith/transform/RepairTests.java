package io.domainsmith.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.validate.Rule;
import io.domainsmith.validate.ValidationLevel;
import io.domainsmith.validate.rules.AddressRules;
import io.domainsmith.validate.rules.VideoRules;
import org.junit.jupiter.api.Test;

class RepairTests {

    private static String repaired(Rule rule, String xml) {
        Pipeline pipeline = Pipeline.of(Transformer.repairing(rule)).withValidation(ValidationLevel.WARN);
        DomainDocument once = pipeline.apply(DomainDocument.parse(xml)).document();
        assertThat(pipeline.apply(once).document()).isSameAs(once);
        return once.toXml();
    }

    @Test
    void aRepairIsAStep() {
        Transformer step = Transformer.repairing(VideoRules.NONE_RESIDUE);
        assertThat(step.name()).isEqualTo("repair-video-none-residue");
        assertThat(step.description())
                .isEqualTo("Repairs what rule video-none-residue finds: leave <model type='none'/> alone.");
    }

    @Test
    void itTakesAwayWhatTheRuleFinds() {
        assertThat(repaired(VideoRules.NONE_RESIDUE, """
                <domain type='kvm'>
                  <devices>
                    <video>
                      <model type='none' ram='65536' heads='1'/>
                      <address type='pci' bus='0x00' slot='0x02' function='0x0'/>
                    </video>
                  </devices>
                </domain>
                """)).isEqualTo("""
                <domain type='kvm'>
                  <devices>
                    <video>
                      <model type='none' heads='1'/>
                    </video>
                  </devices>
                </domain>
                """);
    }

    @Test
    void whatIsNotMechanicalIsNotAStep() {
        assertThatThrownBy(() -> Transformer.repairing(AddressRules.DUPLICATE)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("what rule 'pci-address-duplicate' finds has no mechanical repair; its way out: give one of them another "
                        + "address, or none: then libvirt chooses one");
    }
}
