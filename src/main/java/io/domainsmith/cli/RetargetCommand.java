package io.domainsmith.cli;

import io.domainsmith.vgpu.Gvtg;
import io.domainsmith.vgpu.Idiom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code domainsmith gvtg retarget}. */
@Command(name = "retarget",
        description = "Writes a vGPU domain, in either stage, so that it starts on another libvirt and QEMU: -set arguments become attributes "
                + "and overrides, or the other way round.",
        footer = {"", "Example:",
                "  domainsmith gvtg retarget --libvirt 11.3.0 --qemu 10.1.0 --diff win10.xml"})
final class RetargetCommand implements Callable<Integer> {

    private final Console console;

    @Option(names = "--idiom", paramLabel = "I", converter = Words.IdiomWord.class,
            completionCandidates = Words.IdiomWord.class,
            description = "How the document asks for the vGPU's display and opregion, if not as the target takes it: "
                    + "${COMPLETION-CANDIDATES}.")
    private @Nullable Idiom idiom;

    @Mixin
    private TransformOptions options = new TransformOptions();

    @Mixin
    private TargetOptions target = new TargetOptions();

    RetargetCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        options.check();
        return new TransformRun(console, options).through(options.usage(() -> Gvtg.retarget(idiom, target.target())));
    }
}
