package io.domainsmith.cli;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code domainsmith gvtg}: the recipes for Intel GVT-g. */
final class GvtgCommand {

    static final String NAME = "gvtg";

    private static final List<String> COMMANDS = List.of("pre-install", "final", "revert", "retarget", "host-setup");

    private GvtgCommand() {
    }

    static CommandSpec spec(Console console) {
        CommandSpec gvtg = Commands.command(NAME, null,
                "Intel GVT-g: a domain gets a vGPU beside its emulated display, then the vGPU alone.");
        gvtg.usageMessage().footer("", "Example:",
                "  domainsmith gvtg pre-install --mdev fff6f017-3417-4ad3-b05e-17ae3e1a4615 \\",
                "      --diff win10.xml");
        for (String name : COMMANDS) {
            gvtg.addSubcommand(name, Commands.line(Objects.requireNonNull(command(console, name))));
        }
        return gvtg;
    }

    /** The command of this name, or null. */
    static @Nullable CommandSpec command(Console console, String name) {
        return switch (name) {
            case "pre-install" -> new PreInstallCommand(console).spec();
            case "final" -> new FinalCommand(console).spec();
            case "revert" -> new RevertCommand(console).spec();
            case "retarget" -> new RetargetCommand(console).spec();
            case "host-setup" -> new HostSetupCommand(console).spec();
            default -> null;
        };
    }
}
