package io.domainsmith.validate.rules;

import io.domainsmith.document.ModelGap;
import io.domainsmith.document.SourceElement;
import io.domainsmith.validate.Consequence;
import io.domainsmith.validate.Rule;
import io.domainsmith.validate.Severity;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the source says and the typed model cannot.
 *
 * @since 0.1
 */
public final class DocumentRules {

    /** An element that may stand once stands there several times. Libvirt's parser takes what it finds in each or in one. */
    public static final Rule REPEATED_ELEMENT = Check.surprise("repeated-element",
            "An element that may stand once stands several times. Plain virsh define keeps what all of them say, or what one "
                    + "says (each XPath decides for itself); Domainsmith's steps refuse to choose.",
            "virDomainDefParseXML", "merge them into one", DocumentRules::repeatedElement).everywhere();

    /** A value is none of those that libvirt's grammar lists. */
    public static final Rule UNKNOWN_VALUE = Check.advice("unknown-value",
            "A value is none of those that the grammar of the newest known libvirt lists. Rules take it for unknown, not for absent.",
            "schemas/derived", "", DocumentRules::unknownValue).upTo(Severity.WARNING).everywhere();

    /** All of this family. */
    public static final List<Rule> ALL = List.of(REPEATED_ELEMENT, UNKNOWN_VALUE);

    private DocumentRules() {
    }

    private static void repeatedElement(Guest guest, Report report) {
        for (ModelGap gap : guest.document().gaps()) {
            if (gap instanceof ModelGap.RepeatedElement repeated) {
                SourceElement second = repeated.elements().get(1);
                report.add(Severity.WARNING, Consequence.SURPRISE, second,
                        "<" + second.name() + "> may stand once in <" + second.parent().name() + "> but stands on lines "
                                + repeated.elements().stream().map(element -> String.valueOf(element.line()))
                                        .collect(Collectors.joining(" and "))
                                + "; plain virsh define reads all of them, and no step of Domainsmith edits such a document",
                        "merge them into one");
            }
        }
    }

    private static void unknownValue(Guest guest, Report report) {
        for (ModelGap gap : guest.document().gaps()) {
            if (gap instanceof ModelGap.UnknownValue unknown) {
                SourceElement element = unknown.element();
                String known = unknown.known().isEmpty() ? "" : "; known are " + String.join(", ", unknown.known());
                if (unknown.attribute() == null) {
                    report.add(Severity.WARNING, Consequence.ADVICE, element, "<" + element.name() + "> (line "
                            + element.line() + ") says '" + unknown.value() + "', which libvirt's grammar does not know"
                            + known, null);
                } else {
                    report.addAt(Severity.WARNING, Consequence.ADVICE, element, unknown.attribute(),
                            "<" + element.name() + "> (line " + element.line() + ") has " + unknown.attribute() + "='"
                                    + unknown.value() + "', which libvirt's grammar does not know" + known, null);
                }
            }
        }
    }
}
