package io.domainsmith.cli;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.document.ParseException;
import io.domainsmith.document.ParseLimits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** A FILE of the command line; {@code -} is standard input. */
record Input(String name) {

    boolean isStandardInput() {
        return name.equals("-");
    }

    /** What stands before a line number in messages. */
    String label() {
        return isStandardInput() ? "<stdin>" : name;
    }

    Path path() {
        return path(name, ExitCode.INPUT);
    }

    /** A path from a word of the command line. */
    static Path path(String word, int exitCode) {
        try {
            return Path.of(word);
        } catch (InvalidPathException e) {
            throw Failure.said(exitCode, "'" + word + "' is not the name of a file here: " + e.getReason()
                    + " (a name beyond ASCII needs a UTF-8 locale, such as LC_ALL=C.UTF-8)", e);
        }
    }

    /**
     * Reads the document.
     *
     * @throws IOException if it cannot be read
     * @throws ParseException if it is refused
     */
    DomainDocument parse(Console console) throws IOException {
        return DomainDocument.parse(new ByteArrayInputStream(bytes(console)));
    }

    /**
     * Reads all there is, up to what a document may have at most and one byte more.
     *
     * @throws IOException if it cannot be read
     */
    byte[] bytes(Console console) throws IOException {
        int most = ParseLimits.DEFAULT.bytes() + 1;
        if (isStandardInput()) {
            return console.in().readNBytes(most);
        }
        Path path = path();
        if (Files.isDirectory(path)) {
            throw new IOException("is a directory");
        }
        try (InputStream in = Files.newInputStream(path)) {
            return in.readNBytes(most);
        }
    }

    /** Reads the document; what prevents it ends the run. */
    DomainDocument read(Console console) {
        try {
            return parse(console);
        } catch (ParseException e) {
            throw refused(e);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    Failure refused(ParseException e) {
        return new Failure(ExitCode.INPUT, label() + ":" + e.line() + ":" + e.column() + ": error: " + e.problem(), e);
    }

    Failure unreadable(IOException e) {
        return Failure.said(ExitCode.INPUT, "cannot read " + (isStandardInput() ? "standard input" : name) + ": "
                + Failure.reason(e), e);
    }
}
