package io.domainsmith.cli;

import io.domainsmith.document.LibvirtUuid;
import io.domainsmith.pci.PciAddress;
import io.domainsmith.vgpu.HostSetup;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code domainsmith gvtg host-setup}: the node device is the product, the commands are said beside it. */
@Command(name = "host-setup",
        description = "Prints the node device of a GVT-g mediated device for 'virsh nodedev-define', and on standard error the commands and "
                + "kernel parameters. It changes nothing.",
        footer = {"", "Example:",
                "  domainsmith gvtg host-setup --mdev fff6f017-3417-4ad3-b05e-17ae3e1a4615 \\",
                "      --type i915-GVTg_V5_4 --parent 0000:00:02.0 | virsh nodedev-define /dev/stdin"})
final class HostSetupCommand implements Callable<Integer> {

    private final Console console;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--mdev", paramLabel = "UUID", required = true, description = "The uuid that the mediated device is to have.")
    private String mdev = "";

    @Option(names = "--type", paramLabel = "T", required = true, description = "Its type, such as i915-GVTg_V5_4.")
    private String type = "";

    @Option(names = "--parent", paramLabel = "ADDRESS", required = true,
            description = "The graphics card's PCI address on the host, such as 0000:00:02.0.")
    private String parent = "";

    @Mixin
    private TargetOptions target = new TargetOptions();

    HostSetupCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        HostSetup setup;
        try {
            setup = new HostSetup(LibvirtUuid.parse(mdev), type, PciAddress.parse(parent));
        } catch (IllegalArgumentException e) {
            if (spec == null) {
                throw e;
            }
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        console.product(setup.nodeDevice());
        setup.commands(target.target()).forEach(console::line);
        return ExitCode.DONE;
    }
}
