package io.domainsmith.recipe;

import java.util.List;

/**
 * Brings further kinds of step. A jar names its implementation in
 * {@code META-INF/services/io.domainsmith.recipe.StepProvider}.
 *
 * @since 0.1
 */
public interface StepProvider {

    /** The kinds of step. */
    List<StepType> steps();
}
