package io.domainsmith.cli;

import io.domainsmith.vgpu.Gvtg;
import io.domainsmith.vgpu.GvtgOptions;
import io.domainsmith.vgpu.Idiom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code domainsmith gvtg pre-install}. */
@Command(name = "pre-install",
        description = "Adds a vGPU beside the emulated display, to install the guest and its graphics driver.",
        footer = {"", "Example:",
                "  domainsmith gvtg pre-install --mdev fff6f017-3417-4ad3-b05e-17ae3e1a4615 \\",
                "      --libvirt 9.0.0 --qemu 7.2.0 --report text -o win10-pre.xml win10.xml"})
final class PreInstallCommand implements Callable<Integer> {

    private final Console console;

    @Option(names = "--mdev", paramLabel = "UUID", required = true, description = "The uuid of the mediated device.")
    private String mdev = "";

    @Option(names = "--render-node", paramLabel = "PATH",
            description = "The host's render node, such as /dev/dri/renderD128; without it libvirt chooses.")
    private @Nullable String renderNode;

    @Option(names = "--idiom", paramLabel = "I", converter = Words.IdiomWord.class,
            completionCandidates = Words.IdiomWord.class,
            description = "How the document asks for the vGPU's display and opregion, if not as the target takes it: "
                    + "${COMPLETION-CANDIDATES}.")
    private @Nullable Idiom idiom;

    @Mixin
    private TransformOptions options = new TransformOptions();

    @Mixin
    private TargetOptions target = new TargetOptions();

    PreInstallCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        options.check();
        return new TransformRun(console, options).through(options.usage(() -> Gvtg.preInstall(
                GvtgOptions.of(mdev).withRenderNode(renderNode).withIdiom(idiom), target.target())));
    }
}
