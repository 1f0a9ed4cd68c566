package io.domainsmith.cli;

import io.domainsmith.recipe.Recipe;
import io.domainsmith.recipe.RecipeSchema;
import io.domainsmith.recipe.StepCatalog;
import io.domainsmith.recipe.StepOption;
import io.domainsmith.recipe.StepType;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code domainsmith recipes}. */
@Command(name = "recipes", synopsisSubcommandLabel = "COMMAND", description = "The recipes that come along, and what recipes are made of.",
        footer = {"", "Example:", "  domainsmith recipes show gvtg-pre-install > mine.yaml"})
final class RecipesCommand {

    private final Console console;

    @Spec
    private @Nullable CommandSpec spec;

    RecipesCommand(Console console) {
        this.console = console;
    }

    @Command(name = "list", description = "Lists the recipes that come along.")
    int list() {
        StringBuilder out = new StringBuilder();
        for (String name : Recipe.SHIPPED) {
            out.append(String.format("%-24s %s%n", name, Recipe.shipped(name).description()));
        }
        console.product(out.toString());
        return ExitCode.DONE;
    }

    @Command(name = "show", description = "Prints a recipe, to use as it is or as the start of one's own.")
    int show(@Parameters(paramLabel = "NAME", description = "Its name, as 'recipes list' shows it.") String name) {
        try {
            console.product(Recipe.shipped(name).text());
        } catch (IllegalArgumentException e) {
            if (spec == null) {
                throw e;
            }
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        return ExitCode.DONE;
    }

    @Command(name = "steps", description = "Lists the steps that a recipe can name, with their options.")
    int steps() {
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

    @Command(name = "schema", description = "Prints the JSON Schema of recipes, for editors to complete and check them.")
    int schema() {
        console.product(RecipeSchema.of(catalog()));
        return ExitCode.DONE;
    }

    private static StepCatalog catalog() {
        return StepCatalog.installed(RecipesCommand.class.getClassLoader());
    }
}
