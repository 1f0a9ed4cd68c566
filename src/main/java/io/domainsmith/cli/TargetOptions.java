package io.domainsmith.cli;

import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.target.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The releases that a document is for. */
final class TargetOptions {

    @Option(names = "--libvirt", paramLabel = "V", converter = Words.VersionWord.class,
            description = "The libvirt that is to run the domain, such as 9.0.0.")
    private @Nullable Version libvirt;

    @Option(names = "--qemu", paramLabel = "V", converter = Words.VersionWord.class,
            description = "The QEMU that is to run the domain, such as 7.2.0. Without both, what depends on them is a warning.")
    private @Nullable Version qemu;

    @Option(names = "--target", paramLabel = "FILE",
            description = "A file with what 'virsh version' or 'virsh domcapabilities' printed on the host that is to run the domain; may be "
                    + "given for both.")
    private List<String> files = List.of();

    /** The target: what the files say, then the two options. */
    HypervisorTarget target() {
        HypervisorTarget target = HypervisorTarget.unknown();
        for (String file : files) {
            try {
                target = target.with(HypervisorTarget.parse(Files.readString(Input.path(file, ExitCode.INPUT))));
            } catch (IOException e) {
                throw Failure.said(ExitCode.INPUT, "cannot read " + file + ": " + Failure.reason(e), e);
            } catch (IllegalArgumentException e) {
                throw Failure.said(ExitCode.INPUT, file + ": " + e.getMessage(), e);
            }
        }
        return target.with(new HypervisorTarget(libvirt, qemu));
    }
}
