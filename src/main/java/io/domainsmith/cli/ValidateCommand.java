package io.domainsmith.cli;

import io.domainsmith.validate.DomainValidator;
import io.domainsmith.validate.FleetFinding;
import io.domainsmith.validate.FleetValidator;
import io.domainsmith.validate.HostClaims;
import io.domainsmith.validate.RuleSet;
import io.domainsmith.validate.Schematron;
import io.domainsmith.validate.Severity;
import io.domainsmith.validate.Stage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code domainsmith validate}: the findings are what it makes, so they go to standard output. */
@Command(name = "validate",
        description = {"Checks domain XML against libvirt's schema and the rules beyond it, and several domains beside each other.",
            "A single device, or <devices>, is checked without a domain. The findings go to standard output; to standard error where a "
                + "repaired document or a diff goes to standard output."},
        footer = {"", "Example:", "  domainsmith validate --stage final --libvirt 9.0.0 --qemu 7.2.0 *.xml"})
final class ValidateCommand implements Callable<Integer> {

    private final Console console;

    @Spec
    private @Nullable CommandSpec command;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "The domain XML; - is standard input.")
    private List<String> names = List.of();

    @Option(names = "--stage", paramLabel = "pre-install|final", converter = Words.StageWord.class,
            description = "What the domain is to be ready for; without it, only what holds for every domain is checked.")
    private Stage stage = Stage.ANY;

    @Option(names = "--format", paramLabel = "text|json|sarif", converter = Words.FindingsFormWord.class, defaultValue = "text",
            description = "How the findings are printed; the default is text.")
    private Words.FindingsForm format = Words.FindingsForm.TEXT;

    @Option(names = "--schemas", paramLabel = "DIR",
            description = "Check against the schemas in DIR, such as /usr/share/libvirt/schemas, in place of those of --libvirt.")
    private @Nullable String schemas;

    @Option(names = "--schematron", paramLabel = "FILE", description = "Check the rules of an ISO Schematron file, too; may be repeated.")
    private List<String> schematrons = List.of();

    @Option(names = "--fix", description = "Repair what can be repaired without asking, and report what is left.")
    private boolean fix;

    @Option(names = "-o", paramLabel = "OUT",
            description = "With --fix: write to OUT instead of standard output, as a whole or not at all.")
    private @Nullable String out;

    @Option(names = "--in-place", description = "With --fix: write to each FILE itself, as a whole or not at all.")
    private boolean inPlace;

    @Option(names = "--diff", description = "With --fix: print a unified diff in place of the document.")
    private boolean diff;

    @Mixin
    private TargetOptions target = new TargetOptions();

    ValidateCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        checkOptions();
        DomainValidator validator = validator();
        FileCheck check = new FileCheck(console, validator, target.target(), stage, fix);
        FindingsPrinter printer = FindingsPrinter.of(format, fix && !inPlace && (out == null || diff) ? console::line : this::product,
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

    private void checkOptions() {
        if (!fix && Stream.of(inPlace, diff, out != null).anyMatch(given -> given)) {
            throw wrong("-o, --in-place and --diff say where a repaired document goes: they need --fix");
        }
        if (Stream.of(inPlace, diff, out != null).filter(given -> given).count() > 1) {
            throw wrong("-o, --in-place and --diff exclude each other: give one of them");
        }
        if (fix && names.size() > 1 && !inPlace && !diff) {
            throw wrong("--fix makes one document of each FILE: with several, give --in-place or --diff");
        }
        if (inPlace && names.contains("-")) {
            throw wrong("--in-place needs a file, and - is standard input");
        }
    }

    private ParameterException wrong(String message) {
        if (command == null) {
            throw new IllegalStateException("these options belong to no command");
        }
        return new ParameterException(command.commandLine(), message);
    }

    private DomainValidator validator() {
        RuleSet rules = RuleSet.standard();
        try {
            rules = rules.plusInstalled(ValidateCommand.class.getClassLoader());
            for (String file : schematrons) {
                rules = rules.plus(Schematron.read(Input.path(file, ExitCode.USAGE)));
            }
        } catch (IOException e) {
            throw Failure.said(ExitCode.USAGE, "--schematron: " + reason(e), e);
        } catch (IllegalArgumentException | IllegalStateException | ServiceConfigurationError e) {
            throw Failure.said(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
        DomainValidator validator = DomainValidator.forTarget(target.target()).withRules(rules);
        try {
            return schemas == null ? validator : validator.withSchemas(Input.path(schemas, ExitCode.USAGE));
        } catch (IOException e) {
            throw Failure.said(ExitCode.USAGE, "--schemas: " + reason(e), e);
        }
    }

    /** Of the messages that Java's own exceptions have, most are the name of the file alone. */
    private static String reason(IOException e) {
        return e instanceof FileSystemException inFile && inFile.getReason() == null
                ? e.getMessage() + ": " + Failure.reason(e) : String.valueOf(e.getMessage());
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
        if (diff) {
            console.product(UnifiedDiff.of(checked.input().name(), repaired.before().toXml(), after));
        } else if (out == null && !inPlace) {
            console.product(after);
        } else if (!inPlace || repaired.after() != repaired.before()) {
            String to = inPlace ? checked.input().name() : out;
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
