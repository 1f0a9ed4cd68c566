package io.domainsmith.cli;

import io.domainsmith.vgpu.FinalOptions;
import io.domainsmith.vgpu.Gvtg;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code domainsmith gvtg final}. */
@Command(name = "final",
        description = "Takes the emulated display away, once the guest runs on its vGPU.",
        footer = {"", "Example:",
                "  virsh dumpxml --inactive win10 | domainsmith gvtg final - | virsh define /dev/stdin"})
final class FinalCommand implements Callable<Integer> {

    private final Console console;

    @Option(names = "--remember",
            description = "Keep the emulated display in <metadata>, so that 'gvtg revert' makes the very document again.")
    private boolean remember;

    @Option(names = "--remove-secondary-videos",
            description = "Take further videos away too, the guest's other screens with them; else several are refused.")
    private boolean removeSecondaryVideos;

    @Mixin
    private TransformOptions options = new TransformOptions();

    @Mixin
    private TargetOptions target = new TargetOptions();

    FinalCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        options.check();
        return new TransformRun(console, options).through(
                Gvtg.finalStage(new FinalOptions(remember, removeSecondaryVideos), target.target()));
    }
}
