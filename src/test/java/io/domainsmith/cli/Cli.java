package io.domainsmith.cli;

import io.domainsmith.model.Domain;
import io.domainsmith.transform.Pipeline;
import io.domainsmith.transform.TransformContext;
import io.domainsmith.transform.Transformer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import picocli.CommandLine.Model.CommandSpec;

/** Runs commands in this process. */
final class Cli {

    static final String MDEV = "fff6f017-3417-4ad3-b05e-17ae3e1a4615";

    private Cli() {
    }

    /** What a command left behind. */
    record Run(int exitCode, String out, String err) {
    }

    /** Runs {@code domainsmith} with nothing on standard input. */
    static Run domainsmith(String... args) {
        return domainsmithReading("", args);
    }

    /** Runs {@code domainsmith} with this on standard input. */
    static Run domainsmithReading(String in, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = Main.run(args, new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)), out, err);
        return new Run(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** Runs a command with the options of the transforming commands and a step of the test's own. */
    static Run step(BiConsumer<? super Domain, ? super TransformContext> action, String... args) {
        return stepReading("", action, args);
    }

    /** The same with this on standard input. */
    static Run stepReading(String in, BiConsumer<? super Domain, ? super TransformContext> action, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)), out, err);
        int exitCode = Main.execute(Commands.line(new StepCommand(console, action).spec()), console, args);
        return new Run(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** A stream that is full. */
    static OutputStream full() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };
    }

    /** A command around one step. */
    static final class StepCommand implements Callable<Integer> {

        private final Console console;
        private final BiConsumer<? super Domain, ? super TransformContext> action;

        private final TransformOptions options = new TransformOptions();

        StepCommand(Console console, BiConsumer<? super Domain, ? super TransformContext> action) {
            this.console = console;
            this.action = action;
        }

        CommandSpec spec() {
            CommandSpec command = Commands.command("step", this);
            options.addTo(command);
            return command;
        }

        @Override
        public Integer call() {
            options.check();
            return new TransformRun(console, options).through(
                    Pipeline.of(Transformer.of("rename", "Gives the domain another name.", action)));
        }
    }
}
