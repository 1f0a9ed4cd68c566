package io.domainsmith.vgpu;

import io.domainsmith.model.Domain;
import io.domainsmith.transform.TransformContext;
import io.domainsmith.transform.Transformer;
import io.domainsmith.validate.Stage;

/**
 * Puts the displays back that the final stage exchanged for ones that show the vGPU alone: as they were, but for a password that is not
 * there any more. Displays that another stage exchanged stay.
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
        DisplayMemory memory = new DisplayMemory(domain, context);
        memory.last().filter(last -> Stage.FINAL.id().equals(last.getStage()))
                .ifPresent(last -> memory.restore(last, "The displays are those that the metadata remembers."));
    }
}
