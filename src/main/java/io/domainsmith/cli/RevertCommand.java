package io.domainsmith.cli;

import io.domainsmith.vgpu.Gvtg;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code domainsmith gvtg revert}. */
@Command(name = "revert",
        description = "Puts the emulated display back beside the vGPU: the one that 'final --remember' kept, or a usual qxl.",
        footer = {"", "Example:",
                "  domainsmith gvtg revert --in-place win10.xml"})
final class RevertCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private TransformOptions options = new TransformOptions();

    @Mixin
    private TargetOptions target = new TargetOptions();

    RevertCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        options.check();
        return new TransformRun(console, options).through(Gvtg.revert(target.target()));
    }
}
