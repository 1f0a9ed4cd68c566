package io.domainsmith.cli;

import io.domainsmith.recipe.Recipe;
import io.domainsmith.recipe.RecipeException;
import io.domainsmith.recipe.StepCatalog;
import io.domainsmith.transform.Pipeline;
import io.domainsmith.xslt.StylesheetException;
import io.domainsmith.xslt.XsltStep;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** {@code domainsmith apply}. */
final class ApplyCommand implements Callable<Integer> {

    private final Console console;

    // one of these two
    private final OptionSpec xslt = Options.required("--xslt", "SHEET.xsl", "An XSLT 3.0 stylesheet.");
    private final OptionSpec recipe = Options.required("--recipe", "R.yaml",
            "A recipe: a file, or the name of one that 'recipes list' shows.");

    private final OptionSpec parameters = Options.pairs("--param", "A value for a parameter; may be given several times.");

    private final OptionSpec readable = Options.text("--allow-read", "DIR",
            "Lets the stylesheet read files below DIR, such as modules; without it, it reads nothing but the document.");

    private final TransformOptions options = new TransformOptions();
    private final TargetOptions target = new TargetOptions();

    ApplyCommand(Console console) {
        this.console = console;
    }

    CommandSpec spec() {
        CommandSpec command = Commands.command("apply", this,
                "Applies a recipe or a stylesheet of yours to a domain. Only what is different then is edited into the document.");
        command.usageMessage().footer("", "Examples:", "  domainsmith apply --recipe lab.yaml --param bridge=br0 --diff win10.xml",
                "  domainsmith apply --xslt fix.xsl win10.xml");
        command.addArgGroup(Options.oneOf(xslt, recipe));
        command.addOption(parameters).addOption(readable);
        options.addTo(command);
        target.addTo(command);
        return command;
    }

    @Override
    public Integer call() {
        options.check();
        String sheet = xslt.getValue();
        if (readable.getValue() != null && sheet == null) {
            throw options.wrong("--allow-read is for --xslt");
        }
        Pipeline pipeline = sheet != null ? Pipeline.of(stylesheet(sheet)) : recipe(recipe.getValue());
        return new TransformRun(console, options).through(pipeline.withTarget(target.target()));
    }

    private Pipeline recipe(String name) {
        try {
            Path file = Input.path(name, ExitCode.INPUT);
            Recipe recipe = Recipe.SHIPPED.contains(name) && !Files.exists(file) ? Recipe.shipped(name)
                    : Recipe.parse(file, StepCatalog.installed(ApplyCommand.class.getClassLoader()));
            return recipe.pipeline(parameters.getValue(), target.target());
        } catch (RecipeException e) {
            throw refused(e.problems().stream().map(problem -> new RecipeException.Problem(problem.file(), problem.line(),
                    problem.column(), "error: " + problem.message()).toString()), e);
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    private XsltStep stylesheet(String name) {
        String below = readable.getValue();
        Path folder = below == null ? null : Input.path(below, ExitCode.USAGE);
        try {
            XsltStep step = XsltStep.reading(folder, Input.path(name, ExitCode.INPUT));
            for (Map.Entry<String, String> parameter : parameters.<Map<String, String>>getValue().entrySet()) {
                step = step.withParameter(parameter.getKey(), parameter.getValue());
            }
            return step;
        } catch (StylesheetException e) {
            throw refused(e.problems().stream().map(problem -> new StylesheetException.Problem(problem.file(), problem.line(),
                    problem.column(), "error: " + problem.message()).toString()), e);
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    private static Failure refused(Stream<String> problems, RuntimeException e) {
        return new Failure(ExitCode.INPUT, problems.collect(Collectors.joining("\n")), e);
    }

    private static Failure unreadable(String name, IOException e) {
        return Failure.said(ExitCode.INPUT, "cannot read " + name + ": "
                + (e instanceof CharacterCodingException ? "it is not UTF-8" : Failure.reason(e)), e);
    }
}
