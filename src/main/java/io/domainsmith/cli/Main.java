package io.domainsmith.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line of Domainsmith.
 *
 * @since 0.1
 */
public final class Main {

    private Main() {
    }

    /**
     * Runs a command and ends the Java machine with its exit code.
     *
     * @param args the words of the command line
     */
    public static void main(String[] args) {
        HeadStart.of(args);
        // what picocli finds by reflection to make words into types of Java that no option has
        System.setProperty("picocli.converters.excludes", ".*");
        // not System.out, which keeps write errors to itself
        Console console = new Console(System.in, new FileOutputStream(FileDescriptor.out), new FileOutputStream(FileDescriptor.err),
                Console.standardErrorIsTerminal());
        System.exit(run(console, args));
    }

    /**
     * Runs a command.
     *
     * @param args the words of the command line
     * @param in what {@code -} reads
     * @param out takes the document, or what else the command makes
     * @param err takes everything else
     * @return the exit code
     */
    public static int run(String[] args, InputStream in, OutputStream out, OutputStream err) {
        return run(new Console(in, out, err), args);
    }

    /** The command that the words name is run by itself, without those above and beside it: to set them up takes as long as it does. */
    private static int run(Console console, String... words) {
        String first = words.length > 0 ? words[0] : "";
        String second = words.length > 1 ? words[1] : "";
        boolean gvtg = first.equals(GvtgCommand.NAME);
        CommandSpec named = gvtg ? GvtgCommand.command(console, second) : RootCommand.command(console, first);
        if (named == null) {
            return execute(commandLine(console), console, words);
        }
        named.name(RootCommand.NAME + " " + first + (gvtg ? " " + second : "")).addOption(Options.help());
        return execute(Commands.line(named), console, Arrays.copyOfRange(words, gvtg ? 2 : 1, words.length));
    }

    /** Runs a command; whatever ends it becomes a message and an exit code. */
    static int execute(CommandLine commands, Console console, String... args) {
        // no lambdas: Java keeps none in its archive that has an interface as old as picocli's
        commands.setExpandAtFiles(false).setParameterExceptionHandler(new IParameterExceptionHandler() {
            @Override
            public int handleParseException(ParameterException e, String[] words) {
                return wrongUsage(console, e);
            }
        }).setExecutionExceptionHandler(new IExecutionExceptionHandler() {
            @Override
            public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
                return failed(console, e);
            }
        });
        try {
            StringWriter help = new StringWriter();
            int exitCode = commands.setOut(new PrintWriter(help)).execute(args);
            if (!help.toString().isEmpty()) {
                console.product(help.toString());
            }
            return exitCode;
        } catch (RuntimeException | Error e) {
            return failed(console, e);
        }
    }

    /** All commands. */
    static CommandLine commandLine(Console console) {
        return Commands.line(RootCommand.spec(console));
    }

    private static int wrongUsage(Console console, ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched) {
            String first = unmatched.getUnmatched().get(0);
            console.say(first.startsWith("-") ? "there is no option '" + first + "' here" : "'" + first + "' is not expected here");
            if (!unmatched.getSuggestions().isEmpty()) {
                console.line("Did you mean " + String.join(" or ", unmatched.getSuggestions()) + "?");
            }
        } else {
            // picocli's own messages about groups of options begin so, its others do not
            console.say(e.getMessage().replaceFirst("^Error: ", ""));
        }
        console.line("Try '" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
        return ExitCode.USAGE;
    }

    private static int failed(Console console, Throwable e) {
        if (e instanceof Failure failure) {
            console.line(String.valueOf(failure.getMessage()));
            return failure.exitCode();
        }
        return defect(console, e);
    }

    private static int defect(Console console, Throwable e) {
        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace, true));
        console.say("this is a defect in Domainsmith, not in your document.");
        console.line("Please report it, with the command, the document if you may show it, and what follows:");
        console.line(new RootCommand.Versions().getVersion()[0] + ", Java " + Runtime.version());
        console.line(trace.toString().stripTrailing());
        return ExitCode.DEFECT;
    }
}
