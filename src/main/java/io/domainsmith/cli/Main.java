package io.domainsmith.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
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
        // not System.out, which keeps write errors to itself
        Console console = new Console(System.in, new FileOutputStream(FileDescriptor.out), new FileOutputStream(FileDescriptor.err),
                Console.standardErrorIsTerminal());
        System.exit(execute(commandLine(console), console, args));
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
        Console console = new Console(in, out, err);
        return execute(commandLine(console), console, args);
    }

    /** Runs a command; whatever ends it becomes a message and an exit code. */
    static int execute(CommandLine commands, Console console, String... args) {
        commands.setExpandAtFiles(false)
                .setParameterExceptionHandler((e, words) -> wrongUsage(console, e))
                .setExecutionExceptionHandler((e, command, parsed) -> failed(console, e));
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

    static CommandLine commandLine(Console console) {
        CommandLine gvtg = new CommandLine(new GvtgCommand())
                .addSubcommand(new PreInstallCommand(console))
                .addSubcommand(new FinalCommand(console))
                .addSubcommand(new RevertCommand(console))
                .addSubcommand(new RetargetCommand(console))
                .addSubcommand(new HostSetupCommand(console));
        return new CommandLine(new RootCommand())
                .addSubcommand(gvtg)
                .addSubcommand(new ApplyCommand(console))
                .addSubcommand(new RecipesCommand(console))
                .addSubcommand(new ValidateCommand(console))
                .addSubcommand(new RulesCommand(console))
                .addSubcommand(new PciCommand(console));
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
