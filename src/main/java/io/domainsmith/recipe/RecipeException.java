package io.domainsmith.recipe;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A recipe cannot be used: it is not written as recipes are, or a value does not fit.
 *
 * @since 0.1
 */
public final class RecipeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /**
     * What is wrong, and where.
     *
     * @param file the recipe's name
     * @param line the line, 1-based; 0 where it is not about a line
     * @param column the column, 1-based; 0 where it is not about a line
     * @param message what is wrong
     */
    public record Problem(String file, int line, int column, String message) {

        /** {@code FILE:LINE:COLUMN: message}, as far as known. */
        @Override
        public String toString() {
            return file + (line > 0 ? ":" + line + ":" + column : "") + ": " + message;
        }
    }

    RecipeException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** What is wrong, in the order of the recipe. */
    public List<Problem> problems() {
        return problems;
    }
}
