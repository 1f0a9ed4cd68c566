package io.domainsmith.cli;

import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.target.Version;
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

    HypervisorTarget target() {
        return new HypervisorTarget(libvirt, qemu);
    }
}
