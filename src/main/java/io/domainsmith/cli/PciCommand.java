package io.domainsmith.cli;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.pci.PciSvg;
import io.domainsmith.pci.PciTopologyException;
import io.domainsmith.pci.PciTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code domainsmith pci}: the tree is what it makes, so it goes to standard output. */
final class PciCommand implements Callable<Integer> {

    private final Console console;

    private final PositionalParamSpec file = Options.parameter("FILE", "The domain XML; - is standard input.");
    private final OptionSpec svg = Options.text("--svg", "OUT.svg", "Draw the same as a picture for a report or a web page.");

    PciCommand(Console console) {
        this.console = console;
    }

    CommandSpec spec() {
        CommandSpec command = Commands.command("pci", this,
                "Shows the PCI buses as the guest finds them: its addresses, libvirt's, free slots, and whether the video comes "
                        + "before the vGPU.");
        command.usageMessage().footer("", "Example:", "  virsh dumpxml --inactive win10 | domainsmith pci --svg win10.svg -");
        return command.addPositional(file).addOption(svg);
    }

    @Override
    public Integer call() {
        Input input = new Input(file.getValue());
        DomainDocument document = input.read(console);
        PciTree tree;
        try {
            tree = PciTree.of(document.domain());
        } catch (PciTopologyException e) {
            throw new Failure(ExitCode.STEP, input.label() + ": error: " + e.getMessage(), e);
        }
        String picture = svg.getValue();
        if (picture != null) {
            try {
                new AtomicFile(Input.path(picture, ExitCode.OUTPUT), console::say)
                        .write(PciSvg.of(tree, document.domain().getName()).getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw Failure.unwritable(picture, e);
            }
        }
        console.product(tree.toString());
        return ExitCode.DONE;
    }
}
