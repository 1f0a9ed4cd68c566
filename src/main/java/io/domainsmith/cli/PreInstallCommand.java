package io.domainsmith.cli;

import io.domainsmith.document.LibvirtUuid;
import io.domainsmith.pci.PciAddress;
import io.domainsmith.transform.Pipeline;
import io.domainsmith.vgpu.Gvtg;
import io.domainsmith.vgpu.GvtgOptions;
import io.domainsmith.vgpu.VgpuSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** {@code domainsmith gvtg pre-install}. */
final class PreInstallCommand implements Callable<Integer> {

    private final Console console;

    // where the vGPU comes from: one of these three
    private final OptionSpec mdev = Options.required("--mdev", "UUID", "The uuid of the GVT-g mediated device.");

    private final OptionSpec otherMdev = Options.required("--other-mdev", "UUID",
            "The uuid of another vendor's mediated device: no opregion, no OpenGL.");

    private final OptionSpec function = Options.required("--vf", "ADDRESS",
            "The host's PCI address, such as 0000:00:02.1, of an SR-IOV virtual function.");

    private final OptionSpec ramfb = Options.flag("--ramfb",
            "Show what the firmware draws on the vGPU's display, too (libvirt 5.10 and later).");

    private final OptionSpec noDisplay = Options.flag("--no-display",
            "Keep the picture of another vendor's vGPU off the host: its users see the guest by RDP or the like.");

    private final OptionSpec romFile = Options.text("--rom-file", "PATH",
            "An option ROM on the host for the vGPU of a UEFI guest; QEMU has to be allowed to read it.");

    private final OptionSpec renderNode = Options.text("--render-node", "PATH",
            "The host's render node, such as /dev/dri/renderD128; without it libvirt chooses.");

    private final OptionSpec idiom = Options.idiom();
    private final OptionSpec display = Options.display();

    private final TransformOptions options = new TransformOptions();
    private final TargetOptions target = new TargetOptions();

    PreInstallCommand(Console console) {
        this.console = console;
    }

    CommandSpec spec() {
        CommandSpec command = Commands.command("pre-install", this,
                "Adds a vGPU beside the emulated display, to install the guest and its graphics driver.");
        command.usageMessage().footer("", "Example:",
                "  domainsmith gvtg pre-install --mdev fff6f017-3417-4ad3-b05e-17ae3e1a4615 \\",
                "      --libvirt 9.0.0 --qemu 7.2.0 --report text -o win10-pre.xml win10.xml");
        command.addArgGroup(Options.oneOf(mdev, otherMdev, function));
        command.addOption(ramfb).addOption(noDisplay).addOption(romFile).addOption(renderNode).addOption(idiom).addOption(display);
        options.addTo(command);
        target.addTo(command);
        return command;
    }

    @Override
    public Integer call() {
        options.check();
        Pipeline pipeline;
        try {
            pipeline = Gvtg.preInstall(new GvtgOptions(source(), renderNode.getValue(), idiom.getValue(), romFile.getValue(),
                    display.getValue()), target.target());
        } catch (IllegalArgumentException e) {
            throw options.wrong(e.getMessage());
        }
        return new TransformRun(console, options).through(pipeline);
    }

    private VgpuSource source() {
        String uuid = mdev.getValue();
        String otherUuid = otherMdev.getValue();
        if (Options.given(noDisplay) && otherUuid == null) {
            throw new IllegalArgumentException(uuid == null ? "--no-display is for mediated devices; a virtual function has no display on the host"
                    : "--no-display is for another vendor's vGPU (--other-mdev); the picture of one of GVT-g is what its guest has");
        }
        if (uuid != null) {
            return new VgpuSource.GvtgMdev(LibvirtUuid.parse(uuid), Options.given(ramfb));
        } else if (otherUuid != null) {
            return new VgpuSource.OtherMdev(LibvirtUuid.parse(otherUuid), Options.given(ramfb), !Options.given(noDisplay));
        } else if (Options.given(ramfb)) {
            throw new IllegalArgumentException("--ramfb is for mediated devices; a virtual function has no display on the host");
        }
        return new VgpuSource.VirtualFunction(PciAddress.parse(function.getValue()));
    }
}
