package io.domainsmith.vgpu;

import io.domainsmith.model.Domain;
import io.domainsmith.transform.TransformContext;
import io.domainsmith.transform.Transformer;

/**
 * Declares QEMU's namespace on the root element, for the steps that write in it (semantics: without the declaration libvirt
 * drops what stands in it silently). One that the root binds already, under any prefix, is used as it is; a prefix that means
 * another namespace is left alone.
 *
 * @since 0.1
 */
public final class DeclareQemuNamespace implements Transformer {

    /** The namespace of {@code <qemu:commandline>} and {@code <qemu:override>}. */
    public static final String URI = "http://libvirt.org/schemas/domain/qemu/1.0";

    @Override
    public String name() {
        return "declare-qemu-namespace";
    }

    @Override
    public String description() {
        return "Declares QEMU's namespace on the root element, so that libvirt reads what is written in it.";
    }

    @Override
    public void apply(Domain domain, TransformContext context) {
        context.requireNamespace("qemu", URI);
    }
}
