package io.domainsmith.cli;

import io.domainsmith.validate.ValidationLevel;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What every command takes that makes one document of another. */
final class TransformOptions {

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Parameters(paramLabel = "FILE", description = "The domain XML; - is standard input.")
    private String file = "-";

    @Option(names = "-o", paramLabel = "OUT", description = "Write to OUT instead of standard output, as a whole or not at all.")
    private @Nullable String out;

    @Option(names = "--in-place",
            description = "Write to FILE itself, as a whole or not at all; it keeps its owner and mode.")
    private boolean inPlace;

    @Option(names = "--diff", description = "Print a unified diff in place of the document.")
    private boolean diff;

    @Option(names = "--report", paramLabel = "text|json", converter = Words.FormWord.class,
            description = "Say what changed and why, on standard error.")
    private Words.@Nullable Form report;

    @Option(names = "--validation", paramLabel = "strict|warn|off", converter = Words.LevelWord.class,
            defaultValue = "strict",
            description = "strict (the default): what is not valid is not written; warn: it is reported; off: nothing is checked.")
    private ValidationLevel validation = ValidationLevel.STRICT;

    /** Refuses options that exclude each other. */
    void check() {
        if (inPlace && diff) {
            throw wrong("--diff shows what would change and --in-place changes it: give one of them");
        }
        if (inPlace && out != null) {
            throw wrong("-o and --in-place both say where the document goes: give one of them");
        }
        if (inPlace && file.equals("-")) {
            throw wrong("--in-place needs a file, and - is standard input");
        }
    }

    /** What the library refuses of the words given is wrong usage. */
    <T> T usage(Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private ParameterException wrong(String message) {
        if (command == null) {
            throw new IllegalStateException("these options belong to no command");
        }
        return new ParameterException(command.commandLine(), message);
    }

    Input input() {
        return new Input(file);
    }

    /** The file to write to, or null for standard output. */
    @Nullable String out() {
        return inPlace ? file : "-".equals(out) ? null : out;
    }

    boolean inPlace() {
        return inPlace;
    }

    boolean diff() {
        return diff;
    }

    Words.@Nullable Form report() {
        return report;
    }

    ValidationLevel validation() {
        return validation;
    }
}
