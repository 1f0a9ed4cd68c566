package io.domainsmith.cli;

import picocli.CommandLine.Command;

/** {@code domainsmith gvtg}: the recipes for Intel GVT-g. */
@Command(name = "gvtg", synopsisSubcommandLabel = "COMMAND",
        description = "Intel GVT-g: a domain gets a vGPU beside its emulated display, then the vGPU alone.",
        footer = {"", "Example:",
                "  domainsmith gvtg pre-install --mdev fff6f017-3417-4ad3-b05e-17ae3e1a4615 \\",
                "      --diff win10.xml"})
final class GvtgCommand {
}
