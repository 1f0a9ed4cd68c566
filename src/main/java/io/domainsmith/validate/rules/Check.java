package io.domainsmith.validate.rules;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.model.Hostdev;
import io.domainsmith.validate.Consequence;
import io.domainsmith.validate.Finding;
import io.domainsmith.validate.Repair;
import io.domainsmith.validate.Rule;
import io.domainsmith.validate.RuleContext;
import io.domainsmith.validate.Severity;
import io.domainsmith.validate.Stage;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A rule as a function, with what there is to say about it. */
record Check(String id, Severity severity, Consequence consequence, Stage stage, String appliesTo, String description,
        String source, String wayOut, @Nullable Repair mechanical, Body body) implements Rule {

    private static final String VGPU = "domains with a vfio-pci mdev";

    /** What looks at a domain and reports. */
    @FunctionalInterface
    interface Body {
        void check(Guest guest, Report report);
    }

    /** What looks at one vGPU of a domain and reports. */
    @FunctionalInterface
    interface VgpuBody {
        void check(Guest guest, Hostdev vgpu, Report report);
    }

    /** A rule for every domain, whatever the stage. */
    static Check of(Severity severity, Consequence consequence, String id, String description, String source, String wayOut,
            Body body) {
        return new Check(id, severity, consequence, Stage.ANY, "every domain", description, source, wayOut, null, body);
    }

    /** What libvirt refuses to define. */
    static Check refused(String id, String description, String source, String wayOut, Body body) {
        return of(Severity.ERROR, Consequence.REFUSED, id, description, source, wayOut, body);
    }

    /** What libvirt defines, and libvirt or QEMU may refuse to start. */
    static Check failsAtStart(String id, String description, String source, String wayOut, Body body) {
        return of(Severity.WARNING, Consequence.FAILS_AT_START, id, description, source, wayOut, body);
    }

    /** What works, but not as written. */
    static Check surprise(String id, String description, String source, String wayOut, Body body) {
        return of(Severity.WARNING, Consequence.SURPRISE, id, description, source, wayOut, body);
    }

    /** What works, and could be better. */
    static Check advice(String id, String description, String source, String wayOut, Body body) {
        return of(Severity.INFO, Consequence.ADVICE, id, description, source, wayOut, body);
    }

    /** A rule that looks at each vfio-pci mdev. */
    static Body eachVgpu(VgpuBody body) {
        return (guest, report) -> guest.vgpus().forEach(vgpu -> body.check(guest, vgpu, report));
    }

    /** This rule where the domain has a vfio-pci mdev. */
    Check ifVgpu() {
        Body only = (guest, report) -> {
            if (!guest.vgpus().isEmpty()) {
                body.check(guest, report);
            }
        };
        String where = appliesTo.equals("every domain") ? VGPU : appliesTo;
        return new Check(id, severity, consequence, stage, where, description, source, wayOut, mechanical, only);
    }

    /** This rule with the gravest severity of its findings. */
    Check upTo(Severity gravest) {
        return new Check(id, gravest, consequence, stage, appliesTo, description, source, wayOut, mechanical, body);
    }

    /** This rule as one of a stage. */
    Check inStage(Stage only) {
        return new Check(id, severity, consequence, only, appliesTo, description, source, wayOut, mechanical, body);
    }

    /** This rule with words for what it applies to. */
    Check where(String domains) {
        return new Check(id, severity, consequence, stage, domains, description, source, wayOut, mechanical, body);
    }

    /** This rule with its mechanical way out. */
    Check repairedBy(Repair repair) {
        return new Check(id, severity, consequence, stage, appliesTo, description, source, wayOut, repair, body);
    }

    @Override
    public Optional<Repair> repair() {
        return Optional.ofNullable(mechanical);
    }

    @Override
    public List<Finding> check(DomainDocument document, RuleContext context) {
        Report report = new Report(this, document);
        body.check(new Guest(document, context), report);
        return report.findings();
    }

    @Override
    public String toString() {
        return id;
    }
}
