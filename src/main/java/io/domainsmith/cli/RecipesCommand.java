package io.domainsmith.cli;

import io.domainsmith.recipe.Recipe;
import io.domainsmith.recipe.RecipeSchema;
import io.domainsmith.recipe.StepCatalog;
import io.domainsmith.recipe.StepOption;
import io.domainsmith.recipe.StepType;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;

/** {@code domainsmith recipes}. */
final class RecipesCommand {

    private final Console console;

    private final PositionalParamSpec name = Options.parameter("NAME", "Its name, as 'recipes list' shows it.");

    RecipesCommand(Console console) {
        this.console = console;
    }

    CommandSpec spec() {
        CommandSpec command = Commands.command("recipes", null, "The recipes that come along, and what recipes are made of.");
        command.usageMessage().footer("", "Example:", "  domainsmith recipes show gvtg-pre-install > mine.yaml");
        add(command, Commands.command("list", this::list, "Lists the recipes that come along."));
        add(command, Commands.command("schema", this::schema,
                "Prints the JSON Schema of recipes, for editors to complete and check them."));
        add(command, Commands.command("show", this::show, "Prints a recipe, to use as it is or as the start of one's own.")
                .addPositional(name));
        add(command, Commands.command("steps", this::steps, "Lists the steps that a recipe can name, with their options."));
        return command;
    }

    private static void add(CommandSpec command, CommandSpec subcommand) {
        command.addSubcommand(null, Commands.line(subcommand));
    }

    private int list() {
        StringBuilder out = new StringBuilder();
        for (String shipped : Recipe.SHIPPED) {
            out.append(String.format("%-24s %s%n", shipped, Recipe.shipped(shipped).description()));
        }
        console.product(out.toString());
        return ExitCode.DONE;
    }

    private int show() {
        try {
            console.product(Recipe.shipped(name.getValue()).text());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(name.command().parent().commandLine(), e.getMessage(), e);
        }
        return ExitCode.DONE;
    }

    private int steps() {
        StringBuilder out = new StringBuilder();
        for (StepType type : catalog().types()) {
            out.append(type.name()).append("\n    ").append(type.description()).append('\n');
            for (StepOption option : type.options()) {
                out.append(String.format("    %-18s %s%s%n", option.name() + (option.required() ? "" : " ?"), option.description(),
                        option.words().isEmpty() ? "" : " One of " + String.join(", ", option.words()) + "."));
            }
        }
        console.product(out.toString());
        return ExitCode.DONE;
    }

    private int schema() {
        console.product(RecipeSchema.of(catalog()));
        return ExitCode.DONE;
    }

    private static StepCatalog catalog() {
        return StepCatalog.installed(RecipesCommand.class.getClassLoader());
    }
}
