package io.domainsmith.document;

/**
 * A place in the source text.
 *
 * @param line the line, 1-based
 * @param column the column, 1-based
 * @since 0.1
 */
public record SourcePlace(int line, int column) {
}
