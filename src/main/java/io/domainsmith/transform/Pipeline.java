package io.domainsmith.transform;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.validate.DomainValidator;
import io.domainsmith.validate.Finding;
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
    private final @Nullable Executor executor;

    private Pipeline(List<Transformer> steps, HypervisorTarget target, Stage stage, ValidationLevel level, @Nullable Executor executor) {
        this.steps = List.copyOf(steps);
        this.target = target;
        this.stage = stage;
        this.level = level;
        this.executor = executor;
    }

    /** A pipeline for an unknown target, with strict validation. */
    public static Pipeline of(Transformer... steps) {
        return of(List.of(steps));
    }

    /** A pipeline for an unknown target, with strict validation. */
    public static Pipeline of(List<? extends Transformer> steps) {
        return new Pipeline(List.copyOf(steps), HypervisorTarget.unknown(), Stage.ANY, ValidationLevel.STRICT, null);
    }

    /** This pipeline for another libvirt and QEMU. */
    public Pipeline withTarget(HypervisorTarget target) {
        return new Pipeline(steps, Objects.requireNonNull(target), stage, level, executor);
    }

    /** This pipeline with its result validated for a stage. */
    public Pipeline withStage(Stage stage) {
        return new Pipeline(steps, target, Objects.requireNonNull(stage), level, executor);
    }

    /** This pipeline with another level of validation. */
    public Pipeline withValidation(ValidationLevel level) {
        return new Pipeline(steps, target, stage, Objects.requireNonNull(level), executor);
    }

    /**
     * This pipeline with the schema's check of the source on another thread, beside the steps. What comes of it is the same; a single
     * document takes less time. Without an executor all is done by the thread that asks for it.
     *
     * @param executor runs one task a document
     */
    public Pipeline withExecutor(Executor executor) {
        return new Pipeline(steps, target, stage, level, Objects.requireNonNull(executor));
    }

    /** This pipeline with further steps at its end. */
    public Pipeline then(Transformer... more) {
        List<Transformer> all = new ArrayList<>(steps);
        all.addAll(List.of(more));
        return new Pipeline(all, target, stage, level, executor);
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
        SourceCheck source = new SourceCheck(validator, document);
        if (executor == null || validator == null || steps.isEmpty()) {
            gateSource(validator, document, source.findings());
        } else {
            source.begin(executor);
        }
        if (steps.isEmpty()) {
            return new TransformResult(document, List.of(),
                    validator == null ? List.of() : validator.withRules(source.findings(), document, Stage.ANY));
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
                : result == document ? validator.withRules(source.findings(), document, stage) : validator.validate(result, stage));
        List<Finding> moved = validator == null ? List.of() : run.moved();
        if (!run.warnings().isEmpty() || !moved.isEmpty()) {
            findings.addAll(run.warnings());
            findings.addAll(moved);
            findings.sort(Finding::comparePlaces);
        }
        if (level == ValidationLevel.STRICT) {
            gate("the result would not be valid", result != document, findings, findings);
        }
        return new TransformResult(result, run.changes(), findings);
    }

    /** Rules only report here, since a step may be about to repair what they would find: they run where somebody reads it. */
    private void gateSource(@Nullable DomainValidator validator, DomainDocument document, List<Finding> schema) {
        if (validator != null && level == ValidationLevel.STRICT && schema.stream().anyMatch(Pipeline::isSchemaError)) {
            gate("the document is not valid before the first step", false, schema, validator.withRules(schema, document, Stage.ANY));
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
