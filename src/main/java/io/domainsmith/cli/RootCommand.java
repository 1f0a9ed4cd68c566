package io.domainsmith.cli;

import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** {@code domainsmith}. */
@Command(name = "domainsmith", versionProvider = RootCommand.Versions.class, synopsisSubcommandLabel = "COMMAND",
        description = "Turns one libvirt domain XML into another, without touching a character it was not asked to touch.",
        footerHeading = "%nThe document goes to standard output, everything else to standard error.%n",
        footer = {"Exit codes: 0 done, 1 a defect in Domainsmith, 2 wrong usage, 3 unreadable or",
                "refused input, 4 invalid, 5 the step cannot be done, 6 the result could not be",
                "written.",
                "", "Example:",
                "  domainsmith gvtg pre-install --mdev fff6f017-3417-4ad3-b05e-17ae3e1a4615 \\",
                "      --report text win10.xml > win10-pre.xml"})
final class RootCommand {

    @Option(names = {"-h", "--help"}, usageHelp = true, scope = ScopeType.INHERIT, description = "Print this help.")
    private boolean help;

    @Option(names = {"-V", "--version"}, versionHelp = true, description = "Print the version.")
    private boolean version;

    /** The version of the jar. */
    static final class Versions implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"domainsmith "
                    + Objects.requireNonNullElse(RootCommand.class.getPackage().getImplementationVersion(), "(not packaged)")};
        }
    }
}
