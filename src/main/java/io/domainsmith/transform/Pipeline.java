package io.domainsmith.transform;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.document.DomainSnapshot;
import io.domainsmith.document.ModelGap;
import io.domainsmith.document.SourceEdits;
import io.domainsmith.document.SourceElement;
import io.domainsmith.model.Domain;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.validate.DomainValidator;
import io.domainsmith.validate.Finding;
import io.domainsmith.validate.Severity;
import io.domainsmith.validate.Stage;
import io.domainsmith.validate.ValidationLevel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Steps in order, between two validations. Immutable and safe to share between threads if its steps are.
 *
 * @since 0.1
 */
public final class Pipeline {

    private static final String DECLARED = "declared";

    private final List<Transformer> steps;
    private final HypervisorTarget target;
    private final Stage stage;
    private final ValidationLevel level;

    private Pipeline(List<Transformer> steps, HypervisorTarget target, Stage stage, ValidationLevel level) {
        this.steps = List.copyOf(steps);
        this.target = target;
        this.stage = stage;
        this.level = level;
    }

    /** A pipeline for an unknown target, with strict validation. */
    public static Pipeline of(Transformer... steps) {
        return of(List.of(steps));
    }

    /** A pipeline for an unknown target, with strict validation. */
    public static Pipeline of(List<? extends Transformer> steps) {
        return new Pipeline(List.copyOf(steps), HypervisorTarget.unknown(), Stage.ANY, ValidationLevel.STRICT);
    }

    /** This pipeline for another libvirt and QEMU. */
    public Pipeline withTarget(HypervisorTarget target) {
        return new Pipeline(steps, Objects.requireNonNull(target), stage, level);
    }

    /** This pipeline with its result validated for a stage. */
    public Pipeline withStage(Stage stage) {
        return new Pipeline(steps, target, Objects.requireNonNull(stage), level);
    }

    /** This pipeline with another level of validation. */
    public Pipeline withValidation(ValidationLevel level) {
        return new Pipeline(steps, target, stage, Objects.requireNonNull(level));
    }

    /** This pipeline with further steps at its end. */
    public Pipeline then(Transformer... more) {
        List<Transformer> all = new ArrayList<>(steps);
        all.addAll(List.of(more));
        return new Pipeline(all, target, stage, level);
    }

    /** The steps in order. */
    public List<Transformer> steps() {
        return steps;
    }

    /**
     * Runs the steps on a private copy.
     *
     * @return the edited document, what changed, and what validation found; the very same document if nothing changed
     * @throws StepException if a step cannot be done
     * @throws InvalidDomainException if validation is strict and the schema refuses the source, or the schema or a rule finds
     *     an error in the result
     */
    public TransformResult apply(DomainDocument document) {
        DomainValidator validator = level == ValidationLevel.OFF ? null : DomainValidator.forTarget(target);
        List<Finding> found = validator == null ? List.of() : validator.validate(document);
        if (level == ValidationLevel.STRICT) {
            // rules only report here: a step may be about to repair what they found
            gate("the document is not valid before the first step", false, found.stream()
                    .filter(finding -> finding.rule().equals(DomainValidator.SCHEMA_RULE)).toList(), found);
        }
        if (steps.isEmpty()) {
            return new TransformResult(document, List.of(), found);
        }
        refuseRepeatedElements(document);
        Domain domain = document.domain();
        SourceEdits edits = SourceEdits.none();
        List<Change> changes = new ArrayList<>();
        Map<TransformContext.Warning, String> warnings = new LinkedHashMap<>();
        DomainSnapshot now = DomainSnapshot.of(domain);
        for (Transformer step : steps) {
            TransformContext context = run(step, document, domain, edits);
            DomainSnapshot before = now;
            now = DomainSnapshot.of(domain);
            tell(step, context, document, edits, now.since(before), changes);
            edits = context.edits();
            context.warnings().forEach(warning -> warnings.put(warning, step.name()));
        }
        DomainDocument result = document.withDomain(domain, edits);
        changes.replaceAll(change -> change.kind().equals(DECLARED) ? withPrefix(change, result) : change);
        List<Finding> after = validator == null ? List.of()
                : result == document && stage == Stage.ANY ? found : validator.validate(result, stage);
        List<Finding> findings = new ArrayList<>(after);
        if (!warnings.isEmpty()) {
            DomainSnapshot end = now;
            warnings.forEach((warning, step) -> findings.add(warning.in(result, end, step)));
            findings.sort(Comparator.comparingInt(Finding::line).thenComparingInt(Finding::column));
        }
        if (level == ValidationLevel.STRICT) {
            gate("the result would not be valid", result != document, findings, findings);
        }
        return new TransformResult(result, changes, findings);
    }

    private TransformContext run(Transformer step, DomainDocument document, Domain domain, SourceEdits edits) {
        TransformContext context = new TransformContext(document, target, edits);
        try {
            step.apply(domain, context);
        } catch (StepException e) {
            throw new StepException(step.name(), e.getMessage(), e);
        }
        return context;
    }

    private static void tell(Transformer step, TransformContext context, DomainDocument document, SourceEdits edits,
            List<DomainSnapshot.Difference> differences, List<Change> changes) {
        for (String uri : context.edits().namespaces().keySet()) {
            if (!edits.namespaces().containsKey(uri) && !document.root().namespaces().containsValue(uri)) {
                changes.add(new Change(step.name(), DECLARED, "/domain", null, uri, step.description()));
            }
        }
        for (DomainSnapshot.Difference difference : differences) {
            String reason = context.reason(difference.objects());
            changes.add(new Change(step.name(), difference.kind(), difference.path(), difference.before(),
                    difference.after(), reason == null ? step.description() : reason));
        }
    }

    /** Which prefix a namespace got is known from the result. */
    private static Change withPrefix(Change declared, DomainDocument result) {
        String prefix = result.root().namespaces().entrySet().stream()
                .filter(entry -> entry.getValue().equals(declared.after())).findFirst().orElseThrow().getKey();
        return new Change(declared.step(), declared.kind(), declared.path(), null,
                "xmlns:" + prefix + "='" + declared.after() + "'", declared.reason());
    }

    /** The typed copy holds one of them only, so a step would see half of the domain. */
    private static void refuseRepeatedElements(DomainDocument document) {
        for (ModelGap gap : document.gaps()) {
            if (gap instanceof ModelGap.RepeatedElement repeated) {
                SourceElement first = repeated.elements().get(0);
                throw new StepException("<" + first.name() + "> may stand once in " + first.parent().path() + " but stands on lines "
                        + repeated.elements().stream().map(element -> String.valueOf(element.line()))
                                .collect(Collectors.joining(" and "))
                        + "; merge them into one before any step edits the document");
            }
        }
    }

    private static void gate(String what, boolean inResult, List<Finding> gating, List<Finding> all) {
        List<Finding> errors = gating.stream().filter(finding -> finding.severity() == Severity.ERROR).toList();
        if (!errors.isEmpty()) {
            Finding first = errors.get(0);
            throw new InvalidDomainException(what + ": line " + first.line() + ", column " + first.column() + ": "
                    + first.message() + " [" + first.rule() + "]"
                    + (errors.size() > 1 ? " (and " + (errors.size() - 1) + " more)" : ""), inResult, all);
        }
    }
}
