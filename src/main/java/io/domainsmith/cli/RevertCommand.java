package io.domainsmith.cli;

import io.domainsmith.vgpu.Gvtg;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** {@code domainsmith gvtg revert}. */
final class RevertCommand implements Callable<Integer> {

    private final Console console;

    private final OptionSpec display = Options.display();

    private final TransformOptions options = new TransformOptions();
    private final TargetOptions target = new TargetOptions();

    RevertCommand(Console console) {
        this.console = console;
    }

    CommandSpec spec() {
        CommandSpec command = Commands.command("revert", this,
                "Puts the emulated display back beside the vGPU: the one that 'final --remember' kept, or a usual qxl.");
        command.usageMessage().footer("", "Example:",
                "  domainsmith gvtg revert --in-place win10.xml");
        command.addOption(display);
        options.addTo(command);
        target.addTo(command);
        return command;
    }

    @Override
    public Integer call() {
        options.check();
        return new TransformRun(console, options).through(Gvtg.revert(display.getValue(), target.target()));
    }
}
