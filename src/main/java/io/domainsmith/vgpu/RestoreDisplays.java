package io.domainsmith.vgpu;

import io.domainsmith.guest.Displays;
import io.domainsmith.guest.QemuOptions;
import io.domainsmith.model.Domain;
import io.domainsmith.model.Graphics;
import io.domainsmith.transform.TransformContext;
import io.domainsmith.transform.Transformer;
import io.domainsmith.validate.Stage;
import java.util.List;

/**
 * Puts the displays back that the final stage exchanged for ones that show the vGPU alone: as they were, but for a password that is not
 * there any more. Displays that another stage exchanged stay, and so do all if the guest does not start with the former ones beside its video.
 *
 * @since 0.1
 */
public final class RestoreDisplays implements Transformer {

    @Override
    public String name() {
        return "restore-displays";
    }

    @Override
    public String description() {
        return "Puts the displays back that the final stage exchanged.";
    }

    @Override
    public void apply(Domain domain, TransformContext context) {
        if (domain.getDevices() == null) {
            return;
        }
        DisplayMemory memory = new DisplayMemory(domain, context);
        memory.last().filter(last -> Stage.FINAL.id().equals(last.getStage()) && starts(memory.read(last).devices().getGraphics(), domain, context))
                .ifPresent(last -> memory.restore(last, "The displays are those that the metadata remembers.", () -> { }));
    }

    private static boolean starts(List<Graphics> displays, Domain domain, TransformContext context) {
        return Displays.of(displays, domain, QemuOptions.of(domain)).showDmaBuf(context.target()).stream().noneMatch(one -> one.support().isNo());
    }
}
