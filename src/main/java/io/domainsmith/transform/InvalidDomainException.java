package io.domainsmith.transform;

import io.domainsmith.validate.Finding;
import java.util.List;

/**
 * Strict validation stopped the pipeline, before its steps or after them. The caller's document is untouched.
 *
 * @since 0.1
 */
public final class InvalidDomainException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Finding> findings;

    private final boolean inResult;

    InvalidDomainException(String message, boolean inResult, List<Finding> findings) {
        super(message);
        this.inResult = inResult;
        this.findings = List.copyOf(findings);
    }

    /** Everything that was found, errors and the rest. */
    public List<Finding> findings() {
        return findings;
    }

    /** Whether the lines of the findings are the result's, which nobody holds; if not, they are the source's. */
    public boolean inResult() {
        return inResult;
    }
}
