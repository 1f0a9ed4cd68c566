package io.domainsmith.validate;

import io.domainsmith.document.DomainDocument;
import java.util.List;

/**
 * One thing that can be wrong with a domain beyond what the RELAX NG schema says. Rules hold no state and never change the
 * document.
 *
 * @since 0.1
 */
public interface Rule {

    /** The id, such as {@code pci-address-duplicate}. */
    String id();

    /** What the rule looks for and where it comes from (libvirt function, QEMU commit), in full sentences. */
    String description();

    /** The findings in a document; empty if there is nothing to say. */
    List<Finding> check(DomainDocument document, RuleContext context);
}
