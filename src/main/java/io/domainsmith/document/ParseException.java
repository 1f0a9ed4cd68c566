package io.domainsmith.document;

/**
 * The input is not a domain document that Domainsmith reads: not well-formed, not UTF-8, with a DOCTYPE, over a limit, or not
 * a {@code <domain>}.
 *
 * @since 0.1
 */
public final class ParseException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;
    private final String problem;

    ParseException(int line, int column, String problem) {
        this(line, column, problem, null);
    }

    ParseException(int line, int column, String problem, @org.jspecify.annotations.Nullable Throwable cause) {
        super("line " + line + ", column " + column + ": " + problem, cause);
        this.line = line;
        this.column = column;
        this.problem = problem;
    }

    /** The line where reading stopped, 1-based. */
    public int line() {
        return line;
    }

    /** The column where reading stopped, 1-based, in UTF-16 units as Java counts characters. */
    public int column() {
        return column;
    }

    /** What is wrong and what to do, without the position. */
    public String problem() {
        return problem;
    }
}
