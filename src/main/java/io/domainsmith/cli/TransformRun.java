package io.domainsmith.cli;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.document.ParseException;
import io.domainsmith.transform.Change;
import io.domainsmith.transform.InvalidDomainException;
import io.domainsmith.transform.Pipeline;
import io.domainsmith.transform.StepException;
import io.domainsmith.transform.TransformResult;
import io.domainsmith.validate.Finding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One document through a pipeline: read, transformed, written, reported. */
final class TransformRun {

    private final Console console;
    private final TransformOptions options;

    TransformRun(Console console, TransformOptions options) {
        this.console = console;
        this.options = options;
    }

    /** Runs the pipeline; what prevents it is a {@link Failure}. */
    int through(Pipeline pipeline) {
        Pipeline checked = pipeline.withValidation(options.validation()).withRules(options.siteRules());
        Input input = options.input();
        DomainDocument document = input.read(console);
        TransformResult result;
        try {
            result = checked.withExecutor(HeadStart::beside).apply(document);
        } catch (StepException e) {
            throw Failure.said(ExitCode.STEP, input.label() + ": " + e.getMessage(), e);
        } catch (ParseException e) {
            throw Failure.said(ExitCode.INPUT, input.label() + ": the result would be refused: " + e.getMessage(), e);
        } catch (InvalidDomainException e) {
            return invalid(input, e);
        }
        write(input, document, result.document());
        report(input, document, result);
        return ExitCode.DONE;
    }

    private int invalid(Input input, InvalidDomainException e) {
        if (options.report() == Words.Form.JSON) {
            console.line(Report.json(List.of(), e.findings()));
            return ExitCode.INVALID;
        }
        print(e.inResult() ? "<result>" : input.label(), e.findings());
        console.say(input.label() + ": " + (e.inResult()
                ? "the result would not be valid (" + Report.count(e.findings()) + "); nothing was written. "
                        + "With --validation warn it is written nevertheless, or shown by --diff"
                : "not valid (" + Report.count(e.findings()) + "); nothing was written. With --validation warn it goes on nevertheless"));
        return ExitCode.INVALID;
    }

    private void write(Input input, DomainDocument before, DomainDocument after) {
        String text = options.diff() ? UnifiedDiff.of(input.name(), before.toXml(), after.toXml()) : after.toXml();
        String out = options.out();
        if (out == null) {
            console.product(text);
        } else if (!options.inPlace() || !after.equals(before)) {
            try {
                new AtomicFile(Input.path(out, ExitCode.OUTPUT), console::say).write(text.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw Failure.unwritable(out, e);
            }
        }
    }

    private void report(Input input, DomainDocument before, TransformResult result) {
        if (options.report() == Words.Form.JSON) {
            console.line(Report.json(result.changes(), result.findings()));
            return;
        }
        if (options.report() == Words.Form.TEXT) {
            if (result.changes().isEmpty()) {
                console.say(input.label() + ": nothing to change");
            }
            for (Change change : result.changes()) {
                console.line(Report.text(change));
            }
        }
        print(result.document().equals(before) ? input.label() : resultLabel(), result.findings());
    }

    /** Lines of findings are the result's; so is the name before them. */
    private String resultLabel() {
        if (options.diff()) {
            return "<result>";
        }
        String out = options.out();
        return out == null ? "<stdout>" : out;
    }

    private void print(String label, List<Finding> findings) {
        for (Finding finding : findings) {
            console.line(Report.text(label, finding));
        }
    }
}
