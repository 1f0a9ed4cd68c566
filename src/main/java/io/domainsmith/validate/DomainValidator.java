package io.domainsmith.validate;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.document.DomainFragment;
import io.domainsmith.document.SourcePlace;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.validate.rules.DocumentRules;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Checks documents against libvirt's RELAX NG schema and the rules beyond it. Immutable and safe to share between threads.
 *
 * <p>The schema is that of the newest libvirt release in the jar that is not newer than the target's; for a libvirt older than
 * all of them it is the oldest, for an unknown one the newest; {@link #withSchemas(Path)} takes the host's own. What one schema
 * refuses and a newer one in the jar accepts is said to be so, with the release.
 *
 * @since 0.1
 */
public final class DomainValidator {

    /** The id of findings that come from the RELAX NG schema. */
    public static final String SCHEMA_RULE = "schema";

    /** The id of the finding that there is no schema to check against. */
    public static final String SCHEMA_MISSING_RULE = "schema-missing";

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

    /** This validator with a set of rules in place of its own. */
    public DomainValidator withRuleSet(RuleSet rules) {
        return new DomainValidator(target, rules, schemas);
    }

    /**
     * This validator with more rules, such as a site's own, after those that it has.
     *
     * @throws IllegalArgumentException if two rules would have the same id
     */
    public DomainValidator withRules(Rule... more) {
        return more.length == 0 ? this : withRuleSet(rules.plus(more));
    }

    /**
     * This validator with the RELAX NG schema of a directory in place of those in the jar, whatever the target's release.
     *
     * @param directory has libvirt's {@code domain.rng} and what that includes, such as {@code /usr/share/libvirt/schemas}
     * @throws IOException if there is no schema, or one that is not RELAX NG
     */
    public DomainValidator withSchemas(Path directory) throws IOException {
        return withSchemas(LibvirtSchemas.in(directory));
    }

    DomainValidator withSchemas(LibvirtSchemas schemas) {
        return new DomainValidator(target, rules, schemas);
    }

    /** The rules beyond the schema. */
    public RuleSet rules() {
        return rules;
    }

    /**
     * Compiles the schema and loads the rules now rather than for the first document; it may be called from another thread. Does
     * nothing where that is done already, or the schema missing.
     */
    public void prepare() {
        schemas.releaseFor(target.libvirt()).ifPresent(schemas::matchers);
        rules.rules();
    }

    /** The findings for no particular stage. */
    public List<Finding> validate(DomainDocument document) {
        return validate(document, Stage.ANY);
    }

    /** The findings of the schema alone, in document order. */
    public List<Finding> validateSchema(DomainDocument document) {
        List<Finding> findings = new ArrayList<>(new SchemaChecks(schemas, target.libvirt()).check(document));
        findings.sort(DomainValidator::order);
        return List.copyOf(findings);
    }

    /** The findings for a stage, in document order; where two are about the same place, the schema's first. */
    public List<Finding> validate(DomainDocument document, Stage stage) {
        return validateRules(document, stage, validateSchema(document));
    }

    /**
     * The findings of the rules for a stage, together with those of the schema, which are known.
     *
     * @param schemaFindings what {@link #validateSchema(DomainDocument)} said of the same document
     */
    public List<Finding> validateRules(DomainDocument document, Stage stage, List<Finding> schemaFindings) {
        if (rules.rules().isEmpty()) {
            return schemaFindings;
        }
        List<Finding> findings = new ArrayList<>(schemaFindings);
        RuleContext context = new RuleContext(document.domain(), target, stage);
        for (Rule rule : rules.rules()) {
            List<Finding> found = rule.check(document, context);
            if (!found.isEmpty()) {
                findings.addAll(found);
            }
        }
        Set<SourcePlace> refused = schemaFindings.stream().map(DomainValidator::place).collect(Collectors.toSet());
        findings.removeIf(finding -> finding.rule().equals(DocumentRules.UNKNOWN_VALUE.id()) && refused.contains(place(finding)));
        findings.sort(DomainValidator::order);
        return List.copyOf(findings);
    }

    /**
     * The findings about devices without their domain: what the schema refuses in them, and what libvirt would refuse whatever the
     * rest of the domain. Places and paths are the fragment's own.
     */
    public List<Finding> validate(DomainFragment fragment) {
        List<Finding> findings = findings(fragment.bare()).stream().filter(finding -> isOfSchema(finding)
                || finding.consequence() == Consequence.REFUSED).toList();
        if (findings.stream().allMatch(DomainValidator::isOfSchema)) {
            return findings;
        }
        // what a rule finds in a bare domain and in an ample one, it does not find because of the domain
        Set<RuleAt> inAmple = findings(fragment.ample()).stream().map(RuleAt::of).collect(Collectors.toSet());
        return findings.stream().filter(finding -> isOfSchema(finding) || inAmple.contains(RuleAt.of(finding))).toList();
    }

    private List<Finding> findings(DomainFragment.Surroundings domain) {
        return validate(domain.document()).stream()
                .filter(finding -> domain.contains(finding.path()) || finding.rule().equals(SCHEMA_MISSING_RULE))
                .map(finding -> finding.rule().equals(SCHEMA_MISSING_RULE)
                        ? at(finding, domain.root().place(), domain.root().path(), domain)
                        : at(finding, place(finding), finding.path(), domain)).toList();
    }

    private static Finding at(Finding finding, SourcePlace place, String path, DomainFragment.Surroundings domain) {
        SourcePlace own = domain.place(place);
        return new Finding(finding.rule(), finding.severity(), finding.consequence(), own.line(), own.column(), domain.path(path),
                finding.message(), finding.fix());
    }

    private static int order(Finding one, Finding other) {
        int order = one.comparePlaces(other);
        return order != 0 ? order : Boolean.compare(isOfSchema(other), isOfSchema(one));
    }

    private static boolean isOfSchema(Finding finding) {
        return finding.rule().equals(SCHEMA_RULE) || finding.rule().equals(SCHEMA_MISSING_RULE);
    }

    private static SourcePlace place(Finding finding) {
        return new SourcePlace(finding.line(), finding.column());
    }

    /** What was found where. */
    private record RuleAt(String rule, SourcePlace place) {

        static RuleAt of(Finding finding) {
            return new RuleAt(finding.rule(), DomainValidator.place(finding));
        }
    }
}
