package io.domainsmith.validate;

/**
 * How grave a finding is.
 *
 * @since 0.1
 */
public enum Severity {
    /** The document does not do what it is for. */
    ERROR,
    /** The document may not do what it is for. */
    WARNING,
    /** Worth knowing. */
    INFO
}
