package io.domainsmith.cli;

import io.domainsmith.vgpu.FinalOptions;
import io.domainsmith.vgpu.Gvtg;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** {@code domainsmith gvtg final}. */
final class FinalCommand implements Callable<Integer> {

    private final Console console;

    private final OptionSpec remember = Options.flag("--remember",
            "Keep the emulated display in <metadata>, so that 'gvtg revert' makes the very document again.");

    private final OptionSpec removeSecondaryVideos = Options.flag("--remove-secondary-videos",
            "Take further videos away too, the guest's other screens with them; else several are refused.");

    private final OptionSpec display = Options.display();

    private final TransformOptions options = new TransformOptions();
    private final TargetOptions target = new TargetOptions();

    FinalCommand(Console console) {
        this.console = console;
    }

    CommandSpec spec() {
        CommandSpec command = Commands.command("final", this, "Takes the emulated display away, once the guest runs on its vGPU.");
        command.usageMessage().footer("", "Example:",
                "  virsh dumpxml --inactive win10 | domainsmith gvtg final - | virsh define /dev/stdin");
        command.addOption(remember).addOption(removeSecondaryVideos).addOption(display);
        options.addTo(command);
        target.addTo(command);
        return command;
    }

    @Override
    public Integer call() {
        options.check();
        return new TransformRun(console, options).through(Gvtg.finalStage(
                new FinalOptions(Options.given(remember), Options.given(removeSecondaryVideos), display.getValue()), target.target()));
    }
}
