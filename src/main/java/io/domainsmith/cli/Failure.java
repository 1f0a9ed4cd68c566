package io.domainsmith.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** The end of a run that its user has to know about: a line for standard error, and the exit code. */
final class Failure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    /** A failure whose message is printed as it is. */
    Failure(int exitCode, String line, @Nullable Throwable cause) {
        super(line, cause);
        this.exitCode = exitCode;
    }

    /** A failure in Domainsmith's own voice. */
    static Failure said(int exitCode, String message, @Nullable Throwable cause) {
        return new Failure(exitCode, Console.VOICE + message, cause);
    }

    /** Standard output, or a file, does not take the result. */
    static Failure unwritable(String where, IOException e) {
        return said(ExitCode.OUTPUT, "cannot write " + where + ": " + reason(e), e);
    }

    int exitCode() {
        return exitCode;
    }

    /** What is wrong with a file that is none of the documents. Of the messages that Java's own exceptions have, most are its name alone. */
    static String fileReason(IOException e) {
        return e instanceof FileSystemException inFile && inFile.getReason() == null
                ? e.getMessage() + ": " + reason(e) : String.valueOf(e.getMessage());
    }

    /** What went wrong, in the words of an administrator. */
    static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof FileSystemException inFile && inFile.getReason() != null) {
            return inFile.getReason();
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
