package io.domainsmith.cli;

import io.domainsmith.target.HypervisorTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The releases that a document is for. */
final class TargetOptions {

    private final OptionSpec libvirt = Options.word("--libvirt", "V", new Words.VersionWord(), null,
            "The libvirt that is to run the domain, such as 9.0.0.");

    private final OptionSpec qemu = Options.word("--qemu", "V", new Words.VersionWord(), null,
            "The QEMU that is to run the domain, such as 7.2.0. Without both, what depends on them is a warning.");

    private final OptionSpec files = Options.texts("--target", "FILE",
            "A file with what 'virsh version', 'virsh domcapabilities' or 'virsh capabilities' printed on the host that is to run "
                    + "the domain; may be given for each of them.");

    /** Gives a command these options. */
    void addTo(CommandSpec command) {
        command.addOption(libvirt).addOption(qemu).addOption(files);
    }

    /** The target: what the files say, then the two options. */
    HypervisorTarget target() {
        HypervisorTarget target = HypervisorTarget.unknown();
        for (String file : files.<List<String>>getValue()) {
            try {
                target = target.with(HypervisorTarget.parse(Files.readString(Input.path(file, ExitCode.INPUT))));
            } catch (IOException e) {
                throw Failure.said(ExitCode.INPUT, "cannot read " + file + ": " + Failure.reason(e), e);
            } catch (IllegalArgumentException e) {
                throw Failure.said(ExitCode.INPUT, file + ": " + e.getMessage(), e);
            }
        }
        return target.with(new HypervisorTarget(libvirt.getValue(), qemu.getValue()));
    }
}
