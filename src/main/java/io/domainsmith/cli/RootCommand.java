package io.domainsmith.cli;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** {@code domainsmith}. */
final class RootCommand {

    static final String NAME = "domainsmith";

    private static final List<String> COMMANDS = List.of("gvtg", "apply", "recipes", "validate", "rules", "pci");

    private RootCommand() {
    }

    static CommandSpec spec(Console console) {
        CommandSpec root = Commands.command(NAME, null,
                "Turns one libvirt domain XML into another, without touching a character it was not asked to touch.");
        root.usageMessage().footerHeading("%nThe document goes to standard output, everything else to standard error.%n")
                .footer("Exit codes: 0 done, 1 a defect in Domainsmith, 2 wrong usage, 3 unreadable or",
                        "refused input, 4 invalid, 5 the step cannot be done, 6 the result could not be",
                        "written.",
                        "", "Example:",
                        "  domainsmith gvtg pre-install --mdev fff6f017-3417-4ad3-b05e-17ae3e1a4615 \\",
                        "      --report text win10.xml > win10-pre.xml");
        root.versionProvider(new Versions()).addOption(Options.help()).addOption(OptionSpec.builder("-V", "--version")
                .type(boolean.class).versionHelp(true).description("Print the version.").build());
        for (String name : COMMANDS) {
            root.addSubcommand(name, Commands.line(Objects.requireNonNull(command(console, name))));
        }
        return root;
    }

    /** The command of this name, or null. */
    static @Nullable CommandSpec command(Console console, String name) {
        return switch (name) {
            case "gvtg" -> GvtgCommand.spec(console);
            case "apply" -> new ApplyCommand(console).spec();
            case "recipes" -> new RecipesCommand(console).spec();
            case "validate" -> new ValidateCommand(console).spec();
            case "rules" -> new RulesCommand(console).spec();
            case "pci" -> new PciCommand(console).spec();
            default -> null;
        };
    }

    /** The version of the jar. */
    static final class Versions implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"domainsmith "
                    + Objects.requireNonNullElse(RootCommand.class.getPackage().getImplementationVersion(), "(not packaged)")};
        }
    }
}
