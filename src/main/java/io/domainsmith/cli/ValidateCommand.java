package io.domainsmith.cli;

import io.domainsmith.validate.DomainValidator;
import io.domainsmith.validate.FleetFinding;
import io.domainsmith.validate.FleetValidator;
import io.domainsmith.validate.HostClaims;
import io.domainsmith.validate.Severity;
import io.domainsmith.validate.Stage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;

/** {@code domainsmith validate}: the findings are what it makes, so they go to standard output. */
final class ValidateCommand implements Callable<Integer> {

    private final Console console;

    private final PositionalParamSpec files = Options.parameters("FILE", true, "The domain XML; - is standard input.");

    private final OptionSpec stage = Options.word("--stage", "pre-install|final", new Words.Choice<>(Stage.PRE_INSTALL, Stage.FINAL),
            Stage.ANY, "What the domain is to be ready for; without it, only what holds for every domain is checked.");

    private final OptionSpec format = Options.word("--format", "text|json|sarif", new Words.Choice<>(Words.FindingsForm.values()),
            Words.FindingsForm.TEXT, "How the findings are printed; the default is text.");

    private final OptionSpec schemas = Options.text("--schemas", "DIR",
            "Check against the schemas in DIR, such as /usr/share/libvirt/schemas, in place of those of --libvirt.");

    private final OptionSpec schematrons = SiteRules.schematron();

    private final OptionSpec fix = Options.flag("--fix", "Repair what can be repaired without asking, and report what is left.");

    private final OptionSpec out = Options.text("-o", "OUT",
            "With --fix: write to OUT instead of standard output, as a whole or not at all.");

    private final OptionSpec inPlace = Options.flag("--in-place",
            "With --fix: write to each FILE itself, as a whole or not at all.");

    private final OptionSpec diff = Options.flag("--diff", "With --fix: print a unified diff in place of the document.");

    private final TargetOptions target = new TargetOptions();

    ValidateCommand(Console console) {
        this.console = console;
    }

    CommandSpec spec() {
        CommandSpec command = Commands.command("validate", this,
                "Checks domain XML against libvirt's schema and the rules beyond it, and several domains beside each other.",
                "A single device, or <devices>, is checked without a domain. The findings go to standard output; to standard error where a "
                        + "repaired document or a diff goes to standard output.");
        command.usageMessage().footer("", "Example:", "  domainsmith validate --stage final --libvirt 9.0.0 --qemu 7.2.0 *.xml");
        command.addPositional(files).addOption(stage).addOption(format).addOption(schemas).addOption(schematrons).addOption(fix)
                .addOption(out).addOption(inPlace).addOption(diff);
        target.addTo(command);
        return command;
    }

    @Override
    public Integer call() {
        List<String> names = files.getValue();
        checkOptions(names);
        DomainValidator validator = validator();
        FileCheck check = new FileCheck(console, validator, target.target(), stage.getValue(), Options.given(fix));
        FindingsPrinter printer = FindingsPrinter.of(format.getValue(), documentIsProduct() ? console::line : this::product,
                RuleEntry.all(validator.rules()));
        Map<String, HostClaims> claims = new LinkedHashMap<>();
        List<Severity> severities = new ArrayList<>();
        Tally tally = new Tally();
        new ManyFiles(console).each(names.stream().map(Input::new).toList(), check::check, checked -> {
            tally.exitCode = Math.max(tally.exitCode, Math.max(checked.exitCode(), write(checked)));
            tally.add(checked);
            checked.findings().forEach(finding -> severities.add(finding.severity()));
            if (checked.claims() != null) {
                claims.put(checked.input().name(), checked.claims());
            }
            printer.file(checked);
        });
        List<FleetFinding> fleet = FleetValidator.validate(claims);
        fleet.forEach(finding -> severities.add(finding.severity()));
        printer.end(fleet);
        console.say(tally.words(names.size(), severities));
        return fleet.stream().anyMatch(finding -> finding.severity() == Severity.ERROR)
                ? Math.max(tally.exitCode, ExitCode.INVALID) : tally.exitCode;
    }

    private void product(String line) {
        console.product(line + "\n");
    }

    private boolean documentIsProduct() {
        return Options.given(fix) && !Options.given(inPlace) && (out.getValue() == null || Options.given(diff));
    }

    private void checkOptions(List<String> names) {
        int places = (Options.given(inPlace) ? 1 : 0) + (Options.given(diff) ? 1 : 0) + (out.getValue() == null ? 0 : 1);
        if (!Options.given(fix) && places > 0) {
            throw wrong("-o, --in-place and --diff say where a repaired document goes: they need --fix");
        }
        if (places > 1) {
            throw wrong("-o, --in-place and --diff exclude each other: give one of them");
        }
        if (Options.given(fix) && names.size() > 1 && !Options.given(inPlace) && !Options.given(diff)) {
            throw wrong("--fix makes one document of each FILE: with several, give --in-place or --diff");
        }
        if (Options.given(inPlace) && names.contains("-")) {
            throw wrong("--in-place needs a file, and - is standard input");
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(files.command().commandLine(), message);
    }

    private DomainValidator validator() {
        DomainValidator validator = DomainValidator.forTarget(target.target()).withRules(SiteRules.read(schematrons.getValue()));
        String folder = schemas.getValue();
        try {
            return folder == null ? validator : validator.withSchemas(Input.path(folder, ExitCode.USAGE));
        } catch (IOException e) {
            throw Failure.said(ExitCode.USAGE, "--schemas: " + Failure.fileReason(e), e);
        }
    }

    /** Writes what the repairs made of a file, or what is in the way. */
    private int write(Checked checked) {
        if (checked.unreadable() != null) {
            console.line(String.valueOf(checked.unreadable().failure().getMessage()));
        }
        if (checked.notRepaired() != null) {
            console.line(String.valueOf(checked.notRepaired().getMessage()));
        }
        Checked.Repaired repaired = checked.repaired();
        if (repaired == null) {
            return ExitCode.DONE;
        }
        String after = repaired.after().toXml();
        repaired.changes().forEach(change -> console.line(Report.text(change)));
        String to = Options.given(inPlace) ? checked.input().name() : out.getValue();
        if (Options.given(diff)) {
            console.product(UnifiedDiff.of(checked.input().name(), repaired.before().toXml(), after));
        } else if (to == null) {
            console.product(after);
        } else if (!Options.given(inPlace) || repaired.after() != repaired.before()) {
            try {
                new AtomicFile(Input.path(to, ExitCode.OUTPUT), console::say).write(after.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                console.line(String.valueOf(Failure.unwritable(to, e).getMessage()));
                return ExitCode.OUTPUT;
            }
        }
        return ExitCode.DONE;
    }

    /** What the last line counts. */
    private static final class Tally {
        private int exitCode = ExitCode.DONE;
        private int unreadable;
        private int withErrors;
        private int changes;

        void add(Checked checked) {
            unreadable += checked.unreadable() == null ? 0 : 1;
            withErrors += checked.hasErrors() ? 1 : 0;
            changes += checked.repaired() == null ? 0 : checked.repaired().changes().size();
        }

        String words(int files, List<Severity> severities) {
            return files + " " + Report.plural(files, "file") + ": " + Report.countOf(severities)
                    + (files > 1 && withErrors > 0 ? ", errors in " + withErrors + " " + Report.plural(withErrors, "file") : "")
                    + (unreadable == 0 ? "" : ", " + unreadable + " unreadable")
                    + (changes == 0 ? "" : ", " + changes + " " + Report.plural(changes, "change"));
        }
    }
}
