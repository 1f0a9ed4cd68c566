package io.domainsmith.transform;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.validate.Finding;
import java.util.List;

/**
 * What a pipeline made of a document.
 *
 * @param document the result; the very document that went in if nothing changed
 * @param changes what changed and why, in the order of the steps
 * @param findings what validation found in the result, and what the steps had to warn of, in document order
 * @since 0.1
 */
public record TransformResult(DomainDocument document, List<Change> changes, List<Finding> findings) {

    /** Copies the lists. */
    public TransformResult {
        changes = List.copyOf(changes);
        findings = List.copyOf(findings);
    }
}
