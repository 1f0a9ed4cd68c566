package io.domainsmith.cli;

import io.domainsmith.validate.Rule;
import io.domainsmith.validate.ValidationLevel;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;

/** What every command takes that makes one document of another. */
final class TransformOptions {

    private final PositionalParamSpec file = Options.parameter("FILE", "The domain XML; - is standard input.");

    private final OptionSpec out = Options.text("-o", "OUT", "Write to OUT instead of standard output, as a whole or not at all.");

    private final OptionSpec inPlace = Options.flag("--in-place",
            "Write to FILE itself, as a whole or not at all; it keeps its owner and mode.");

    private final OptionSpec diff = Options.flag("--diff", "Print a unified diff in place of the document.");

    private final OptionSpec report = Options.word("--report", "text|json", new Words.Choice<>(Words.Form.values()), null,
            "Say what changed and why, on standard error.");

    private final OptionSpec validation = Options.word("--validation", "strict|warn|off",
            new Words.Choice<>(ValidationLevel.values()), ValidationLevel.STRICT,
            "strict (the default): what is not valid is not written; warn: it is reported; off: nothing is checked.");

    private final OptionSpec schematrons = SiteRules.schematron();

    /** Gives a command these options. */
    void addTo(CommandSpec command) {
        command.addPositional(file).addOption(out).addOption(inPlace).addOption(diff).addOption(report).addOption(validation)
                .addOption(schematrons);
    }

    /** Refuses options that exclude each other. */
    void check() {
        if (inPlace() && diff()) {
            throw wrong("--diff shows what would change and --in-place changes it: give one of them");
        }
        if (inPlace() && out.getValue() != null) {
            throw wrong("-o and --in-place both say where the document goes: give one of them");
        }
        if (inPlace() && input().isStandardInput()) {
            throw wrong("--in-place needs a file, and - is standard input");
        }
        if (validation() == ValidationLevel.OFF && !schematrons.<List<String>>getValue().isEmpty()) {
            throw wrong("--schematron checks the result and --validation off checks nothing: give one of them");
        }
    }

    /** Says that these options were used wrongly. */
    ParameterException wrong(@Nullable String message) {
        return new ParameterException(file.command().commandLine(), String.valueOf(message));
    }

    Input input() {
        return new Input(file.getValue());
    }

    /** The file to write to, or null for standard output. */
    @Nullable String out() {
        String to = inPlace() ? file.getValue() : out.getValue();
        return "-".equals(to) ? null : to;
    }

    boolean inPlace() {
        return Options.given(inPlace);
    }

    boolean diff() {
        return Options.given(diff);
    }

    Words.@Nullable Form report() {
        return report.getValue();
    }

    ValidationLevel validation() {
        return validation.getValue();
    }

    /** The rules of the site, which check the result beside the standard ones; none where nothing is checked. */
    Rule[] siteRules() {
        return validation() == ValidationLevel.OFF ? new Rule[0] : SiteRules.read(schematrons.getValue());
    }
}
