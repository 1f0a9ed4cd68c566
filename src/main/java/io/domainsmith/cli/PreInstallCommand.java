package io.domainsmith.cli;

import io.domainsmith.document.LibvirtUuid;
import io.domainsmith.pci.PciAddress;
import io.domainsmith.vgpu.Gvtg;
import io.domainsmith.vgpu.GvtgOptions;
import io.domainsmith.vgpu.Idiom;
import io.domainsmith.vgpu.VgpuSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
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

    @ArgGroup(multiplicity = "1")
    private Source source = new Source();

    /** Where the vGPU comes from: one of these. */
    static final class Source {

        @Option(names = "--mdev", paramLabel = "UUID", description = "The uuid of the GVT-g mediated device.")
        private @Nullable String mdev;

        @Option(names = "--other-mdev", paramLabel = "UUID",
                description = "The uuid of another vendor's mediated device: no opregion, no OpenGL.")
        private @Nullable String otherMdev;

        @Option(names = "--vf", paramLabel = "ADDRESS",
                description = "The host's PCI address, such as 0000:00:02.1, of an SR-IOV virtual function.")
        private @Nullable String function;

        VgpuSource vgpu(boolean ramfb) {
            if (mdev != null) {
                return new VgpuSource.GvtgMdev(LibvirtUuid.parse(mdev), ramfb);
            } else if (otherMdev != null) {
                return new VgpuSource.OtherMdev(LibvirtUuid.parse(otherMdev), ramfb);
            } else if (ramfb) {
                throw new IllegalArgumentException("--ramfb is for mediated devices; a virtual function has no display on the host");
            }
            return new VgpuSource.VirtualFunction(PciAddress.parse(String.valueOf(function)));
        }
    }

    @Option(names = "--ramfb", description = "Show what the firmware draws on the vGPU's display, too (libvirt 5.10 and later).")
    private boolean ramfb;

    @Option(names = "--rom-file", paramLabel = "PATH",
            description = "An option ROM on the host for the vGPU of a UEFI guest; QEMU has to be allowed to read it.")
    private @Nullable String romFile;

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
                new GvtgOptions(source.vgpu(ramfb), renderNode, idiom, romFile), target.target())));
    }
}
