package io.domainsmith.fuzz;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.validate.DomainValidator;
import io.domainsmith.validate.Finding;
import io.domainsmith.validate.Stage;
import java.util.List;

/** Rules find or find nothing, and never throw; each finding has a place in the document. */
public final class RulesFuzz {

    private static final List<DomainValidator> VALIDATORS = List.of(DomainValidator.forTarget(HypervisorTarget.unknown()),
            DomainValidator.forTarget(HypervisorTarget.of("9.0.0", "7.2.0")), DomainValidator.forTarget(HypervisorTarget.of("5.0.0", "4.2.0")));

    private RulesFuzz() {
    }

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        DomainDocument document = FuzzedDocument.parse(bytes).orElse(null);
        if (document == null) {
            return;
        }
        // a carriage return ends a line, too
        int lines = document.toXml().split("\r\n|\r|\n", -1).length;
        for (DomainValidator validator : VALIDATORS) {
            for (Stage stage : Stage.values()) {
                for (Finding finding : validator.validate(document, stage)) {
                    FuzzedDocument.check(finding.line() > 0 && finding.line() <= lines && finding.column() > 0
                            && finding.path().startsWith("/") && !finding.message().isBlank(), "a place and a message: " + finding);
                }
            }
        }
    }
}
