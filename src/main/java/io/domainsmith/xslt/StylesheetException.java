package io.domainsmith.xslt;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A stylesheet cannot be used: it does not compile, or a parameter does not fit.
 *
 * @since 0.1
 */
public final class StylesheetException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /**
     * What is wrong, and where.
     *
     * @param file the stylesheet's name, or that of a module it includes
     * @param line the line, 1-based; 0 where it is not about a line
     * @param column the column, 1-based; 0 where it is not known
     * @param message what is wrong
     */
    public record Problem(String file, int line, int column, String message) {

        /** {@code FILE:LINE:COLUMN: message}, as far as known. */
        @Override
        public String toString() {
            return file + (line > 0 ? ":" + line : "") + (line > 0 && column > 0 ? ":" + column : "") + ": " + message;
        }
    }

    StylesheetException(List<Problem> problems, Throwable cause) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")), cause);
        this.problems = List.copyOf(problems);
    }

    StylesheetException(Problem problem) {
        super(problem.toString());
        this.problems = List.of(problem);
    }

    /** What is wrong, in the order in which it was found. */
    public List<Problem> problems() {
        return problems;
    }
}
