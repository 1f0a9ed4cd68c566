package io.domainsmith.transform;

import org.jspecify.annotations.Nullable;

/**
 * A difference that a step made, told from the documents themselves.
 *
 * @param step the name of the step
 * @param kind {@code added}, {@code removed}, {@code changed}, {@code moved}, or {@code declared} and {@code
 *     undeclared} (a namespace)
 * @param path the XPath of what changed, 1-based, in the document after the step ({@code removed}: before it)
 * @param before the attribute's value, the text, or the element on one line; null where there was none
 * @param after the same after the step; null where there is none
 * @param reason why, in a sentence
 * @since 0.1
 */
public record Change(String step, String kind, String path, @Nullable String before, @Nullable String after, String reason) {
}
