package io.domainsmith.vgpu;

import io.domainsmith.model.Domain;
import io.domainsmith.transform.TransformContext;
import io.domainsmith.transform.Transformer;

/**
 * Takes the declaration of QEMU's namespace from the root element where nothing is in it any more, as libvirt would.
 *
 * @since 0.1
 */
public final class UndeclareQemuNamespace implements Transformer {

    @Override
    public String name() {
        return "undeclare-qemu-namespace";
    }

    @Override
    public String description() {
        return "Takes the declaration of QEMU's namespace away where nothing is in it, as libvirt does.";
    }

    @Override
    public void apply(Domain domain, TransformContext context) {
        context.dropUnusedNamespace(DeclareQemuNamespace.URI);
    }
}
