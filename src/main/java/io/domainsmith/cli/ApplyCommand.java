package io.domainsmith.cli;

import io.domainsmith.transform.Pipeline;
import io.domainsmith.xslt.StylesheetException;
import io.domainsmith.xslt.XsltStep;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code domainsmith apply}. */
@Command(name = "apply",
        description = "Applies a stylesheet of yours to a domain. Only what its result says differently is edited into the document.",
        footer = {"", "Example:", "  domainsmith apply --xslt fix.xsl --param bridge=br0 --diff win10.xml"})
final class ApplyCommand implements Callable<Integer> {

    private final Console console;

    @Option(names = "--xslt", paramLabel = "SHEET.xsl", required = true, description = "An XSLT 3.0 stylesheet.")
    private String stylesheet = "";

    @Option(names = "--param", paramLabel = "NAME=VALUE", description = "A value for a parameter; may be given several times.")
    private Map<String, String> parameters = new LinkedHashMap<>();

    @Option(names = "--allow-read", paramLabel = "DIR",
            description = "Lets the stylesheet read files below DIR, such as modules; without it, it reads nothing but the document.")
    private @Nullable String readable;

    @Mixin
    private TransformOptions options = new TransformOptions();

    @Mixin
    private TargetOptions target = new TargetOptions();

    ApplyCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        options.check();
        return new TransformRun(console, options).through(Pipeline.of(stylesheet()).withTarget(target.target()));
    }

    private XsltStep stylesheet() {
        Path folder = readable == null ? null : Input.path(readable, ExitCode.USAGE);
        try {
            XsltStep step = XsltStep.reading(folder, Input.path(stylesheet, ExitCode.INPUT));
            for (Map.Entry<String, String> parameter : parameters.entrySet()) {
                step = step.withParameter(parameter.getKey(), parameter.getValue());
            }
            return step;
        } catch (StylesheetException e) {
            throw new Failure(ExitCode.INPUT, e.problems().stream()
                    .map(problem -> new StylesheetException.Problem(problem.file(), problem.line(), problem.column(),
                            "error: " + problem.message()).toString())
                    .collect(Collectors.joining("\n")), e);
        } catch (CharacterCodingException e) {
            throw Failure.said(ExitCode.INPUT, "cannot read " + stylesheet + ": it is not UTF-8", e);
        } catch (IOException e) {
            throw Failure.said(ExitCode.INPUT, "cannot read " + stylesheet + ": " + Failure.reason(e), e);
        }
    }
}
