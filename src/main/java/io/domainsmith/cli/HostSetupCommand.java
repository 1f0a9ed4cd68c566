package io.domainsmith.cli;

import io.domainsmith.document.LibvirtUuid;
import io.domainsmith.pci.PciAddress;
import io.domainsmith.vgpu.HostSetup;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** {@code domainsmith gvtg host-setup}: the node device is the product, the commands are said beside it. */
final class HostSetupCommand implements Callable<Integer> {

    private final Console console;

    private final OptionSpec mdev = Options.required("--mdev", "UUID", "The uuid that the mediated device is to have.");
    private final OptionSpec type = Options.required("--type", "T", "Its type, such as i915-GVTg_V5_4.");
    private final OptionSpec parent = Options.required("--parent", "ADDRESS",
            "The graphics card's PCI address on the host, such as 0000:00:02.0.");

    private final TargetOptions target = new TargetOptions();

    HostSetupCommand(Console console) {
        this.console = console;
    }

    CommandSpec spec() {
        CommandSpec command = Commands.command("host-setup", this,
                "Prints the node device of a GVT-g mediated device for 'virsh nodedev-define', and on standard error the commands and "
                        + "kernel parameters. It changes nothing.");
        command.usageMessage().footer("", "Example:",
                "  domainsmith gvtg host-setup --mdev fff6f017-3417-4ad3-b05e-17ae3e1a4615 \\",
                "      --type i915-GVTg_V5_4 --parent 0000:00:02.0 | virsh nodedev-define /dev/stdin");
        command.addOption(mdev).addOption(type).addOption(parent);
        target.addTo(command);
        return command;
    }

    @Override
    public Integer call() {
        HostSetup setup;
        try {
            setup = new HostSetup(LibvirtUuid.parse(mdev.getValue()), type.getValue(), PciAddress.parse(parent.getValue()));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(mdev.command().commandLine(), e.getMessage(), e);
        }
        console.product(setup.nodeDevice());
        setup.commands(target.target()).forEach(console::line);
        return ExitCode.DONE;
    }
}
