package io.domainsmith.cli;

import io.domainsmith.document.ParseException;
import io.domainsmith.validate.DomainValidator;
import io.domainsmith.validate.Finding;
import io.domainsmith.validate.Severity;
import io.domainsmith.validate.Stage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code domainsmith validate}: the findings are what it makes, so they go to standard output. */
@Command(name = "validate",
        description = "Checks domain XML against libvirt's schema and the rules beyond it. The findings go to standard output.",
        footer = {"", "Example:", "  domainsmith validate --stage final --libvirt 9.0.0 --qemu 7.2.0 *.xml"})
final class ValidateCommand implements Callable<Integer> {

    private final Console console;
    private final List<Object> files = new ArrayList<>();
    private final List<Finding> all = new ArrayList<>();
    private int unreadable;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "The domain XML; - is standard input.")
    private List<String> names = List.of();

    @Option(names = "--stage", paramLabel = "pre-install|final", converter = Words.StageWord.class,
            description = "What the domain is to be ready for; without it, only what holds for every domain is checked.")
    private Stage stage = Stage.ANY;

    @Option(names = "--format", paramLabel = "text|json", converter = Words.FormWord.class, defaultValue = "text",
            description = "How the findings are printed; the default is text.")
    private Words.Form format = Words.Form.TEXT;

    @Mixin
    private TargetOptions target = new TargetOptions();

    ValidateCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        DomainValidator validator = DomainValidator.forTarget(target.target());
        int exitCode = ExitCode.DONE;
        for (String name : names) {
            exitCode = Math.max(exitCode, validate(new Input(name), validator));
        }
        if (format == Words.Form.JSON) {
            console.product(Json.of(Map.of("files", files)) + "\n");
        }
        console.say(names.size() + " " + Report.plural(names.size(), "file") + ": " + Report.count(all)
                + (unreadable == 0 ? "" : ", " + unreadable + " unreadable"));
        return exitCode;
    }

    private int validate(Input input, DomainValidator validator) {
        List<Finding> findings;
        try {
            findings = validator.validate(input.parse(console), stage);
        } catch (ParseException e) {
            return unreadable(input, e.line(), e.column(), e.problem(), input.refused(e));
        } catch (IOException e) {
            return unreadable(input, null, null, Failure.reason(e), input.unreadable(e));
        } catch (Failure e) {
            return unreadable(input, null, null, String.valueOf(e.getMessage()), e);
        }
        all.addAll(findings);
        if (format == Words.Form.JSON) {
            add(input, findings.stream().map(Report::fields).toList());
        } else {
            findings.forEach(finding -> console.product(Report.text(input.label(), finding) + "\n"));
        }
        return findings.stream().anyMatch(finding -> finding.severity() == Severity.ERROR) ? ExitCode.INVALID : ExitCode.DONE;
    }

    /** Said on standard error; in JSON a finding too, for a file without findings would pass for a good one. */
    private int unreadable(Input input, @Nullable Integer line, @Nullable Integer column, String problem, Failure failure) {
        unreadable++;
        console.line(String.valueOf(failure.getMessage()));
        Map<String, @Nullable Object> finding = new LinkedHashMap<>();
        finding.put("rule", "unreadable");
        finding.put("severity", "error");
        finding.put("consequence", "refused");
        finding.put("line", line);
        finding.put("column", column);
        finding.put("path", null);
        finding.put("message", problem);
        finding.put("fix", null);
        add(input, List.of(finding));
        return failure.exitCode();
    }

    private void add(Input input, List<?> findings) {
        Map<String, Object> file = new LinkedHashMap<>();
        file.put("file", input.name());
        file.put("findings", findings);
        files.add(file);
    }
}
