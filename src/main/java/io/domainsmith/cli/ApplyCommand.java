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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code domainsmith apply}. */
@Command(name = "apply",
        description = "Applies a recipe or a stylesheet of yours to a domain. Only what is different then is edited into the document.",
        footer = {"", "Examples:", "  domainsmith apply --recipe lab.yaml --param bridge=br0 --diff win10.xml",
                "  domainsmith apply --xslt fix.xsl win10.xml"})
final class ApplyCommand implements Callable<Integer> {

    private final Console console;

    @Spec
    private @Nullable CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    private Work work = new Work();

    @Option(names = "--param", paramLabel = "NAME=VALUE", description = "A value for a parameter; may be given several times.")
    private Map<String, String> parameters = new LinkedHashMap<>();

    @Option(names = "--allow-read", paramLabel = "DIR",
            description = "Lets the stylesheet read files below DIR, such as modules; without it, it reads nothing but the document.")
    private @Nullable String readable;

    @Mixin
    private TransformOptions options = new TransformOptions();

    @Mixin
    private TargetOptions target = new TargetOptions();

    /** One of the two. */
    static final class Work {
        @Option(names = "--xslt", paramLabel = "SHEET.xsl", description = "An XSLT 3.0 stylesheet.")
        private @Nullable String stylesheet;

        @Option(names = "--recipe", paramLabel = "R.yaml", description = "A recipe: a file, or the name of one that 'recipes list' shows.")
        private @Nullable String recipe;
    }

    ApplyCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        options.check();
        if (readable != null && work.stylesheet == null && spec != null) {
            throw new ParameterException(spec.commandLine(), "--allow-read is for --xslt");
        }
        Pipeline pipeline = work.stylesheet != null ? Pipeline.of(stylesheet(work.stylesheet))
                : recipe(String.valueOf(work.recipe));
        return new TransformRun(console, options).through(pipeline.withTarget(target.target()));
    }

    private Pipeline recipe(String name) {
        try {
            Path file = Input.path(name, ExitCode.INPUT);
            Recipe recipe = Recipe.SHIPPED.contains(name) && !Files.exists(file) ? Recipe.shipped(name)
                    : Recipe.parse(file, StepCatalog.installed(ApplyCommand.class.getClassLoader()));
            return recipe.pipeline(parameters, target.target());
        } catch (RecipeException e) {
            throw refused(e.problems().stream().map(problem -> new RecipeException.Problem(problem.file(), problem.line(),
                    problem.column(), "error: " + problem.message()).toString()), e);
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    private XsltStep stylesheet(String name) {
        Path folder = readable == null ? null : Input.path(readable, ExitCode.USAGE);
        try {
            XsltStep step = XsltStep.reading(folder, Input.path(name, ExitCode.INPUT));
            for (Map.Entry<String, String> parameter : parameters.entrySet()) {
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
