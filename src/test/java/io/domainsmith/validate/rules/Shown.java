package io.domainsmith.validate.rules;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.validate.DomainValidator;
import io.domainsmith.validate.Finding;
import io.domainsmith.validate.Rule;
import io.domainsmith.validate.RuleSet;
import io.domainsmith.validate.Stage;
import java.util.List;
import java.util.Locale;

/** Findings as tests write them: all of a finding on two lines. */
final class Shown {

    private Shown() {
    }

    /** Severity, consequence, place, path and message; then the way out. */
    static String of(Finding finding) {
        return finding.severity().name().toLowerCase(Locale.ROOT) + " " + finding.consequence().id() + " " + finding.line()
                + ":" + finding.column() + " " + finding.path() + "\n" + finding.message() + "\n=> " + finding.fix();
    }

    /** What one rule finds. */
    static List<String> by(Rule rule, HypervisorTarget target, Stage stage, String xml) {
        return DomainValidator.forTarget(target).withRuleSet(RuleSet.none().plus(rule))
                .validateRules(DomainDocument.parse(xml), stage, List.of()).stream().map(Shown::of).toList();
    }
}
