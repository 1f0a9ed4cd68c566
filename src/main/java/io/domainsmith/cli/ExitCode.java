package io.domainsmith.cli;

/** What the command line ends with. */
final class ExitCode {

    /** Done, with or without warnings. */
    static final int DONE = 0;
    /** A defect in Domainsmith. */
    static final int DEFECT = 1;
    /** Wrong usage. */
    static final int USAGE = 2;
    /** Input that cannot be read, or that is refused: not well-formed, a DOCTYPE, over a limit. */
    static final int INPUT = 3;
    /** The schema or a rule found an error. */
    static final int INVALID = 4;
    /** A step cannot be done on this domain. */
    static final int STEP = 5;
    /** The result could not be written. */
    static final int OUTPUT = 6;

    private ExitCode() {
    }
}
