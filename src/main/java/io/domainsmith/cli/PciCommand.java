package io.domainsmith.cli;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.pci.PciSvg;
import io.domainsmith.pci.PciTopologyException;
import io.domainsmith.pci.PciTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code domainsmith pci}: the tree is what it makes, so it goes to standard output. */
@Command(name = "pci",
        description = "Shows the PCI buses as the guest finds them: its addresses, libvirt's, free slots, and whether the video comes "
                + "before the vGPU.",
        footer = {"", "Example:", "  virsh dumpxml --inactive win10 | domainsmith pci --svg win10.svg -"})
final class PciCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(paramLabel = "FILE", description = "The domain XML; - is standard input.")
    private String name = "-";

    @Option(names = "--svg", paramLabel = "OUT.svg", description = "Draw the same as a picture for a report or a web page.")
    private @Nullable String svg;

    PciCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Input input = new Input(name);
        DomainDocument document = input.read(console);
        PciTree tree;
        try {
            tree = PciTree.of(document.domain());
        } catch (PciTopologyException e) {
            throw new Failure(ExitCode.STEP, input.label() + ": error: " + e.getMessage(), e);
        }
        if (svg != null) {
            try {
                new AtomicFile(Input.path(svg, ExitCode.OUTPUT), console::say)
                        .write(PciSvg.of(tree, document.domain().getName()).getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw Failure.unwritable(svg, e);
            }
        }
        console.product(tree.toString());
        return ExitCode.DONE;
    }
}
