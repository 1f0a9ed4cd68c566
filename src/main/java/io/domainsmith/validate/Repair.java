package io.domainsmith.validate;

import io.domainsmith.model.Domain;
import io.domainsmith.target.HypervisorTarget;

/**
 * The mechanical way out of what a {@link Rule} finds.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface Repair {

    /**
     * Edits a domain so that the rule finds nothing more of what can be repaired without asking, and nothing else; a domain
     * without such a finding stays as it is.
     *
     * @param domain the typed copy to edit
     * @param target the libvirt and QEMU that the domain is for
     */
    void apply(Domain domain, HypervisorTarget target);
}
