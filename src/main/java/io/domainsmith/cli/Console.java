package io.domainsmith.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The three streams. Text is UTF-8 with line feeds, whatever the locale, as the documents are. */
final class Console {

    /** How a line begins that is not about a place in a file. */
    static final String VOICE = "domainsmith: ";

    private final InputStream in;
    private final OutputStream out;
    private final PrintWriter err;

    private final boolean terminal;

    Console(InputStream in, OutputStream out, OutputStream err) {
        this(in, out, err, false);
    }

    /**
     * The three streams.
     *
     * @param terminal whether a person sees standard error as it is written
     */
    Console(InputStream in, OutputStream out, OutputStream err, boolean terminal) {
        this.terminal = terminal;
        this.in = in;
        this.out = out;
        this.err = new PrintWriter(new OutputStreamWriter(err, StandardCharsets.UTF_8), false);
    }

    InputStream in() {
        return in;
    }

    /** Writes the product of a command to standard output. */
    void product(String text) {
        try {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            throw Failure.unwritable("standard output", e);
        }
    }

    /** Writes a line, or several, to standard error. */
    void line(String text) {
        err.print(text);
        err.print('\n');
        err.flush();
    }

    /** Writes a line in Domainsmith's own voice to standard error. */
    void say(String text) {
        line(VOICE + text);
    }

    /** Whether a person sees standard error as it is written. */
    boolean isTerminal() {
        return terminal;
    }

    /** Puts a text in place of the last line of the terminal; an empty one takes away what was put there. */
    void status(String text) {
        err.print("\r\u001b[K" + text);
        err.flush();
    }

    /** Whether standard error of this process is a terminal; where that cannot be told, it is none. */
    static boolean standardErrorIsTerminal() {
        try {
            String stream = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return (stream.startsWith("/dev/pts/") || stream.startsWith("/dev/tty")) && !"dumb".equals(System.getenv("TERM"));
        } catch (IOException | UnsupportedOperationException | SecurityException e) {
            return false;
        }
    }
}
