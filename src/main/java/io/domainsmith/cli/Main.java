package io.domainsmith.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
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
        // not System.out, which keeps write errors to itself
        Console console = new Console(System.in, new FileOutputStream(FileDescriptor.out), new FileOutputStream(FileDescriptor.err),
                Console.standardErrorIsTerminal());
        System.exit(execute(commandLine(console, args), console, args));
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
        return execute(commandLine(console, args), console, args);
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
        return commandLine(console, new String[0]);
    }

    /** The command that the words name, or all if they name none: to read the options of all takes as long as all the rest of a short run. */
    private static CommandLine commandLine(Console console, String[] words) {
        Map<String, Supplier<Object>> recipes = new LinkedHashMap<>();
        recipes.put("pre-install", () -> new PreInstallCommand(console));
        recipes.put("final", () -> new FinalCommand(console));
        recipes.put("revert", () -> new RevertCommand(console));
        recipes.put("retarget", () -> new RetargetCommand(console));
        recipes.put("host-setup", () -> new HostSetupCommand(console));
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("gvtg", () -> with(new GvtgCommand(), recipes, words, 1));
        commands.put("apply", () -> new ApplyCommand(console));
        commands.put("recipes", () -> new RecipesCommand(console));
        commands.put("validate", () -> new ValidateCommand(console));
        commands.put("rules", () -> new RulesCommand(console));
        commands.put("pci", () -> new PciCommand(console));
        return with(new RootCommand(), commands, words, 0);
    }

    private static CommandLine with(Object command, Map<String, Supplier<Object>> subcommands, String[] words, int at) {
        CommandLine line = new CommandLine(command);
        String named = at < words.length ? words[at] : null;
        subcommands.forEach((name, subcommand) -> {
            if (!subcommands.containsKey(named) || name.equals(named)) {
                line.addSubcommand(subcommand.get());
            }
        });
        return line;
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
