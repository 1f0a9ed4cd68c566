package io.domainsmith.cli;

import io.domainsmith.transform.Pipeline;
import io.domainsmith.vgpu.Gvtg;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** {@code domainsmith gvtg retarget}. */
final class RetargetCommand implements Callable<Integer> {

    private final Console console;

    private final OptionSpec idiom = Options.idiom();
    private final OptionSpec display = Options.display();

    private final TransformOptions options = new TransformOptions();
    private final TargetOptions target = new TargetOptions();

    RetargetCommand(Console console) {
        this.console = console;
    }

    CommandSpec spec() {
        CommandSpec command = Commands.command("retarget", this,
                "Writes a vGPU domain, in either stage, so that it starts on another libvirt and QEMU: -set arguments become attributes "
                        + "and overrides, or the other way round.");
        command.usageMessage().footer("", "Example:",
                "  domainsmith gvtg retarget --libvirt 11.3.0 --qemu 10.1.0 --diff win10.xml");
        command.addOption(idiom).addOption(display);
        options.addTo(command);
        target.addTo(command);
        return command;
    }

    @Override
    public Integer call() {
        options.check();
        Pipeline pipeline;
        try {
            pipeline = Gvtg.retarget(idiom.getValue(), display.getValue(), target.target());
        } catch (IllegalArgumentException e) {
            throw options.wrong(e.getMessage());
        }
        return new TransformRun(console, options).through(pipeline);
    }
}
