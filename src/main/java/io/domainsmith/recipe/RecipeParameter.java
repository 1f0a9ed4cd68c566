package io.domainsmith.recipe;

import org.jspecify.annotations.Nullable;

/**
 * A value that whoever applies a recipe gives it. A step takes it as <code>${name}</code>; if it has no value, an option that is
 * nothing but it is left out.
 *
 * @param name its name
 * @param description what it is for
 * @param required whether it must be given
 * @param defaultValue what it is if it is not given, or null
 * @since 0.1
 */
public record RecipeParameter(String name, String description, boolean required, @Nullable String defaultValue) {
}
