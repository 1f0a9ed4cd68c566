package io.domainsmith.validate;

import io.domainsmith.document.DomainDocument;
import java.util.List;
import java.util.Optional;

/**
 * One thing that can be wrong with a domain beyond what the RELAX NG schema says. Rules hold no state and never change the
 * document. A rule of one's own needs an id, a description and {@link #check}; what else there is to say about a rule has a
 * default.
 *
 * @since 0.1
 */
public interface Rule {

    /** The id, such as {@code pci-address-duplicate}. */
    String id();

    /** What the rule looks for, in full sentences. */
    String description();

    /** The gravest severity of its findings. */
    default Severity severity() {
        return Severity.WARNING;
    }

    /** What libvirt or QEMU does with such a document; single findings may differ. */
    default Consequence consequence() {
        return Consequence.ADVICE;
    }

    /** The stage that the rule is about; {@link Stage#ANY} for one that holds always. */
    default Stage stage() {
        return Stage.ANY;
    }

    /** The libvirt and QEMU, and the kind of domain, that the rule applies to, in words. */
    default String appliesTo() {
        return "every domain";
    }

    /** Where the rule comes from: a function of libvirt, a section of its documentation, a file or commit of QEMU. */
    default String source() {
        return "";
    }

    /** What to do about a finding, in words; empty where there is nothing general to say. */
    default String wayOut() {
        return "";
    }

    /** The mechanical way out, where there is one; {@code Transformer.repairing} makes a step of it. */
    default Optional<Repair> repair() {
        return Optional.empty();
    }

    /** The findings in a document; empty if there is nothing to say. */
    List<Finding> check(DomainDocument document, RuleContext context);
}
