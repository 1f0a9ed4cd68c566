package io.domainsmith.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** The three streams. Text is UTF-8 with line feeds, whatever the locale, as the documents are. */
final class Console {

    /** How a line begins that is not about a place in a file. */
    static final String VOICE = "domainsmith: ";

    private final InputStream in;
    private final OutputStream out;
    private final PrintWriter err;

    Console(InputStream in, OutputStream out, OutputStream err) {
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
}
