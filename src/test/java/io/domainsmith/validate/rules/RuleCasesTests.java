package io.domainsmith.validate.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.validate.Rule;
import io.domainsmith.validate.RuleSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each rule says, and of what it says nothing: both sides of its borders, as a real libvirt draws them. */
class RuleCasesTests {

    private static final Map<String, List<RuleSample>> CASES = RuleSample.cases().stream().collect(Collectors.groupingBy(RuleSample::rule));

    static Stream<Rule> rules() {
        List<Rule> rules = RuleSet.standard().rules().stream().filter(rule -> CASES.containsKey(rule.id())).toList();
        assertThat(rules).extracting(Rule::id).containsExactlyInAnyOrderElementsOf(CASES.keySet());
        return rules.stream();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void borders(Rule rule) {
        CASES.get(rule.id()).forEach(RuleSample::check);
    }
}
