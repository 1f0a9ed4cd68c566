package io.domainsmith.transform;

import org.jspecify.annotations.Nullable;

/**
 * A step cannot be done on this domain: no free slot, say, or a repeated singleton. The caller's document is untouched.
 *
 * @since 0.1
 */
public final class StepException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final @Nullable String step;

    /** A refusal with what is wrong and the way out; the pipeline adds the step's name. */
    public StepException(String message) {
        this(null, message, null);
    }

    StepException(@Nullable String step, String message, @Nullable Throwable cause) {
        super(step == null ? message : step + ": " + message, cause);
        this.step = step;
    }

    /** The name of the step, or null before the pipeline has added it. */
    public @Nullable String step() {
        return step;
    }
}
