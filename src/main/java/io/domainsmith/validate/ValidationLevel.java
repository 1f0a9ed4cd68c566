package io.domainsmith.validate;

/**
 * What findings do to a pipeline.
 *
 * @since 0.1
 */
public enum ValidationLevel {
    /** The schema gates before and after the steps, the rules after them: an error is an exception. */
    STRICT,
    /** Everything is reported, nothing stops the pipeline. */
    WARN,
    /** Nothing is checked. */
    OFF
}
