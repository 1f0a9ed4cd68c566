package io.domainsmith.validate.rules;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.document.SourceElement;
import io.domainsmith.document.SourcePlace;
import io.domainsmith.target.Support;
import io.domainsmith.validate.Consequence;
import io.domainsmith.validate.Finding;
import io.domainsmith.validate.Severity;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The findings of one rule in one document. */
final class Report {

    private final Check rule;
    private final DomainDocument document;
    private List<Finding> findings = List.of();

    Report(Check rule, DomainDocument document) {
        this.rule = rule;
        this.document = document;
    }

    List<Finding> findings() {
        return List.copyOf(findings);
    }

    private void add(Finding finding) {
        if (findings.isEmpty()) {
            findings = new ArrayList<>();
        }
        findings.add(finding);
    }

    /** The rule's way out. */
    String remedy() {
        return rule.wayOut();
    }

    /** About an element (about the root where there is none), as grave as the rule says, with its way out. */
    void add(@Nullable SourceElement about, String message) {
        add(rule.severity(), rule.consequence(), about, message, rule.wayOut());
    }

    /** About an element: an error that libvirt refuses where the target's has a check for it, else a warning of what comes of it. */
    void addChecked(Support check, Consequence unchecked, SourceElement about, String message) {
        add(check.isYes() ? Severity.ERROR : Severity.WARNING, check.isYes() ? Consequence.REFUSED : unchecked, about, message, rule.wayOut());
    }

    /** About an element: a warning of what libvirt defines and cannot start, with the rule's way out. */
    void addFailsAtStart(SourceElement about, String message) {
        add(Severity.WARNING, Consequence.FAILS_AT_START, about, message, rule.wayOut());
    }

    /** About an attribute, or about its element where the attribute is missing, as grave as the rule says, with its way out. */
    void addAt(SourceElement element, String attribute, String message) {
        addAt(rule.severity(), rule.consequence(), element, attribute, message, rule.wayOut());
    }

    /** About an element; about the root where there is none. */
    void add(Severity severity, Consequence consequence, @Nullable SourceElement about, String message,
            @Nullable String fix) {
        SourceElement element = about == null ? document.root() : about;
        add(new Finding(rule.id(), severity, consequence, element.line(), element.column(), element.path(), message, fix));
    }

    /** About an attribute, or about its element where the attribute is missing. */
    void addAt(Severity severity, Consequence consequence, SourceElement element, String attribute, String message,
            @Nullable String fix) {
        SourcePlace place = element.placeOf(attribute);
        String path = element.attribute(attribute) == null ? element.path() : element.path() + "/@" + attribute;
        add(new Finding(rule.id(), severity, consequence, place.line(), place.column(), path, message, fix));
    }
}
