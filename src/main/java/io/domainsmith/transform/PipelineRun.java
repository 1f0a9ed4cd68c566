package io.domainsmith.transform;

import io.domainsmith.document.DocumentDifference;
import io.domainsmith.document.DomainDocument;
import io.domainsmith.document.DomainSnapshot;
import io.domainsmith.document.ModelGap;
import io.domainsmith.document.SourceEdits;
import io.domainsmith.document.SourceElement;
import io.domainsmith.model.Domain;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.validate.Finding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The steps on one document: what has become of it, what changed, and what the steps warned of. */
final class PipelineRun {

    private static final String DECLARED = "declared";
    private static final String UNDECLARED = "undeclared";

    private final HypervisorTarget target;
    private final List<Change> changes = new ArrayList<>();
    private final List<Finding> warnings = new ArrayList<>();
    private final Map<TransformContext.Warning, String> unplaced = new LinkedHashMap<>();
    private final MovedDevices moved;
    private DomainDocument document;
    private Domain domain;
    private DomainSnapshot start;
    private DomainSnapshot now;
    private SourceEdits edits = SourceEdits.none();
    private int settled;

    PipelineRun(DomainDocument document, HypervisorTarget target) {
        this.target = target;
        this.document = document;
        this.domain = document.domain();
        refuseRepeatedElements(document);
        this.start = DomainSnapshot.of(domain);
        this.now = start;
        this.moved = new MovedDevices(domain);
    }

    void apply(Transformer step) {
        TransformContext context = new TransformContext(document, target, edits);
        try {
            step.apply(domain, context);
        } catch (StepException e) {
            throw new StepException(step.name(), e.getMessage(), e);
        }
        for (String uri : context.edits().namespaces().keySet()) {
            if (!edits.namespaces().containsKey(uri) && !document.root().namespaces().containsValue(uri)) {
                changes.add(new Change(step.name(), DECLARED, "/domain", null, uri, step.description()));
            }
        }
        for (String uri : context.edits().droppedNamespaces()) {
            if (!edits.droppedNamespaces().contains(uri) && document.root().namespaces().containsValue(uri)) {
                changes.add(new Change(step.name(), UNDECLARED, "/domain", uri, null, step.description()));
            }
        }
        DomainSnapshot before = now;
        now = before.next();
        for (DomainSnapshot.Difference difference : now.since(before)) {
            String reason = context.reason(difference.objects());
            changes.add(new Change(step.name(), difference.kind(), difference.path(), difference.before(),
                    difference.after(), reason == null ? step.description() : reason));
        }
        if (now != before) {
            moved.after(step.name(), domain);
        }
        edits = context.edits();
        context.warnings().forEach(warning -> unplaced.put(warning, step.name()));
        if (context.replacement() != null) {
            settle();
            replace(step, context.replacement());
        }
    }

    /** The document with all that was done. */
    DomainDocument result() {
        settle();
        warnings.replaceAll(this::placedAnew);
        return document;
    }

    List<Change> changes() {
        return changes;
    }

    List<Finding> warnings() {
        return warnings;
    }

    /** The findings about network cards and disks that the steps gave another address. */
    List<Finding> moved() {
        return moved.findings(document);
    }

    /** Carries the edits into the document; which prefix a namespace got, and where a warning belongs, is known only then. */
    private void settle() {
        DomainDocument before = document;
        DomainDocument result = before.withDifference(start, now, edits);
        List<Change> unsettled = changes.subList(settled, changes.size());
        unsettled.removeIf(change -> change.kind().equals(UNDECLARED) && result.root().namespaces().containsValue(change.before()));
        unsettled.replaceAll(change -> change.kind().equals(DECLARED) ? withPrefix(change, result)
                : change.kind().equals(UNDECLARED) ? withPrefix(change, before) : change);
        settled = changes.size();
        if (!unplaced.isEmpty()) {
            unplaced.forEach((warning, step) -> warnings.add(warning.in(result, now, step)));
            unplaced.clear();
        }
        document = result;
        edits = SourceEdits.none();
    }

    private void replace(Transformer step, DomainDocument wanted) {
        DomainDocument result = document.editedTo(wanted);
        for (DocumentDifference difference : document.differencesTo(result)) {
            changes.add(new Change(step.name(), difference.kind(), difference.path(), difference.before(), difference.after(),
                    step.description()));
        }
        try {
            refuseRepeatedElements(result);
        } catch (StepException e) {
            throw new StepException(step.name(), "in its result, " + e.getMessage(), e);
        }
        document = result;
        domain = result.domain();
        moved.after(step.name(), domain);
        start = DomainSnapshot.of(domain);
        now = start;
    }

    /** A later step may have moved the place. */
    private Finding placedAnew(Finding warning) {
        SourceElement place = TransformContext.Warning.find(document.root(), warning.path()).orElse(document.root());
        return new Finding(warning.rule(), warning.severity(), warning.consequence(), place.line(), place.column(), place.path(),
                warning.message(), warning.fix());
    }

    /** Which prefix a namespace has is known from the document that declares it. */
    private static Change withPrefix(Change change, DomainDocument document) {
        String uri = change.kind().equals(DECLARED) ? change.after() : change.before();
        String prefix = document.root().namespaces().entrySet().stream()
                .filter(entry -> entry.getValue().equals(uri)).findFirst().orElseThrow().getKey();
        String declaration = (prefix.isEmpty() ? "xmlns" : "xmlns:" + prefix) + "='" + uri + "'";
        return change.kind().equals(DECLARED)
                ? new Change(change.step(), change.kind(), change.path(), null, declaration, change.reason())
                : new Change(change.step(), change.kind(), change.path(), declaration, null, change.reason());
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
}
