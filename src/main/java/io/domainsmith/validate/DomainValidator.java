package io.domainsmith.validate;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.target.HypervisorTarget;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * Checks documents against libvirt's RELAX NG schema and the rules beyond it. Immutable and safe to share between threads.
 *
 * <p>The schema is that of the newest libvirt release in the jar that is not newer than the target's; for a libvirt older than
 * all of them it is the oldest, for an unknown one the newest.
 *
 * @since 0.1
 */
public final class DomainValidator {

    /** The id of findings that come from the RELAX NG schema. */
    public static final String SCHEMA_RULE = "schema";

    /** The id of the finding that there is no schema to check against. */
    public static final String SCHEMA_MISSING_RULE = "schema-missing";

    private static final Comparator<Finding> ORDER = Comparator.comparingInt(Finding::line)
            .thenComparingInt(Finding::column)
            .thenComparing(finding -> !finding.rule().startsWith(SCHEMA_RULE));

    private final HypervisorTarget target;
    private final RuleSet rules;
    private final LibvirtSchemas schemas;

    private DomainValidator(HypervisorTarget target, RuleSet rules, LibvirtSchemas schemas) {
        this.target = Objects.requireNonNull(target, "target");
        this.rules = Objects.requireNonNull(rules, "rules");
        this.schemas = schemas;
    }

    /** A validator for a libvirt and QEMU, with the standard rules. */
    public static DomainValidator forTarget(HypervisorTarget target) {
        return new DomainValidator(target, RuleSet.standard(), LibvirtSchemas.bundled());
    }

    /** This validator with other rules. */
    public DomainValidator withRules(RuleSet rules) {
        return new DomainValidator(target, rules, schemas);
    }

    DomainValidator withSchemas(LibvirtSchemas schemas) {
        return new DomainValidator(target, rules, schemas);
    }

    /** The rules beyond the schema. */
    public RuleSet rules() {
        return rules;
    }

    /**
     * Compiles the schema now rather than for the first document; it may be called from another thread. Does nothing if it is
     * compiled already, or missing.
     */
    public void prepare() {
        schemas.releaseFor(target.libvirt()).ifPresent(schemas::validators);
    }

    /** The findings for no particular stage. */
    public List<Finding> validate(DomainDocument document) {
        return validate(document, Stage.ANY);
    }

    /** The findings of the schema alone, in document order. */
    public List<Finding> validateSchema(DomainDocument document) {
        List<Finding> findings = new ArrayList<>(SchemaCheck.check(document, schemas, target.libvirt()));
        findings.sort(ORDER);
        return List.copyOf(findings);
    }

    /** The findings for a stage, in document order; where two are about the same place, the schema's first. */
    public List<Finding> validate(DomainDocument document, Stage stage) {
        return withRules(validateSchema(document), document, stage);
    }

    /**
     * The findings for a stage, where those of the schema are known.
     *
     * @param schemaFindings what {@link #validateSchema(DomainDocument)} said of the same document
     */
    public List<Finding> withRules(List<Finding> schemaFindings, DomainDocument document, Stage stage) {
        if (rules.rules().isEmpty()) {
            return schemaFindings;
        }
        List<Finding> findings = new ArrayList<>(schemaFindings);
        RuleContext context = new RuleContext(document.domain(), target, stage);
        for (Rule rule : rules.rules()) {
            findings.addAll(rule.check(document, context));
        }
        findings.sort(ORDER);
        return List.copyOf(findings);
    }
}
