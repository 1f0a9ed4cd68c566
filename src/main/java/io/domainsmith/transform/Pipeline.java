package io.domainsmith.transform;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.validate.DomainValidator;
import io.domainsmith.validate.Finding;
import io.domainsmith.validate.Rule;
import io.domainsmith.validate.RuleSet;
import io.domainsmith.validate.Severity;
import io.domainsmith.validate.Stage;
import io.domainsmith.validate.ValidationLevel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Steps in order, between two validations. Immutable and safe to share between threads if its steps are.
 *
 * @since 0.1
 */
public final class Pipeline {

    /** The id of findings that tell of a network card or disk that the steps gave another address. */
    public static final String MOVED_DEVICE_RULE = "nic-or-disk-moved";

    private final List<Transformer> steps;
    private final HypervisorTarget target;
    private final Stage stage;
    private final ValidationLevel level;
    /** Beside the standard ones. */
    private final List<Rule> rules;
    private final @Nullable Executor executor;

    private Pipeline(List<Transformer> steps, HypervisorTarget target, Stage stage, ValidationLevel level, List<Rule> rules,
            @Nullable Executor executor) {
        this.steps = List.copyOf(steps);
        this.target = target;
        this.stage = stage;
        this.level = level;
        this.rules = rules;
        this.executor = executor;
    }

    /** A pipeline for an unknown target, with strict validation. */
    public static Pipeline of(Transformer... steps) {
        return of(List.of(steps));
    }

    /** A pipeline for an unknown target, with strict validation. */
    public static Pipeline of(List<? extends Transformer> steps) {
        return new Pipeline(List.copyOf(steps), HypervisorTarget.unknown(), Stage.ANY, ValidationLevel.STRICT, List.of(), null);
    }

    /** This pipeline for another libvirt and QEMU. */
    public Pipeline withTarget(HypervisorTarget target) {
        return new Pipeline(steps, Objects.requireNonNull(target), stage, level, rules, executor);
    }

    /** This pipeline with its result validated for a stage. */
    public Pipeline withStage(Stage stage) {
        return new Pipeline(steps, target, Objects.requireNonNull(stage), level, rules, executor);
    }

    /** This pipeline with another level of validation. */
    public Pipeline withValidation(ValidationLevel level) {
        return new Pipeline(steps, target, stage, Objects.requireNonNull(level), rules, executor);
    }

    /**
     * This pipeline with more rules, such as a site's own, after the standard ones and those given before. Like these they check the
     * result: with strict validation one that finds an error stops the pipeline.
     *
     * @throws IllegalArgumentException if two rules would have the same id
     */
    public Pipeline withRules(Rule... more) {
        List<Rule> all = new ArrayList<>(rules);
        all.addAll(List.of(more));
        RuleSet.standard().plus(all.toArray(Rule[]::new));
        return new Pipeline(steps, target, stage, level, List.copyOf(all), executor);
    }

    /**
     * This pipeline with the schema's check of the source on another thread, beside the steps. What comes of it is the same; a single
     * document takes less time. Without an executor all is done by the thread that asks for it.
     *
     * @param executor runs one task a document
     */
    public Pipeline withExecutor(Executor executor) {
        return new Pipeline(steps, target, stage, level, rules, Objects.requireNonNull(executor));
    }

    /** This pipeline with further steps at its end. */
    public Pipeline then(Transformer... more) {
        List<Transformer> all = new ArrayList<>(steps);
        all.addAll(List.of(more));
        return new Pipeline(all, target, stage, level, rules, executor);
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
        DomainValidator validator = level == ValidationLevel.OFF ? null : DomainValidator.forTarget(target).withRules(rules.toArray(Rule[]::new));
        SourceCheck source = new SourceCheck(validator, document);
        if (executor == null || validator == null || steps.isEmpty()) {
            gateSource(validator, document, source.findings());
        } else {
            source.begin(executor);
        }
        if (steps.isEmpty()) {
            List<Finding> findings = validator == null ? List.of() : validator.validateRules(document, stage, source.findings());
            gateResult(document, document, findings);
            return new TransformResult(document, List.of(), findings);
        }
        PipelineRun run;
        DomainDocument result;
        try {
            run = new PipelineRun(document, target);
            steps.forEach(run::apply);
            result = run.result();
        } finally {
            // whatever a step could not do: what the schema refuses comes first
            gateSource(validator, document, source.findings());
        }
        List<Finding> findings = new ArrayList<>(validator == null ? List.of()
                : result == document ? validator.validateRules(document, stage, source.findings()) : validator.validate(result, stage));
        List<Finding> moved = validator == null ? List.of() : run.moved();
        if (!run.warnings().isEmpty() || !moved.isEmpty()) {
            findings.addAll(run.warnings());
            findings.addAll(moved);
            findings.sort(Finding::comparePlaces);
        }
        gateResult(document, result, findings);
        return new TransformResult(result, run.changes(), findings);
    }

    /** Rules only report here, since a step may be about to repair what they would find: they run where somebody reads it. */
    private void gateSource(@Nullable DomainValidator validator, DomainDocument document, List<Finding> schema) {
        if (validator != null && level == ValidationLevel.STRICT && schema.stream().anyMatch(Pipeline::isSchemaError)) {
            gate("the document is not valid before the first step", false, schema, validator.validateRules(document, Stage.ANY, schema));
        }
    }

    private void gateResult(DomainDocument document, DomainDocument result, List<Finding> findings) {
        if (level == ValidationLevel.STRICT) {
            gate("the result would not be valid", result != document, findings, findings);
        }
    }

    private static boolean isSchemaError(Finding finding) {
        return finding.rule().equals(DomainValidator.SCHEMA_RULE) && finding.severity() == Severity.ERROR;
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
