package io.domainsmith.validate.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.validate.Consequence;
import io.domainsmith.validate.Finding;
import io.domainsmith.validate.Rule;
import io.domainsmith.validate.RuleContext;
import io.domainsmith.validate.RuleSet;
import io.domainsmith.validate.Stage;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each rule says, and of what it says nothing: both sides of its borders, as a real libvirt draws them. */
class RuleCasesTests {

    private static final Map<String, Rule> RULES = RuleSet.standard().rules().stream().collect(Collectors.toMap(Rule::id, Function.identity()));

    @ParameterizedTest
    @MethodSource("io.domainsmith.validate.rules.RuleSample#cases")
    void oneRule(RuleSample sample) {
        DomainDocument document = sample.document();
        List<Finding> findings = RULES.get(sample.rule()).check(document, new RuleContext(document.domain(), sample.hypervisor(), Stage.ANY));
        assertThat(findings.stream().map(Finding::message).findFirst().orElse("")).isEqualTo(sample.message());
        if (sample.verdict().equals("defined")) {
            assertThat(findings).noneMatch(finding -> finding.consequence() == Consequence.REFUSED);
        } else if (sample.verdict().equals("refused")) {
            assertThat(findings).anyMatch(finding -> finding.consequence() == Consequence.REFUSED);
        }
    }
}
