package io.domainsmith.validate;

import io.domainsmith.model.Domain;
import io.domainsmith.target.HypervisorTarget;

/**
 * What a rule may know beside the document.
 *
 * @param domain the typed copy, shared by the rules of one run: to be read, not edited
 * @param target the libvirt and QEMU the document is for
 * @param stage what the document is for
 * @since 0.1
 */
public record RuleContext(Domain domain, HypervisorTarget target, Stage stage) {
}
