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

    InvalidDomainException(String message, List<Finding> findings) {
        super(message);
        this.findings = List.copyOf(findings);
    }

    /** Everything that was found, errors and the rest. */
    public List<Finding> findings() {
        return findings;
    }
}
