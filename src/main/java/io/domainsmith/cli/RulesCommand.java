package io.domainsmith.cli;

import io.domainsmith.validate.Consequence;
import io.domainsmith.validate.RuleSet;
import io.domainsmith.validate.Stage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code domainsmith rules}. */
final class RulesCommand implements Callable<Integer> {

    private final Console console;

    private final PositionalParamSpec names = Options.parameters("ID", false, "Only these rules.");

    private final OptionSpec format = Options.word("--format", "text|json|markdown", new Words.Choice<>(Words.CatalogueForm.values()),
            Words.CatalogueForm.TEXT, "How the rules are printed; the default is text.");

    RulesCommand(Console console) {
        this.console = console;
    }

    CommandSpec spec() {
        CommandSpec command = Commands.command("rules", this,
                "Lists what validate looks for: each rule with its severity, its consequence and its way out.");
        command.usageMessage().footer("", "Example:", "  domainsmith rules pci-address-duplicate");
        return command.addPositional(names).addOption(format);
    }

    @Override
    public Integer call() {
        List<String> ids = names.getValue();
        List<RuleEntry> all = RuleEntry.all(RuleSet.standard().plus(SiteRules.installed()));
        for (String id : ids) {
            if (all.stream().noneMatch(rule -> rule.id().equals(id))) {
                throw Failure.said(ExitCode.USAGE, "there is no rule '" + id + "'; domainsmith rules lists all", null);
            }
        }
        List<RuleEntry> rules = ids.isEmpty() ? all : all.stream().filter(rule -> ids.contains(rule.id())).toList();
        console.product(switch (format.<Words.CatalogueForm>getValue()) {
            case TEXT -> rules.stream().map(RulesCommand::text).collect(Collectors.joining("\n"));
            case JSON -> Json.of(rules.stream().map(RulesCommand::fields).toList()) + "\n";
            case MARKDOWN -> markdown(rules);
        });
        return ExitCode.DONE;
    }

    private static String text(RuleEntry rule) {
        StringBuilder text = new StringBuilder(rule.id()).append(": ").append(Report.id(rule.severity())).append(", ")
                .append(rule.consequence().id());
        text.append(rule.stage() == Stage.ANY ? "" : ", stage " + rule.stage().id()).append(rule.repairs() ? ", --fix repairs it" : "");
        text.append("\n    ").append(rule.description()).append("\n    Applies to ").append(rule.appliesTo()).append(".\n");
        text.append(rule.wayOut().isEmpty() ? "" : "    Way out: " + rule.wayOut() + ".\n");
        return text.append(rule.source().isEmpty() ? "" : "    Source: " + rule.source() + ".\n").toString();
    }

    private static Map<String, Object> fields(RuleEntry rule) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", rule.id());
        fields.put("severity", Report.id(rule.severity()));
        fields.put("consequence", rule.consequence().id());
        fields.put("stage", rule.stage().id());
        fields.put("appliesTo", rule.appliesTo());
        fields.put("description", rule.description());
        fields.put("source", rule.source());
        fields.put("wayOut", rule.wayOut());
        fields.put("repairs", rule.repairs());
        return fields;
    }

    /** The page docs/rules.md. */
    static String markdown(List<RuleEntry> rules) {
        StringBuilder page = new StringBuilder("""
                # Rules

                What `domainsmith validate` looks for, by what libvirt or QEMU does with such a domain. This page is made by
                `domainsmith rules --format markdown`; a test holds it to the rules.
                """);
        for (Consequence consequence : Consequence.values()) {
            List<RuleEntry> these = rules.stream().filter(rule -> rule.consequence() == consequence).toList();
            if (!these.isEmpty()) {
                page.append("\n## ").append(consequence.id()).append("\n\n").append(switch (consequence) {
                    case REFUSED -> "Libvirt refuses it when it is defined.";
                    case FAILS_AT_START -> "Libvirt refuses to start it, or QEMU does.";
                    case SURPRISE -> "It works, but not as written.";
                    case ADVICE -> "It works; another way is better.";
                }).append('\n');
                these.forEach(rule -> page.append('\n').append(section(rule)));
            }
        }
        return page.toString();
    }

    private static String section(RuleEntry rule) {
        return "### " + rule.id() + "\n\n" + escaped(rule.description()) + "\n\n- severity: " + Report.id(rule.severity())
                + (rule.stage() == Stage.ANY ? "" : "\n- stage: " + rule.stage().id())
                + "\n- applies to: " + escaped(rule.appliesTo())
                + (rule.wayOut().isEmpty() ? "" : "\n- way out: " + escaped(rule.wayOut()) + (rule.repairs() ? " (`--fix` does)" : ""))
                + (rule.source().isEmpty() ? "" : "\n- source: " + escaped(rule.source())) + "\n";
    }

    /** Names of elements are no HTML, and underscores and asterisks no emphasis. */
    private static String escaped(String text) {
        return text.replaceAll("([\\\\<>*_`])", "\\\\$1");
    }
}
